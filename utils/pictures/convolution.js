// A kernel slides over a digit that one draws: window times kernel, summed, is one pixel of the map; pooling after it.
import { button, clamp, draggable, html, set, slider, svg, widget, words } from "./base.js";
import { blank, exampleButtons, paper, pixels } from "./drawing.js";

const LARGEST = 5; // a number of the kernel
const STEP = 0.05;
const ANGLE_STEP = 15;
const TIMES = [0, 1, 2];

export function convolve(image, kernel) {
  const rows = image.length - kernel.length + 1;
  const columns = image[0].length - kernel[0].length + 1;
  const sum = (i, j) => kernel.reduce((all, weights, r) => weights.reduce((part, weight, s) => part + weight * image[i + r][j + s], all), 0);
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => sum(i, j)));
}

export function maxPool(map) {
  const half = (count) => ({ length: Math.floor(count / 2) });
  const largest = (i, j) => Math.max(map[i][j], map[i][j + 1], map[i + 1][j], map[i + 1][j + 1]);
  return Array.from(half(map.length), (_, i) => Array.from(half(map[0].length), (_, j) => largest(2 * i, 2 * j)));
}

// Sobel's two gradients, mixed: the kernel answers where ink grows in this direction, 0 is right, 90 is down.
export function edgeKernel(angle) {
  const turn = (angle * Math.PI) / 180;
  const weights = [1, 2, 1];
  return TIMES.map((r) => TIMES.map((s) => (Math.cos(turn) * (s - 1) * weights[r] + Math.sin(turn) * (r - 1) * weights[s]) / 4));
}

export function compute({ image, kernel, row, column, relu }) {
  const sums = convolve(image, kernel);
  const map = relu ? sums.map((line) => line.map((value) => Math.max(value, 0))) : sums;
  const window = kernel.map((_, r) => image[row + r].slice(column, column + kernel.length));
  const products = kernel.map((weights, r) => weights.map((weight, s) => weight * window[r][s]));
  return { map, pooled: maxPool(map), window, products, sum: sums[row][column] };
}

// The largest distance from 0 that a sum can have, for ink between 0 and 1: full color in the map.
function furthest(kernel) {
  const side = (sign) => kernel.flat().reduce((sum, weight) => sum + Math.max(sign * weight, 0), 0);
  return Math.max(side(1), side(-1)) || 1;
}

const same = (one, other) => one.flat().every((value, i) => Math.abs(value - other.flat()[i]) < 1e-9);

