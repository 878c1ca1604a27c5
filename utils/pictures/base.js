// What every picture shares: elements, drags by pointer and by key, and the frame around a drawing.
//
// A picture's own module exports `compute(state)`, plain numbers from a plain state, and as its default
// `widget(NAME, compute, build)`. `build(frame)` makes the elements once and returns `show(numbers)`, which moves them.

const SVG = "http://www.w3.org/2000/svg";
const SAVE_AFTER = 100; // milliseconds; a drag sends Python where it is ten times a second, not at every pixel

export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
  return node;
}

function make(node, attributes, children) {
  const { on = {}, ...rest } = attributes;
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  node.append(...children);
  return set(node, rest);
}

export const svg = (tag, attributes = {}, ...children) => make(document.createElementNS(SVG, tag), attributes, children);
export const html = (tag, attributes = {}, ...children) => make(document.createElement(tag), attributes, children);

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// A number with a real minus sign, never "−0.00".
export function words(value, digits = 2) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) ? `−${text}` : text;
}

// A share of the whole. What is nearly nothing or nearly all is not shown as if it were.
export function percent(share, digits = 1) {
  const least = 10 ** -digits;
  if (share > 0 && share < least / 200) return `<${least}%`;
  if (share < 1 && share >= 1 - least / 200) return `>${100 - least}%`;
  return `${(100 * share).toFixed(digits)}%`;
}

// A straight map from numbers to pixels, and back.
export function scale([from, to], [start, end]) {
  const ratio = (end - start) / (to - from);
  const map = (value) => start + (value - from) * ratio;
  map.back = (pixel) => from + (pixel - start) / ratio;
  return map;
}

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

// Let an SVG element be dragged by mouse, finger and arrow keys (with Shift ten times as far).
// move({x, y}) gets the pointer's place in the drawing's units, nudge(right, up) a number of steps,
// and describe() gives {now, min, max, text} for a screen reader. A handle that has a place of its own says so by
// place(): it is then held where it was taken, and does not jump under the pointer.
export function draggable(node, { label, move, nudge, describe, place }) {
  set(node, { role: "slider", tabindex: 0, "aria-label": label });
  const tell = () => {
    const { now, min, max, text } = describe();
    set(node, { "aria-valuenow": Math.round(now * 1e6) / 1e6, "aria-valuemin": min, "aria-valuemax": max, "aria-valuetext": text });
  };
  let held = { x: 0, y: 0 };
  const pointer = (event) =>
    new DOMPoint(event.clientX, event.clientY).matrixTransform(node.ownerSVGElement.getScreenCTM().inverse());
  const follow = (event) => {
    const { x, y } = pointer(event);
    move({ x: x + held.x, y: y + held.y });
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.button) return; // only the main button drags
    event.preventDefault();
    node.focus();
    node.setPointerCapture(event.pointerId);
    if (!place) return follow(event);
    const [from, at] = [pointer(event), place()];
    held = { x: at.x - from.x, y: at.y - from.y };
  });
  // On a group of shapes the style touch-action alone does not keep the page from scrolling under the finger.
  node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  node.addEventListener("pointermove", (event) => node.hasPointerCapture(event.pointerId) && follow(event));
  node.addEventListener("keydown", (event) => {
    const direction = KEYS[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would select another cell
    nudge(...direction.map((step) => step * (event.shiftKey ? 10 : 1)));
  });
  node.classList.add("handle");
  tell();
  return tell;
}

// A labeled slider of HTML. read(value) gives the words beside it.
export function slider({ label, min, max, step, value, read }, onInput) {
  const output = html("output", {}, read(value));
  const input = html("input", { type: "range", min, max, step, "aria-valuetext": read(value) });
  input.value = value;
  const show = (now) => {
    output.textContent = read(now);
    set(input, { "aria-valuetext": read(now) });
    if (Number(input.value) !== now) input.value = now;
  };
  input.addEventListener("input", () => onInput(Number(input.value)));
  input.addEventListener("keydown", (event) => event.stopPropagation());
  const node = html("label", { class: "slider" }, html("span", {}, label), input, output);
  return { node, show };
}

export function button(label, onClick) {
  return html("button", { type: "button", on: { click: onClick } }, label);
}

// The default export of a picture: what anywidget, and a page without a kernel, call to show it. reached(state, numbers)
// is what Python gets to know.
export function widget(name, compute, build, reached = (state, numbers) => ({ ...state, ...numbers })) {
  return {
    render({ model, el }) {
      const root = html("div", { class: `course-picture course-picture-${name}` });
      el.append(root);
      let state, show, timer;
      const save = () => {
        timer = undefined;
        model.set("value", reached(state, compute(state)));
        model.save_changes();
      };
      const changed = () => {
        show(compute(state));
        timer ??= setTimeout(save, SAVE_AFTER);
      };
      const start = () => {
        state = structuredClone(model.get("settings"));
        rebuild();
      };
      const rebuild = () => {
        const inside = html("div");
        root.replaceChildren(inside);
        const width = inside.clientWidth || 696;
        show = build({ root: inside, width, state, changed, reset: start });
        root.shown = changed; // for measurements
        changed();
      };
      start();
      model.on("change:settings", start);
      let width = root.clientWidth;
      const watcher = new ResizeObserver(() => {
        if (root.clientWidth === width || !root.clientWidth) return;
        width = root.clientWidth;
        rebuild();
      });
      watcher.observe(root);
      // A canvas keeps the colors that it was painted with, so a change from light to dark paints it anew.
      const themes = new MutationObserver(() => show(compute(state)));
      for (const node of [document.documentElement, document.body]) {
        themes.observe(node, { attributeFilter: ["class", "data-theme", "data-jp-theme-light"] });
      }
      return () => {
        watcher.disconnect();
        themes.disconnect();
        clearTimeout(timer);
      };
    },
  };
}

