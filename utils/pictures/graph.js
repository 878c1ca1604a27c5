// A graph of numbers: values run forward along the arrows, slopes of the loss run back; an input can be nudged.
import { button, clamp, draggable, html, scale, set, slider, svg, widget, words } from "./base.js";

const RANGE = [-3, 3];
const WIDEST = 1; // of a nudge
const STEP = 0.01;
const WIDE = 96, HEIGHT = 70; // of a box

// What a node makes of the numbers that reach it, and how fast it follows each of them: the factor of that arrow.
const KINDS = {
  product: { value: ([a, b]) => a * b, factors: ([a, b]) => [b, a] },
  sum: { value: (terms) => terms.reduce((total, term) => total + term, 0), factors: (terms) => terms.map(() => 1) },
  tanh: { value: ([z]) => Math.tanh(z), factors: ([z]) => [1 - Math.tanh(z) ** 2] },
  loss: { value: ([a], target) => (a - target) ** 2 / 2, factors: ([a], target) => [a - target] },
};

function forward(nodes, inputs, target) {
  const values = { ...inputs };
  for (const { name, kind, from } of nodes) {
    if (kind !== "input") values[name] = KINDS[kind].value(from.map((other) => values[other]), target);
  }
  return values;
}

// Multiply along a path, and add where paths meet. Factors are named "from>to".
function backward(nodes, values, target) {
  const factors = {};
  const slopes = Object.fromEntries(nodes.map(({ name, kind }) => [name, Number(kind === "loss")]));
  for (const { name, kind, from } of nodes.toReversed()) {
    if (kind === "input") continue;
    KINDS[kind].factors(from.map((other) => values[other]), target).forEach((factor, i) => {
      factors[`${from[i]}>${name}`] = factor;
      slopes[from[i]] += slopes[name] * factor;
    });
  }
  return { slopes, factors };
}

export function compute({ nodes, inputs, target, chosen, nudge }) {
  const values = forward(nodes, inputs, target);
  const moved = forward(nodes, { ...inputs, [chosen]: inputs[chosen] + nudge }, target);
  const { slopes, factors } = backward(nodes, values, target);
  return { values, slopes, factors, predicted: slopes[chosen] * nudge, change: moved.loss - values.loss };
}

// What is 0.1875 but for the last bits of a computation is to be read as 0.188.
const written = (value, digits = 2) => words(Number(value.toPrecision(12)), digits);

const STYLE = `.course-picture.course-picture-graph {
  .box { fill: var(--paper); stroke: var(--soft); stroke-width: 1.2; }
  .box.nudged { stroke: var(--blue); stroke-width: 2.5; }
  .number { fill: var(--blue); font-weight: 600; }
  .slope { fill: var(--red); font-weight: 600; font-size: 12px; }
  .edge.forward { stroke: var(--blue); stroke-width: 1.4; }
  .edge.back { stroke: var(--red); stroke-width: 1.4; stroke-dasharray: 5 3; }
  .edge.way { stroke-width: 2.6; }
  :is(.head, .pulse).forward { fill: var(--blue); }
  :is(.head, .pulse).back { fill: var(--red); }
  .pulse { opacity: 0; pointer-events: none; }
  .factor { paint-order: stroke; stroke: var(--paper); stroke-width: 5; stroke-linejoin: round; }
  .factor.way { font-weight: 600; }
  .tangent { stroke: var(--red); stroke-width: 1.6; stroke-dasharray: 6 4; }
  .miss { stroke: var(--ink); stroke-width: 3; stroke-opacity: 0.5; }
  .predicted { fill: var(--red); font-weight: 600; }
  .true { fill: var(--blue); font-weight: 600; }
  .unit { fill: var(--soft); font-size: 12px; }
  .sentence { display: block; font-variant-numeric: tabular-nums; }
  .level { fill: var(--soft); text-anchor: end; font-size: 12px; }
  .track { fill: none; stroke: var(--blue); stroke-width: 1.8; }
  .mark { stroke: var(--ink); stroke-width: 1.5; }
}`;

