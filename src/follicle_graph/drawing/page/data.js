// The facts of the page: rows of plain values become objects that know each other.
"use strict";

const facts = JSON.parse(document.getElementById("facts").textContent);

const nodes = facts.nodes.map(([id, label, lines, kind, lane, curie, synonyms, definition], index) => ({
  index, id, label, lines, short: lines.join(" ").replace(/([-/]) /g, "$1"), kind, lane, curie, synonyms, definition,
  look: lookOf(kind), out: [], into: [],
}));

const references = facts.references.map(([id, url, citation]) => ({ id, url, citation }));

const evidence = facts.evidence.map(
  ([id, reference, stance, grade, status, species, diseases, tissue, route, summary, note]) => ({
    id, stance, grade, status, species, tissue, route, summary, note,
    reference: references[reference] || null,
    diseases: diseases.map((one) => (typeof one === "number" ? nodes[one].label : one)),
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

const views = facts.views.map((view) => ({
  name: view.name,
  width: view.size[0],
  height: view.size[1],
  lanes: view.lanes.map(([lines, x, y, width, height]) => ({ lines, x, y, width, height })),
  boxes: new Map(view.nodes.map(([node, x, y, width, height]) => [nodes[node], { x, y, width, height }])),
  routes: new Map(view.edges.map(([edge, ...flat]) => [edges[edge], pairs(flat)])),
}));

const highlighted = new Set(facts.highlight.map((edge) => edges[edge]));

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

// A predicate as words: has_increased_marker -> has increased marker.
function spoken(predicate) {
  return predicate.replaceAll("_", " ");
}

function symbol(edge) {
  return { arrow: "→", bar: "⊣", diamond: "—◇", disc: "—●", ring: "—○" }[edge.head];
}

// Greek letters, case, accents, hyphens and spaces do not keep two names apart.
const GREEK = {
  α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "epsilon", ζ: "zeta", η: "eta", θ: "theta",
  ι: "iota", κ: "kappa", λ: "lambda", μ: "mu", ν: "nu", ξ: "xi", π: "pi", ρ: "rho", σ: "sigma",
  ς: "sigma", τ: "tau", υ: "upsilon", φ: "phi", χ: "chi", ψ: "psi", ω: "omega",
};

function folded(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "")
    .replace(/[α-ω]/g, (letter) => GREEK[letter] || letter)
    .replace(/[\s_\-\u2010-\u2015/]+/g, "");
}

const names = nodes.map((node) =>
  [node.label, node.short, ...node.synonyms, node.curie, node.id].filter(Boolean)
    .map((name) => ({ name, key: folded(name) })));

// The entities that a text may mean, best first: whole name, beginning, anywhere.
function search(text, limit = 12) {
  const wanted = folded(text);
  if (!wanted) return [];
  const found = [];
  for (const node of nodes) {
    let best = null;
    names[node.index].forEach(({ name, key }, place) => {
      const at = key.indexOf(wanted);
      if (at < 0) return;
      const rank = (key === wanted ? 0 : at === 0 ? 10 : 20) + Math.min(place, 5);
      if (!best || rank < best.rank) best = { rank, name };
    });
    if (best) found.push({ node, ...best });
  }
  const degree = (hit) => hit.node.out.length + hit.node.into.length;
  found.sort((a, b) => a.rank - b.rank || degree(b) - degree(a) || a.node.index - b.node.index);
  return found.slice(0, limit);
}

// An element: el("p", { class: "note" }, "text", child). Text is only ever text.
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null && child !== "" && child !== false));
  return element;
}

function linkTo(reference) {
  const text = reference.citation || reference.id;
  if (!reference.url.startsWith("https://")) return el("span", {}, text);
  return el("a", { href: reference.url, target: "_blank", rel: "noopener noreferrer" }, text);
}
