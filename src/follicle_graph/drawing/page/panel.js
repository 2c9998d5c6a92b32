// Around the picture: search, views, legend, the panel with its evidence, the table.
"use strict";

const byId = (id) => document.getElementById(id);
const panel = byId("panel");

// ---- choosing
function select(thing, { focus = false } = {}) {
  state.hovered = null;
  state.selected = thing;
  const holds = (view) => view.boxes.has(thing) || view.routes.has(thing);
  const switched = Boolean(thing) && !holds(state.view) && views.some(holds);
  if (switched) open(views.find(holds));
  emphasise();
  if (thing && holds(state.view) && (switched || (focus && !onScreen(thing)))) focusOn(thing);
  else network.redraw();
  panel.replaceChildren(...(thing ? (thing.predicate === undefined ? aboutNode(thing) : aboutEdge(thing)) : welcome()));
  panel.scrollTop = 0;
}

function open(view) {
  show(view);
  for (const button of byId("views").children) {
    button.setAttribute("aria-pressed", String(button.value === view.name));
  }
  legend();
  const scope = view.boxes.size < nodes.length ? ` shown of ${nodes.length} and ${edges.length}` : "";
  byId("counts").textContent =
    `${view.boxes.size} entities, ${view.routes.size} relations${scope} · facts ${facts.digest.slice(0, 12)}`;
}

network.on("click", ({ pointer }) => select(thingAt(pointer.DOM)));

// ---- the panel
function welcome() {
  return [
    el("h2", {}, "Read the evidence"),
    el("p", {}, "Select an entity or a line on the map. An entity lists what acts on it and what it acts on; a line lists every finding behind it, for and against, with its paper."),
    el("p", { class: "quiet" }, "Drag to move, scroll or pinch to zoom. The search knows synonyms and identifiers, also of entities that the map does not show now."),
  ];
}

function swatch(look) {
  const svg = shapeIcon(look);
  svg.setAttribute("class", "swatch");
  return svg;
}

function nodeButton(node) {
  return el("button", { type: "button", class: "name", onclick: () => select(node, { focus: true }) }, node.label);
}

function aboutNode(node) {
  const shown = el("p", { class: "quiet kind" }, swatch(node.look), [node.kind && spoken(node.kind), node.lane].filter(Boolean).join(" · "));
  return [
    el("h2", {}, node.label),
    shown,
    node.definition ? el("p", { class: "definition" }, node.definition) : "",
    el("dl", {},
      ...entry("Identifier", node.curie),
      ...entry("Also called", node.synonyms.join(", ")),
      ...entry("Id here", node.id)),
    ...neighbours("Acts on", node.out, (edge) => edge.v, (edge) => `${symbol(edge)} ${edge.v.label}`),
    ...neighbours("Acted on by", node.into, (edge) => edge.u, (edge) => `${edge.u.label} ${symbol(edge)}`),
    node.out.length + node.into.length ? "" : el("p", { class: "quiet" }, "No relation of this entity is recorded."),
  ].filter(Boolean);
}

function entry(term, text) {
  return text ? [el("dt", {}, term), el("dd", {}, text)] : [];
}

function neighbours(heading, list, other, text) {
  if (!list.length) return [];
  const sorted = [...list].sort((a, b) => b.support - a.support || other(a).label.localeCompare(other(b).label));
  return [
    el("h3", {}, heading, " ", el("span", { class: "count" }, String(list.length))),
    el("ul", { class: "steps" }, ...sorted.map((edge) => el("li", {}, edgeButton(edge, text(edge))))),
  ];
}

function edgeButton(edge, text) {
  return el("button", { type: "button", class: `step ${edge.head}`, onclick: () => select(edge, { focus: true }) },
    el("span", { class: "what" }, text),
    el("span", { class: "how" }, spoken(edge.predicate), edge.layer === "mechanism" ? "" : ` · ${edge.layer}`, edge.contradicted ? " · contradicted" : ""),
    meter(edge.support));
}

