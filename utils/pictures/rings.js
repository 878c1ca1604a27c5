// Two kinds of points, and ReLU neurons with two inputs: each is a straight fold that can be moved and turned.
// Where the sum of the ReLUs is above the threshold, the network says "outside".
import { button, clamp, draggable, html, scale, set, slider, svg, widget, words } from "./base.js";

const SIDE = 1.6; // the picture shows -SIDE to SIDE in both directions
const ARROW = 0.36;
const CELLS = 140;
const TURN = Math.PI / 36;
const MOVE = 0.05;

export function score({ neurons }, [x, y]) {
  return neurons.reduce(
    (sum, { angle, distance }) => sum + Math.max(0, Math.cos(angle) * x + Math.sin(angle) * y - distance),
    0,
  );
}

export function compute(state) {
  const scores = state.points.map((point) => score(state, point));
  const answers = scores.map((value) => Number(value > state.threshold));
  return { scores, answers, right: answers.filter((answer, i) => answer === state.labels[i]).length };
}

function build({ root, width, state, changed, reset }) {
  const { neurons, points, labels } = state;
  const size = Math.min(width, 460);
  const x = scale([-SIDE, SIDE], [0, size]);
  const y = scale([-SIDE, SIDE], [size, 0]);
  const field = html("canvas", { width: CELLS, height: CELLS, class: "field", style: `width: ${size}px; height: ${size}px` });
  const drawing = svg("svg", { viewBox: `0 0 ${size} ${size}`, width: size, height: size, role: "group", "aria-label": "Points and folds" });
  const place = html("div", { class: "stack", style: `width: ${size}px; height: ${size}px` }, field, drawing);

  const marks = points.map(([across, up], i) =>
    labels[i]
      ? svg("rect", { x: x(across) - 4.5, y: y(up) - 4.5, width: 9, height: 9 })
      : svg("circle", { cx: x(across), cy: y(up), r: 5 }),
  );
  const folds = neurons.map((neuron, i) => {
    const line = svg("line", { class: "fold" });
    const arrow = svg("line", { class: "arrow" });
    const grip = (shape) => svg("g", {}, svg("circle", { r: 18, class: "area" }), shape);
    const middle = grip(svg("circle", { r: 8, class: "grip" }));
    const tip = grip(svg("path", { d: "M10 0L-7 -8L-7 8Z", class: "grip" }));
    const tellMiddle = draggable(middle, {
      label: `distance of fold ${i + 1} from the center`,
      move: (at) => moveTo(neuron, Math.cos(neuron.angle) * x.back(at.x) + Math.sin(neuron.angle) * y.back(at.y)),
      nudge: (right, up) => moveTo(neuron, neuron.distance + MOVE * (right || up)),
      describe: () => ({ now: neuron.distance, min: -SIDE, max: SIDE, text: words(neuron.distance) }),
    });
    const tellTip = draggable(tip, {
      label: `direction of fold ${i + 1}`,
      move: (at) => {
        const from = [Math.cos(neuron.angle) * neuron.distance, Math.sin(neuron.angle) * neuron.distance];
        turnTo(neuron, Math.atan2(y.back(at.y) - from[1], x.back(at.x) - from[0]));
      },
      nudge: (right, up) => turnTo(neuron, neuron.angle + TURN * (up || -right)),
      describe: () => {
        const degrees = Math.round((neuron.angle * 180) / Math.PI);
        return { now: degrees, min: -180, max: 180, text: `${degrees} degrees` };
      },
    });
    drawing.append(line, arrow);
    return { line, arrow, middle, tip, tell: () => [tellMiddle(), tellTip()] };
  });
  drawing.append(...marks, ...folds.flatMap(({ middle, tip }) => [middle, tip]));

  const moveTo = (neuron, distance) => {
    neuron.distance = clamp(distance, -SIDE, SIDE);
    changed();
  };
  const turnTo = (neuron, angle) => {
    neuron.angle = Math.atan2(Math.sin(angle), Math.cos(angle)); // between -pi and pi
    changed();
  };
  const threshold = slider(
    { label: "threshold", min: 0, max: 1, step: 0.01, value: state.threshold, read: (value) => words(value) },
    (value) => {
      state.threshold = value;
      changed();
    },
  );
  const found = html("output", { class: "found" });
  root.append(
    html("p", { class: "heading" }, "Drag a circle to move a fold, an arrow to turn it. A ReLU is 0 behind its fold and grows along its arrow."),
    place,
    html("div", { class: "controls" }, found, button("start again", reset)),
    html("div", { class: "controls" }, threshold.node),
  );

  const context = field.getContext("2d");
  const pixels = context.createImageData(CELLS, CELLS);
  const paint = () => {
    const [inner, outer] = ["--blue", "--orange"].map((name) => rgb(getComputedStyle(root.parentElement).getPropertyValue(name)));
    for (let row = 0; row < CELLS; row += 1) {
      for (let column = 0; column < CELLS; column += 1) {
        const at = [(2 * (column + 0.5) / CELLS - 1) * SIDE, (1 - 2 * (row + 0.5) / CELLS) * SIDE];
        const color = score(state, at) > state.threshold ? outer : inner;
        pixels.data.set([...color, 70], 4 * (row * CELLS + column));
      }
    }
    context.putImageData(pixels, 0, 0);
  };

  return ({ answers, right }) => {
    paint();
    neurons.forEach(({ angle, distance }, i) => {
      const { line, arrow, middle, tip, tell } = folds[i];
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const from = [c * distance, s * distance];
      const to = [c * (distance + ARROW), s * (distance + ARROW)];
      set(line, { x1: x(from[0] - 4 * s), y1: y(from[1] + 4 * c), x2: x(from[0] + 4 * s), y2: y(from[1] - 4 * c) });
      set(arrow, { x1: x(from[0]), y1: y(from[1]), x2: x(to[0]), y2: y(to[1]) });
      set(middle, { transform: `translate(${x(from[0])} ${y(from[1])})` });
      set(tip, { transform: `translate(${x(to[0])} ${y(to[1])}) rotate(${(-angle * 180) / Math.PI})` });
      tell();
    });
    marks.forEach((mark, i) => set(mark, { class: `${labels[i] ? "outer" : "inner"} ${answers[i] === labels[i] ? "" : "missed"}` }));
    threshold.show(state.threshold);
    found.textContent = `${right} of ${labels.length} points are on the right side`;
  };
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.trim().slice(at, at + 2), 16));
}

export default widget("rings", compute, build);
