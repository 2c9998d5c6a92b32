// Which edges and entities are shown: the meaning of follicle_graph.keep.
"use strict";

const ofEdge = { effect: (edge) => edge.words, layer: (edge) => edge.layer, predicate: (edge) => edge.predicate };
const ofEvidence = { grade: (piece) => [piece.grade], species: speciesOf };
const ofNode = { kind: (node) => node.kind, lane: (node) => node.lane };

// The species of evidence; where it states none, a grade that only people can give means human.
function speciesOf(piece) {
  return piece.species.length || !facts.humanGrades.includes(piece.grade) ? piece.species : ["human"];
}

function filtering() {
  return wanted.least > 0 || wanted.diseases.size > 0 || FACETS.some((facet) => wanted.off[facet].size > 0);
}

// The filters of follicle_graph.keep that the reader has set; a value that is not hidden is kept.
function filtersWanted() {
  const { off, least, unstated } = wanted;
  const kept = (facet) => (off[facet].size ? { has: (value) => !off[facet].has(value) } : null);
  return {
    effects: kept("effect"), layers: kept("layer"), predicates: kept("predicate"), kinds: kept("kind"), lanes: kept("lane"),
    grades: kept("grade"), species: kept("species"), diseases: wanted.diseases.size ? diseasesOf(wanted.diseases) : null, minSupport: least, keepUnstated: unstated, ends: wanted.ends,
  };
}

function showEverything() {
  change({ off: nothing().off, diseases: new Set(), least: 0, unstated: true, ends: "both", focus: null, extra: [] });
}

function nodePasses(node) {
  return !wanted.off.kind.has(node.kind) && !wanted.off.lane.has(node.lane);
}

// The filters in force, made anew when what is wanted changes.
let filtersNow = { wanted: null, filters: null };

function edgePasses(edge) {
  if (filtersNow.wanted !== wanted) filtersNow = { wanted, filters: filtersWanted() };
  return keeps(edge, filtersNow.filters);
}

// These diseases with all narrower ones, and the other diseases of hair and skin: { kept, others }.
function diseasesOf(ids) {
  const kept = new Set([...ids].flatMap((id) => [id, ...(Object.hasOwn(facts.narrower, id) ? facts.narrower[id] : []).map((n) => nodes[n].id)]));
  return { kept, others: new Set(facts.diseases.map((n) => nodes[n].id).filter((id) => !kept.has(id))) };
}

// Whether evidence decides if an edge belongs to diseases (true); or its ends do, and it does (null)
// or does not (false).
function byEvidence(edge, { kept, others }) {
  if (edge.layer === "safety") return true;
  if (kept.has(edge.v.id)) return null;
  if (others.has(edge.v.id)) return false;
  return kept.has(edge.u.id) ? null : true;
}

// Whether follicle_graph.keep keeps an edge: one supporting piece of evidence must meet all filters
// of evidence at once, and what is left must reach the least support.
function keeps(edge, filters) {
  const { effects, layers, predicates, kinds, lanes, grades, species, diseases, minSupport, keepUnstated, ends } = filters;
  if (kinds || lanes) {
    const fits = (node) => (!kinds || kinds.has(node.kind)) && (!lanes || lanes.has(node.lane));
    if (ends === "any" ? !fits(edge.u) && !fits(edge.v) : !fits(edge.u) || !fits(edge.v)) return false;
  }
  if (effects && !effects.has(edge.words)) return false;
  if (layers && !layers.has(edge.layer)) return false;
  if (predicates && !predicates.has(edge.predicate)) return false;
  let kept = edge.evidence;
  const named = diseases ? byEvidence(edge, diseases) : null;
  if (named === false) return false;
  if (grades || species || named) {
    const states = (stated, chosen) => !chosen || (stated.length ? stated.some((value) => chosen.has(value)) : keepUnstated);
    kept = kept.filter((piece) => (!grades || grades.has(piece.grade)) && states(speciesOf(piece), species) && states(piece.disease, named ? diseases.kept : null));
    if (!kept.some((piece) => piece.stance === "supports")) return false;
  }
  return !minSupport || supportOf(kept, edge.support) >= minSupport;
}