function meter(support) {
  const bar = el("progress", { max: "1", value: String(support), "aria-label": `support ${support.toFixed(2)}` });
  return el("span", { class: "meter" }, bar, el("span", {}, support.toFixed(2)));
}

function aboutEdge(edge) {
  const others = edges.filter((one) => one !== edge &&
    ((one.u === edge.u && one.v === edge.v) || (one.u === edge.v && one.v === edge.u)));
  const against = edge.evidence.filter((piece) => piece.stance !== "supports").length;
  return [
    el("h2", { class: "relation" }, nodeButton(edge.u), el("span", { class: `sign ${edge.head}` }, ` ${symbol(edge)} `), nodeButton(edge.v)),
    el("p", { class: "tags" },
      el("span", { class: `tag ${edge.head}` }, edge.words),
      el("span", { class: "tag" }, spoken(edge.predicate)),
      el("span", { class: "tag" }, `${edge.layer} layer`),
      edge.indirect ? el("span", { class: "tag" }, "indirect") : "",
      edge.contradicted ? el("span", { class: "tag warn" }, "contradicted") : ""),
    el("p", { class: "support" }, "Support ", meter(edge.support),
      el("span", { class: "quiet" }, "ranks the evidence; it is no probability")),
    edge.contradicted ? el("p", { class: "warn note" }, `${against || "Some"} finding${against === 1 ? "" : "s"} against or in dispute; read below.`) : "",
    el("h3", {}, "Evidence ", el("span", { class: "count" }, String(edge.evidence.length))),
    ...(edge.evidence.length ? edge.evidence.map(card) : [el("p", { class: "quiet" }, "No evidence is recorded.")]),
    ...(others.length ? [el("h3", {}, "Also between these two"), el("ul", { class: "steps" },
      ...others.map((one) => el("li", {}, edgeButton(one, `${one.u.label} ${symbol(one)} ${one.v.label}`))))] : []),
  ].filter(Boolean);
}

function card(piece) {
  return el("article", { class: `piece ${piece.stance}` },
    el("p", { class: "tags" },
      el("span", { class: `tag stance ${piece.stance}` }, piece.stance),
      piece.grade ? el("span", { class: "tag" }, piece.grade) : "",
      piece.status && piece.status !== "verified" ? el("span", { class: "tag" }, piece.status) : ""),
    piece.summary ? el("p", {}, piece.summary) : "",
    el("dl", {},
      ...entry("Species", piece.species.join(", ")),
      ...entry("Disease", piece.diseases.join(", ")),
      ...entry("Tissue", piece.tissue.join(", ")),
      ...entry("Route", piece.route),
      ...entry("Note", piece.note)),
    el("p", { class: "source" }, el("span", {}, piece.reference ? linkTo(piece.reference) : "no reference",
      piece.reference && piece.reference.citation ? el("span", { class: "quiet" }, ` ${piece.reference.id}`) : ""),
      el("span", { class: "row" }, piece.id)));
}

// ---- search
const find = byId("find");
const hits = byId("hits");
let found = [];
let at = 0;

function offer() {
  found = search(find.value);
  at = 0;
  hits.replaceChildren(...found.map(({ node, name }, i) => {
    const hit = el("li", { role: "option", id: `hit-${i}`, "aria-selected": String(i === 0) },
      swatch(node.look), el("span", {}, node.label),
      name === node.label ? "" : el("span", { class: "quiet" }, name),
      views[0].boxes.has(node) ? "" : el("span", { class: "quiet off" }, `not in ${views[0].name}`));
    hit.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
    return hit;
  }));
  if (!found.length && find.value.trim()) hits.append(el("li", { class: "quiet" }, "No entity goes by this name."));
  expand(Boolean(find.value.trim()));
}

function expand(yes) {
  hits.hidden = !yes;
  find.setAttribute("aria-expanded", String(yes));
  if (yes && found.length) find.setAttribute("aria-activedescendant", `hit-${at}`);
  else find.removeAttribute("aria-activedescendant");
}

