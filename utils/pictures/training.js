// The network 400-25-15-10 learns to read digits while one watches: ReLU, softmax, cross-entropy, SGD or Adam.
//
// Parameters are one vector in the order of utils.scratch: all weights, layer by layer, then all biases. An image is a
// row of 400 numbers from 0 to 1, row by row.
import { button, clamp, html, scale, set, slider, svg, widget, words } from "./base.js";

const SIDE = 20;
const SIZES = [SIDE * SIDE, 25, 15, 10];
const LAYERS = layers();
const COUNT = LAYERS.at(-1).biases + LAYERS.at(-1).outputs;
const LEVELS = 15; // an image has 4 bits a pixel

const TRAINING_TIME = 4; // milliseconds of a frame for steps, so that the page stays awake
const MEASURE_AFTER = 100; // milliseconds: faster than this, nobody follows the errors
const CALM_PAUSE = 500; // milliseconds between two pictures for whoever prefers reduced motion
const POINTS = 300; // of a curve, at most
const EPOCHS = 40; // before it pauses by itself
const TILE = 2 * SIDE; // pixels of the screen
const CELL = TILE + 4;
const [ABOVE, BELOW] = [[178, 24, 43], [33, 102, 172]]; // red above zero and blue below, as in every figure

function layers() {
  const pairs = SIZES.slice(1).map((outputs, i) => ({ inputs: SIZES[i], outputs }));
  let place = 0;
  for (const pair of pairs) {
    pair.weights = place;
    place += pair.inputs * pair.outputs;
  }
  for (const pair of pairs) {
    pair.biases = place;
    place += pair.outputs;
  }
  return pairs;
}

// Values of all layers for one image; the last ones are the logits. Black pixels cost nothing.
function forward(parameters, image, values) {
  let input = image;
  for (let layer = 0; layer < LAYERS.length; layer++) {
    const { inputs, outputs, weights, biases } = LAYERS[layer];
    const output = values[layer];
    for (let j = 0; j < outputs; j++) output[j] = parameters[biases + j];
    for (let i = 0; i < inputs; i++) {
      const value = input[i];
      if (value === 0) continue;
      const row = weights + i * outputs;
      for (let j = 0; j < outputs; j++) output[j] += value * parameters[row + j];
    }
    if (layer < LAYERS.length - 1) for (let j = 0; j < outputs; j++) if (output[j] < 0) output[j] = 0;
    input = output;
  }
  return input;
}

// Add one image's slopes to the gradient. `slopes` holds those of the logits in its last array.
function backward(parameters, image, values, slopes, gradient) {
  for (let layer = LAYERS.length - 1; layer >= 0; layer--) {
    const { inputs, outputs, weights, biases } = LAYERS[layer];
    const input = layer ? values[layer - 1] : image;
    const slope = slopes[layer];
    const before = layer ? slopes[layer - 1] : null;
    for (let j = 0; j < outputs; j++) gradient[biases + j] += slope[j];
    for (let i = 0; i < inputs; i++) {
      const value = input[i];
      if (before) before[i] = 0;
      if (value === 0) continue; // a black pixel, or a ReLU at rest, which lets no slope through
      const row = weights + i * outputs;
      let sum = 0;
      for (let j = 0; j < outputs; j++) {
        gradient[row + j] += value * slope[j];
        sum += parameters[row + j] * slope[j];
      }
      if (before) before[i] = sum;
    }
  }
}

const memory = () => SIZES.slice(1).map((size) => new Float64Array(size));
const sumOfPowers = (z, largest) => z.reduce((sum, value) => sum + Math.exp(value - largest), 0);

// The mean loss in nats, and its slopes for all parameters: {loss, gradient}.
export function gradients(parameters, images, labels) {
  const gradient = new Float64Array(COUNT);
  const [values, slopes] = [memory(), memory()];
  let loss = 0;
  images.forEach((image, n) => {
    const z = forward(parameters, image, values);
    const largest = Math.max(...z);
    const sum = sumOfPowers(z, largest);
    loss += Math.log(sum) - (z[labels[n]] - largest);
    const last = slopes.at(-1);
    for (let j = 0; j < z.length; j++) last[j] = (Math.exp(z[j] - largest) / sum - Number(j === labels[n])) / images.length;
    backward(parameters, image, values, slopes, gradient);
  });
  return { loss: loss / images.length, gradient };
}

