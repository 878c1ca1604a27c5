// A network of ReLUs with one input: f(x) = sum of c·relu(w·x + b). Its bends and heights can be dragged.
import { button, clamp, draggable, html, scale, set, slider, svg, widget, words } from "./base.js";

const RANGE = [0, 2 * Math.PI];
const HEIGHT = [-2, 2];
const POINTS = 201;
const STEP = 0.05;
const LIMITS = { w: [-2, 2], b: [-12, 12], c: [-3, 3] };
const COLORS = ["var(--blue)", "var(--orange)", "var(--green)", "var(--red)", "var(--purple)", "var(--sky)"];
const TARGETS = {
  sine: Math.sin,
  tent: (x) => Math.max(0, 1 - Math.abs(x - Math.PI) / (Math.PI / 2)),
};

const grid = Array.from({ length: POINTS }, (_, i) => RANGE[0] + ((RANGE[1] - RANGE[0]) * i) / (POINTS - 1));
const term = ({ w, b, c }, x) => c * Math.max(0, w * x + b);
const knot = ({ w, b }) => (w === 0 ? null : -b / w);

function countPieces(neurons) {
  const changes = new Map();
  for (const neuron of neurons.filter(({ w }) => w !== 0)) {
    const where = knot(neuron).toFixed(9);
    changes.set(where, (changes.get(where) ?? 0) + neuron.c * Math.abs(neuron.w));
  }
  return 1 + [...changes.values()].filter((change) => change !== 0).length;
}

export function compute({ neurons, target }) {
  const f = (x) => neurons.reduce((sum, neuron) => sum + term(neuron, x), 0);
  const curve = grid.map(f);
  const knots = neurons.map(knot);
  const numbers = { knots, curve, atKnots: knots.map((x) => (x === null ? null : f(x))), pieces: countPieces(neurons) };
  if (target) numbers.gap = Math.max(...grid.map((x, i) => Math.abs(curve[i] - TARGETS[target](x))));
  return numbers;
}

function path(across, up, xs, ys) {
  return xs.map((x, i) => `${i ? "L" : "M"}${across(x).toFixed(1)} ${up(ys[i]).toFixed(1)}`).join("");
}

