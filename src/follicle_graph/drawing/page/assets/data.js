// The facts of the page: rows of plain values become objects that know each other.
"use strict";

const facts = JSON.parse(window.unpackedFacts ?? document.getElementById("facts").textContent);
delete window.unpackedFacts;

// A function that makes its value at its first call.
function once(make) {
  let made;
  return () => (made ??= make());
}

// A column holds its values, or `of` distinct ones and `at` which of them each row has.
function reader(column) {
  if (Array.isArray(column)) return (i) => column[i];
  const { of, at } = column;
  return at ? (i) => of[at[i]] : () => of[0];
}

// Rows of a table of columns, each made by `make` from its values by name.
function rows(columns, count, make) {
  const readers = Object.entries(columns).map(([name, column]) => [name, reader(column)]);
  return Array.from({ length: count }, (_, i) => {
    const row = { index: i };
    for (const [name, read] of readers) row[name] = read(i);
    return make(row);
  });
}

const nodes = rows(facts.nodes, facts.nodes.id.length, (node) => {
  node.brief ??= node.label;
  node.lines ??= [node.brief];
  node.short = node.lines.join(" ").replace(/([-/]) /g, "$1");
  node.look = lookOf(node.kind);
  node.out = [];
  node.into = [];
  return node;
});
const nodeById = new Map(nodes.map((node) => [node.id, node]));

const references = rows(facts.references, facts.references.id.length,
  ({ index, id, url, ...fields }) => ({ id, url, citation: citationOf(fields), fields }));

/** A citation on one line, as `citation_line` writes it in Python. */
function citationOf({ authors, title, journal, year, volume, pages }) {
  const where = [journal, year].filter(Boolean).join(" ") + (volume ? `;${volume}` : "") + (pages ? `:${pages}` : "");
  return [authors, title, where].filter(Boolean).map((part) => part.replace(/\.+$/, "")).join(". ");
}

const evidence = rows(facts.evidence, facts.edges.evidence.reduce((most, some) => Math.max(most, ...some.map((one) => one + 1)), 0), (piece) => {
  piece.reference = references[piece.reference] || null;
  piece.disease = piece.disease.map((one) => (typeof one === "number" ? nodes[one].id : one));
  return piece;
});

const markers = new Set(facts.markers); // predicates of what is found together and acts on nothing
const edges = rows(facts.edges, facts.edges.source.length, ({ index, source, target, predicate, sign, layer, flags, rank, evidence: pieces }) => {
  const [support, width, opacity] = facts.supports[rank];
  const looks = flags & 4 ? facts.looks.marks : facts.looks.signs;
  const [words, color, head] = looks[sign] || looks[0];
  const [u, v] = [nodes[source], nodes[target]];
  const edge = {
    index, predicate, sign, layer, support, width, opacity, words, color, head,
    u, v, indirect: Boolean(flags & 1), contradicted: Boolean(flags & 2),
    dash: facts.looks.dashes[flags & 3], marker: markers.has(predicate), evidence: pieces.map((one) => evidence[one]),
  };
  u.out.push(edge);
  v.into.push(edge);
  return edge;
});
for (const node of facts.own.nodes) nodes[node].own = true;
for (const edge of facts.own.edges) edges[edge].own = true;
const edgeName = (edge) => JSON.stringify([edge.u.id, edge.v.id, edge.predicate]);
const edgeByName = once(() => new Map(edges.map((edge) => [edgeName(edge), edge])));

const views = facts.views.map(({ name, size, lanes, nodes: places, edges: shown, lines, curves: beziers, backbone, rail }) => {
  const boxes = once(() => {
    const [width, height] = [reader(places.width), reader(places.height)];
    return new Map(places.at.map((node, i) => [nodes[node], boxOf(places.x[i], places.y[i], width(i), height(i))]));
  });
  const routes = once(() => {
    const some = shown.map((edge) => edges[edge]);
    if (beziers) return new Map(some.map((edge) => [edge, sampled(curves().get(edge))]));
    return lines ? new Map(some.map((edge, i) => [edge, pairs(lines[i])])) : sideBySide(some, boxes());
  });
  const curves = once(() => new Map(beziers ? shown.map((edge, i) => [edges[edge], pairs(beziers[i])]) : []));
  return {
    name, backbone: new Set((backbone || []).map((edge) => edges[edge])),
    get curves() { return curves(); },
    width: size[0] / 10, height: size[1] / 10,
    lanes: [...lanes.map(([words, ...box]) => ({ lines: words, ...boxOf(...box) })), ...(rail ? [{ lines: ["Interventions"], ...boxOf(...rail), top: true, rail: true }] : [])],
    get boxes() { return boxes(); },
    get routes() { return routes(); },
  };
});

const highlighted = facts.highlight.map((edge) => edges[edge]);

const overlays = facts.overlays.map(({ name, limit, values, ends, tags, unsure, held, heldAs }) => ({
  name, limit, ends, heldAs,
  tags: new Map(tags.map(([node, words]) => [nodes[node], words])),
  unsure: new Map(unsure.map(([node, words]) => [nodes[node], words])),
  held: new Set(held.map((node) => nodes[node])),
  values: new Map(values.map(([node, value]) => [nodes[node], value])),
  fills: new Map(values.map(([node, , fill]) => [nodes[node], fill])),
}));

function lookOf(kind) {
  const looks = facts.looks.kinds;
  const [name, shape, fill, border] = Object.hasOwn(looks, kind) ? looks[kind] : looks[""];
  return { name, shape, fill, border };
}

// Places travel in tenths of a point.
function boxOf(x, y, width, height) {
  return { x: x / 10, y: y / 10, width: width / 10, height: height / 10 };
}

function pairs(flat) {
  const points = [];
  for (let i = 0; i < flat.length; i += 2) points.push([flat[i] / 10, flat[i + 1] / 10]);
  return points;
}

// Edges -> straight lines between the borders of their boxes; those between the same two nodes
// run side by side. The same lines as in `drawing/layout/straight.py`.
function sideBySide(some, boxes) {
  const groups = new Map();
  for (const edge of some) {
    const [low, high] = edge.u.index < edge.v.index ? [edge.u, edge.v] : [edge.v, edge.u];
    const name = low.index * nodes.length + high.index;
    if (groups.has(name)) groups.get(name).push(edge);
    else groups.set(name, [edge]);
  }
  const routes = new Map();
  for (const edge of some) routes.set(edge, null);
  for (const group of groups.values()) {
    group.sort((a, b) => a.index - b.index).forEach((edge, i) => {
      const [a, b] = [boxes.get(edge.u), boxes.get(edge.v)];
      const far = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      const aside = (i - (group.length - 1) / 2) * facts.aside * (edge.u.index < edge.v.index ? 1 : -1);
      const [dx, dy] = [(-aside * (b.y - a.y)) / far, (aside * (b.x - a.x)) / far];
      routes.set(edge, straight(a, b).map(([x, y]) => [x + dx, y + dy]));
    });
  }
  return routes;
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