// 1 − Π(1 − weight of the grade) over supporting evidence that is not uncited; the support that was
// given where no supporting evidence has a known grade; 0 where all evidence is contrary.
function supportOf(pieces, given) {
  const supporting = pieces.filter((piece) => piece.stance === "supports");
  const known = (piece) => Object.hasOwn(facts.weights, piece.grade);
  if (supporting.length || !pieces.length) if (!supporting.some(known)) return given;
  const doubts = supporting.filter((piece) => piece.status !== "uncited").map((piece) => 1 - (known(piece) ? facts.weights[piece.grade] : 0));
  return Math.round(1e6 * (1 - doubts.sort((a, b) => a - b).reduce((product, doubt) => product * doubt, 1))) / 1e6;
}

function reachedFrom({ node, way, hops }) {
  return within(node, way, hops, edgePasses);
}

// What of a view is shown: its entities and its edges.
function shownOf(view) {
  if (view.name === ANSWER) return { nodes: new Set(view.boxes.keys()), edges: new Set(view.routes.keys()) };
  const around = wanted.focus ? reachedFrom(wanted.focus) : null;
  const inside = (node) => !around || around.has(node) || (node.members || []).some((one) => around.has(one));
  const shownEdges = new Set([...view.routes.keys()].filter((edge) =>
    (edge.members || edgePasses(edge)) && inside(edge.u) && inside(edge.v)));
  const joined = new Set([...shownEdges].flatMap((edge) => [edge.u, edge.v]));
  const alone = !filtering();
  const shownNodes = new Set([...view.boxes.keys()].filter((node) =>
    inside(node) && (alone || joined.has(node) || (node.members && node.members.length))));
  if (wanted.focus && view.boxes.has(wanted.focus.node)) shownNodes.add(wanted.focus.node);
  return { nodes: shownNodes, edges: shownEdges };
}

// ---- the left side: the legend, of which every line is a filter
const NAMES = {
  effect: "Relations", kind: "Entities", lane: "Lane", layer: "Layer", predicate: "Predicate",
  grade: "Grade of evidence", species: "Species", disease: "Disease",
};
const unfolded = new Set(["effect", "kind"]);

// Facet -> value -> how many of the view have it, whatever is filtered out now.
const countsOf = new Map(); // "all", or a view -> its counts

function valuesIn(view) {
  const key = view.name === GROUPED || view.name === ANSWER ? "all" : view;
  if (!countsOf.has(key)) countsOf.set(key, countValues(view));
  const values = Object.fromEntries(Object.entries(countsOf.get(key)).map(([facet, counts]) => [facet, new Map(counts)]));
  for (const facet of FACETS) for (const value of wanted.off[facet]) if (!values[facet].has(value)) values[facet].set(value, 0);
  for (const id of wanted.diseases) if (!values.disease.has(id)) values.disease.set(id, 0);
  return values;
}

function countValues(view) {
  const values = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  const add = (facet, value) => values[facet].set(value, (values[facet].get(value) || 0) + 1);
  const [allNodes, allEdges] = view.name === GROUPED || view.name === ANSWER ? [nodes, edges] : [[...view.boxes.keys()], [...view.routes.keys()]];
  for (const node of allNodes) for (const facet of Object.keys(ofNode)) add(facet, ofNode[facet](node));
  for (const edge of allEdges) {
    for (const facet of Object.keys(ofEdge)) add(facet, ofEdge[facet](edge));
    for (const facet of Object.keys(ofEvidence)) {
      for (const value of new Set(edge.evidence.flatMap(ofEvidence[facet]))) add(facet, value);
    }
  }
  values.disease = diseasesIn([...allEdges]);
  return values;
}

// Disease -> how many of these edges belong to it, of those that have any.
function diseasesIn(some) {
  const counts = new Map();
  for (const id of diseasesKnown()) {
    const filters = { diseases: diseasesOf([id]), minSupport: 0, keepUnstated: false, ends: "both" };
    const count = some.filter((edge) => keeps(edge, filters)).length;
    if (count) counts.set(id, count);
  }
  return counts;
}

function wordsOf(facet, value) {
  if (facet === "disease") return labelOf(value);
  if (facet === "kind" || facet === "predicate") return spoken(value) || "no kind";
  if (facet === "grade") return value || "no grade";
  return value || `no ${facet}`;
}