function build({ root, width, state, changed, reset }) {
  const { neurons, target } = state;
  const panel = Math.min(210, width * 0.42);
  const tops = [26, panel + 64];
  const height = tops[1] + panel + 28;
  const across = scale(RANGE, [34, width - 16]);
  const ups = tops.map((top) => scale(HEIGHT, [top + panel, top]));
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "A network of ReLUs" });
  const titles = ["each ReLU: drag where it bends, and how steep it ends", "their sum"];
  titles.forEach((title, i) => {
    const up = ups[i];
    drawing.append(svg("text", { x: 34, y: tops[i] - 10, class: "heading" }, title));
    for (const y of [-1, 0, 1]) {
      drawing.append(svg("line", { x1: across(RANGE[0]), x2: across(RANGE[1]), y1: up(y), y2: up(y), class: y ? "axis faint" : "axis" }));
      drawing.append(svg("text", { x: 26, y: up(y) + 4, class: "tick" }, words(y, 0)));
    }
  });
  for (let x = 0; x <= 6; x += 1) {
    drawing.append(svg("text", { x: across(x), y: tops[1] + panel + 16, class: "name plain" }, `${x}`));
  }
  drawing.append(svg("text", { x: across(RANGE[1]), y: tops[1] + panel + 16, class: "tick" }, "x"));
  const inside = (up, top) => {
    const id = `clip-${Math.random().toString(36).slice(2)}`;
    drawing.append(svg("clipPath", { id }, svg("rect", { x: 0, y: top, width, height: panel })));
    return svg("g", { "clip-path": `url(#${id})` });
  };
  const [above, below] = ups.map((up, i) => inside(up, tops[i]));
  drawing.append(above, below);

  const aim = target && svg("path", { d: path(across, ups[1], grid, grid.map(TARGETS[target])), class: "line dashed" });
  const sum = svg("path", { class: "line thick" });
  below.append(...(aim ? [aim] : []), sum);

  let chosen = 0;
  const lines = neurons.map((neuron, i) => {
    const color = COLORS[i % COLORS.length];
    const line = svg("path", { class: "line", stroke: color });
    const dot = svg("circle", { r: 5, fill: color });
    const bend = svg("g", {}, svg("circle", { r: 18, class: "area" }), svg("circle", { r: 8, class: "grip", style: `stroke: ${color}` }));
    const end = svg("g", {}, svg("circle", { r: 18, class: "area" }), svg("rect", { x: -7, y: -7, width: 14, height: 14, rx: 3, class: "grip", style: `stroke: ${color}` }));
    above.append(line);
    below.append(dot);
    drawing.append(end, bend);
    const tellBend = draggable(bend, {
      label: `where ReLU ${i + 1} bends`,
      move: ({ x }) => bendAt(i, across.back(x)),
      nudge: (right, up) => bendAt(i, (knot(neuron) ?? 0) + STEP * (right || up)),
      describe: () => ({ now: knot(neuron) ?? 0, min: RANGE[0], max: RANGE[1], text: `x = ${words(knot(neuron) ?? 0)}` }),
    });
    const tellEnd = draggable(end, {
      label: `weight c of ReLU ${i + 1}`,
      move: ({ y }) => endAt(i, ups[0].back(y)),
      nudge: (right, up) => change(i, "c", neuron.c + STEP * (up || right)),
      describe: () => ({ now: neuron.c, min: LIMITS.c[0], max: LIMITS.c[1], text: `c = ${words(neuron.c)}` }),
    });
    for (const node of [bend, end]) node.addEventListener("focus", () => choose(i));
    return { line, dot, bend, end, tell: () => [tellBend(), tellEnd()] };
  });
  const change = (i, name, value) => {
    neurons[i][name] = Math.round(clamp(value, ...LIMITS[name]) * 1000) / 1000;
    changed();
  };
  const bendAt = (i, x) => change(i, "b", -(neurons[i].w || 1) * Math.round(clamp(x, ...RANGE) / STEP) * STEP);
  // The handle of c stands where its line leaves the picture, or at the edge that its ReLU faces.
  const far = ({ w }) => (w < 0 ? RANGE[0] : RANGE[1]);
  const endAt = (i, y) => {
    const reached = Math.max(0, neurons[i].w * far(neurons[i]) + neurons[i].b);
    if (reached > 0.05) change(i, "c", clamp(y, ...HEIGHT) / reached);
  };

  const fine = ["w", "b", "c"].map((name) =>
    slider(
      { label: name, min: LIMITS[name][0], max: LIMITS[name][1], step: STEP, value: neurons[0][name], read: (v) => words(v) },
      (value) => change(chosen, name, value),
    ),
  );
  const who = html("strong");
  const found = html("output", { class: "found" });
  const choose = (i) => {
    chosen = i;
    changed();
  };
  root.append(
    drawing,
    html("div", { class: "controls" }, found, button("start again", reset)),
    html("div", { class: "controls sliders" }, who, ...fine.map(({ node }) => node)),
  );

  return ({ knots, curve, atKnots, pieces, gap }) => {
    set(sum, { d: path(across, ups[1], grid, curve) });
    neurons.forEach((neuron, i) => {
      const { line, dot, bend, end, tell } = lines[i];
      const x = knots[i] === null ? null : clamp(knots[i], ...RANGE);
      set(line, { d: path(across, ups[0], grid, grid.map((at) => term(neuron, at))), class: i === chosen ? "line thick" : "line" });
      for (const node of [bend, dot]) set(node, { visibility: x === null ? "hidden" : "visible" });
      if (x !== null) {
        set(bend, { transform: `translate(${across(x).toFixed(1)} ${ups[0](0).toFixed(1)})` });
        set(dot, { cx: across(x), cy: ups[1](atKnots[i]) });
      }
      const y = clamp(term(neuron, far(neuron)), ...HEIGHT);
      set(end, { transform: `translate(${across(far(neuron)).toFixed(1)} ${ups[0](y).toFixed(1)})` });
      tell();
    });
    who.textContent = `ReLU ${chosen + 1}`;
    set(who, { style: `color: ${COLORS[chosen % COLORS.length]}` });
    fine.forEach(({ show }, k) => show(neurons[chosen][["w", "b", "c"][k]]));
    const distance = gap === undefined ? "" : `, off from the dashed curve by at most ${words(gap)}`;
    found.textContent = `${pieces} straight ${pieces === 1 ? "piece" : "pieces"}${distance}`;
  };
}

export default widget("relus", compute, build);