function build({ root, width, state, changed, reset }) {
  const height = state.image.length, across = state.image[0].length;
  const rows = height - 2, columns = across - 2;
  const isWide = width > 600;
  const fit = (room, pixels) => clamp(Math.floor(room / pixels), 3, 10);
  const size = isWide ? fit(width - 24, across + 2 * columns) : fit(width - 12, 2 * columns);
  const paperSize = isWide ? size : fit(Math.min(width, 240), across); // a finger needs room
  const poolSize = size * 2;
  let filled = rows * columns; // so many of the map's pixels are shown

  const act = (change) => (value) => {
    change(value);
    changed();
  };
  const slideTo = (row, column) => {
    state.row = clamp(row, 0, rows - 1);
    state.column = clamp(column, 0, columns - 1);
  };

  const draw = act((image) => (state.image = image));

  // Above: the paper, the map, the pooled map.
  const frame = () => svg("rect", { class: "frame" });
  const panel = (title, node, canvas, ...over) => {
    const { width: wide, height: high } = canvas;
    node.append(svg("svg", { class: "over", width: wide, height: high, viewBox: `0 0 ${wide} ${high}` }, ...over));
    return html("div", { class: "panel" }, html("div", { class: "heading" }, title), node);
  };
  const lower = isWide ? size : 0; // a pixel of the map stands beside the middle of its window
  const sheet = (canvas, columns, size) => html("div", { class: "sheet", style: `width: ${columns * size}px; margin-top: ${lower}px` }, canvas);
  const drawing = paper({
    rows: height, columns: across, size: paperSize, label: "the image, to draw on", read: () => state.image,
    drawn: draw,
  });
  const map = pixels(rows, columns, size, "signs");
  const halves = [Math.floor(rows / 2), Math.floor(columns / 2)];
  const pooled = pixels(...halves, poolSize, "signs", { role: "img", "aria-label": "the map after max-pooling" });
  const frames = { image: frame(), map: set(frame(), { class: "frame grip" }), pooled: frame() };
  const hold = svg("g", {}, svg("rect", { width: columns * size, height: rows * size, class: "area" }), frames.map);
  const tell = draggable(hold, {
    label: "place of the kernel on the image",
    move: act(({ x, y }) => slideTo(Math.floor(y / size), Math.floor(x / size))),
    nudge: (right, up) => act(() => slideTo(state.row - up, state.column + right))(),
    describe: () => ({
      now: state.row * columns + state.column, min: 0, max: rows * columns - 1,
      text: `row ${state.row}, column ${state.column}: the sum is ${words(compute(state).sum)}`,
    }),
  });
  const measure = (columns, rows, size) => ({ width: columns * size, height: rows * size });
  const mapTitle = html("span");
  const panels = html("div", { class: "panels" },
    panel("draw here", drawing.node, measure(across, height, paperSize), frames.image),
    panel(mapTitle, sheet(map.node, columns, size), measure(columns, rows, size), hold),
    panel("max-pooling 2 × 2", sheet(pooled.node, halves[1], poolSize), measure(halves[1], halves[0], poolSize), frames.pooled),
  );

  // Below: the window times the kernel.
  const gap = isWide ? 36 : 16;
  const cell = Math.min(44, Math.floor((width - 2 * gap) / 9));
  const grid = 3 * cell;
  const top = 22;
  const zoom = svg("svg", { width, height: top + grid + (isWide ? 4 : 46), role: "group", "aria-label": "window times kernel" });
  const left = (index) => index * (grid + gap);
  const cells = ["the window", "times the kernel", "the products"].map((title, index) => {
    zoom.append(svg("text", { x: left(index), y: 13, class: "heading" }, isWide ? title : title.split(" ").at(-1)));
    return TIMES.map((r) => TIMES.map((s) => {
      const x = left(index) + s * cell, y = top + r * cell;
      const back = svg("rect", { x, y, width: cell, height: cell, class: "cell" });
      const text = svg("text", { x: x + cell / 2, y: y + cell / 2 + 5, class: isWide ? "value" : "value narrow" });
      const group = svg("g", {}, svg("rect", { x, y, width: cell, height: cell, class: "sheet" }), back, text);
      zoom.append(group);
      return { group, back, text };
    }));
  });
  ["×", "="].forEach((sign, i) => zoom.append(svg("text", { x: left(i + 1) - gap / 2, y: top + grid / 2 + 5, class: "value sign" }, sign)));
  const [x, y] = isWide ? [left(3) - 20, top + grid / 2 + 5] : [0, top + grid + 19];
  const sum = svg("text", { x, y, class: "found" });
  const bent = svg("text", { x, y: y + 20, class: "found" });
  zoom.append(sum, bent);
  const tellers = cells[1].flatMap((line, r) => line.map(({ group }, s) => {
    let start;
    const change = (value) => {
      state.kernel[r][s] = clamp(Math.round(value / STEP) * STEP, -LARGEST, LARGEST);
      changed();
    };
    group.addEventListener("pointerdown", () => (start = undefined)); // dragged from where it is, not to the pointer
    group.classList.add("upright");
    return draggable(group, {
      label: `the kernel's number in row ${r + 1}, column ${s + 1}`,
      move: ({ y }) => {
        start ??= { y, value: state.kernel[r][s] };
        if (y !== start.y) change(start.value + Math.round((start.y - y) / 4) * STEP);
      },
      nudge: (right, up) => change(state.kernel[r][s] + STEP * (up || right)),
      describe: () => ({ now: state.kernel[r][s], min: -LARGEST, max: LARGEST, text: words(state.kernel[r][s]) }),
    });
  }));

  // What one can choose.
  const examples = exampleButtons(state.examples, across, draw);
  const clear = button("clear", () => draw(blank(height, across)));
  const slide = button("slide the kernel", () => {
    let frames = 0;
    filled = matchMedia("(prefers-reduced-motion: reduce)").matches ? rows * columns - 1 : 0;
    const step = () => {
      if (!root.isConnected || filled >= rows * columns) return;
      frames++;
      if (filled >= columns) filled += 4;
      else if (frames % 5 === 0) filled++; // the first line slowly, to be followed
      filled = Math.min(filled, rows * columns);
      const last = Math.max(filled - 1, 0);
      slideTo(Math.floor(last / columns), last % columns);
      changed();
      requestAnimationFrame(step);
    };
    step();
  });
  const copy = (kernel) => kernel.map((line) => [...line]);
  const presets = [["edges", () => edgeKernel(state.angle)], ...Object.entries(state.kernels).map(([name, kernel]) => [name, () => kernel])];
  const choices = presets.map(([name, kernel]) => ({ kernel, node: button(name, act(() => (state.kernel = copy(kernel())))) }));
  const turn = slider(
    { label: "edges at", min: 0, max: 360 - ANGLE_STEP, step: ANGLE_STEP, value: state.angle, read: (angle) => `${angle}°` },
    act((angle) => {
      state.angle = angle;
      state.kernel = edgeKernel(angle);
    }),
  );
  const relu = button("ReLU", act(() => (state.relu = !state.relu)));
  root.append(
    html("div", { class: "heading" }, "Draw a digit. Drag across the map to move the kernel, and its numbers up and down to change them."),
    html("div", { class: "controls" }, ...examples, clear, slide, relu, button("start again", reset)),
    panels,
    zoom,
    html("div", { class: "controls" }, html("span", { role: "group", "aria-label": "kernels", class: "group" }, "kernel:", ...choices.map(({ node }) => node)), turn.node),
  );

  const put = (node, column, row, size, count) =>
    set(node, { x: column * size - 1, y: row * size - 1, width: size * count + 2, height: size * count + 2 });
  const fill = (grid, values, limit, kind) =>
    grid.forEach((line, r) => line.forEach(({ back, text }, s) => {
      const value = values[r][s];
      const share = Math.min(Math.abs(value) / limit, 1);
      set(back, { class: `cell ${kind ?? (value < 0 ? "below" : "above")}`, "fill-opacity": share.toFixed(3) });
      text.textContent = Math.abs(value) < 0.005 ? "0" : words(value);
      set(text, { "data-on": share > 0.55 ? "color" : "sheet" });
    }));
  return (numbers) => {
    const limit = furthest(state.kernel);
    const seen = (values, isFilled) => values.map((line, i) => line.map((value, j) => (isFilled(i, j) ? value : 0))).flat();
    drawing.show(state.image);
    map.paint(seen(numbers.map, (i, j) => i * columns + j < filled), limit);
    pooled.paint(seen(numbers.pooled, (i, j) => (2 * i + 1) * columns + 2 * j + 1 < filled), limit);
    mapTitle.textContent = state.relu ? "the map, after ReLU" : "the map: red +, blue −";
    put(frames.image, state.column, state.row, paperSize, 3);
    put(frames.map, state.column, state.row, size, 1);
    const block = [Math.floor(state.column / 2), Math.floor(state.row / 2)];
    put(frames.pooled, ...block, poolSize, 1);
    set(frames.pooled, { visibility: block[0] < halves[1] && block[1] < halves[0] ? "visible" : "hidden" });
    const largest = Math.max(...state.kernel.flat().map(Math.abs)) || 1;
    fill(cells[0], numbers.window, 1, "dark");
    fill(cells[1], state.kernel, largest);
    fill(cells[2], numbers.products, largest);
    sum.textContent = `their sum: ${words(numbers.sum)}`;
    bent.textContent = state.relu ? `after ReLU: ${words(Math.max(numbers.sum, 0))}` : "";
    for (const { kernel, node } of choices) set(node, { "aria-pressed": same(kernel(), state.kernel) });
    turn.show(state.angle);
    set(relu, { "aria-pressed": state.relu });
    tell();
    for (const tellOne of tellers) tellOne();
  };
}

export default widget("convolution", compute, build);
