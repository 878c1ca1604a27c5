// A network of ReLUs with one input: f(x) = sum of c·relu(w·x + b). Its bends and heights can be dragged.
import { button, clamp, draggable, html, scale, set, slider, svg, widget, words } from "./base.js";

const RANGE = [0, 2 * Math.PI];
const STEP = 0.05;
const LIMITS = { w: [-2, 2], b: [-13, 13], c: [-3, 3] }; // b: a line of slope 2 can bend anywhere from 0 to 2 pi
const MEANINGS = { w: "steepness and side", b: "moves the bend", c: "how much of it" };
const COLORS = ["var(--blue)", "var(--orange)", "var(--green)", "var(--red)", "var(--purple)", "var(--sky)"];
const TARGETS = {
  sine: Math.sin,
  tent: (x) => Math.max(0, 1 - Math.abs(x - Math.PI) / (Math.PI / 2)),
};
// The places at which the exercise follow_sine measures, too.
const GRID = Array.from({ length: 2001 }, (_, i) => RANGE[0] + ((RANGE[1] - RANGE[0]) * i) / 2000);
const AIMS = Object.fromEntries(Object.entries(TARGETS).map(([name, target]) => [name, GRID.map(target)]));

const term = ({ w, b, c }, x) => c * Math.max(0, w * x + b);
const knot = ({ w, b }) => (w === 0 ? null : -b / w);

export const sum = (neurons, xs) => xs.map((x) => neurons.reduce((total, neuron) => total + term(neuron, x), 0));

// The places where the sum bends, as the exercise count_pieces finds them.
function bends(neurons) {
  const changes = new Map();
  for (const neuron of neurons.filter(({ w }) => w !== 0)) {
    const where = Number(knot(neuron).toFixed(9));
    changes.set(where, (changes.get(where) ?? 0) + neuron.c * Math.abs(neuron.w));
  }
  return [...changes.keys()].filter((where) => changes.get(where) !== 0);
}

export function compute({ neurons, target }) {
  const knots = neurons.map(knot);
  const found = bends(neurons);
  const numbers = {
    knots,
    atKnots: knots.map((x) => (x === null ? null : sum(neurons, [x])[0])),
    pieces: 1 + found.length,
    inSight: 1 + found.filter((x) => x > RANGE[0] && x < RANGE[1]).length,
  };
  if (!target) return numbers;
  const gaps = sum(neurons, GRID).map((y, i) => Math.abs(y - AIMS[target][i]));
  const gap = gaps.reduce((largest, one) => Math.max(largest, one), 0);
  return { ...numbers, gap, gapAt: GRID[gaps.indexOf(gap)] };
}

// The smallest height among 2, 4, 8, ... that shows all of the first curve. It stays, so that nothing jumps.
function heightOf(neurons) {
  const highest = Math.max(...sum(neurons, GRID).map(Math.abs));
  return highest <= 2 ? 2 : 2 ** Math.ceil(Math.log2(highest));
}