function move(by) {
  if (!found.length) return;
  hits.children[at].setAttribute("aria-selected", "false");
  at = (at + by + found.length) % found.length;
  hits.children[at].setAttribute("aria-selected", "true");
  hits.children[at].scrollIntoView({ block: "nearest" });
  expand(true);
}

function take(i) {
  if (!found[i]) return;
  const { node } = found[i];
  find.value = node.label;
  expand(false);
  select(node, { focus: true });
}

find.addEventListener("input", offer);
find.addEventListener("focus", () => { if (find.value) find.select(); });
find.addEventListener("blur", () => expand(false));
find.addEventListener("keydown", (event) => {
  const acts = {
    ArrowDown: () => (hits.hidden ? offer() : move(1)),
    ArrowUp: () => move(-1),
    Enter: () => (hits.hidden ? offer() : take(at)),
    Escape: () => expand(false),
  };
  if (!Object.hasOwn(acts, event.key)) return;
  event.preventDefault();
  acts[event.key]();
});

// ---- legend, from what the view shows
function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

function shapeIcon({ shape, fill, border }) {
  const points = {
    octagon: "5,1 19,1 23,5 23,9 19,13 5,13 1,9 1,5", hexagon: "5,1 19,1 23,7 19,13 5,13 1,7", trapezium: "1,1 23,1 19,13 5,13",
  }[shape];
  const look = { fill, stroke: border };
  const body = shape === "ellipse" ? svg("ellipse", { cx: 12, cy: 7, rx: 11, ry: 6, ...look })
    : points ? svg("polygon", { points, ...look })
      : svg("rect", { x: 1, y: 1, width: 22, height: 12, rx: { rounded: 3, stadium: 6 }[shape] || 0, ...look });
  return svg("svg", { viewBox: "0 0 24 14", width: 24, height: 14, "aria-hidden": "true" }, body);
}

function lineIcon({ color, head = "", width = 1.6, dash = [], opacity = 1 }) {
  const tips = { arrow: "38,7 29,3 31,7 29,11", bar: "36,1 38,1 38,13 36,13", diamond: "38,7 33,3.5 28,7 33,10.5" };
  const line = svg("line", { x1: 2, y1: 7, x2: head === "bar" ? 36 : head ? 30 : 38, y2: 7, stroke: color, "stroke-width": width, "stroke-dasharray": dash.join(" "), opacity });
  return svg("svg", { viewBox: "0 0 40 14", width: 40, height: 14, "aria-hidden": "true" }, line,
    ...(tips[head] ? [svg("polygon", { points: tips[head], fill: color })] : []),
    ...(head === "disc" || head === "ring" ? [svg("circle", { cx: 33, cy: 7, r: 4, stroke: color, "stroke-width": 1.5, fill: head === "disc" ? color : "#fff" })] : []));
}

function legend() {
  const { view } = state;
  const kinds = new Map([...view.boxes.keys()].map((node) => [node.look.name, node.look]));
  const order = Object.values(facts.looks.kinds).map(([name]) => name);
  const shown = [...view.routes.keys()];
  const plain = facts.looks.signs[0][1];
  const row = (icon, text) => el("li", {}, icon, el("span", {}, text));
  const looks = [1, -1, 0].map((sign) => facts.looks.signs[sign]).concat([1, -1].map((sign) => facts.looks.marks[sign]));
  const lines = looks.filter(([words]) => shown.some((edge) => edge.words === words))
    .map(([words, color, head]) => row(lineIcon({ color, head }), words));
  const dashed = shown.find((edge) => edge.indirect && !edge.contradicted);
  const dotted = shown.find((edge) => edge.contradicted);
  if (dashed) lines.push(row(lineIcon({ color: plain, dash: dashed.dash }), "indirect, steps left out"));
  if (dotted) lines.push(row(lineIcon({ color: plain, dash: dotted.dash }), "contradicted by a finding"));
  const ranks = facts.supports.filter(([value]) => shown.some((edge) => edge.support === value)).sort((a, b) => a[0] - b[0]);
  const widths = [...new Set([ranks[0], ranks[ranks.length - 1]])].filter(Boolean).map(([value, width, opacity]) =>
    row(lineIcon({ color: plain, width, opacity }), `support ${value.toFixed(2)}`));
  byId("keys").replaceChildren(
    el("h3", {}, "Relations"), el("ul", {}, ...lines),
    el("h3", {}, "Evidence"), el("ul", {}, ...widths), el("p", { class: "quiet" }, "Wider: stronger support. It ranks evidence and is no probability."),
    el("h3", {}, "Entities"), el("ul", {}, ...[...kinds.values()].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)).map((look) => row(swatch(look), look.name))));
}

