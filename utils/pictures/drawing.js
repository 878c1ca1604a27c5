// Paper to draw a digit on, and images of numbers: small canvases whose pixels are squares.
import { button, clamp, html, set } from "./base.js";

const HALF_WIDTH = 1.25; // of a stroke, in pixels, where half of its ink is left: about as wide as MNIST's
const EDGE = 1.2; // over so many pixels a stroke fades out
const RED = [178, 24, 43], BLUE = [33, 102, 172]; // above and below zero, the ends of matplotlib's RdBu_r

// Bytes as Python packed them, in base64.
export const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// An image of bytes becomes rows of numbers from 0 to 1.
export function rowsOf(text, columns) {
  const bytes = [...bytesOf(text)];
  return Array.from({ length: bytes.length / columns }, (_, i) => bytes.slice(i * columns, (i + 1) * columns).map((ink) => ink / 255));
}

// A button for each packed image, which is drawn on it; choose(image) gets the one that is pressed.
export function exampleButtons(texts, columns, choose) {
  return texts.map((text, i) => {
    const image = rowsOf(text, columns);
    const { node, paint } = pixels(image.length, columns, 1);
    paint(image.flat());
    const choice = button("", () => choose(image));
    choice.append(node);
    return set(choice, { class: "example", "aria-label": `example ${i + 1}` });
  });
}

export const blank = (rows, columns) => Array.from({ length: rows }, () => Array(columns).fill(0));

// Ink along a straight line between two points [x, y]; the middle of the first pixel is [0.5, 0.5].
export function stroke(image, [x, y], [toX, toY]) {
  const across = toX - x, down = toY - y;
  const squared = across ** 2 + down ** 2;
  return image.map((row, i) =>
    row.map((ink, j) => {
      const along = squared && clamp(((j + 0.5 - x) * across + (i + 0.5 - y) * down) / squared, 0, 1);
      const distance = Math.hypot(j + 0.5 - x - along * across, i + 0.5 - y - along * down);
      return Math.max(ink, clamp(0.5 + (HALF_WIDTH - distance) / EDGE, 0, 1));
    }),
  );
}

// By how much to move a side's ink so that its center of mass comes to the middle, as MNIST has it, and none is lost.
function shift(profile) {
  const mass = profile.reduce((sum, ink) => sum + ink, 0);
  const center = profile.reduce((sum, ink, i) => sum + ink * i, 0) / mass;
  const first = profile.findIndex((ink) => ink > 0);
  const last = profile.findLastIndex((ink) => ink > 0);
  return clamp(Math.round(profile.length / 2 - center), -first, profile.length - 1 - last);
}

// The image with its center of mass in the middle, moved by whole pixels; an empty one stays as it is.
export function centered(image) {
  const sum = (row) => row.reduce((total, ink) => total + ink, 0);
  if (!image.some(sum)) return image;
  const down = shift(image.map(sum));
  const right = shift(image[0].map((_, j) => sum(image.map((row) => row[j]))));
  return image.map((row, i) => row.map((_, j) => image[i - down]?.[j - right] ?? 0));
}

// A canvas of numbers, each a square of so many pixels on the screen: kind "ink", from paper to ink, or "signs", red
// above zero and blue below. paint(values, limit): full color from limit on, and nothing at all where a value is NaN.
export function pixels(rows, columns, size, kind = "ink", attributes = {}) {
  const style = `width: ${columns * size}px; height: ${rows * size}px`;
  const node = html("canvas", { width: columns, height: rows, class: kind, style, ...attributes });
  const context = node.getContext("2d");
  const picture = context.createImageData(columns, rows);
  const paint = (values, limit = 1) => {
    for (let i = 0; i < values.length; i++) {
      const share = Math.min(Math.abs(values[i]) / limit, 1);
      if (kind === "signs") picture.data.set([...(values[i] < 0 ? BLUE : RED), 255 * share], 4 * i);
      else picture.data.fill(255 * (1 - share), 4 * i, 4 * i + 3)[4 * i + 3] = Number.isNaN(values[i]) ? 0 : 255;
    }
    context.putImageData(picture, 0, 0);
  };
  return { node, paint };
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

// Paper to draw on with mouse, finger, or keys: arrows move a cursor (with Shift five pixels), Space paints, and arrows
// draw a line while Space is held. read() gives the image, drawn(image) gets the new one.
export function paper({ rows, columns, size, label, read, drawn }) {
  const { node: canvas, paint } = pixels(rows, columns, size, "ink", {
    tabindex: 0, role: "application", "aria-label": `${label}: arrow keys move the cursor, Space paints`,
  });
  const cursor = html("span", { class: "cursor" });
  const told = html("span", { class: "unseen", role: "status" });
  const node = html("div", { class: "sheet paper", style: `width: ${columns * size}px` }, canvas, cursor, told);
  let last, isPainting = false;
  let place = [Math.floor(columns / 2) + 0.5, Math.floor(rows / 2) + 0.5];

  const show = (image) => {
    paint(image.flat());
    set(cursor, { style: `left: ${place[0] * size}px; top: ${place[1] * size}px` });
  };
  const line = (from, to) => drawn(stroke(read(), from, to));
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * columns, ((event.clientY - box.top) / box.height) * rows];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    line(last, last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const next = at(event);
    line(last, next);
    last = next;
  });
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would select another cell
    const from = place;
    if (arrow) {
      const limits = [columns, rows];
      place = place.map((value, i) => clamp(value + arrow[i] * (event.shiftKey ? 5 : 1), 0.5, limits[i] - 0.5));
      show(read());
    } else isPainting = true;
    if (isPainting) line(from, place);
    const [column, row] = place.map(Math.floor);
    told.textContent = `row ${row}, column ${column}, ink ${read()[row][column].toFixed(1)}`;
  });
  for (const end of ["keyup", "blur"]) canvas.addEventListener(end, ({ key = " " }) => (isPainting &&= key !== " "));
  return { node, show };
}
