// The panel: what an entity is and what it acts on, and the evidence of a relation, for and against.
"use strict";

const panel = byId("panel");

function select(thing, { focus = false } = {}) {
  if (thing === wanted.select) {
    if (thing && focus && !onScreen(thing)) focusOn(thing);
    return;
  }
  raiseSheet(Boolean(thing));
  change({ select: thing });
  if (thing && (focus || phone.matches) && !onScreen(thing)) focusOn(thing);
  if (thing) say(isEdge(thing) ? `${thing.u.label} ${thing.words} ${thing.v.label}` : `${thing.label} selected`);
}

function drawPanel() {
  const thing = wanted.select;
  const key = thing || wanted.ask;
  const kept = panel.contains(document.activeElement);
  if (thing) panel.replaceChildren(...backToPaths(), ...(isEdge(thing) ? (thing.members ? aboutBundle(thing) : aboutEdge(thing)) : thing.members ? aboutGroup(thing) : aboutNode(thing)));
  else if (wanted.ask) panel.replaceChildren(...questionForm(), ...answerList());
  else panel.replaceChildren(...welcome());
  if (drawPanel.key !== key) panel.scrollTop = 0;
  drawPanel.key = key;
  if (kept && !panel.contains(document.activeElement)) panel.focus();
}

function welcome() {
  const large = state.view.name === GROUPED;
  return [
    el("h2", {}, "Read the evidence"),
    large ? el("p", { class: "note" }, `${counted(nodes.length, "entity", "entities")} stand in groups of one lane and kind. Click a group to open it; search finds every entity. The wider a line between groups, the more relations it holds.`) : "",
    el("p", {}, "Select an entity or a line on the map. An entity lists what acts on it and what it acts on. A line lists every finding for and against it, with the papers."),
    el("p", {}, el("button", { type: "button", onclick: () => change({ ask: plainAsk() }) }, "Find paths between two entities")),
    el("p", { class: "quiet" }, "Drag to move; scroll or pinch to zoom. Keyboard: / searches, arrows go from entity to entity, + and − zoom, 0 fits, Enter opens the facts. Search knows synonyms and identifiers and forgives one typing error. Lines of the legend are filters. ",
      framed ? "Undo takes back the last step." : "The address keeps what you see: the back button undoes it, a copy of the address shares it."),
  ].filter(Boolean);
}

function backToPaths() {
  if (!wanted.ask) return [];
  return [el("p", {}, el("button", { type: "button", class: "small", id: "back-to-paths", onclick: () => change({ select: null }) }, "← Back to the paths"))];
}

function nodeButton(node) {
  return el("button", { type: "button", class: "name", onclick: () => select(node, { focus: true }) }, node.label);
}

// What an overlay says of a node: its number, or why it is silent.
function said(over, node) {
  const text = over.unsure.get(node) || (over.values.has(node) && numeral(over.values.get(node)));
  return text ? entry(over.name, text) : [];
}

function aboutNode(node) {
  return [
    el("h2", {}, node.label),
    el("p", { class: "quiet kind" }, swatch(node.look), [node.kind && spoken(node.kind), node.lane].filter(Boolean).join(" · ")),
    node.definition ? el("p", { class: "definition" }, node.definition) : "",
    el("dl", {},
      entry("Identifier", node.curie && linked(curieLink(node.curie), node.curie)),
      entry("Also called", node.synonyms.join(", ")),
      overlays.map((over) => said(over, node)).flat(),
      entry("Id here", node.id)),
    around(node),
    el("p", { class: "row" },
      el("button", { type: "button", class: "small", onclick: () => change({ select: null, ask: { ...plainAsk(), ...wanted.ask, from: node }, pick: -1 }) }, "Paths from here"),
      el("button", { type: "button", class: "small", onclick: () => change({ select: null, ask: { ...plainAsk(), ...wanted.ask, to: node }, pick: -1 }) }, "Paths to here")),
    state.view.name === GROUPED && wanted.open.has(groupName(node))
      ? el("p", {}, el("button", { type: "button", class: "small", onclick: () => openGroup(groups.get(groupName(node))) }, "Close its group")) : "",
    ...neighbours("Acts on", node.out, (edge) => edge.v, (edge) => `${symbol(edge)} ${edge.v.label}`),
    ...neighbours("Acted on by", node.into, (edge) => edge.u, (edge) => `${edge.u.label} ${symbol(edge)}`),
    node.out.length + node.into.length ? "" : el("p", { class: "quiet" }, "No relation of this entity is recorded."),
  ].filter(Boolean);
}

// bioregistry.io resolves compact identifiers of every registry to their pages.
function curieLink(curie) {
  return /^[A-Za-z][\w.]*:[\w.:-]+$/.test(curie) ? `https://bioregistry.io/${encodeURI(curie)}` : "";
}

// Upstream and downstream by hops: draws what lies around the entity.
function around(node) {
  const now = wanted.focus && wanted.focus.node === node ? wanted.focus : { way: null, hops: 1 };
  const hops = el("select", { id: "hops-around", "aria-label": "How many hops", onchange: () => {
    if (now.way) change({ focus: { node, way: now.way, hops: Number(hops.value) } });
  } }, [1, 2, 3, 4].map((n) => el("option", { value: String(n), selected: n === now.hops }, counted(n, "hop"))));
  const button = (way, text) => el("button", { type: "button", class: "small", "aria-pressed": String(now.way === way), "data-way": way,
    onclick: () => change({ focus: now.way === way ? null : { node, way, hops: Number(hops.value) } }) }, text);
  return el("div", { class: "around", role: "group", "aria-label": "Draw what lies around" },
    el("span", { class: "quiet" }, "Draw"), button("in", "upstream"), button("out", "downstream"), button("both", "both"), hops);
}

