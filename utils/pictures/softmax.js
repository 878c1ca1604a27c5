// Scores become exponentials, exponentials become shares; with a label, also the loss and its slopes p − y.
import { button, clamp, draggable, html, percent, scale, set, slider, svg, widget, words } from "./base.js";

const RANGE = [-6, 6];
const STEP = 0.1;

export function compute({ scores, temperature, label }) {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - largest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  const shares = powers.map((power) => power / sum);
  if (label === null) return { powers, shares };
  const loss = Math.log(sum) - (scores[label] - largest) / temperature;
  return { powers, shares, loss, slopes: shares.map((share, i) => share - Number(i === label)) };
}

function build({ root, width, state, changed, reset }) {
  const { names } = state;
  const labeled = state.label !== null;
  const left = 12, right = 12, row = 96, gap = 40;
  const rows = labeled ? 4 : 3;
  const height = rows * (row + gap) + 22;
  const column = (width - left - right) / names.length;
  const bar = Math.min(column * 0.6, 44);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Softmax" });
  const middle = (i) => left + column * (i + 0.5);
  const top = (index) => index * (row + gap) + 26;

  const heading = (index, text) => drawing.append(svg("text", { x: left, y: top(index) - 10, class: "heading" }, text));
  const score = scale(RANGE, [top(0) + row, top(0)]);
  const power = scale([0, 1], [top(1) + row, top(1) + 14]); // leaves room for a number above the largest
  const share = scale([0, 1], [top(2) + row, top(2) + 14]);
  const slope = scale([-1, 1], [top(3) + row, top(3)]);
  heading(0, "scores z: drag them");
  heading(1, "exponentials, the largest set to 1");
  heading(2, "shares: they add up to 100%");
  if (labeled) heading(3, "p − y: how each score should move is the opposite");
  const zeros = [[0, score(0)], [1, power(0)], [2, share(0)], [3, slope(0)]].slice(0, rows);
  for (const [, y] of zeros) drawing.append(svg("line", { x1: left, x2: width - right, y1: y, y2: y, class: "axis" }));

  const columns = names.map((name, i) => {
    const x = middle(i);
    const rectangle = (kind) => svg("rect", { x: x - bar / 2, width: bar, class: kind });
    const text = (kind = "") => svg("text", { x, class: `value ${kind}` });
    const parts = {
      score: rectangle("bar"), power: rectangle("bar pale"), share: rectangle("bar"), slope: rectangle("bar"),
      grip: svg("circle", { cx: x, r: 9, class: "grip" }),
      texts: [text(), text(), text(), text()],
      name: svg("text", { x, y: height - 6, class: "name" }, name),
    };
    const group = svg("g", {}, svg("rect", { x: x - column / 2, y: top(0) - 4, width: column, height: row + 8, class: "area" }), parts.score, parts.grip);
    const tell = draggable(group, {
      label: `score of ${name}`,
      move: ({ y }) => setScore(i, score.back(y)),
      nudge: (across, up) => setScore(i, state.scores[i] + STEP * (up || across)),
      describe: () => ({ now: state.scores[i], min: RANGE[0], max: RANGE[1], text: words(state.scores[i], 1) }),
    });
    drawing.append(group, parts.power, parts.share, ...(labeled ? [parts.slope] : []), ...parts.texts.slice(0, rows), parts.name);
    return { ...parts, tell };
  });
  const setScore = (i, value) => {
    state.scores[i] = Math.round(clamp(value, ...RANGE) / STEP) * STEP;
    changed();
  };

  const hotness = slider(
    { label: "temperature", min: -1, max: 1, step: 0.01, value: Math.log10(state.temperature), read: (v) => words(10 ** v) },
    (value) => {
      state.temperature = 10 ** value;
      changed();
    },
  );
  const truth = names.map((name, i) =>
    button(name, () => {
      state.label = i;
      changed();
    }),
  );
  const loss = html("output", { class: "loss" });
  const controls = html("div", { class: "controls" }, hotness.node, button("start again", reset));
  root.append(drawing, controls);
  if (labeled) root.append(html("div", { class: "controls", role: "group", "aria-label": "right answer" }, "right answer:", ...truth, loss));

  const stand = (node, y, zero) => set(node, { y: Math.min(y, zero), height: Math.abs(y - zero) });
  const write = (node, text, y) => {
    if (node.textContent !== text) node.textContent = text;
    set(node, { y });
  };
  return ({ powers, shares, loss: now, slopes }) => {
    columns.forEach((parts, i) => {
      const isRight = i === state.label;
      const y = score(state.scores[i]);
      stand(parts.score, y, score(0));
      set(parts.grip, { cy: y });
      write(parts.texts[0], words(state.scores[i], 1), y + (state.scores[i] < 0 ? 24 : -14));
      stand(parts.power, power(powers[i]), power(0));
      write(parts.texts[1], words(powers[i]), power(powers[i]) - 5);
      stand(parts.share, share(shares[i]), share(0));
      write(parts.texts[2], percent(shares[i]), share(shares[i]) - 5);
      set(parts.share, { class: isRight ? "bar right" : "bar" });
      parts.tell();
      if (!labeled) return;
      stand(parts.slope, slope(slopes[i]), slope(0));
      set(parts.slope, { class: isRight ? "bar right" : "bar wrong" });
      write(parts.texts[3], words(slopes[i]), slope(slopes[i]) + (slopes[i] < 0 ? 14 : -5));
    });
    hotness.show(Math.log10(state.temperature));
    if (!labeled) return;
    truth.forEach((node, i) => set(node, { "aria-pressed": i === state.label }));
    loss.textContent = `loss: −ln ${percent(shares[state.label])} = ${words(now)} nats`;
  };
}

export default widget("softmax", compute, build);
