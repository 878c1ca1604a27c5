// The network 400-25-15-10 learns to read digits while one watches: ReLU, softmax, cross-entropy, SGD or Adam.
//
// Parameters are one vector in the order of utils.scratch: all weights, layer by layer, then all biases. An image is a
// row of 400 numbers from 0 to 1, row by row.
import { button, html, scale, set, slider, svg, widget, words } from "./base.js";

const SIDE = 20;
const SIZES = [SIDE * SIDE, 25, 15, 10];
const LAYERS = layers();
const COUNT = LAYERS.at(-1).biases + LAYERS.at(-1).outputs;
const LEVELS = 15; // an image has 4 bits a pixel

const TRAINING_TIME = 4; // milliseconds of a frame for steps; measuring and drawing take about as long again
const CALM_PAUSE = 500; // milliseconds between two pictures for whoever prefers reduced motion
const POINTS = 300; // of a curve, at most
const EPOCHS = 40; // before it pauses by itself

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
  LAYERS.forEach(({ inputs, outputs, weights, biases }, layer) => {
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
  });
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
    order: [], place: 0, seen: 0, steps: 0, until: EPOCHS, history: [], every: 1,
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

const reached = ({ rule, rate, batch_size, seed }, numbers) => ({ rule, rate, batch_size, seed, ...numbers });

const rounded = (value) => Number(value.toPrecision(2));

// One chart: two curves of this run, pale ones of the run before, and the numbers of now at the right.
function chart({ width, heading, name, height, map, ticks, read, keys }) {
  const [left, right, top, bottom] = [36, 104, 22, 20];
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": name });
  const y = map([height - bottom, top]);
  drawing.append(svg("text", { x: 0, y: 12, class: "heading" }, heading));
  for (const [value, text] of ticks)
    drawing.append(
      svg("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "axis" }),
      svg("text", { x: left - 5, y: y(value) + 4, class: "number" }, text),
    );
  const epochs = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const node = svg("text", { x: left + share * (width - left - right), y: height - 4, class: "epoch" });
    drawing.append(node);
    return [share, node];
  });
  drawing.append(svg("text", { x: width - right + 22, y: height - 4, class: "number", style: "text-anchor: start" }, "epochs"));
  const parts = ["known", "unseen-images"].map((kind, i) => {
    const made = {
      before: svg("path", { class: `curve before ${kind}` }), path: svg("path", { class: `curve ${kind}` }),
      point: svg("circle", { r: 4, class: `point ${kind}` }), text: svg("text", { x: width - right + 10, class: kind }),
    };
    drawing.append(...Object.values(made));
    return { ...made, key: keys[i], label: ["training", "held out"][i] };
  });
  const show = ({ history, until, numbers }, before) => {
    const x = scale([0, until], [left, width - right]);
    const line = (points, key) =>
      points.filter((point) => point.epochs <= until && Number.isFinite(point[key]))
        .map((point, i) => `${i ? "L" : "M"}${x(point.epochs).toFixed(1)} ${y(point[key]).toFixed(1)}`).join("");
    for (const [share, node] of epochs) node.textContent = `${share * until}`;
    const at = parts.map(({ key }) => (Number.isFinite(numbers[key]) ? y(numbers[key]) : top));
    const middle = (at[0] + at[1]) / 2;
    const apart = Math.abs(at[0] - at[1]) < 15 ? [middle, middle].map((v, i) => v + (at[i] > at[1 - i] || (at[0] === at[1] && !i) ? 7.5 : -7.5)) : at;
    parts.forEach(({ before: old, path, point, text, key, label }, i) => {
      set(old, { d: line(before, key) });
      set(path, { d: line(history, key) });
      set(point, { cx: x(numbers.epochs), cy: at[i] });
      set(text, { y: apart[i] + 4 });
      text.textContent = `${label} ${read(numbers[key])}`;
    });
  };
  return { drawing, show };
}

// A small image whose pixels are painted by paint(i, pixels, 4 * i).
function tile(kind, size) {
  const canvas = html("canvas", { width: SIDE, height: SIDE, class: kind, style: `width: ${size}px; height: ${size}px` });
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  const show = (paint) => {
    for (let i = 0; i < SIZES[0]; i++) paint(i, image.data, 4 * i);
    context.putImageData(image, 0, 0);
  };
  return { canvas, show };
}