// What an optimizer keeps from step to step.
export const optimizer = () => ({ steps: 0, mean: new Float64Array(COUNT), square: new Float64Array(COUNT) });

const RULES = {
  sgd(parameters, gradient, rate) {
    for (let i = 0; i < COUNT; i++) parameters[i] -= rate * gradient[i];
  },
  adam(parameters, gradient, rate, kept) {
    const { mean, square, steps } = kept;
    const corrected = (rate * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
    for (let i = 0; i < COUNT; i++) {
      const slope = gradient[i];
      mean[i] = 0.9 * mean[i] + 0.1 * slope;
      square[i] = 0.999 * square[i] + 0.001 * slope * slope;
      parameters[i] -= (corrected * mean[i]) / (Math.sqrt(square[i]) + 1e-7);
    }
    if (steps % 100) return;
    for (let i = 0; i < COUNT; i++) if (Math.abs(mean[i]) < 1e-30) mean[i] = 0; // tiny numbers are slow
  },
};

// One step, which changes the parameters and what the optimizer keeps; returns the batch's loss before it.
export function step(parameters, kept, images, labels, { rule, rate }) {
  const { loss, gradient } = gradients(parameters, images, labels);
  kept.steps += 1;
  RULES[rule](parameters, gradient, rate, kept);
  return loss;
}

// Several steps from given parameters, without changing them: one for each batch, a list of places of images.
export function trained(parameters, images, labels, batches, settings) {
  const [ends, kept] = [Float64Array.from(parameters), optimizer()];
  const losses = batches.map((batch) => step(ends, kept, batch.map((i) => images[i]), batch.map((i) => labels[i]), settings));
  return { parameters: ends, losses };
}

// The mean loss, the share that is right, and what is read in each image.
export function measure(parameters, images, labels) {
  const values = memory();
  let [loss, right] = [0, 0];
  const read = images.map((image, n) => {
    const z = forward(parameters, image, values);
    const largest = Math.max(...z);
    const answer = z.indexOf(largest);
    loss += Math.log(sumOfPowers(z, largest)) - (z[labels[n]] - largest);
    right += Number(answer === labels[n]);
    return answer;
  });
  return { loss: loss / images.length, right: right / images.length, read };
}

// Random numbers from 0 to 1 that a seed decides: mulberry32, by Tommy Ettinger.
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Where training starts: Glorot's uniform weights, and biases of 0.
export function beginning(seed) {
  const random = generator(seed);
  const parameters = new Float64Array(COUNT);
  for (const { inputs, outputs, weights } of LAYERS) {
    const limit = Math.sqrt(6 / (inputs + outputs));
    for (let i = 0; i < inputs * outputs; i++) parameters[weights + i] = limit * (2 * random() - 1);
  }
  return parameters;
}

// The order of one epoch, by Fisher and Yates.
export function shuffled(count, random) {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// Images from base64, two pixels a byte, the left one in the upper half.
export function unpacked(pixels) {
  const bytes = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
  const size = SIZES[0];
  return Array.from({ length: (2 * bytes.length) / size }, (_, n) =>
    Float64Array.from({ length: size }, (_, i) => {
      const byte = bytes[(n * size + i) >> 1];
      return (i % 2 ? byte & 15 : byte >> 4) / LEVELS;
    }),
  );
}

function begin(state) {
  const run = {
    parameters: beginning(state.seed), kept: optimizer(), random: generator(state.seed + 1),
    order: [], place: 0, seen: 0, steps: 0, until: EPOCHS, history: [],
  };
  return record(state, run);
}

// What the state has learned so far, measured on the training images and on those held out.
function record(state, run) {
  const { images, labels, training } = state;
  const known = measure(run.parameters, images.slice(0, training), labels.slice(0, training));
  const held = measure(run.parameters, images.slice(training), labels.slice(training));
  const read = [...known.read, ...held.read];
  run.numbers = {
    epochs: run.seen / training, steps: run.steps,
    loss: known.loss, right: known.right, held_out_loss: held.loss, held_out_right: held.right,
    wrong: read.flatMap((answer, i) => (answer === labels[i] ? [] : [[i, labels[i], answer]])),
  };
  run.history.push(run.numbers);
  if (run.history.length > POINTS) run.history = run.history.filter((_, i) => i % 2 === 0 || i === POINTS);
  return run;
}

function advance({ images, labels, training, rule, rate, batch_size }, run) {
  if (run.place >= run.order.length) [run.order, run.place] = [shuffled(training, run.random), 0];
  const batch = run.order.slice(run.place, run.place + batch_size);
  const loss = step(run.parameters, run.kept, batch.map((i) => images[i]), batch.map((i) => labels[i]), { rule, rate });
  run.place += batch.length;
  run.seen += batch.length;
  run.steps += 1;
  return Number.isFinite(loss);
}

// Numbers of the training as it stands: losses in nats, shares that are right, and [place, label, read] of each error.
export function compute(state) {
  state.images ??= unpacked(state.pixels);
  state.run ??= begin(state);
  return state.run.numbers;
}

// Float32 numbers as base64: half as long as in words.
function packed(parameters) {
  const bytes = new Uint8Array(Float32Array.from(parameters).buffer);
  return btoa(String.fromCharCode(...bytes));
}

// What Python gets to know: no images, and the parameters only while training rests.
export function reached({ rule, rate, batch_size, seed, run, goal }, numbers) {
  const parameters = goal ? null : packed(run.parameters);
  return { rule, rate, batch_size, seed, ...numbers, parameters };
}

const rounded = (value) => Number(value.toPrecision(2));

// One chart: two curves of this run, pale ones of the run before, and the numbers of now at the right.
function chart({ width, heading, map, ticks, read, keys }) {
  const [left, right, top, bottom, height] = [42, 118, 24, 30, 148];
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": heading });
  const y = map([height - bottom, top]);
  const text = (kind, x, y, words = "") => svg("text", { x, y, class: kind }, words);
  const line = (value) => svg("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "axis" });
  const across = scale([0, 1], [left, width - right]);
  const epochs = [0, 0.25, 0.5, 0.75, 1].map((share) => [share, text("epoch", across(share), height - 14)]);
  drawing.append(
    text("heading", 0, 12, heading),
    ...ticks.flatMap(([value, words]) => [line(value), text("tick", left - 6, y(value) + 4, words)]),
    ...epochs.map(([, node]) => node),
    text("unit", width - right + 22, height - 14, "epochs"),
  );
  const parts = ["known", "held"].map((kind, i) => {
    const made = {
      before: svg("path", { class: `curve before ${kind}` }),
      path: svg("path", { class: `curve ${kind}` }),
      point: svg("circle", { r: 4, class: `point ${kind}` }),
      label: text(kind, width - right + 12, 0),
    };
    drawing.append(...Object.values(made));
    return { ...made, key: keys[i], name: ["training", "held out"][i] };
  });
  const show = ({ history, until, numbers }, before) => {
    const place = (point, key) => `${across(point.epochs / until).toFixed(1)} ${y(point[key]).toFixed(1)}`;
    const curve = (points, key) => {
      const drawn = points.filter((point) => point.epochs <= until && Number.isFinite(point[key]));
      return drawn.length ? `M${drawn.map((point) => place(point, key)).join("L")}` : "M0 0";
    };
    for (const [share, node] of epochs) node.textContent = share * until;
    const heights = keys.map((key) => (Number.isFinite(numbers[key]) ? y(numbers[key]) : top));
    const close = Math.max(0, 15 - Math.abs(heights[0] - heights[1])) / 2; // labels keep their distance
    const lower = heights[0] > heights[1] ? 0 : 1;
    parts.forEach(({ before: old, path, point, label, key, name }, i) => {
      set(old, { d: curve(before, key) });
      set(path, { d: curve(history, key) });
      set(point, { cx: across(numbers.epochs / until), cy: heights[i] });
      set(label, { y: Math.min(heights[i], height - bottom - 8) + 4 + (i === lower ? close : -close) });
      label.textContent = `${name} ${read(numbers[key])}`;
    });
  };
  return { drawing, show };
}

// A small image whose pixels are painted by paint(i, pixels, 4 * i).
function tile(kind) {
  const canvas = html("canvas", { width: SIDE, height: SIDE, class: kind, style: `width: ${TILE}px` });
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  const show = (paint) => {
    for (let i = 0; i < SIZES[0]; i++) paint(i, image.data, 4 * i);
    context.putImageData(image, 0, 0);
  };
  return { canvas, show };
}

const tiles = (across, nodes) =>
  html("div", { class: "tiles", style: `grid-template-columns: repeat(${across}, ${TILE}px)` }, ...nodes);

const SMALLEST = 0.001;
const LARGEST = 10;
const inLogarithms = (range) => {
  const map = scale([SMALLEST, LARGEST].map(Math.log10), range);
  return (loss) => map(Math.log10(clamp(loss, SMALLEST, LARGEST)));
};

// The images from..to that are read wrong, as many as fit. Each keeps its place until it is read right.
function gallery(state, [from, to], places, name) {
  const heading = html("h4");
  const slots = Array.from({ length: places }, () => {
    const { canvas, show } = tile("ink");
    const text = html("span");
    return { show, text, node: html("figure", {}, canvas, text), image: null };
  });
  const node = html("div", { class: "errors" }, heading, tiles(places, slots.map((slot) => slot.node)));
  const show = (wrong) => {
    const mine = new Map(wrong.filter(([i]) => i >= from && i < to).map(([i, ...rest]) => [i, rest]));
    heading.textContent = `${name}: ${mine.size} of ${to - from} read wrong`;
    const shown = new Set(slots.map((slot) => slot.image));
    const waiting = [...mine.keys()].filter((i) => !shown.has(i));
    for (const slot of slots) {
      const image = mine.has(slot.image) ? slot.image : (waiting.shift() ?? null);
      slot.node.style.visibility = image === null ? "hidden" : "";
      if (image !== null && image !== slot.image) slot.show((i, pixels, at) => (pixels[at + 3] = 255 * state.images[image][i]));
      slot.image = image;
      const words = image === null ? "" : mine.get(image).join(" as ");
      if (slot.text.textContent !== words) slot.text.replaceChildren(words.slice(0, -1), html("b", {}, words.slice(-1)));
    }
  };
  return { node, show };
}

// Buttons of which one is chosen: options are [words, value].
function choice(label, options, state, key, chosen) {
  const buttons = options.map(([words, value]) => {
    const node = button(words, () => {
      if (state[key] !== value) chosen((state[key] = value));
    });
    return { node, show: () => set(node, { "aria-pressed": state[key] === value }) };
  });
  const nodes = buttons.map(({ node }) => node);
  return {
    node: html("span", { class: "choice", role: "group", "aria-label": label }, html("span", {}, label), ...nodes),
    show: () => buttons.forEach(({ show }) => show()),
  };
}

function build({ root, width, state, changed }) {
  const wide = width >= 600;
  const places = Math.floor((width + 4) / CELL);
  const chartWidth = wide ? width - 5 * CELL - 20 : width;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let [drawn, measured, inSight] = [0, 0, true];
  state.goal ??= 0; // the step to stop after, or 0 at rest

  const charts = [
    chart({
      width: chartWidth, heading: "loss in nats", map: inLogarithms, keys: ["loss", "held_out_loss"],
      ticks: [10, 1, 0.1, 0.01, 0.001].map((loss) => [loss, loss]),
      read: (loss) => (Number.isFinite(loss) ? words(loss, loss < 0.1 ? 3 : 2) : "—"),
    }),
    chart({
      width: chartWidth, heading: "share of the images read right", map: (range) => scale([0, 1], range),
      keys: ["right", "held_out_right"], ticks: [[1, "100%"], [0.5, "50%"], [0, "0%"]],
      read: (share) => `${Math.floor(100 * share + 1e-9)}%`,
    }),
  ];
  const neurons = Array.from({ length: SIZES[1] }, () => tile("signs"));
  const grid = tiles(wide ? 5 : places, neurons.map(({ canvas }) => canvas));
  set(grid, { role: "img", "aria-label": "weights of the 25 hidden neurons: red above zero, blue below" });
  const galleries = [
    gallery(state, [0, state.training], places, "training images"),
    gallery(state, [state.training, state.labels.length], places, "held-out images"),
  ];

  // A frame either takes steps or measures, so that it stays short.
  const frame = (now) => {
    const { run } = state;
    if (!root.isConnected) return watcher.disconnect();
    const fresh = run.numbers.steps === run.steps;
    if (fresh && run.steps >= state.goal) return pause();
    requestAnimationFrame(frame);
    if (!inSight) return;
    const began = performance.now();
    const epoch = Math.ceil(state.training / state.batch_size);
    const due = now - measured > MEASURE_AFTER || run.steps - run.numbers.steps >= epoch;
    if (!fresh && (due || run.steps >= state.goal)) {
      record(state, run);
      measured = now;
    } else {
      for (let n = 0; n < state.speed && run.steps < state.goal; n++) {
        const isFinite = advance(state, run);
        if (!isFinite || run.seen >= run.until * state.training) state.goal = run.steps;
        if (performance.now() - began > TRAINING_TIME) break;
      }
    }
    if (!calm.matches || now - drawn > CALM_PAUSE) {
      drawn = now;
      changed();
    }
    root.busy = performance.now() - began; // for measurements
  };
  const pause = () => {
    state.goal = 0;
    if (state.run.numbers.steps !== state.run.steps) record(state, state.run);
    changed();
  };
  const go = (steps) => {
    const { run } = state;
    if (!Number.isFinite(run.numbers.loss)) return;
    if (run.seen >= run.until * state.training) run.until *= 2;
    if (!state.goal) requestAnimationFrame(frame);
    state.goal = run.steps + steps;
    changed();
  };
  const again = () => {
    if (state.run.steps) state.before = state.run.history;
    state.run = begin(state);
    pause();
  };
  const watcher = new IntersectionObserver((entries) => (inSight = entries.at(-1).isIntersecting));
  watcher.observe(root);

  const start = button("start", () => (state.goal ? pause() : go(Infinity)));
  start.classList.add("start");
  const rest = ({ order, place }) => Math.ceil((order.length - place || state.training) / state.batch_size);
  const buttons = [
    start, button("1 step", () => go(1)), button("1 epoch", () => go(rest(state.run))), button("start again", again),
  ];
  const choices = [
    choice("optimizer", [["Adam", "adam"], ["SGD", "sgd"]], state, "rule", () => {
      state.run.kept = optimizer(); // what one has kept means nothing to the other
      changed();
    }),
    choice("batch size", [["1", 1], ["8", 8], ["32", 32], ["all", state.training]], state, "batch_size", changed),
  ];
  const sliders = [
    slider(
      { label: "learning rate", min: -4, max: 0.5, step: 0.05, value: Math.log10(state.rate), read: (v) => `${rounded(10 ** v)}` },
      (value) => {
        state.rate = rounded(10 ** value);
        changed();
      },
    ),
    slider({ label: "speed", min: 1, max: 20, step: 1, value: state.speed, read: (v) => `${v}×` }, (value) => {
      state.speed = value;
      changed();
    }),
  ];
  const status = html("output", { class: "status" });
  const row = (...nodes) => html("div", { class: "controls" }, ...nodes);
  root.append(
    html("p", {}, "Press start and watch the errors go. Then start again with SGD, or with another learning rate."),
    row(...buttons), row(...choices.map(({ node }) => node)), row(...sliders.map(({ node }) => node)),
    status,
    html("div", { class: "columns" },
      html("div", {}, ...charts.map(({ drawing }) => drawing)),
      html("div", {}, html("h4", {}, "the 25 hidden neurons"), grid)),
    ...galleries.map(({ node }) => node),
  );

  const report = ({ epochs, steps, loss, wrong }) => {
    const done = `${steps} ${steps === 1 ? "step" : "steps"}, ${words(epochs, 1)} epochs`;
    if (!Number.isFinite(loss)) return `${done}: the loss is no number any more. Take a smaller learning rate and start again.`;
    if (!steps) return "Nothing is learned yet.";
    return `${done}: ${wrong.length} of ${state.labels.length} wrong.`;
  };
  if (state.goal) requestAnimationFrame(frame); // the page was resized meanwhile
  let shown;
  return (numbers) => {
    const { run } = state;
    let largest = 0.3; // pale at the start, and never the other way
    for (let i = 0; i < LAYERS[1].weights; i++) largest = Math.max(largest, Math.abs(run.parameters[i]));
    neurons.forEach(({ show }, neuron) =>
      show((i, pixels, at) => {
        const weight = run.parameters[i * SIZES[1] + neuron];
        [pixels[at], pixels[at + 1], pixels[at + 2]] = weight > 0 ? ABOVE : BELOW;
        pixels[at + 3] = (255 * Math.abs(weight)) / largest;
      }),
    );
    for (const { show } of choices) show();
    sliders[0].show(Math.log10(state.rate));
    sliders[1].show(state.speed);
    const going = state.goal > 0;
    if (start.textContent !== (going ? "pause" : "start")) start.textContent = going ? "pause" : "start";
    set(status, { "aria-live": going ? "off" : "polite" });
    if (shown === numbers && going) return;
    shown = numbers;
    for (const { show } of charts) show(run, state.before ?? []);
    for (const { show } of galleries) show(numbers.wrong);
    status.textContent = report(numbers);
  };
}

export default widget("training", compute, build, reached);
