// Two kinds of points, and ReLU neurons with two inputs: each is a straight fold that can be moved and turned.
// Where the sum of the ReLUs is above the threshold, the network answers 1.
import { button, clamp, draggable, html, scale, set, slider, svg, widget, words } from "./base.js";

const SIDE = 1.6; // the picture shows -SIDE to SIDE in both directions
const REACH = 1.2; // how far from the center a fold's handle can be moved: its arrow stays in sight
const ARROW = 0.36;
const SHADE = 0.3; // how far the shading on the side where a neuron is on reaches
const CELLS = 140;
const TURN = Math.PI / 36;
const MOVE = 0.05;

export function scores(neurons, points) {
  const folds = neurons.map(({ angle, distance }) => [Math.cos(angle), Math.sin(angle), distance]);
  return points.map(([x, y]) => {
    let sum = 0;
    for (const [across, up, distance] of folds) sum += Math.max(0, across * x + up * y - distance);
    return sum;
  });
}

export function compute({ neurons, points, labels, threshold }) {
  const found = scores(neurons, points);
  const answers = found.map((score) => Number(score > threshold));
  return { scores: found, answers, right: answers.filter((answer, i) => answer === labels[i]).length };
}

const CENTERS = Array.from({ length: CELLS * CELLS }, (_, i) => [
  ((2 * ((i % CELLS) + 0.5)) / CELLS - 1) * SIDE,
  (1 - (2 * (Math.floor(i / CELLS) + 0.5)) / CELLS) * SIDE,
]);