const LOSSES = [0.001, 10];
const inLogarithms = (range) => {
  const map = scale(LOSSES.map(Math.log10), range);
  return (loss) => map(Math.log10(Math.min(Math.max(loss, LOSSES[0]), LOSSES[1])));
};

function build({ root, width, state, changed }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const wide = width >= 600;
  const size = 40, cell = size + 4;
  const across = wide ? 5 : Math.floor((width + 4) / cell);
  const chartWidth = wide ? width - 5 * cell - 16 : width;
  let before = state.before ?? [];
  let [goal, drawn, inSight] = [0, 0, true];

  const lossChart = chart({
    width: chartWidth, height: 134, heading: "loss in nats", name: "loss of the training images and of the held-out images",
    map: inLogarithms, ticks: [[10, "10"], [1, "1"], [0.1, "0.1"], [0.01, "0.01"], [0.001, "0.001"]],
    read: (loss) => (Number.isFinite(loss) ? words(loss, loss < 0.1 ? 3 : 2) : "—"), keys: ["loss", "held_out_loss"],
  });
  const shareChart = chart({
    width: chartWidth, height: 134, heading: "share read right", name: "share of the images that are read right",
    map: (range) => scale([0, 1], range), ticks: [[1, "100%"], [0.5, "50%"], [0, "0%"]],
    read: (share) => `${Math.floor(100 * share)}%`, keys: ["right", "held_out_right"],
  });
  const neurons = Array.from({ length: SIZES[1] }, () => tile("signs", size));
  const grid = html("div", { class: "tiles", role: "img", "aria-label": "weights of the 25 hidden neurons",
    style: `grid-template-columns: repeat(${across}, ${size}px)` }, ...neurons.map(({ canvas }) => canvas));

  const places = Math.floor((width + 4) / cell);
  const gallery = (from, to, words) => {
    const heading = html("h4");
    const slots = Array.from({ length: places }, () => ({ ...tile("ink", size), text: html("span"), node: html("figure"), image: null }));
    for (const slot of slots) slot.node.append(slot.canvas, slot.text);
    const show = (wrong) => {
      const mine = new Map(wrong.filter(([i]) => i >= from && i < to).map((error) => [error[0], error]));
      heading.textContent = `${words}: ${mine.size} of ${to - from} read wrong`;
      const shown = new Set();
      for (const slot of slots) {
        if (!mine.has(slot.image)) slot.image = null;
        else shown.add(slot.image);
      }
      const waiting = [...mine.keys()].filter((i) => !shown.has(i));
      for (const slot of slots) {
        const image = slot.image ?? waiting.shift() ?? null;
        slot.node.style.visibility = image === null ? "hidden" : "visible";
        if (image === null) continue;
        if (image !== slot.image) slot.show((i, pixels, at) => (pixels[at + 3] = 255 * state.images[image][i]));
        slot.image = image;
        const [, label, answer] = mine.get(image);
        if (slot.text.dataset.shown === `${label} ${answer}`) continue;
        slot.text.dataset.shown = `${label} ${answer}`;
        slot.text.replaceChildren(`${label} as `, html("b", {}, `${answer}`));
      }
    };
    const node = html("div", { class: "errors" }, heading, html("div", { class: "tiles", style: `grid-template-columns: repeat(${places}, ${size}px)` }, ...slots.map(({ node }) => node)));
    return { node, show };
  };
  const galleries = [
    gallery(0, state.training, "training images"),
    gallery(state.training, state.labels.length, "held-out images, never trained on"),
  ];

  // Steps until `goal` of them are done, as many in a frame as the speed says and time allows.
  const frame = () => {
    if (!root.isConnected) return watcher.disconnect();
    const { run } = state;
    if (run.steps >= goal) return finish();
    requestAnimationFrame(frame);
    if (!inSight) return;
    const began = performance.now();
    for (let n = 0; n < state.speed && run.steps < goal; n++) {
      if (!advance(state, run)) goal = run.steps;
      if (run.seen >= run.until * state.training) goal = run.steps;
      if (performance.now() - began > TRAINING_TIME) break;
    }
    record(state, run);
    if (calm.matches && began - drawn < CALM_PAUSE) return;
    drawn = began;
    changed();
    root.busy = performance.now() - began; // for measurements
  };
  const finish = () => {
    goal = 0;
    changed();
  };
  const go = (steps) => {
    const { run } = state;
    if (!Number.isFinite(run.numbers.loss)) return;
    if (run.seen >= run.until * state.training) run.until *= 2;
    const wasGoing = run.steps < goal;
    goal = run.steps + steps;
    if (!wasGoing) requestAnimationFrame(frame);
    changed();
  };
  const watcher = new IntersectionObserver((entries) => (inSight = entries.at(-1).isIntersecting));
  watcher.observe(root);

  const start = button("start", () => (goal ? finish() : go(Infinity)));
  start.classList.add("start");
  const left = () => Math.ceil((state.training - (state.run.place % state.training)) / state.batch_size);
  const again = () => {
    goal = 0;
    if (state.run.history.length > 1) before = state.before = state.run.history;
    state.run = begin(state);
    changed();
  };
  const choice = (label, options, key, chosen = () => {}) => {
    const buttons = options.map(([text, value]) => [
      value,
      button(text, () => {
        if (state[key] === value) return;
        state[key] = value;
        chosen();
        changed();
      }),
    ]);
    const node = html("span", { class: "choice", role: "group", "aria-label": label }, html("span", {}, label), ...buttons.map(([, node]) => node));
    return { node, show: () => buttons.forEach(([value, node]) => set(node, { "aria-pressed": state[key] === value })) };
  };
  const forget = () => (state.run.kept = optimizer());
  const choices = [
    choice("optimizer", [["Adam", "adam"], ["SGD", "sgd"]], "rule", forget),
    choice("batch size", [["1", 1], ["8", 8], ["32", 32], ["all", state.training]], "batch_size"),
  ];
  const rate = slider(
    { label: "learning rate", min: -4, max: 0.5, step: 0.05, value: Math.log10(state.rate), read: (v) => `${rounded(10 ** v)}` },
    (value) => {
      state.rate = rounded(10 ** value);
      changed();
    },
  );
  const speed = slider(
    { label: "steps a frame", min: 1, max: 20, step: 1, value: state.speed, read: (v) => `${v}` },
    (value) => {
      state.speed = value;
      changed();
    },
  );
  const status = html("output", { class: "status" });
  root.append(
    html("div", { class: "columns" },
      html("div", {}, lossChart.drawing, shareChart.drawing),
      html("div", {}, html("h4", {}, "weights of the 25 hidden neurons"), grid)),
    ...galleries.map(({ node }) => node),
    html("div", { class: "controls" }, start, button("one step", () => go(1)), button("one epoch", () => go(left())), button("start again", again)),
    html("div", { class: "controls" }, ...choices.map(({ node }) => node)),
    html("div", { class: "controls" }, rate.node, speed.node),
    status,
  );

  const words_of = ({ epochs, steps, loss, wrong }) => {
    const done = `${steps} ${steps === 1 ? "step" : "steps"}, ${words(epochs, 1)} epochs`;
    if (!Number.isFinite(loss)) return `${done}: the loss has left all numbers. Choose a smaller learning rate and start again.`;
    if (!steps) return "Nothing learned yet: press start, and watch the errors disappear.";
    return `${done}: ${wrong.length} of ${state.labels.length} images are read wrong.`;
  };
  let largest = 0;
  return (numbers) => {
    const { run } = state;
    lossChart.show(run, before);
    shareChart.show(run, before);
    largest = run.steps ? Math.max(largest, ...run.parameters.subarray(0, LAYERS[1].weights)) : 0.15;
    neurons.forEach(({ show }, neuron) =>
      show((i, pixels, at) => {
        const weight = run.parameters[i * SIZES[1] + neuron];
        [pixels[at], pixels[at + 1], pixels[at + 2]] = weight > 0 ? [178, 24, 43] : [33, 102, 172];
        pixels[at + 3] = 255 * Math.min(Math.abs(weight) / largest, 1);
      }),
    );
    for (const { show } of galleries) show(numbers.wrong);
    for (const { show } of choices) show();
    rate.show(Math.log10(state.rate));
    speed.show(state.speed);
    const going = run.steps < goal;
    const text = going ? "pause" : "start";
    if (start.textContent !== text) start.textContent = text;
    set(status, { "aria-live": going ? "off" : "polite" });
    status.textContent = words_of(numbers);
  };
}

export default widget("training", compute, build, reached);
