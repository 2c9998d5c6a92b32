// Files of what is shown: PNG and SVG of the view, JSON and TSV of its facts.
"use strict";

function save(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  say(`${name} saved`);
}

function fileName(ending) {
  const words = `${facts.title} ${state.view.name}`.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").toLowerCase();
  return `${words.slice(0, 60) || "map"}.${ending}`;
}

// The view at twice the size of the screen, drawn anew and not enlarged.
function savePng() {
  const ratio = 2;
  const big = el("canvas", { width: stage.clientWidth * ratio, height: stage.clientHeight * ratio });
  const ctx = big.getContext("2d");
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, big.width, big.height);
  const { x, y } = network.getViewPosition();
  const scale = network.getScale();
  ctx.scale(ratio, ratio);
  ctx.translate(stage.clientWidth / 2 - x * scale, stage.clientHeight / 2 - y * scale);
  ctx.scale(scale, scale);
  network.body.emitter.emit("beforeDrawing", ctx);
  for (const id of thingOf.keys()) {
    ctx.save();
    nodeRenderer({ ctx, id }).drawNode();
    ctx.restore();
  }
  network.body.emitter.emit("afterDrawing", ctx);
  big.toBlob((blob) => save(fileName("png"), blob));
}

// The same picture as vectors: everything that is shown, not only what is on the screen.
function svgOfView() {
  const { view } = state;
  const bounds = wanted.focus || filtering() ? boundsOf(state.on.nodes) : { left: 0, top: 0, right: view.width, bottom: view.height };
  const finite = Number.isFinite(bounds.left) ? bounds : { left: 0, top: 0, right: 10, bottom: 10 };
  const [x, y, width, height] = [finite.left - 10, finite.top - 10, finite.right - finite.left + 20, finite.bottom - finite.top + 20];
  const root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: [x, y, width, height].map(short).join(" "), width: short(width), height: short(height), "font-family": "Arial, Noto Sans, sans-serif" },
    svg("title", {}, facts.title),
    svg("desc", {}, `${counted(state.on.nodes.size, "entity", "entities")}, ${counted(state.on.edges.size, "relation")}; facts ${facts.digest}. Research software, not medical advice.`),
    svg("rect", { x, y, width, height, fill: palette.paper }));
  view.lanes.forEach((lane, i) => {
    root.append(svg("path", { d: roundedOf(lane.x, lane.y, lane.width, lane.height, 5), fill: palette.lanes[i % palette.lanes.length] }));
    root.append(...lines(lane.lines, lane.x - lane.width / 2 + 7, lane.y, 7.5, { fill: palette.quiet, "font-weight": 600 }));
  });
  const strong = [...emphasis.edges];
  for (const edge of [...[...state.on.edges].filter((one) => !emphasis.edges.has(one)), ...strong]) root.append(svgEdge(edge));
  for (const node of state.on.nodes) root.append(svgNode(node));
  return new XMLSerializer().serializeToString(root);
}

function lines(texts, x, y, size, look) {
  return texts.map((text, i) => svg("text", { x: short(x), y: short(y + (i - (texts.length - 1) / 2) * size * 1.15 + size * 0.35), "font-size": short(size), ...look }, printable(text)));
}

// XML has no place for control characters and halves of characters.
function printable(text) {
  // eslint-disable-next-line no-control-regex
  return text.toWellFormed ? text.toWellFormed().replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd") : text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/g, "\ufffd");
}

function svgEdge(edge) {
  const { line, head } = edgeShape(edge, state.view.routes.get(edge));
  const lit = !emphasis.any || emphasis.edges.has(edge);
  const color = lit ? inkOf(edge.color) : palette.faded;
  return svg("g", { opacity: lit ? (emphasis.any ? 1 : short(edge.opacity)) : 0.5 },
    svg("path", { d: line, fill: "none", stroke: color, "stroke-width": short(edge.width), "stroke-dasharray": edge.dash.join(" ") || "none" }),
    svg("path", { d: head, fill: edge.head === "ring" ? palette.paper : color, stroke: edge.head === "ring" ? color : "none" }));
}

