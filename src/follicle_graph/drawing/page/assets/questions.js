// Signed paths between two entities: the question, and its answer as a list.
"use strict";

function questionForm() {
  const { ask } = wanted;
  const field = (name, words) => {
    const input = el("input", { id: `ask-${name}`, type: "search", role: "combobox", "aria-label": words, "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": `hits-${name}`, autocomplete: "off", spellcheck: "false", placeholder: words, value: ask[name] ? ask[name].label : "" });
    const list = el("ul", { id: `hits-${name}`, class: "hits", role: "listbox", "aria-label": `${words}: entities found`, hidden: true });
    combobox(input, list, (node) => again({ [name]: node }, name === "from" && !ask.to ? "ask-to" : `ask-${name}`));
    return el("div", { class: "find" }, input, list);
  };
  const choice = (name, words, options) => {
    const box = el("select", { id: `ask-${name}`, "aria-label": words, onchange: () => again({ [name]: Number(box.value) }, `ask-${name}`) },
      options.map(([value, text]) => el("option", { value: String(value), selected: ask[name] === value }, text)));
    return box;
  };
  const shortcuts = el("input", { id: "ask-shortcuts", type: "checkbox", checked: ask.shortcuts, onchange: () => again({ shortcuts: !wanted.ask.shortcuts }, "ask-shortcuts") });
  return [
    el("h2", {}, "Signed paths"),
    el("div", { class: "question" },
      field("from", "From"), field("to", "To"),
      el("p", { class: "row" },
        choice("hops", "At most how many hops", Array.from({ length: MAX_HOPS }, (_, i) => i + 1).map((n) => [n, `≤ ${counted(n, "hop")}`])),
        choice("sign", "Of which sign", [[0, "any sign"], [1, "only +"], [-1, "only −"]]),
        el("label", {}, shortcuts, " shortcuts")),
      el("p", { class: "row" },
        el("button", { type: "button", class: "small", id: "turn", onclick: () => again({ from: wanted.ask.to, to: wanted.ask.from }, "turn") }, "Swap"),
        el("button", { type: "button", class: "small", id: "no-question", onclick: () => change({ ask: null, pick: -1 }) }, "Close"))),
  ];
}

function again(patch, focus) {
  change({ ask: { ...wanted.ask, ...patch }, pick: -1 });
  const { paths, reason } = pathsAsked();
  if (wanted.ask.from && wanted.ask.to) say(`${counted(paths.length, "path")}${reason ? ", more exist" : ""}`);
  if (byId(focus)) byId(focus).focus();
}

function answerList() {
  const { ask, pick } = wanted;
  if (!ask.from || !ask.to) return [el("p", { class: "quiet" }, "Name two entities: every simple path of signed relations of the mechanism layer is listed, best first.")];
  if (ask.from === ask.to) return [el("p", { class: "quiet" }, "A path needs two different ends.")];
  const { paths, reason } = pathsAsked();
  const up = paths.filter((path) => path.sign > 0).length;
  const more = { limit: " More exist.", budget: " The search was cut short: more may exist, and the longest may not be the best." }[reason] || "";
  return [
    el("p", { id: "answer" }, paths.length ? `${counted(paths.length, "path")}: ${up} increasing, ${paths.length - up} decreasing.${more}`
      : `No path within ${counted(ask.hops, "hop")}.${more}`),
    paths.length ? el("p", { class: "quiet" }, "Fewest hops first, then without shortcuts, then by the weakest step. A path is a chain of published statements over all facts of this page, whatever is filtered; it is no proof.") : "",
    el("ol", { class: "paths" }, paths.map((path, i) => el("li", {}, pathButton(path, i), i === pick ? pathSteps(path) : ""))),
  ].filter(Boolean);
}

function pathText({ steps }) {
  return steps.reduce((text, edge) => `${text} ${symbol(edge)} ${edge.v.label}`, steps[0].u.label);
}

function pathButton(path, i) {
  const chosen = wanted.pick === i;
  return el("button", { type: "button", class: `step ${path.sign > 0 ? "arrow" : "bar"}`, "aria-pressed": String(chosen), "data-path": String(i),
    onclick: () => {
      change({ pick: chosen ? -1 : i });
      const same = panel.querySelector(`[data-path="${i}"]`);
      if (same) same.focus();
      if (!chosen) showPath(path);
    } },
    el("span", { class: "what" }, pathText(path)),
    el("span", { class: "how" }, `${path.sign > 0 ? "+ increases" : "− decreases"} · ${counted(path.steps.length, "hop")}${path.indirect ? " · with shortcut" : ""}${path.others ? ` · ${path.others} more by parallel relations` : ""}`),
    meter(path.support));
}

// Where a step of the path is out of sight, the whole path comes into it.
function showPath(path) {
  const some = pathNodes(path).filter((node) => state.view.boxes.has(node));
  if (some.every(onScreen) && network.getScale() > 0.35) return;
  fitTo(boundsOf(some, 90), 1.3);
  state.touched = true;
}

function pathSteps(path) {
  const found = new Set(path.steps.flatMap((edge) => edge.evidence).filter((piece) => piece.stance === "supports" && piece.reference).map((piece) => piece.reference));
  const weakest = path.steps.reduce((least, edge) => (edge.support < least.support ? edge : least));
  return el("div", { class: "inside" },
    el("p", { class: "quiet" }, `${counted(found.size, "reference")}; the weakest step is ${spelled(weakest)} (${weakest.support.toFixed(2)}). Its steps:`),
    stepList(path.steps, spelled));
}