function build({ root, width, state, changed, reset }) {
  const { neurons, target } = state;
  state.height ??= heightOf(neurons);
  const most = state.height;
  const panel = Math.min(200, width * 0.45);
  const tops = [36, panel + 84];
  const height = tops[1] + panel + 26;
  const across = scale(RANGE, [34, width - 16]);
  const ups = tops.map((top) => scale([-most, most], [top + panel, top]));
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "A network of ReLUs" });
  ["each ReLU: c · relu(w·x + b)", "f(x), their sum"].forEach((title, i) => {
    const up = ups[i];
    drawing.append(svg("text", { x: 0, y: tops[i] - 16, class: "heading" }, title));
    for (const y of [-most, -most / 2, 0, most / 2, most]) {
      drawing.append(svg("line", { x1: across(RANGE[0]), x2: across(RANGE[1]), y1: up(y), y2: up(y), class: y ? "axis faint" : "axis" }));
      drawing.append(svg("text", { x: 22, y: up(y) + 4, class: "tick" }, words(y, 0)));
    }
  });
  for (let x = 0; x <= 6; x += 1) {
    drawing.append(svg("text", { x: across(x), y: tops[1] + panel + 20, class: "name plain" }, `${x}`));
  }
  drawing.append(svg("text", { x: width, y: tops[1] + panel + 20, class: "tick" }, "x"));
  const inside = (top) => {
    const id = `clip-${Math.random().toString(36).slice(2)}`;
    drawing.append(svg("clipPath", { id }, svg("rect", { x: 0, y: top, width, height: panel })));
    const group = svg("g", { "clip-path": `url(#${id})` });
    drawing.append(group);
    return group;
  };
  const [above, below] = tops.map(inside);
  const curve = svg("path", { class: "line thick" });
  const gapLine = svg("line", { class: "gap" });
  if (target) below.append(svg("path", { d: path(across, ups[1], GRID, AIMS[target]), class: "line dashed" }));
  below.append(gapLine, curve);
  const beyond = svg("text", { x: width - 16, y: tops[1] - 16, class: "tick" });
  drawing.append(beyond);

  let chosen = 0;
  const lines = neurons.map((neuron, i) => {
    const color = COLORS[i % COLORS.length];
    const grip = (shape) => svg("g", {}, svg("circle", { r: 18, class: "area" }), set(shape, { class: "grip", style: `stroke: ${color}` }));
    const line = svg("path", { style: `stroke: ${color}` });
    const dot = svg("circle", { r: 5, style: `fill: ${color}` });
    const bend = grip(svg("circle", { r: 9 }));
    const end = grip(svg("rect", { x: -8, y: -8, width: 16, height: 16, rx: 3 }));
    for (const node of [bend, end]) node.append(svg("text", { y: 4, class: "name tiny" }, `${i + 1}`));
    above.append(line);
    below.append(dot);
    drawing.append(bend, end);
    const tellBend = draggable(bend, {
      label: `where ReLU ${i + 1} bends`,
      place: () => ({ x: across(clamp(knot(neuron), ...RANGE)), y: ups[0](0) }),
      move: ({ x }) => bendAt(neuron, across.back(x)),
      nudge: (right, up) => bendAt(neuron, (knot(neuron) ?? 0) + STEP * (right || up)),
      describe: () => ({ now: knot(neuron) ?? 0, min: RANGE[0], max: RANGE[1], text: `x = ${words(knot(neuron) ?? 0)}` }),
    });
    const tellEnd = draggable(end, {
      label: `weight c of ReLU ${i + 1}`,
      place: () => {
        const [x, y] = leaves(neuron);
        return { x: across(x), y: ups[0](y) };
      },
      move: ({ x, y }) => throughPoint(neuron, across.back(x), ups[0].back(y)),
      nudge: (right, up) => change(neuron, "c", neuron.c + STEP * (up || right)),
      describe: () => ({ now: neuron.c, min: LIMITS.c[0], max: LIMITS.c[1], text: `c = ${words(neuron.c)}` }),
    });
    for (const node of [bend, end]) {
      node.addEventListener("focus", () => {
        chosen = i;
        changed();
      });
    }
    return { line, dot, bend, end, tell: () => [tellBend(), tellEnd()] };
  });
  const change = (neuron, name, value) => {
    neuron[name] = Math.round(clamp(value, ...LIMITS[name]) * 1e6) / 1e6;
    changed();
  };
  const bendAt = (neuron, x) => change(neuron, "b", -neuron.w * Math.round(clamp(x, ...RANGE) / STEP) * STEP);
  // The edge that a ReLU faces: it is largest there.
  const far = ({ w }) => (w < 0 ? RANGE[0] : RANGE[1]);
  const alive = ({ w, b }) => w * far({ w }) + b > STEP / 2;
  // Where its line leaves the panel: at this edge, or through the top or the bottom before.
  const leaves = (neuron) => {
    const { w, b, c } = neuron;
    const y = term(neuron, far(neuron));
    if (Math.abs(y) <= most || w === 0) return [far(neuron), clamp(y, -most, most)];
    return [clamp((Math.sign(y) * most / c - b) / w, ...RANGE), Math.sign(y) * most];
  };
  // The c with which the line passes through the place of the pointer.
  const throughPoint = (neuron, x, y) => {
    const inner = neuron.w * clamp(x, ...RANGE) + neuron.b;
    if (inner > STEP / 2) change(neuron, "c", Math.round((100 * clamp(y, -most, most)) / inner) / 100);
  };

  const names = Object.keys(LIMITS);
  const sliders = names.map((name) =>
    slider(
      { label: `${name}: ${MEANINGS[name]}`, min: LIMITS[name][0], max: LIMITS[name][1], step: STEP, value: neurons[0][name], read: (v) => words(v) },
      (value) => change(neurons[chosen], name, value),
    ),
  );
  const who = html("strong", { class: "chosen" });
  const found = html("output", { class: "found" });
  root.append(
    html("p", { class: "heading" }, "Drag a circle to move a bend, a square to make its line steeper, flatter, or fall."),
    drawing,
    html("div", { class: "controls" }, found, button("start again", reset)),
    html("div", { class: "controls sliders" }, who, ...sliders.map(({ node }) => node)),
  );

  return ({ knots, atKnots, pieces, inSight, gap, gapAt }) => {
    const corners = [RANGE[0], ...knots.filter((x) => x > RANGE[0] && x < RANGE[1]).sort((a, b) => a - b), RANGE[1]];
    const heights = sum(neurons, corners);
    set(curve, { d: path(across, ups[1], corners, heights) });
    neurons.forEach((neuron, i) => {
      const { line, dot, bend, end, tell } = lines[i];
      const x = knots[i] === null ? null : clamp(knots[i], ...RANGE);
      const own = x === null ? RANGE : [RANGE[0], x, RANGE[1]];
      set(line, { d: path(across, ups[0], own, own.map((at) => term(neuron, at))), class: i === chosen ? "line thick" : "line" });
      set(bend, { visibility: x === null ? "hidden" : "visible" });
      bend.classList.toggle("away", x !== knots[i]);
      set(dot, { visibility: x !== null && x === knots[i] ? "visible" : "hidden" });
      if (x !== null) {
        set(bend, { transform: `translate(${across(x).toFixed(1)} ${ups[0](0).toFixed(1)})` });
        set(dot, { cx: across(x), cy: ups[1](atKnots[i]) });
      }
      const [outX, outY] = leaves(neuron);
      set(end, { transform: `translate(${across(outX).toFixed(1)} ${ups[0](outY).toFixed(1)})`, visibility: alive(neuron) ? "visible" : "hidden" });
      tell();
    });
    const highest = heights.reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one));
    beyond.textContent = Math.abs(highest) > most ? `out of sight: ${words(highest, 1)}` : "";
    const { w, b, c } = neurons[chosen];
    who.textContent = `ReLU ${chosen + 1}: ${words(c)} · relu(${words(w)} · x ${b < 0 ? "−" : "+"} ${words(Math.abs(b))})`;
    set(who, { style: `color: ${COLORS[chosen % COLORS.length]}` });
    sliders.forEach(({ show }, k) => show(neurons[chosen][names[k]]));
    const seen = pieces === inSight ? "" : `, ${inSight} in sight`;
    const distance = target ? `; at most ${words(gap)} from the dashed curve` : "";
    found.textContent = `${pieces} straight ${pieces === 1 ? "piece" : "pieces"}${seen}${distance}`;
    if (!target) return;
    const [place, [ours]] = [across(gapAt), sum(neurons, [gapAt])];
    set(gapLine, { x1: place, x2: place, y1: ups[1](ours), y2: ups[1](TARGETS[target](gapAt)) });
  };
}

function path(across, up, xs, ys) {
  return xs.map((x, i) => `${i ? "L" : "M"}${across(x).toFixed(1)} ${up(ys[i]).toFixed(1)}`).join("");
}

export default widget("relus", compute, build);
