// Four rules walk through one landscape from one start: a valley given by its curvatures, or a measured slice of a loss.
import { button, clamp, draggable, html, scale, set, slider, svg, widget, words } from "./base.js";

const VALLEY = [[-4, 4], [-2.2, 2.2]];
const FAR = 1000; // a walk that is farther out has left the valley for good
const NAMES = { gradient_descent: "SGD", momentum: "momentum", rmsprop: "RMSprop", adam: "Adam" };
const COLORS = { gradient_descent: "--blue", momentum: "--orange", rmsprop: "--green", adam: "--purple" };
const STEP = 0.05;

// How each rule changes one weight with the slope g; its memory lasts from step to step. As in utils/scratch/optimizers.py.
const CHANGES = {
  gradient_descent: (g, memory, { rate }) => -rate * g,
  momentum: (g, memory, { rate, momentum }) => (memory.v = momentum * memory.v - rate * g),
  rmsprop(g, memory, { rate }) {
    memory.v = 0.9 * memory.v + 0.1 * g * g;
    return (-rate * g) / Math.sqrt(memory.v + 1e-7);
  },
  adam(g, memory, { rate, step }) {
    memory.m = 0.9 * memory.m + 0.1 * g;
    memory.v = 0.999 * memory.v + 0.001 * g * g;
    const correction = Math.sqrt(1 - 0.999 ** step) / (1 - 0.9 ** step);
    return (-rate * correction * memory.m) / (Math.sqrt(memory.v) + 1e-7);
  },
};

function valley([across, up]) {
  return {
    ranges: VALLEY,
    lowest: [0, 0],
    holds: (w) => Math.hypot(...w) < FAR,
    loss: ([x, y]) => (across * x * x + up * y * y) / 2,
    gradient: ([x, y]) => [across * x, up * y],
  };
}

// What each line of an even grid counts at a place, and how fast that changes: [index, weight, slope] of a cubic between
// two lines, whose slopes there are the differences of their neighbors (Catmull and Rom 1974).
function weigh(place, [low, high], count) {
  const spacing = (high - low) / (count - 1);
  const first = clamp(Math.floor((place - low) / spacing), 0, count - 2);
  const t = (place - low) / spacing - first;
  const heights = [[1 - 3 * t ** 2 + 2 * t ** 3, 6 * t ** 2 - 6 * t], [3 * t ** 2 - 2 * t ** 3, 6 * t - 6 * t ** 2]];
  const tilts = [[t - 2 * t ** 2 + t ** 3, 1 - 4 * t + 3 * t ** 2], [t ** 3 - t ** 2, 3 * t ** 2 - 2 * t]];
  return [0, 1].flatMap((side) => {
    const i = first + side;
    const [before, after] = [Math.max(i - 1, 0), Math.min(i + 1, count - 1)];
    const [height, tilt] = [heights[side], tilts[side].map((value) => value / (after - before))];
    return [[i, ...height], [after, ...tilt], [before, -tilt[0], -tilt[1]]].map(([k, value, slope]) => [k, value, slope / spacing]);
  });
}

function measured({ losses, across, up }) {
  const sum = ([x, y], which) => {
    const columns = weigh(x, across, losses[0].length);
    let total = 0;
    for (const [row, ...rowWeights] of weigh(y, up, losses.length)) {
      for (const [column, ...weights] of columns) total += losses[row][column] * rowWeights[which[1]] * weights[which[0]];
    }
    return total;
  };
  const place = (i, [low, high], count) => low + ((high - low) * i) / (count - 1);
  const lowest = losses.flat().reduce((best, loss, i, all) => (loss < all[best] ? i : best), 0);
  const columns = losses[0].length;
  return {
    ranges: [across, up],
    lowest: [place(lowest % columns, across, columns), place(Math.floor(lowest / columns), up, losses.length)],
    holds: ([x, y]) => x >= across[0] && x <= across[1] && y >= up[0] && y <= up[1],
    loss: (w) => sum(w, [0, 0]),
    gradient: (w) => [sum(w, [1, 0]), sum(w, [0, 1])],
  };
}

const surfaceOf = ({ slice, curvatures }) => (slice ? measured(slice) : valley(curvatures));

// The losses and the gradients of the landscape at places (k, 2).
export function look(state, places) {
  const surface = surfaceOf(state);
  return places.map((w) => ({ loss: surface.loss(w), gradient: surface.gradient(w) }));
}

