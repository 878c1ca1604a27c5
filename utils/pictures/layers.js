// A convolutional network reads what one draws: the maps of each layer light up, and ten bars say what it is.
import { button, html, percent, set, svg, widget } from "./base.js";
import { blank, bytesOf, centered, exampleButtons, paper, pixels, rowsOf } from "./drawing.js";

// A stage is what one layer gives: {values, shape: [rows, columns, channels]}, the channels of a pixel side by side.

// How many places a kernel has along a side, and how much padding stands before it, as TensorFlow pads.
function places(side, size, stride, padding) {
  if (padding === "valid") return [Math.floor((side - size) / stride) + 1, 0];
  const count = Math.ceil(side / stride);
  return [count, Math.floor(Math.max((count - 1) * stride + size - side, 0) / 2)];
}

function convolution({ values, shape: [height, width, depth] }, { size, strides, padding, channels, kernel, bias }) {
  const [rows, above] = places(height, size[0], strides[0], padding);
  const [columns, left] = places(width, size[1], strides[1], padding);
  const result = new Float32Array(rows * columns * channels);
  const sums = new Float64Array(channels);
  for (let i = 0, to = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, to += channels) {
      sums.set(bias);
      for (let r = 0; r < size[0]; r++) {
        const row = i * strides[0] + r - above;
        if (row < 0 || row >= height) continue;
        for (let s = 0; s < size[1]; s++) {
          const column = j * strides[1] + s - left;
          if (column < 0 || column >= width) continue;
          let weight = (r * size[1] + s) * depth * channels;
          for (let c = 0, from = (row * width + column) * depth; c < depth; c++, from++, weight += channels) {
            const value = values[from];
            if (value === 0) continue; // after ReLU, about half of them
            for (let d = 0; d < channels; d++) sums[d] += value * kernel[weight + d];
          }
        }
      }
      result.set(sums, to);
    }
  }
  return { values: result, shape: [rows, columns, channels] };
}

function maxPooling({ values, shape: [height, width, depth] }, { size, strides }) {
  const [rows] = places(height, size[0], strides[0], "valid");
  const [columns] = places(width, size[1], strides[1], "valid");
  const result = new Float32Array(rows * columns * depth).fill(-Infinity);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (let r = 0; r < size[0]; r++)
        for (let s = 0; s < size[1]; s++)
          for (let c = 0; c < depth; c++) {
            const to = (i * columns + j) * depth + c;
            result[to] = Math.max(result[to], values[((i * strides[0] + r) * width + j * strides[1] + s) * depth + c]);
          }
  return { values: result, shape: [rows, columns, depth] };
}

function average({ values, shape: [height, width, depth] }) {
  const sums = new Float64Array(depth);
  values.forEach((value, i) => (sums[i % depth] += value));
  return { values: Float32Array.from(sums, (sum) => sum / (height * width)), shape: [1, 1, depth] };
}

function dense({ values }, { channels, kernel, bias }) {
  const sums = Float64Array.from(bias);
  values.forEach((value, i) => sums.forEach((_, d) => (sums[d] += value * kernel[i * channels + d])));
  return { values: Float32Array.from(sums), shape: [1, 1, channels] };
}

const LAYERS = { convolution, "max pooling": maxPooling, average, dense };

// The layers with their weights, cut from one long array: for each layer its kernel, and then its bias.
function unpack({ layers, weights }) {
  const numbers = new Float32Array(bytesOf(weights).buffer);
  let start = 0;
  const cut = (count) => numbers.subarray(start, (start += count));
  return layers.map((layer) => ({ ...layer, kernel: cut(layer.weights), bias: cut(layer.weights && layer.channels) }));
}

const unpacked = new WeakMap(); // a network is unpacked once, and then runs at every touch

// Every stage of the network for an image (rows of numbers), the image itself first.
export function stages(network, image) {
  if (!unpacked.has(network)) unpacked.set(network, unpack(network));
  const found = [{ values: Float32Array.from(image.flat()), shape: [image.length, image[0].length, 1] }];
  for (const layer of unpacked.get(network)) {
    const stage = LAYERS[layer.kind](found.at(-1), layer);
    if (layer.relu) stage.values = stage.values.map((value) => Math.max(value, 0));
    found.push(stage);
  }
  return found;
}

export function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

export function compute({ network, image, center }) {
  const seen = center ? centered(image) : image;
  const found = stages(network, seen);
  const logits = [...found.at(-1).values];
  return { seen, stages: found, logits, probabilities: softmax(logits) };
}

// What Python gets to know: the weights stay here.
export function reached({ image, center }, { seen, logits, probabilities }) {
  return { image, center, seen, logits, probabilities, answer: probabilities.indexOf(Math.max(...probabilities)) };
}

const NARROWEST = 24; // pixels on the screen for a side of a map
const WIDEST = 60;