function svgNode(node) {
  const box = state.view.boxes.get(node);
  const { fill, border, ink, missing, value } = colours(node);
  box.text ||= fitted(canvas.getContext("2d"), node.lines, box, node.look.shape);
  const group = svg("g", { opacity: emphasis.any && !emphasis.nodes.has(node) ? 0.35 : 1 },
    svg("path", { d: outline(node.look.shape, box), fill, stroke: border, "stroke-width": 0.8, "stroke-dasharray": missing ? "2.5 1.5" : "none" }));
  group.append(...lines(node.lines, box.x, box.y, box.text.size, { "text-anchor": "middle", fill: ink }));
  if (value) group.append(svg("path", { d: triangleOf(box, value > 0), fill: palette.ink, stroke: palette.paper, "stroke-width": 0.6 }));
  return group;
}

// The form of follicle_graph.write, so that follicle_graph.read and networkx read it.
function jsonOfView() {
  const record = (pairs_) => Object.fromEntries(pairs_.filter(([, value]) => value !== undefined));
  const list = (values) => (values.length ? values : undefined);
  const piece = (one) => record([["id", one.id], ["reference", one.reference ? one.reference.id : undefined],
    ["stance", one.stance === "supports" ? undefined : one.stance], ["grade", one.grade || undefined], ["eco", one.eco || undefined],
    ["disease", list(one.disease)], ["species", list(one.species)], ["tissue", list(one.tissue)], ["route", one.route || undefined],
    ["summary", one.summary || undefined], ["claims", list(one.claims)], ["status", one.status === "verified" ? undefined : one.status], ["note", one.note || undefined]]);
  const nodeRows = shownNodes().map((node) => ({ id: node.id, label: node.label, kind: node.kind, lane: node.lane, curie: node.curie, synonyms: node.synonyms, definition: node.definition, short_label: node.brief }));
  const edgeRows = shownEdges().sort((a, b) => a.index - b.index).map((edge) => ({ source: edge.u.id, target: edge.v.id, key: edge.predicate, predicate: edge.predicate, sign: edge.sign, layer: edge.layer,
    indirect: edge.indirect, support: edge.support, contradicted: edge.contradicted, evidence: edge.evidence.map(piece) }));
  const head = { name: `${facts.title}: ${state.view.name}`, origin: facts.origin || "imported" };
  const rows = (all) => all.map((row) => JSON.stringify(row)).join(",\n");
  return `{"follicle_graph":1,"directed":true,"multigraph":true,\n"graph":${JSON.stringify(head)},\n"nodes":[\n${rows(nodeRows)}\n],\n"edges":[\n${rows(edgeRows)}\n]}\n`;
}

const TSV = ["subject", "subject_label", "predicate", "sign", "object", "object_label", "layer", "indirect", "support", "contradicted", "grade", "species", "evidence_count", "evidence", "references"];

// The columns of follicle_graph.edge_table. A text that a spreadsheet would run is led by an apostrophe.
function tsvOfView() {
  const cell = (value) => {
    if (typeof value !== "string") return String(value);
    const text = value.replace(/[\t\r\n\u2028\u2029]+/g, " ");
    return /^\s*[=+\-@]/.test(text) ? `'${text}` : text;
  };
  const rows = shownEdges().sort((a, b) => a.index - b.index).map((edge) => {
    const supporting = edge.evidence.filter((piece) => piece.stance === "supports");
    const cited = [...new Set(supporting.filter((piece) => piece.reference).map((piece) => piece.reference.id))];
    const seen = [...new Set(supporting.flatMap((piece) => piece.species))].sort();
    const best = Object.keys(facts.weights).find((grade) => supporting.some((piece) => piece.grade === grade))
      ?? supporting.map((piece) => piece.grade).filter(Boolean).sort()[0] ?? "";
    return [edge.u.id, edge.u.label, edge.predicate, edge.sign, edge.v.id, edge.v.label, edge.layer, edge.indirect, edge.support, edge.contradicted,
      best, seen.join("; "), edge.evidence.length, edge.evidence.map((piece) => piece.id).join("; "), cited.join("; ")].map(cell).join("\t");
  });
  return [TSV.join("\t"), ...rows].join("\n") + "\n";
}