function neighbours(heading, list, other, text) {
  if (!list.length) return [];
  const sorted = [...list].sort((a, b) => b.support - a.support || byName(other(a).label, other(b).label));
  const away = new Set(list.map(other).filter(canBeAdded));
  return [
    el("h3", {}, heading, " ", el("span", { class: "count" }, String(list.length)),
      away.size ? el("span", { class: "count quiet" }, ` · ${away.size} not on this map`) : ""),
    stepList(sorted, text, other),
  ];
}

// Whether an entity can be added to the map that is shown.
function canBeAdded(node) {
  return baseView().name !== GROUPED && !wanted.ask && !wanted.focus && !state.view.boxes.has(node);
}

function addButton(node) {
  return el("button", { type: "button", class: "small add", title: `Add ${node.label} to the map`, "aria-label": `Add ${node.label} to the map`,
    onclick: () => { change({ extra: [...wanted.extra, node] }); say(`${node.label} added`); } }, "+");
}

// A list of edges as buttons, the first hundred at once.
function stepList(list, text, other = null, first = 100) {
  const row = (edge) => {
    const added = other && canBeAdded(other(edge));
    return el("li", { class: added ? "away" : "" }, edgeButton(edge, text(edge)), added ? addButton(other(edge)) : "");
  };
  const items = el("ul", { class: "steps" }, list.slice(0, first).map(row));
  if (list.length > first) {
    const more = el("button", { type: "button", class: "small", onclick: () => {
      items.append(...list.slice(first).map(row));
      more.remove();
    } }, `Show ${list.length - first} more`);
    return el("div", {}, items, more);
  }
  return items;
}

function edgeButton(edge, text) {
  const how = [spoken(edge.predicate), edge.layer === "mechanism" ? "" : edge.layer, edge.indirect ? "indirect" : "", edge.contradicted ? "contradicted" : ""];
  return el("button", { type: "button", class: `step ${edge.head}`, onclick: () => select(edge, { focus: true }) },
    el("span", { class: "what" }, text),
    el("span", { class: "how" }, how.filter(Boolean).join(" · ")),
    meter(edge.support));
}

const spelled = (edge) => `${edge.u.label} ${symbol(edge)} ${edge.v.label}`;

function aboutEdge(edge) {
  const others = [...edge.u.out, ...edge.v.out].filter((one) => one !== edge &&
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
      el("span", { class: "quiet" }, "ranks the evidence; it is not a probability")),
    edge.contradicted ? el("p", { class: "warn note" }, `${against || "Some"} finding${against === 1 ? " is" : "s are"} against it or dispute it; see below.`) : "",
    el("h3", {}, "Evidence ", el("span", { class: "count" }, String(edge.evidence.length))),
    ...(edge.evidence.length ? edge.evidence.map(card) : [el("p", { class: "quiet" }, "No evidence is recorded.")]),
    ...(others.length ? [el("h3", {}, "Also between these two"), stepList([...new Set(others)], spelled)] : []),
    el("p", { class: "row" }, el("button", { type: "button", class: "small", onclick: () => saveReferences("ris", referencesOf(edge)) }, "References (RIS)"),
      el("button", { type: "button", class: "small", onclick: () => saveReferences("bib", referencesOf(edge)) }, "BibTeX")),
  ].filter(Boolean);
}

function aboutBundle(bundle) {
  return [
    el("h2", {}, `${bundle.u.label} ${symbol(bundle)} ${bundle.v.label}`),
    el("p", { class: "quiet" }, `${counted(bundle.members.length, "relation")} between the members, drawn as one line.`),
    stepList([...bundle.members].sort((a, b) => b.support - a.support), spelled),
  ];
}

function aboutGroup(group) {
  const first = group.members.slice(0, 200);
  return [
    el("h2", {}, group.label),
    el("p", {}, el("button", { type: "button", onclick: () => openGroup(group) }, "Open this group on the map")),
    el("ul", { class: "members" }, first.map((node) => el("li", {}, nodeButton(node)))),
    first.length < group.members.length ? el("p", { class: "quiet" }, `and ${counted(group.members.length - first.length, "more", "more")}; search finds each.`) : "",
  ].filter(Boolean);
}

const LONG = 1200;

// A long text in its first lines, the rest one click away.
function paragraph(text) {
  if (text.length <= LONG) return el("p", {}, text);
  return el("details", { class: "long" }, el("summary", {}, `${text.slice(0, LONG)}… (${counted(text.length, "character")})`), el("p", {}, text));
}

function card(piece) {
  return el("article", { class: `piece ${piece.stance}` },
    el("p", { class: "tags" },
      el("span", { class: `tag stance ${piece.stance}` }, piece.stance),
      piece.grade ? el("span", { class: "tag" }, piece.grade) : "",
      piece.status && piece.status !== "verified" ? el("span", { class: "tag" }, piece.status) : ""),
    piece.summary ? paragraph(piece.summary) : "",
    el("dl", {},
      entry("Species", piece.species.join(", ")),
      entry("Disease", piece.disease.map(labelOf).join(", ")),
      entry("Tissue", piece.tissue.join(", ")),
      entry("Route", piece.route),
      entry("Note", piece.note)),
    el("p", { class: "source" }, el("span", {}, piece.reference ? linkTo(piece.reference) : "no reference",
      piece.reference && piece.reference.citation ? el("span", { class: "quiet" }, ` ${piece.reference.id}`) : ""),
      el("span", { class: "row" }, piece.id)));
}
