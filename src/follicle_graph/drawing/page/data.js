// The facts of the page: rows of plain values become objects that know each other.
"use strict";

const facts = JSON.parse(document.getElementById("facts").textContent);

const nodes = facts.nodes.map(([id, label, brief, lines, kind, lane, curie, synonyms, definition], index) => ({
  index, id, label, brief, lines, short: lines.join(" ").replace(/([-/]) /g, "$1"), kind, lane, curie, synonyms, definition,
  look: lookOf(kind), out: [], into: [],
}));
const nodeById = new Map(nodes.map((node) => [node.id, node]));

const references = facts.references.map(([id, url, citation]) => ({ id, url, citation }));

const evidence = facts.evidence.map(
  ([id, reference, stance, grade, status, species, disease, tissue, route, summary, note, eco, claims]) => ({
    id, stance, grade, status, species, tissue, route, summary, note, eco, claims,
    reference: references[reference] || null,
    disease: disease.map((one) => (typeof one === "number" ? nodes[one].id : one)),
  }),
);

const edges = facts.edges.map(([u, v, predicate, sign, layer, flags, rank, pieces], index) => {
  const [support, width, opacity] = facts.supports[rank];
  const looks = flags & 4 ? facts.looks.marks : facts.looks.signs;
  const [words, color, head] = looks[sign] || looks[0];
  const edge = {
    index, predicate, sign, layer, support, width, opacity, words, color, head,
    u: nodes[u], v: nodes[v], indirect: Boolean(flags & 1), contradicted: Boolean(flags & 2),
    dash: facts.looks.dashes[flags & 3], evidence: pieces.map((one) => evidence[one]),
  };
  nodes[u].out.push(edge);
  nodes[v].into.push(edge);
  return edge;
});
const edgeName = (edge) => JSON.stringify([edge.u.id, edge.v.id, edge.predicate]);
const edgeByName = new Map(edges.map((edge) => [edgeName(edge), edge]));

const views = facts.views.map((view) => ({
  name: view.name,
  width: view.size[0],
  height: view.size[1],
  lanes: view.lanes.map(([lines, x, y, width, height]) => ({ lines, x, y, width, height })),
  boxes: new Map(view.nodes.map(([node, x, y, width, height]) => [nodes[node], { x, y, width, height }])),
  routes: new Map(view.edges.map(([edge, ...flat]) => [edges[edge], pairs(flat)])),
}));

const highlighted = facts.highlight.map((edge) => edges[edge]);

const overlays = facts.overlays.map(({ name, limit, values }) => ({
  name, limit,
  values: new Map(values.map(([node, value]) => [nodes[node], value])),
  fills: new Map(values.map(([node, , fill]) => [nodes[node], fill])),
}));

function lookOf(kind) {
  const looks = facts.looks.kinds;
  const [name, shape, fill, border] = Object.hasOwn(looks, kind) ? looks[kind] : looks[""];
  return { name, shape, fill, border };
}

function pairs(flat) {
  const points = [];
  for (let i = 0; i < flat.length; i += 2) points.push([flat[i], flat[i + 1]]);
  return points;
}

const isNode = (thing) => Boolean(thing) && thing.predicate === undefined;
const isEdge = (thing) => Boolean(thing) && thing.predicate !== undefined;

// A predicate as words: has_increased_marker -> has increased marker.
function spoken(predicate) {
  return predicate.replaceAll("_", " ");
}

function symbol(edge) {
  return { arrow: "→", bar: "⊣", diamond: "—◇", disc: "—●", ring: "—○" }[edge.head];
}

function counted(count, noun, plural = `${noun}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;
}

const labelOf = (id) => (nodeById.has(id) ? nodeById.get(id).label : id);

const byName = (a, b) => a.localeCompare(b, "en");