// ---- the table, made when asked for
function table() {
  const head = ["Source", "Effect", "Target", "Predicate", "Layer", "Support", "References"];
  const rows = [...state.view.routes.keys()].sort((a, b) => a.u.label.localeCompare(b.u.label) || a.v.label.localeCompare(b.v.label));
  const known = (edge) => [...new Set(edge.evidence.map((piece) => piece.reference).filter(Boolean))];
  const close = el("button", { type: "button", onclick: () => byId("sheet").close() }, "Close");
  byId("sheet").replaceChildren(
    el("div", { class: "bar" }, el("h2", { id: "sheet-title" }, `${state.view.name}: ${rows.length} relations`), close),
    el("div", { class: "scroll", tabindex: "0" }, el("table", {},
      el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, ...rows.map((edge) => el("tr", {},
        el("th", { scope: "row" }, edge.u.label), el("td", {}, edge.words), el("td", {}, edge.v.label),
        el("td", {}, spoken(edge.predicate)), el("td", {}, edge.layer + (edge.contradicted ? ", contradicted" : "")),
        el("td", { class: "number" }, edge.support.toFixed(2)),
        el("td", {}, ...known(edge).flatMap((one, i) => (i ? ["; ", linkTo(one)] : [linkTo(one)])))))))));
  byId("sheet").showModal();
}

byId("table").addEventListener("click", table);
byId("fit").addEventListener("click", fit);
for (const view of views) {
  byId("views").append(el("button", { type: "button", value: view.name, "aria-pressed": "false", onclick: () => { open(view); emphasise(); } }, view.name));
}
byId("views").hidden = views.length < 2;
if (matchMedia("(max-width: 900px)").matches) byId("legend").open = false;
open(views.find((view) => [...highlighted].every((edge) => view.routes.has(edge))) || views[0]);
panel.replaceChildren(...welcome());

// For scripts and tests: where an edge or a node stands on the page, and choosing by id.
window.follicleMap = {
  edgePoint(u, v, key) {
    const edge = edges.find((one) => one.u.id === u && one.v.id === v && one.predicate === key);
    const points = edge && state.view.routes.get(edge);
    if (!points) return null;
    const places = points.slice(1).flatMap(([x, y], i) => Array.from({ length: 15 }, (_, step) => {
      const t = (step + 1) / 16;
      return network.canvasToDOM({ x: points[i][0] + (x - points[i][0]) * t, y: points[i][1] + (y - points[i][1]) * t });
    }));
    places.sort((a, b) => Number(thingAt(b) === edge) - Number(thingAt(a) === edge));
    const { left, top } = stage.getBoundingClientRect();
    return { x: left + places[0].x, y: top + places[0].y };
  },
  nodePoint(id) {
    const box = state.view.boxes.get(nodes.find((node) => node.id === id));
    if (!box) return null;
    const { left, top } = stage.getBoundingClientRect();
    const { x, y } = network.canvasToDOM(box);
    return { x: left + x, y: top + y };
  },
  select(id) { select(nodes.find((node) => node.id === id) || null, { focus: true }); },
  get view() { return state.view.name; },
  get selected() { return state.selected && (state.selected.id ?? [state.selected.u.id, state.selected.v.id, state.selected.predicate]); },
};