function build({ root, width, state, changed, reset }) {
  const { neurons, points, labels } = state;
  const size = Math.min(width, 460);
  const x = scale([-SIDE, SIDE], [0, size]);
  const y = scale([-SIDE, SIDE], [size, 0]);
  const pixels = `width: ${size}px; height: ${size}px`;
  const field = html("canvas", { width: CELLS, height: CELLS, style: pixels, "aria-hidden": "true" });
  const drawing = svg("svg", { viewBox: `0 0 ${size} ${size}`, width: size, height: size, role: "group", "aria-label": "Points and folds" });

  const marks = points.map(([across, up], i) =>
    labels[i]
      ? svg("rect", { x: x(across) - 4.5, y: y(up) - 4.5, width: 9, height: 9 })
      : svg("circle", { cx: x(across), cy: y(up), r: 5 }),
  );
  const shade = `shade-${Math.random().toString(36).slice(2)}`;
  drawing.append(svg("linearGradient", { id: shade }, svg("stop", { class: "near" }), svg("stop", { offset: 1, class: "gone" })));
  const folds = neurons.map((neuron, i) => {
    // A fold's handle can be anywhere on it; at first it is where the fold is nearest to the center.
    neuron.at ??= [Math.cos(neuron.angle) * neuron.distance, Math.sin(neuron.angle) * neuron.distance];
    const line = svg("line", { y1: -2 * size, y2: 2 * size, class: "fold" });
    const side = svg("rect", { y: -2 * size, width: x(SHADE) - x(0), height: 4 * size, style: `fill: url(#${shade})` });
    const shaft = svg("line", { x2: x(ARROW) - x(0), class: "arrow" });
    const whole = svg("g", {}, side, line, shaft);
    const area = () => svg("circle", { r: 18, class: "area" });
    const middle = svg("g", {}, area(), svg("circle", { r: 9, class: "grip" }), svg("text", { y: 4, class: "name tiny" }, `${i + 1}`));
    const head = svg("path", { d: "M11 0L-7 -9L-7 9Z", class: "grip" });
    const tip = svg("g", {}, area(), head);
    const tipAt = () => [neuron.at[0] + ARROW * Math.cos(neuron.angle), neuron.at[1] + ARROW * Math.sin(neuron.angle)];
    const pixel = ([across, up]) => ({ x: x(across), y: y(up) });
    const tellMiddle = draggable(middle, {
      label: `place of fold ${i + 1}`,
      place: () => pixel(neuron.at),
      move: (to) => moveTo(neuron, [x.back(to.x), y.back(to.y)]),
      nudge: (right, up) => moveTo(neuron, [neuron.at[0] + MOVE * right, neuron.at[1] + MOVE * up]),
      describe: () => {
        const [across, up] = neuron.at.map((value) => words(value));
        return { now: neuron.distance, min: -2, max: 2, text: `through ${across}, ${up}` };
      },
    });
    const tellTip = draggable(tip, {
      label: `direction of fold ${i + 1}`,
      place: () => pixel(tipAt()),
      move: (to) => turnTo(neuron, Math.atan2(y.back(to.y) - neuron.at[1], x.back(to.x) - neuron.at[0])),
      nudge: (right, up) => turnTo(neuron, neuron.angle + TURN * (up || -right)),
      describe: () => {
        const degrees = Math.round((neuron.angle * 180) / Math.PI);
        return { now: degrees, min: -180, max: 180, text: `${degrees} degrees` };
      },
    });
    drawing.append(whole);
    const show = () => {
      const degrees = (-neuron.angle * 180) / Math.PI;
      const [from, to] = [pixel(neuron.at), pixel(tipAt())];
      set(whole, { transform: `translate(${from.x} ${from.y}) rotate(${degrees})` });
      set(middle, { transform: `translate(${from.x} ${from.y})` });
      set(tip, { transform: `translate(${to.x} ${to.y})` });
      set(head, { transform: `rotate(${degrees})` });
      tellMiddle();
      tellTip();
    };
    return { show, handles: [middle, tip] };
  });
  drawing.append(...marks, ...folds.flatMap(({ handles }) => handles));

  const place = (neuron) => {
    neuron.distance = Math.cos(neuron.angle) * neuron.at[0] + Math.sin(neuron.angle) * neuron.at[1];
    changed();
  };
  const moveTo = (neuron, to) => {
    neuron.at = to.map((value) => clamp(value, -REACH, REACH));
    place(neuron);
  };
  const turnTo = (neuron, angle) => {
    neuron.angle = Math.atan2(Math.sin(angle), Math.cos(angle)); // between -pi and pi
    place(neuron);
  };
  const threshold = slider(
    { label: "threshold", min: 0, max: 1, step: 0.01, value: state.threshold, read: (value) => words(value) },
    (value) => {
      state.threshold = value;
      changed();
    },
  );
  const found = html("output", { class: "found" });
  const controls = (...parts) => html("div", { class: "controls" }, ...parts);
  root.append(
    html("p", { class: "heading" }, "Drag a circle to move a fold and an arrow to turn it, until all points stand on their color. Behind its fold a ReLU is 0; from the shaded side on it grows along its arrow."),
    html("div", { class: "stack", style: pixels }, field, drawing),
    controls(found, button("start again", reset)),
    controls(threshold.node),
  );

  const context = field.getContext("2d");
  const image = context.createImageData(CELLS, CELLS);
  const paint = () => {
    const style = getComputedStyle(root);
    const [zero, one] = ["--blue", "--orange"].map((name) => rgb(style.getPropertyValue(name)));
    scores(neurons, CENTERS).forEach((score, i) => {
      const above = score > state.threshold;
      const [red, green, blue] = above ? one : zero;
      image.data[4 * i] = red;
      image.data[4 * i + 1] = green;
      image.data[4 * i + 2] = blue;
      image.data[4 * i + 3] = above ? 60 + 60 * Math.min(1, score - state.threshold) : 70;
    });
    context.putImageData(image, 0, 0);
  };

  return ({ answers, right }) => {
    paint();
    folds.forEach(({ show }) => show());
    marks.forEach((mark, i) => set(mark, { class: `${labels[i] ? "outer" : "inner"} ${answers[i] === labels[i] ? "" : "missed"}` }));
    threshold.show(state.threshold);
    found.textContent = right === labels.length ? `all ${right} points stand on their color` : `${right} of ${labels.length} points stand on their color; the others are outlined`;
    found.classList.toggle("done", right === labels.length);
  };
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.trim().slice(at, at + 2), 16));
}

export default widget("rings", compute, build);