function build({ root, width, state, changed, reset }) {
  const { nodes } = state;
  const upright = width < 560; // then the arrows lead down the page
  const columns = Math.max(...nodes.map(({ column }) => column));
  const lanes = Math.max(...nodes.map(({ lane }) => lane));
  const narrow = upright && lanes > 2;
  const lanePitch = upright ? width / (lanes + 1) : lanes > 2 ? 84 : 92;
  const boxWidth = ({ kind }) => (narrow && ["input", "product"].includes(kind) ? lanePitch - 6 : WIDE);
  const top = 26 + HEIGHT / 2;
  const columnPitch = upright ? HEIGHT + 46 : (width - 100) / columns;
  const middle = ({ column, lane }) => {
    return upright ? [(lane + 0.5) * lanePitch, top + column * columnPitch] : [50 + column * columnPitch, top + lane * lanePitch];
  };
  const graphBottom = top + HEIGHT / 2 + (upright ? columns * columnPitch : lanes * lanePitch);
  const chartTop = 46, chartHeight = 150;
  const sheet = (height, label) => svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": label });
  const drawing = sheet(graphBottom + 12, "A graph of numbers"), chart = sheet(chartTop + chartHeight + 38, "The loss over one input");
  const id = Math.random().toString(36).slice(2);
  const head = (kind) => svg("marker", {
    id: `${kind}-${id}`, viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 7, markerHeight: 7, orient: "auto", markerUnits: "userSpaceOnUse",
  }, svg("path", { d: "M0 0L10 5L0 10Z", class: `head ${kind}` }));
  drawing.append(head("forward"), head("back"));
  drawing.append(svg("text", { x: 0, y: 14, class: "heading" }, upright ? "drag a ring: values run down, slopes run up" : "drag a ring: values run forward, slopes of the loss run back"));

  // A stage for each column forward, and one back. Inputs are there from the start; their slopes come last.
  const lastForward = columns, last = 2 * columns + 1;
  const arrival = ({ kind, column }) => (kind === "input" ? 0 : column);
  const back = ({ column }) => last - column;
  const byName = Object.fromEntries(nodes.map((node) => [node.name, node]));
  const edges = nodes.flatMap((to) => to.from.map((name) => ({ from: byName[name], to, key: `${name}>${to.name}` })));

  for (const edge of edges) {
    const [a, b] = [middle(edge.from), middle(edge.to)];
    const side = upright ? [0, HEIGHT / 2 + 5] : [WIDE / 2 + 3, 0];
    const tail = a.map((at, i) => at + side[i]), tip = b.map((at, i) => at - side[i]);
    const length = Math.hypot(tip[0] - tail[0], tip[1] - tail[1]);
    const aside = [(-(tip[1] - tail[1]) / length) * 3.5, ((tip[0] - tail[0]) / length) * 3.5];
    const shifted = ([px, py], sign) => [px + sign * aside[0], py + sign * aside[1]];
    const line = (from, to, kind) => svg("line", {
      x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: `edge ${kind}`, "marker-end": `url(#${kind}-${id})`,
    });
    Object.assign(edge, { ends: [shifted(tail, -1), shifted(tip, -1)], backEnds: [shifted(tip, 1), shifted(tail, 1)] });
    edge.forward = line(...edge.ends, "forward");
    edge.back = line(...edge.backEnds, "back");
    const share = narrow ? 0.25 : upright ? 0.4 : 0.5;
    const flat = !upright && tail[1] === tip[1]; // then the factor stands above its arrow
    edge.factor = svg("text", {
      x: tail[0] + share * (tip[0] - tail[0]), y: tail[1] + share * (tip[1] - tail[1]) + (flat ? -10 : 4), class: "value factor",
    });
    edge.pulse = svg("circle", { r: 5, class: "pulse" });
  }
  drawing.append(...edges.flatMap(({ forward, back }) => [forward, back]), ...edges.map(({ factor }) => factor));

  const choose = (name) => {
    if (state.chosen === name) return;
    state.chosen = name;
    changed();
  };
  const setInput = (name, value) => {
    state.chosen = name;
    state.inputs[name] = Math.round(clamp(value, ...RANGE) / STEP) * STEP;
    changed();
  };
  const byKeys = (name) => ({
    nudge: (rightward, upward) => setInput(name, state.inputs[name] + STEP * (rightward || upward)),
    describe: () => ({ now: state.inputs[name], min: RANGE[0], max: RANGE[1], text: `${name} = ${written(state.inputs[name])}` }),
  });
  const boxes = nodes.map((node) => {
    const [x, y] = middle(node), wide = boxWidth(node);
    const text = (line, kind) => svg("text", { x, y: y + line, class: `value ${kind}` });
    const parts = {
      node, value: text(-16, "number"), words: text(1, "heading"), slope: text(18, "slope"),
      box: svg("rect", { x: x - wide / 2, y: y - HEIGHT / 2, width: wide, height: HEIGHT, rx: 8, class: "box" }),
    };
    parts.words.textContent = wide < 80 && node.kind === "input" ? node.symbol : node.words;
    const group = svg("g", {}, parts.box, parts.value, parts.words, parts.slope);
    drawing.append(group);
    if (node.kind !== "input") return parts;
    const track = scale(RANGE, [x - wide / 2 + 10, x + wide / 2 - 10]);
    parts.grip = svg("circle", { r: 7, cy: y + HEIGHT / 2, class: "grip" });
    group.append(parts.grip);
    group.addEventListener("focus", () => choose(node.name));
    parts.track = track;
    parts.tell = draggable(group, {
      label: `${node.words} ${node.symbol}`,
      place: () => ({ x: track(state.inputs[node.name]), y }),
      move: (place) => setInput(node.name, track.back(place.x)),
      ...byKeys(node.name),
    });
    return parts;
  });
  drawing.append(...edges.map(({ pulse }) => pulse));

  // The loss over the chosen input, the tangent there, and a nudge.
  const right = width - (upright ? 138 : 156);
  const across = scale([RANGE[0] - WIDEST, RANGE[1] + WIDEST], [30, right]);
  const up = scale([0, 2], [chartTop + chartHeight, chartTop]);
  const title = svg("text", { x: 0, y: chartTop - 18, class: "heading" });
  const name = `chart-${id}`;
  const frame = { x: 30, y: chartTop - 8, width: right - 30, height: chartHeight + 16 };
  const inside = svg("g", { "clip-path": `url(#${name})` });
  chart.append(svg("clipPath", { id: name }, svg("rect", frame)), title);
  for (const tick of [0, 1, 2]) {
    chart.append(svg("line", { x1: 30, x2: right, y1: up(tick), y2: up(tick), class: "axis" }));
    chart.append(svg("text", { x: 22, y: up(tick) + 4, class: "level" }, String(tick)));
  }
  for (let tick = RANGE[0]; tick <= RANGE[1]; tick += upright ? 3 : 1) {
    chart.append(svg("text", { x: across(tick), y: chartTop + chartHeight + 34, class: "value unit" }, written(tick, 0)));
  }
  const curve = svg("path", { class: "track" });
  const tangent = svg("line", { class: "tangent" });
  const gap = svg("line", { class: "miss" });
  inside.append(curve, tangent, gap);
  const outcomes = ["predicted", "true"].map((kind) => ({
    kind, dot: svg("circle", { r: 5, class: kind }), label: svg("text", { x: right + 10, class: kind }),
  }));
  chart.append(inside, ...outcomes.flatMap(({ dot, label }) => [dot, label]));
  const here = svg("circle", { r: 8, class: "grip" });
  const place = svg("g", {}, svg("circle", { r: 18, class: "area" }), here);
  const stick = svg("line", { y1: chartTop - 4, y2: chartTop + chartHeight + 10, class: "mark" });
  const knob = svg("circle", { r: 7, cy: chartTop + chartHeight + 10, class: "grip" });
  const reach = svg("rect", { y: chartTop + chartHeight - 10, width: 32, height: 34, class: "area" });
  const ruler = svg("g", {}, reach, stick, knob);
  chart.append(ruler, place);
  const setNudge = (value) => {
    state.nudge = clamp(value, -WIDEST, WIDEST);
    changed();
  };
  const rounded = (value) => Math.round(value / STEP) * STEP;
  const tellPlace = draggable(place, {
    label: "chosen input",
    place: () => ({ x: across(state.inputs[state.chosen]), y: 0 }),
    move: (point) => setInput(state.chosen, across.back(point.x)),
    nudge: (...steps) => byKeys(state.chosen).nudge(...steps),
    describe: () => byKeys(state.chosen).describe(),
  });
  const tellNudge = draggable(ruler, {
    label: "nudge",
    place: () => ({ x: across(state.inputs[state.chosen] + state.nudge), y: 0 }),
    move: (point) => setNudge(rounded(across.back(point.x) - state.inputs[state.chosen])),
    nudge: (rightward, upward) => setNudge(rounded(state.nudge + STEP * (rightward || upward))),
    describe: () => ({ now: state.nudge, min: -WIDEST, max: WIDEST, text: written(state.nudge, 3) }),
  });

  const stillness = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const run = (edge, ends, kind) => {
    set(edge.pulse, { class: `pulse ${kind}` });
    const frames = ends.map(([x, y]) => ({ transform: `translate(${x}px, ${y}px)`, opacity: 1 }));
    edge.pulse.animate(frames, { duration: 450, easing: "ease-in-out" });
  };
  const setStage = (stage) => {
    state.stage = stage;
    changed();
    if (stillness) return;
    for (const edge of edges) {
      if (stage && arrival(edge.to) === stage) run(edge, edge.ends, "forward");
      if (back(edge.from) === stage) run(edge, edge.backEnds, "back");
    }
  };
  let timer;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "play";
  };
  const play = button("play", () => {
    if (timer) return stop();
    play.textContent = "stop";
    setStage(0);
    timer = setInterval(() => {
      if (!root.isConnected) return clearInterval(timer);
      setStage(state.stage + 1);
      if (state.stage === last) stop();
    }, 1100);
  });
  const step = (by) => () => {
    stop();
    setStage((state.stage + by + last + 1) % (last + 1));
  };
  const target = slider({ label: "target t", min: -1, max: 1, step: 0.01, value: state.target, read: (v) => written(v) }, (value) => {
    state.target = value;
    changed();
  });
  const sentence = html("output", { class: "sentence", style: `min-height: ${upright ? 4.2 : 2.8}em` });
  const buttons = (...inside) => html("div", { class: "controls" }, ...inside);
  root.append(
    html("style", {}, STYLE), drawing, sentence, buttons(button("one step", step(1)), button("one back", step(-1)), play),
    chart, buttons(target.node, button("half the nudge", () => setNudge(state.nudge / 2)), button("start again", reset)),
  );

  const write = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };
  const bracketed = (value) => (value < 0 ? `(${written(value)})` : written(value));
  const digits = (kind) => (kind === "loss" ? 3 : 2);
  const next = (node) => edges.find(({ from }) => from === node);
  function explain({ values, slopes, factors }) {
    const { stage, chosen } = state;
    if (stage === 0) return "Forward: the inputs are there.";
    if (stage <= lastForward) return nodes.filter((node) => node.kind !== "input" && arrival(node) === stage).map((node) => `Forward: ${said(node, values)}`).join("; ");
    if (stage === lastForward + 1) return "Back: the slope of the loss by itself is 1. Here the walk begins.";
    if (stage === last) {
      const product = wayOf(chosen).map(({ key }) => bracketed(factors[key])).join(" × ");
      return `The slope of the loss by ${byName[chosen].symbol} is the product along its way: ${product} = ${written(slopes[chosen], 3)}`;
    }
    return `Back: ${nodes.filter((node) => back(node) === stage).map((node) => {
      const edge = next(node);
      return `${node.symbol} has slope ${written(slopes[edge.to.name], 3)} × ${bracketed(factors[edge.key])} = ${written(slopes[node.name], 3)}`;
    }).join("; ")}`;
  }
  function said({ kind, symbol, from, name }, values) {
    const parts = from.map((other, i) => (i ? bracketed(values[other]) : written(values[other])));
    const how = { product: parts.join(" · "), sum: parts.join(" + "), tanh: `tanh(${parts[0]})`, loss: `(${parts[0]} − ${bracketed(state.target)})² / 2` };
    return `${symbol} = ${how[kind]} = ${written(values[name], digits(kind))}`;
  }
  function wayOf(name) {
    const way = [];
    for (let edge = next(byName[name]); edge; edge = next(edge.to)) way.unshift(edge);
    return way; // from the loss back
  }

  return (numbers) => {
    const { values, slopes, factors, predicted, change } = numbers;
    const { stage, chosen } = state;
    const way = wayOf(chosen);
    for (const edge of edges) {
      const there = stage >= arrival(edge.to), returned = stage >= back(edge.from);
      set(edge.forward, { "stroke-opacity": there ? 1 : 0.25 });
      set(edge.back, { visibility: returned ? null : "hidden" });
      write(edge.factor, there ? `×${written(factors[edge.key])}` : "");
      for (const node of [edge.forward, edge.back, edge.factor]) node.classList.toggle("way", way.includes(edge));
    }
    for (const parts of boxes) {
      const { node } = parts, { name: key } = node;
      const small = boxWidth(node) < 80;
      const value = stage >= arrival(node) ? written(values[key], digits(node.kind)) : "?";
      write(parts.value, small ? value : `${node.symbol} = ${value}`);
      write(parts.slope, stage >= back(node) ? `${small ? "" : "slope "}${written(slopes[key], 3)}` : "");
      parts.box.classList.toggle("nudged", key === chosen);
      if (!parts.tell) continue;
      set(parts.grip, { cx: parts.track(values[key]) });
      parts.tell();
    }
    const value = state.inputs[chosen], slope = slopes[chosen], loss = values.loss;
    const points = Array.from({ length: 121 }, (_, i) => RANGE[0] - WIDEST + (i / 120) * (RANGE[1] - RANGE[0] + 2 * WIDEST));
    const losses = points.map((at) => forward(nodes, { ...state.inputs, [chosen]: at }, state.target).loss);
    set(curve, { d: `M${points.map((at, i) => `${across(at).toFixed(1)} ${up(losses[i]).toFixed(1)}`).join("L")}` });
    const ends = [value - 2 * WIDEST, value + 2 * WIDEST];
    set(tangent, { x1: across(ends[0]), x2: across(ends[1]), y1: up(loss - 2 * WIDEST * slope), y2: up(loss + 2 * WIDEST * slope) });
    const x = across(value + state.nudge);
    const heights = [predicted, change].map((by) => up(loss + by));
    const [low, high] = [chartTop - 8, chartTop + chartHeight + 8];
    const [first, second] = heights[0] <= heights[1] ? [0, 1] : [1, 0];
    const labels = [];
    labels[second] = clamp(Math.max(heights[second], heights[first] + 17), low + 17, high);
    labels[first] = clamp(heights[first], low, labels[second] - 17);
    outcomes.forEach(({ kind, dot, label }, i) => {
      const y = clamp(heights[i], low, high);
      set(dot, { cx: x, cy: y, visibility: y === heights[i] ? null : "hidden" });
      set(label, { y: labels[i] + 4 });
      write(label, `${kind} ${written([predicted, change][i], upright ? 3 : 4)}`);
    });
    set(gap, { x1: x, x2: x, y1: heights[0], y2: heights[1] });
    set(here, { cx: across(value), cy: up(loss) });
    set(place.firstChild, { cx: across(value), cy: up(loss) });
    set(stick, { x1: x, x2: x });
    set(knob, { cx: x });
    set(reach, { x: x - 16 });
    const { symbol } = byName[chosen];
    write(title, upright ? `the loss over ${symbol}, nudged by ${written(state.nudge, 3)}` : `the loss over ${symbol}, and how it changes when ${symbol} is nudged by ${written(state.nudge, 3)}: drag the line`);
    write(sentence, explain(numbers));
    target.show(state.target);
    tellPlace();
    tellNudge();
  };
}

export default widget("graph", compute, build);
