// Scores become exponentials, exponentials become shares; with a label, also the loss and its slopes p − y.
import { button, clamp, draggable, html, percent, scale, set, slider, svg, widget, words } from "./base.js";

const RANGE = [-6, 6];
const STEP = 0.1;
const NARROW = 46; // pixels of a column; below, numbers are smaller and shares have no digit after the point

export function compute({ scores, temperature, label, rate }) {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - largest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  const shares = powers.map((power) => power / sum);
  if (label === null) return { powers, shares };
  const loss = Math.log(sum) - (scores[label] - largest) / temperature;
  const slopes = shares.map((share, i) => share - Number(i === label));
  // The loss depends on a score through score / temperature, so its slope there is (p − y) / temperature.
  const next = scores.map((score, i) => clamp(score - (rate * slopes[i]) / temperature, ...RANGE));
  return { powers, shares, loss, slopes, next };
}

function build({ root, width, state, changed, reset }) {
  const { names } = state;
  const labeled = state.label !== null;
  const column = (width - 8) / names.length;
  const narrow = column < NARROW;
  const bar = Math.min(column * 0.5, 44);
  const middle = (i) => 4 + column * (i + 0.5);

  // Four rows of bars, or three without a label. Each has its title above and its numbers below, where nothing moves.
  const titles = ["scores z", "exponentials, the largest set to 1", "shares p: they add up to 100%", "p − y: share minus aim"];
  if (labeled) titles[2] = "shares p; the dashed frame is the aim y";
  else titles.pop();
  const heights = [140, 70, 70, 56];
  const tops = [46, 256, 380, 504];
  const bottoms = tops.map((top, row) => top + heights[row]);
  const height = bottoms[titles.length - 1] + 44;
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Softmax" });
  if (narrow) drawing.classList.add("small");
  titles.forEach((title, row) => drawing.append(svg("text", { x: 0, y: tops[row] - (row ? 12 : 32), class: "heading" }, title)));
  const scales = [RANGE, [0, 1], [0, 1], [-1, 1]].map((range, row) => scale(range, [bottoms[row], tops[row]]));
  const [score, power, share, slope] = scales;
  titles.forEach((_, row) => {
    const y = scales[row](0);
    drawing.append(svg("line", { x1: 4, x2: width - 4, y1: y, y2: y, class: "axis" }));
  });

  const columns = names.map((name, i) => {
    const x = middle(i);
    const rectangle = (kind, size = bar) => svg("rect", { x: x - size / 2, width: size, class: kind });
    const title = (y) => svg("text", { x, y, class: "name" }, name);
    const parts = {
      score: rectangle("bar"), power: rectangle("bar pale"), share: rectangle("bar"), slope: rectangle("bar"),
      aim: rectangle("aim", bar + 6),
      grip: svg("circle", { cx: x, r: narrow ? 7 : 9, class: "grip" }),
      step: svg("path", { class: "step" }),
      numbers: titles.map((_, row) => svg("text", { x, y: bottoms[row] + (row ? 15 : 24), class: "value" })),
      titles: [title(tops[0] - 12), title(height - 6)],
    };
    const area = svg("rect", { x: x - column / 2, y: tops[0] - 8, width: column, height: heights[0] + 16, class: "area" });
    const group = svg("g", {}, area, parts.score, parts.grip);
    const tell = draggable(group, {
      label: `score of ${name}`,
      move: ({ y }) => setScore(i, score.back(y)),
      nudge: (right, up) => setScore(i, state.scores[i] + STEP * (up || right)),
      describe: () => ({ now: state.scores[i], min: RANGE[0], max: RANGE[1], text: words(state.scores[i], 1) }),
    });
    drawing.append(group, parts.power, parts.share, ...parts.titles, ...parts.numbers);
    if (labeled) drawing.append(parts.aim, parts.slope, parts.step);
    return { ...parts, tell };
  });
  const setScore = (i, value) => {
    state.scores[i] = Math.round(clamp(value, ...RANGE) / STEP) / Math.round(1 / STEP);
    changed();
  };

  const dial = (name, read = words) =>
    slider(
      { label: name, min: -1, max: 1, step: 0.01, value: Math.log10(state[name]), read: (v) => read(10 ** v) },
      (value) => {
        state[name] = 10 ** value;
        changed();
      },
    );
  const temperature = dial("temperature");
  const rate = labeled && dial("rate");
  const truth = names.map((name, i) =>
    button(name, () => {
      state.label = i;
      changed();
    }),
  );
  const step = button("", () => {
    state.scores = compute(state).next;
    changed();
  });
  const loss = html("output", { class: "found" });
  const again = button("start again", reset);
  const controls = (...parts) => html("div", { class: "controls" }, ...parts);
  const advice = labeled
    ? "Drag the scores, or step and step again. Each arrow shows where one step moves its score."
    : "Drag one score, and watch all the shares. Then turn the temperature down, and up.";
  root.append(html("p", { class: "heading" }, advice), drawing);
  if (labeled) {
    const answers = html("div", { class: "controls", role: "group", "aria-label": "right answer" }, "right answer:", ...truth);
    root.append(controls(loss, again), answers, controls(step, rate.node));
  }
  root.append(controls(temperature.node, ...(labeled ? [] : [again])));

  const stand = (node, y, zero) => set(node, { y: Math.min(y, zero), height: Math.abs(y - zero) });
  const write = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };
  return ({ powers, shares, loss: now, slopes, next }) => {
    columns.forEach((parts, i) => {
      const isRight = i === state.label;
      const y = score(state.scores[i]);
      stand(parts.score, y, score(0));
      set(parts.grip, { cy: y });
      write(parts.numbers[0], words(state.scores[i], 1));
      stand(parts.power, power(powers[i]), power(0));
      write(parts.numbers[1], words(powers[i]));
      stand(parts.share, share(shares[i]), share(0));
      write(parts.numbers[2], percent(shares[i], narrow ? 0 : 1));
      set(parts.share, { class: isRight ? "bar right" : "bar" });
      parts.tell();
      if (!labeled) return;
      stand(parts.aim, share(Number(isRight)), share(0));
      const direction = slopes[i] < 0 ? "right" : "wrong";
      stand(parts.slope, slope(slopes[i]), slope(0));
      set(parts.slope, { class: `bar ${direction}` });
      write(parts.numbers[3], words(slopes[i]));
      set(parts.step, { d: arrow(middle(i) + bar / 2 + (narrow ? 4 : 8), y, score(next[i])), class: `step ${direction}` });
    });
    temperature.show(Math.log10(state.temperature));
    if (!labeled) return;
    rate.show(Math.log10(state.rate));
    truth.forEach((node, i) => set(node, { "aria-pressed": i === state.label }));
    write(step, `one step: z − ${words(state.rate)} · (p − y)${state.temperature === 1 ? "" : " / T"}`);
    write(loss, `loss: −ln ${percent(shares[state.label])} = ${words(now)} nats`);
  };
}

// An arrow straight up or down; its head shrinks with it, and one that nobody could see is left out.
function arrow(x, from, to) {
  if (Math.abs(to - from) < 2) return "";
  const head = clamp((to - from) / 2, -6, 6);
  const wide = Math.abs(head) * 0.7;
  return `M${x} ${from}V${to}M${x - wide} ${to - head}L${x} ${to}L${x + wide} ${to - head}`;
}

export default widget("softmax", compute, build);
