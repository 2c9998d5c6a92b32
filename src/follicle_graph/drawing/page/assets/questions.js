// Signed paths between two entities: the question, and its answer as a list.
"use strict";

function questionForm() {
  const { ask } = wanted;
  const field = (name, words, taken) => {
    const input = el("input", { id: `ask-${name}`, type: "search", role: "combobox", "aria-label": words, "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": `hits-${name}`, autocomplete: "off", spellcheck: "false", placeholder: words, value: ask[name] && ask[name].label ? ask[name].label : "" });
    const list = el("ul", { id: `hits-${name}`, class: "hits", role: "listbox", "aria-label": `${words}: entities found`, hidden: true });
    combobox(input, list, taken);
    return el("div", { class: "find" }, input, list);
  };
  const end = (name, words) => field(name, words, (node) => again({ [name]: node }, name === "from" && !ask.to ? "ask-to" : `ask-${name}`));
  const several = (name, words) => [
    field(name, words, (node) => again({ [name]: [...new Set([...ask[name], node])] }, `ask-${name}`)),
    ask[name].length ? el("p", { class: "row" }, ask[name].map((node) => el("button", { type: "button", class: "small", "aria-label": `${node.label}: no longer ${name}`,
      onclick: () => again({ [name]: ask[name].filter((one) => one !== node) }, `ask-${name}`) }, `${name === "via" ? "via" : "not"} ${node.label} ×`))) : "",
  ];
  const choice = (name, words, options) => {
    const box = el("select", { id: `ask-${name}`, "aria-label": words, onchange: () => again({ [name]: Number(box.value) }, `ask-${name}`) },
      options.map(([value, text]) => el("option", { value: String(value), selected: ask[name] === value }, text)));
    return box;
  };
  const tick = (name, text) => el("label", {}, el("input", { id: `ask-${name}`, type: "checkbox", checked: ask[name], onchange: () => again({ [name]: !wanted.ask[name] }, `ask-${name}`) }), ` ${text}`);
  return [
    el("h2", {}, "Signed paths"),
    el("div", { class: "question" },
      end("from", "From"), end("to", "To"),
      several("via", "Via (every path passes it)"), several("avoid", "Avoid (no path passes it)"),
      el("p", { class: "row" },
        choice("hops", "At most how many hops", Array.from({ length: MAX_HOPS }, (_, i) => i + 1).map((n) => [n, `≤ ${counted(n, "hop")}`])),
        choice("sign", "Of which sign", [[0, "any sign"], [1, "only +"], [-1, "only −"]])),
      el("p", { class: "row" }, tick("shortcuts", "shortcuts"), facts.popular.length ? tick("popular", "popular articles") : ""),
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
  const { ask } = wanted;
  if (!ask.from || !ask.to) return [el("p", { class: "quiet" }, "Name two entities. The page lists every simple path of signed relations in the mechanism layer, best first, and draws them.")];
  if (ask.from === ask.to) return [el("p", { class: "quiet" }, "A path needs two different ends.")];
  const { paths, reason } = pathsAsked();
  const up = paths.filter((path) => path.sign > 0).length;
  const more = { limit: " More exist.", budget: " The search was cut short: more may exist, and the longest may not be the best." }[reason] || "";
  return [
    el("p", { id: "answer" }, paths.length ? `${counted(paths.length, "path")}: ${up} increasing, ${paths.length - up} decreasing.${more}`
      : `No path within ${counted(ask.hops, "hop")}.${more} ${whyNone(ask)}`),
    paths.length ? el("p", { class: "quiet" }, `Fewest hops first, then without shortcuts, then by the weakest step. A path is a chain of published statements, not a proof. Filters of the legend do not change it.${membersOf(ask.from).length ? " Paths from a class of drugs also start at its members." : ""}`) : "",
    ...byMediator(paths).flatMap(({ mediator, some }) => [
      mediator ? el("h3", {}, `through ${mediator.label} `, el("span", { class: "count" }, String(some.length))) : "",
      el("ol", { class: "paths" }, some.map((i) => el("li", {}, pathButton(paths[i], i), i === wanted.pick ? pathSteps(paths[i]) : ""))),
    ]),
  ].filter(Boolean);
}

// What to try when there is no path.
function whyNone(ask) {
  if (ask.via.length || ask.avoid.length) return "Try without “via” and “avoid”.";
  if (!ask.shortcuts || !ask.popular) return "Try with shortcuts and popular articles.";
  const acting = [ask.from, ...membersOf(ask.from)].flatMap((one) => one.out);
  const joined = acting.filter((edge) => edge.v === ask.to);
  if (joined.length) return `There is a relation in the ${joined[0].layer} layer: ${spelled(joined[0])}.`;
  if (!acting.length) return `${ask.from.label} acts on nothing here.`;
  if (!ask.to.into.length) return `Nothing acts on ${ask.to.label} here.`;
  return ask.hops < MAX_HOPS ? "Try more hops." : "";
}

// Paths in groups by the entity that most of them pass: [{ mediator, some: numbers of paths }].
function byMediator(paths) {
  if (paths.length < 6) return [{ mediator: null, some: paths.map((_, i) => i) }];
  const left = new Set(paths.map((_, i) => i));
  const groupsOf = [];
  while (left.size) {
    const passed = new Map();
    for (const i of left) for (const node of pathNodes(paths[i]).slice(1, -1)) passed.set(node, [...(passed.get(node) || []), i]);
    const [mediator, some] = [...passed].sort((a, b) => b[1].length - a[1].length || a[1][0] - b[1][0])[0] || [null, [...left]];
    const rest = groupsOf.length === 7 || some.length < 2;
    groupsOf.push(rest ? { mediator: null, some: [...left] } : { mediator, some });
    for (const i of rest ? [...left] : some) left.delete(i);
  }
  return groupsOf;
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
    } },
    el("span", { class: "what" }, pathText(path)),
    el("span", { class: "how" }, `${path.sign > 0 ? "+ increases" : "− decreases"} · ${counted(path.steps.length, "hop")}${path.indirect ? " · with shortcut" : ""}${path.others ? ` · ${path.others} more by parallel relations` : ""}`),
    meter(path.support));
}

function pathSteps(path) {
  const found = new Set(path.steps.flatMap((edge) => edge.evidence).filter((piece) => piece.stance === "supports" && piece.reference).map((piece) => piece.reference));
  const weakest = path.steps.reduce((least, edge) => (edge.support < least.support ? edge : least));
  return el("div", { class: "inside" },
    el("p", { class: "quiet" }, `${counted(found.size, "reference")}; the weakest step is ${spelled(weakest)} (${weakest.support.toFixed(2)}). Its steps:`),
    stepList(path.steps, spelled));
}