// All maps of a stage as one canvas, in as few lines as fit into the width. Each map is a tile of rows and columns: as
// many as it has, or more where a single number stands for a whole map.
function atlas({ shape: [mapRows, mapColumns, count] }, width, [rows, columns] = [mapRows, mapColumns]) {
  const gap = Math.max(1, Math.round(columns / 8));
  const step = columns + gap;
  const sizeFor = (across) => Math.min(Math.floor(width / (across * step - gap)), Math.floor(WIDEST / columns));
  let lines = 1;
  while (lines < count && sizeFor(Math.ceil(count / lines)) * columns < NARROWEST) lines++;
  const across = Math.ceil(count / lines), wide = across * step - gap, high = lines * (rows + gap) - gap;
  const { node, paint } = pixels(high, wide, Math.max(sizeFor(across), 1));
  const drawn = new Float32Array(high * wide).fill(NaN);
  const isNumber = mapRows * mapColumns === 1;
  const show = ({ values }, limit) => {
    for (let map = 0; map < count; map++) {
      const corner = Math.floor(map / across) * (rows + gap) * wide + (map % across) * step;
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          drawn[corner + i * wide + j] = Math.max(values[isNumber ? map : (i * columns + j) * count + map], 0);
    }
    paint(drawn, limit);
  };
  return { node, show };
}

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

function title({ kind, relu, size }, { shape: [rows, columns, count] }) {
  const maps = `${plural(count, "map")} of ${rows} × ${columns}`;
  if (kind === "convolution") return `${maps}: convolution ${size.join(" × ")}${relu ? " and ReLU" : ""}`;
  if (kind === "max pooling") return `${maps}: the largest of each ${size.join(" × ")}`;
  if (kind === "average") return `${count} numbers: the mean of each map`;
  return `${count} numbers: dense${relu ? " and ReLU" : ""}`;
}

function build({ root, width, state, changed, reset }) {
  const { network } = state;
  const rows = state.image.length, columns = state.image[0].length;
  const isWide = width > 600;
  const size = Math.max(3, Math.floor(224 / columns));
  const act = (change) => (value) => {
    change(value);
    changed();
  };

  const draw = act((image) => (state.image = image));
  const drawing = paper({
    rows, columns, size, label: "paper to draw a digit on", read: () => state.image,
    drawn: draw,
  });
  const examples = exampleButtons(state.examples, columns, draw);
  const clear = button("clear", () => draw(blank(rows, columns)));
  const center = button("center it first", act(() => (state.center = !state.center)));

  // Ten bars.
  const first = stages(network, state.image);
  const count = first.at(-1).values.length;
  const room = isWide ? width - columns * size - 30 : width;
  const line = 22, left = 20, most = room - left - 60;
  const bars = svg("svg", { width: room, height: count * line + 4, role: "img" });
  const parts = Array.from({ length: count }, (_, digit) => {
    const y = digit * line + 2;
    const bar = svg("rect", { x: left, y, height: line - 5, class: "bar" });
    const text = svg("text", { y: y + 13 });
    const name = svg("text", { x: 6, y: y + 13, class: "name" }, digit);
    bars.append(svg("line", { x1: left, x2: left, y1: y - 2, y2: y + line - 2, class: "axis" }), bar, text, name);
    return { bar, text, name };
  });

  // A row for what the network sees, and for each layer but the last. Full color is the largest value that the examples
  // reach there. The mean of a map stands below it.
  const known = state.examples.map((text) => compute({ ...state, image: rowsOf(text, columns) }).stages);
  const row = (stage, i) => {
    const name = i ? title(network.layers[i - 1], stage) : "what the network sees";
    const before = first[i - 1]?.shape;
    const tile = stage.shape[0] * stage.shape[1] > 1 ? undefined : before?.[2] === stage.shape[2] ? [2, before[1]] : [2, 4];
    const maps = atlas(stage, width, tile);
    const limit = Math.max(...known.map((found) => found[i].values.reduce((a, b) => Math.max(a, b)))) || 1;
    set(maps.node, { role: "img", "aria-label": name });
    return { node: html("div", { class: "layer" }, html("div", { class: "heading" }, name), maps.node), show: maps.show, limit };
  };
  const shown = first.slice(0, -1).map(row);

  root.append(
    html("div", { class: "heading" }, "Draw a digit and watch each layer. The network reads best what is large and in the middle."),
    html("div", { class: "controls" }, ...examples, clear, center, button("start again", reset)),
    html("div", { class: "panels" }, drawing.node, bars),
    ...shown.map(({ node }) => node),
  );

  return ({ stages: found, probabilities }) => {
    const answer = probabilities.indexOf(Math.max(...probabilities));
    drawing.show(state.image);
    shown.forEach(({ show, limit }, i) => show(found[i], limit));
    parts.forEach(({ bar, text, name }, digit) => {
      const long = most * probabilities[digit];
      set(bar, { width: long, class: digit === answer ? "bar" : "bar pale" });
      set(text, { x: left + long + 6 });
      text.textContent = percent(probabilities[digit]);
      set(name, { class: digit === answer ? "name answer" : "name" });
    });
    set(bars, { "aria-label": `the network says ${answer}, ${percent(probabilities[answer])}` });
    set(center, { "aria-pressed": state.center });
  };
}

export default widget("layers", compute, build, reached);