function iconOf(facet, value) {
  if (facet === "kind") return swatch(wanted.overlay ? { ...lookOf(value), fill: palette.paper } : lookOf(value));
  if (facet !== "effect") return "";
  const look = [...Object.values(facts.looks.signs), ...Object.values(facts.looks.marks)].find(([words]) => words === value);
  return look ? lineIcon({ color: look[1], head: look[2] }) : "";
}

function inFacetOrder(facet, values) {
  const kinds = Object.keys(facts.looks.kinds);
  const order = { kind: kinds, lane: facts.lanes, layer: facts.layers, grade: Object.keys(facts.weights), effect: ["increases", "decreases"] }[facet];
  const place = (value) => (order && order.includes(value) ? order.indexOf(value) : 1000);
  return [...values.keys()].sort((a, b) => place(a) - place(b) || (order ? 0 : values.get(b) - values.get(a)) || byName(wordsOf(facet, a), wordsOf(facet, b)));
}

function choose(facet, off) {
  change({ off: { ...wanted.off, [facet]: new Set(off) } });
}

// Diseases are chosen and not hidden: an edge belongs to a disease by its ends or its evidence.
function diseasePart(values) {
  if (!values.size) return "";
  const all = [...values.keys()].sort((a, b) => values.get(b) - values.get(a) || byName(labelOf(a), labelOf(b)));
  const row = (id) => el("li", {}, el("label", {}, el("input", { type: "checkbox", checked: wanted.diseases.has(id), "data-facet": "disease", "data-value": id, onchange: () => {
    const now = new Set(wanted.diseases);
    if (!now.delete(id)) now.add(id);
    change({ diseases: now });
  } }), el("span", { class: "word" }, labelOf(id)), el("span", { class: "count" }, values.get(id).toLocaleString("en"))));
  const part = el("details", { class: "facet", "data-facet": "disease", open: unfolded.has("disease") },
    el("summary", {}, NAMES.disease, wanted.diseases.size ? el("span", { class: "tag" }, `only ${wanted.diseases.size}`) : ""),
    el("p", { class: "quiet" }, "Show only what belongs to:"),
    el("ul", {}, all.map(row)));
  part.addEventListener("toggle", () => unfolded[part.open ? "add" : "delete"]("disease"));
  return part;
}

// A row of the legend; kinds that are drawn alike share one.
function facetRow(facet, value, count, members = [value], words = wordsOf(facet, value)) {
  const off = wanted.off[facet];
  const shown = members.filter((one) => !off.has(one)).length;
  const box = el("input", { type: "checkbox", checked: shown === members.length, "data-facet": facet, "data-value": value, onchange: () => {
    const now = new Set(wanted.off[facet]);
    for (const one of members) now[shown === members.length ? "add" : "delete"](one);
    choose(facet, now);
  } });
  box.indeterminate = shown > 0 && shown < members.length;
  return el("li", { class: count ? "" : "empty" }, el("label", {}, box, iconOf(facet, value), el("span", { class: "word" }, words), el("span", { class: "count" }, count.toLocaleString("en"))));
}

function kindRows(kinds, values) {
  const alike = new Map();
  for (const kind of kinds) alike.set(lookOf(kind).name, [...(alike.get(lookOf(kind).name) || []), kind]);
  return [...alike].map(([name, members]) => {
    const count = members.reduce((sum, kind) => sum + values.get(kind), 0);
    return facetRow("kind", members[0], count, members, members.length > 1 ? name : undefined);
  });
}

function facetPart(facet, values) {
  if (!values.size || (values.size === 1 && !wanted.off[facet].size && facet !== "effect" && facet !== "kind")) return "";
  const all = inFacetOrder(facet, values);
  const off = wanted.off[facet].size;
  const part = el("details", { class: "facet", "data-facet": facet, open: unfolded.has(facet) },
    el("summary", {}, NAMES[facet], off ? el("span", { class: "tag" }, `${off} hidden`) : ""),
    all.length > 2 ? el("p", { class: "allnone" },
      el("button", { type: "button", class: "small", "data-all": facet, onclick: () => choose(facet, []) }, "All"),
      el("button", { type: "button", class: "small", "data-none": facet, onclick: () => choose(facet, all) }, "None")) : "",
    el("ul", {}, facet === "kind" ? kindRows(all, values) : all.map((value) => facetRow(facet, value, values.get(value)))));
  part.addEventListener("toggle", () => unfolded[part.open ? "add" : "delete"](facet));
  return part;
}