// Numbers of a normal distribution in pairs: mulberry32, a generator of 32 bits, and Box and Muller's transformation.
export function normals(seed, count) {
  let place = seed >>> 0;
  const uniform = () => {
    place = (place + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(place ^ (place >>> 15), place | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

// A walk ends early where it leaves the landscape: nobody has measured a loss out there.
function walk(rule, state, surface) {
  const path = [state.start];
  const memories = [{ m: 0, v: 0 }, { m: 0, v: 0 }];
  for (let step = 1; step <= state.steps && surface.holds(path.at(-1)); step++) {
    const w = path.at(-1);
    const settings = { rate: state.rates[rule], momentum: state.momentum, step };
    const slopes = surface.gradient(w).map((slope, i) => slope + state.noise * state.draws[step - 1][i]);
    path.push(w.map((value, i) => value + CHANGES[rule](slopes[i], memories[i], settings)));
  }
  return path;
}

export function compute(state) {
  const surface = surfaceOf(state);
  const paths = {}, losses = {};
  for (const rule of Object.keys(NAMES)) {
    paths[rule] = walk(rule, state, surface);
    losses[rule] = paths[rule].map((w) => (surface.holds(w) ? surface.loss(w) : null));
  }
  return { paths, losses };
}

// Where a surface, known at the corners of small squares, crosses a level: one straight piece or two in each square.
function contour(heights, level, pixel) {
  let line = "";
  for (let row = 0; row + 1 < heights.length; row++) {
    for (let column = 0; column + 1 < heights[0].length; column++) {
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
      const crossings = corners.flatMap(([c, r], i) => {
        const [nextC, nextR] = corners[(i + 1) % 4];
        const [here, there] = [heights[r][c] - level, heights[nextR][nextC] - level];
        const share = here / (here - there);
        return here < 0 === there < 0 ? [] : [pixel(c + share * (nextC - c), r + share * (nextR - r))];
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) line += `M${crossings[i]}L${crossings[i + 1]}`;
    }
  }
  return line;
}

const readable = (value) => (value < 1e-4 ? "<0.0001" : value >= 1000 ? ">1,000" : String(Number(value.toPrecision(value >= 100 ? 3 : 2))));

const STYLE = `.course-picture.course-picture-valley {
  .outline { fill: none; stroke: var(--line); }
  .contour { fill: none; stroke: var(--soft); stroke-opacity: 0.45; stroke-width: 0.8; }
  .deep { fill: var(--soft); fill-opacity: 0.055; }
  .lowest { fill: var(--soft); font-size: 18px; }
  .track { fill: none; stroke: var(--color); stroke-width: 1.8; stroke-linejoin: round; pointer-events: none; }
  .track.halo { stroke: var(--paper); stroke-width: 4; stroke-opacity: 0.7; }
  .track.dots { stroke-width: 5; stroke-linecap: round; }
  .mark { stroke: var(--ink); stroke-width: 1.5; }
  .label { fill: var(--color); font-weight: 600; font-size: 12px; }
  .level { fill: var(--soft); text-anchor: end; font-size: 12px; }
  .pair { display: flex; gap: 10px; align-items: center; flex: 1 1 280px; }
  .pair button { min-width: 104px; }
  .pair .slider { flex: 1; }
  button.rule { border-color: var(--color); }
  button.rule[aria-pressed="true"] { background: var(--color); border-color: var(--color); }
  button:disabled { opacity: 0.45; cursor: default; }
}`;

function build({ root, width, state, changed, reset }) {
  const rules = Object.keys(NAMES);
  const [across, up] = surfaceOf(state).ranges;
  const aspect = (up[1] - up[0]) / (across[1] - across[0]);
  const mapWidth = Math.min(width, Math.max(0.62 * width, 300) / aspect);
  const mapHeight = mapWidth * aspect;
  const left = (width - mapWidth) / 2, top = 24, chartTop = top + mapHeight + 44, chartHeight = 130;
  const height = chartTop + chartHeight + 26;
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Four rules walk downhill" });
  const x = scale(across, [left, left + mapWidth]);
  const y = scale(up, [top + mapHeight, top]);
  const name = `map-${Math.random().toString(36).slice(2)}`;
  const inside = svg("g", { "clip-path": `url(#${name})` });
  const clip = svg("clipPath", { id: name }, svg("rect", { x: left, y: top, width: mapWidth, height: mapHeight, rx: 4 }));
  const frame = svg("rect", { x: left, y: top, width: mapWidth, height: mapHeight, rx: 4, class: "outline" });
  drawing.append(clip, inside, frame, svg("text", { x: left, y: 14, class: "heading" }, "the loss from above: drag the ring, where all start"));

  const levels = Array.from({ length: 12 }, (_, i) => 80 * ((12 - i) / 12) ** 3);
  const ellipses = state.slice ? [] : levels.map(() => svg("ellipse", { cx: x(0), cy: y(0), class: "contour deep" }));
  inside.append(...(state.slice ? drawSlice() : ellipses));
  function drawSlice() {
    const surface = surfaceOf(state);
    const columns = 96, rows = Math.round(columns * aspect);
    const placeX = scale([0, columns - 1], across), placeY = scale([0, rows - 1], [up[1], up[0]]);
    const heights = Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => Math.log(surface.loss([placeX(c), placeY(r)]))));
    const [low, high] = [Math.min(...heights.flat()), Math.max(...heights.flat())];
    const canvas = html("canvas", { width: columns, height: rows });
    const pixels = new ImageData(columns, rows);
    heights.flat().forEach((value, i) => pixels.data.set([128, 126, 120, 190 * ((high - value) / (high - low)) ** 1.5], 4 * i));
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    const half = [mapWidth / columns / 2, mapHeight / rows / 2]; // a pixel's color belongs to its middle
    const shade = svg("image", {
      x: left - half[0], y: top - half[1], width: mapWidth + 2 * half[0], height: mapHeight + 2 * half[1],
      preserveAspectRatio: "none", href: canvas.toDataURL(),
    });
    const pixel = (c, r) => `${x(placeX(c)).toFixed(1)} ${y(placeY(r)).toFixed(1)}`;
    const lines = Array.from({ length: 14 }, (_, i) => contour(heights, low + ((high - low) * (i + 0.5)) / 14, pixel));
    return [shade, svg("path", { d: lines.join(""), class: "contour" })];
  }

  const lowest = surfaceOf(state).lowest;
  inside.append(svg("text", { x: x(lowest[0]), y: y(lowest[1]) + 6, class: "value lowest" }, "★"));
  const tracks = rules.map((rule) => {
    const color = `--color: var(${COLORS[rule]})`;
    const parts = ["halo", "trail", "dots", "trail"].map((kind) => svg("path", { class: `track ${kind}`, style: color }));
    const label = svg("text", { class: "label", style: color });
    inside.append(...parts.slice(0, 3));
    return { rule, halo: parts[0], line: parts[1], dots: parts[2], curve: parts[3], label };
  });

  const start = svg("g", {}, svg("circle", { r: 22, class: "area" }), svg("circle", { r: 9, class: "grip" }));
  const setStart = (place) => {
    state.start = place.map((value, i) => clamp(value, ...[across, up][i]));
    changed();
  };
  const tellStart = draggable(start, {
    label: "start",
    place: () => ({ x: x(state.start[0]), y: y(state.start[1]) }),
    move: (place) => setStart([x.back(place.x), y.back(place.y)]),
    nudge: (right, upward) => setStart([state.start[0] + STEP * right, state.start[1] + STEP * upward]),
    describe: () => ({ now: state.start[0], min: across[0], max: across[1], text: state.start.map((value) => words(value)).join(", ") }),
  });
  drawing.append(start);

  const chartLeft = 54, chartRight = width - 154;
  const ticks = state.slice ? [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] : [0.0001, 0.01, 1, 100];
  const heights = state.slice ? state.slice.losses.flat() : ticks;
  const span = [Math.min(...heights), Math.max(...heights)].map(Math.log10);
  const time = scale([0, state.steps], [chartLeft, chartRight]);
  const power = scale(span, [chartTop + chartHeight, chartTop]);
  const loss = (value) => power(clamp(value === null ? Infinity : Math.log10(value), ...span));
  for (const tick of ticks) {
    if (clamp(Math.log10(tick), ...span) !== Math.log10(tick)) continue;
    drawing.append(svg("line", { x1: chartLeft, x2: chartRight, y1: loss(tick), y2: loss(tick), class: "axis" }));
    drawing.append(svg("text", { x: chartLeft - 6, y: loss(tick) + 4, class: "level" }, String(tick)));
  }
  drawing.append(svg("text", { x: 0, y: chartTop - 14, class: "heading" }, "the loss after each step: drag the line"));
  drawing.append(...tracks.map(({ curve }) => curve), ...tracks.map(({ label }) => label));
  const mark = svg("line", { y1: chartTop - 4, y2: chartTop + chartHeight + 4, class: "mark" });
  const now = svg("text", { y: chartTop + chartHeight + 22, class: "value" });
  const knob = svg("circle", { r: 7, cy: chartTop + chartHeight + 4, class: "grip" });
  const reach = svg("rect", { y: chartTop - 6, width: 32, height: chartHeight + 22, class: "area" });
  const timeline = svg("g", {}, reach, mark, knob);
  const setShown = (step) => {
    state.shown = clamp(Math.round(step), 0, state.steps);
    changed();
  };
  const tellShown = draggable(timeline, {
    label: "steps shown",
    move: (place) => setShown(time.back(place.x)),
    nudge: (right, upward) => setShown(state.shown + (right || upward)),
    describe: () => ({ now: state.shown, min: 0, max: state.steps, text: `${state.shown} steps` }),
  });
  drawing.append(timeline, now);

  const move = (change) => (value) => {
    change(value);
    changed();
  };
  const logarithm = (label, value, [min, max], change) => {
    const made = slider({ label, min, max, step: 0.05, value: Math.log10(value), read: (v) => readable(10 ** v) }, move((v) => change(10 ** v)));
    return { ...made, show: (now) => made.show(Math.log10(now)) };
  };
  const rows = rules.map((rule) => {
    const toggle = button(NAMES[rule], move(() => {
      state.rules = rules.filter((other) => state.rules.includes(other) !== (other === rule));
    }));
    set(toggle, { class: "rule", style: `--color: var(${COLORS[rule]})` });
    const rate = logarithm("rate", state.rates[rule], [-3, 1], (value) => { state.rates[rule] = value; });
    return { rule, toggle, rate, node: html("div", { class: "pair" }, toggle, rate.node) };
  });
  const momentum = slider({ label: "momentum keeps", min: 0, max: 0.99, step: 0.01, value: state.momentum, read: (v) => words(v) }, move((value) => { state.momentum = value; }));
  const noise = slider({ label: "noise in each slope", min: 0, max: 5, step: 0.1, value: state.noise, read: (v) => words(v, 1) }, move((value) => { state.noise = value; }));
  const curvatures = state.slice ? [] : ["curvature →", "curvature ↑"].map((label, i) => logarithm(label, state.curvatures[i], [-1, 2], (value) => { state.curvatures[i] = value; }));
  let seed = 0, timer;
  const again = button("other noise", move(() => { state.draws = normals(++seed, state.steps); }));
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "play";
  };
  const play = button("play", () => {
    if (timer) return stop();
    play.textContent = "stop";
    if (state.shown >= state.steps) setShown(0);
    timer = setInterval(() => {
      if (!root.isConnected) return clearInterval(timer);
      setShown(state.shown + 1);
      if (state.shown >= state.steps) stop();
    }, 120);
  });
  const stillness = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const controls = html("div", { class: "controls" }, ...curvatures.map(({ node }) => node), momentum.node, noise.node);
  root.append(html("style", {}, STYLE), drawing, html("div", { class: "controls" }, ...rows.map(({ node }) => node)), controls);
  root.append(html("div", { class: "controls" }, ...(stillness ? [] : [play]), again, button("start again", reset)));

  const write = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };
  const pixels = (points) => points.map(([a, b]) => `${clamp(x(a), -2000, 4000).toFixed(1)} ${clamp(y(b), -2000, 4000).toFixed(1)}`);
  return ({ paths, losses }) => {
    ellipses.forEach((node, i) => set(node, {
      rx: Math.sqrt((2 * levels[i]) / state.curvatures[0]) * (x(1) - x(0)),
      ry: Math.sqrt((2 * levels[i]) / state.curvatures[1]) * (y(0) - y(1)),
    }));
    for (const { rule, halo, line, dots, curve, label } of tracks) {
      const hidden = !state.rules.includes(rule);
      for (const node of [halo, line, dots, curve, label]) set(node, { display: hidden ? "none" : null });
      const points = pixels(paths[rule].slice(0, state.shown + 1));
      const d = `M${points.join("L")}`;
      set(halo, { d });
      set(line, { d });
      set(dots, { d: points.map((point) => `M${point}h0`).join("") });
      const heights = losses[rule].slice(0, state.shown + 1);
      set(curve, { d: `M${heights.map((value, i) => `${time(i).toFixed(1)} ${loss(value).toFixed(1)}`).join("L")}` });
      const last = heights.at(-1);
      write(label, `${NAMES[rule]} ${last === null ? "left" : readable(last)}`);
    }
    const labels = tracks.filter(({ rule }) => state.rules.includes(rule)).map(({ rule, label }) => {
      return { label, y: loss(losses[rule][Math.min(state.shown, losses[rule].length - 1)]) + 4 };
    });
    labels.sort((a, b) => a.y - b.y);
    let free = chartTop - 6;
    labels.forEach((place, i) => {
      place.y = clamp(place.y, free, chartTop + chartHeight + 4 - 16 * (labels.length - 1 - i));
      free = place.y + 16;
      set(place.label, { x: chartRight + 12, y: place.y });
    });
    set(start, { transform: `translate(${x(state.start[0])} ${y(state.start[1])})` });
    const here = time(state.shown);
    set(mark, { x1: here, x2: here });
    set(knob, { cx: here });
    set(reach, { x: here - 16 });
    set(now, { x: here });
    write(now, `step ${state.shown}`);
    tellStart();
    tellShown();
    for (const { rule, toggle, rate } of rows) {
      set(toggle, { "aria-pressed": state.rules.includes(rule) });
      rate.show(state.rates[rule]);
    }
    momentum.show(state.momentum);
    noise.show(state.noise);
    set(again, { disabled: state.noise === 0 });
    curvatures.forEach((made, i) => made.show(state.curvatures[i]));
  };
}

export default widget("valley", compute, build);
