// Files of what is shown: pictures, facts, and the page itself.
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
  const words = `${facts.title} ${state.view.name === ANSWER ? state.view.title : state.view.name}`.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").toLowerCase();
  return `${words.slice(0, 60) || "map"}.${ending}`;
}

// The picture of the SVG in pixels, at twice its size or as large as a browser can draw.
function savePng() {
  const { text, width, height } = svgOfView();
  const ratio = Math.min(3, 8000 / Math.max(width, height));
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const picture = new Image();
  picture.onload = () => {
    const big = el("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    big.getContext("2d").drawImage(picture, 0, 0, big.width, big.height);
    URL.revokeObjectURL(address);
    big.toBlob((blob) => save(fileName("png"), blob));
  };
  picture.src = address;
}

// What is shown as vectors, not only what is on the screen: title, picture, legend, and a line with
// the digest of the facts.
function svgOfView() {
  const { view } = state;
  const some = view.name !== ANSWER && (wanted.focus || filtering()) ? boundsOf(state.on.nodes, 6) : { left: 0, top: 0, right: view.width, bottom: view.height };
  const { left, top, right, bottom } = Number.isFinite(some.left) ? some : { left: 0, top: 0, right: 300, bottom: 60 };
  const width = Math.max(420, right - left + 20);
  const heading = view.name === ANSWER ? view.title : facts.title;
  const titles = wrapped(heading, 13, width - 20);
  const above = 14 + titles.length * 16;
  const legendRows = legendOfPicture(width - 20);
  const below = 12 + legendRows.height + 22;
  const height = above + bottom - top + 20 + below;
  const root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${short(width)} ${short(height)}`, width: short(width), height: short(height), "font-family": "Arial, Helvetica, sans-serif" },
    svg("title", {}, printable(heading)),
    svg("desc", {}, `${counted(state.on.nodes.size, "entity", "entities")}, ${counted(state.on.edges.size, "relation")}; facts ${facts.digest}. Research software, not medical advice.`),
    svg("rect", { x: 0, y: 0, width: short(width), height: short(height), fill: palette.paper }));
  titles.forEach((line, i) => root.append(svg("text", { x: 10, y: 22 + 16 * i, "font-size": 13, "font-weight": 700, fill: palette.ink }, printable(line))));
  const place = svg("g", { transform: `translate(${short((width - (right - left)) / 2 - left)} ${short(above + 10 - top)})` });
  view.lanes.forEach((lane, i) => {
    place.append(svg("path", { d: roundedOf(lane.x, lane.y, lane.width, lane.height, 5), fill: lane.rail ? palette.rail : palette.lanes[i % palette.lanes.length] }));
    const look = { fill: palette.quiet, "font-weight": 600 };
    place.append(...(lane.top ? lines(lane.lines, lane.x, lane.y - lane.height / 2 + 11, 9, { ...look, "text-anchor": "middle" }) : lines(lane.lines, lane.x - lane.width / 2 + 7, lane.y, 7.5, look)));
  });
  for (const edge of state.backbone) {
    if (state.on.edges.has(edge)) place.append(svg("path", { d: edgeShape(edge, view.routes.get(edge), view.curves && view.curves.get(edge)).line, fill: "none", stroke: palette.band, "stroke-width": 9, opacity: 0.75 }));
  }
  const heads = []; // on the nodes
  const drawn = [...state.on.edges].filter((edge) => !edge.rests || emphasis.edges.has(edge));
  for (const edge of [...drawn.filter((one) => !emphasis.edges.has(one)), ...emphasis.edges]) {
    const [line, head] = svgEdge(edge);
    place.append(line);
    heads.push(head);
  }
  for (const node of state.on.nodes) place.append(svgNode(node));
  place.append(...heads);
  root.append(place);
  const key = svg("g", { transform: `translate(10 ${short(height - below + 12)})` });
  key.append(...legendRows.parts);
  root.append(key, svg("text", { x: 10, y: short(height - 8), "font-size": 7, fill: palette.quiet }, `Research software on literature evidence, not medical advice. follicle-graph, facts ${facts.digest.slice(0, 12)}`));
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

// A text in lines of at most this width, by a rough measure of its letters.
function wrapped(text, size, width) {
  const most = Math.max(10, Math.floor(width / (size * 0.56)));
  const rows = [""];
  for (const word of oneLine(text).slice(0, 400).split(" ")) {
    const last = rows[rows.length - 1];
    if (last && last.length + word.length + 1 > most) rows.push(word.slice(0, most));
    else rows[rows.length - 1] = last ? `${last} ${word}` : word.slice(0, most);
  }
  return rows;
}

// The legend of what is drawn: { parts, height }. Kinds that look the same are one entry.
function legendOfPicture(width) {
  const entries = [];
  const drawn = [...state.on.edges].filter((edge) => !edge.rests);
  const looks = [...Object.values(facts.looks.signs), ...Object.values(facts.looks.marks)];
  for (const words of new Set(looks.map(([name]) => name))) {
    const edge = drawn.find((one) => one.words === words);
    if (edge) entries.push([words, lineKey({ ...edge, dash: [], width: 1.6 })]);
  }
  const indirect = drawn.find((edge) => edge.indirect && !edge.contradicted);
  const contradicted = drawn.find((edge) => edge.contradicted);
  for (const [edge, words] of [[indirect, "indirect"], [contradicted, "contradicted"]]) {
    if (edge) entries.push([words, svg("path", { d: "M0 0H26", stroke: palette.quiet, "stroke-width": 1.4, "stroke-dasharray": edge.dash.join(" ") })]);
  }
  if (drawn.some((edge) => edge.own)) entries.push(["own statement", svg("path", { d: "M0 -1.4H26M0 1.4H26", stroke: palette.quiet, "stroke-width": 0.9 })]);
  const kinds = new Map([...state.on.nodes].map((node) => [node.look.name, node.look]));
  const plain = wanted.overlay > 0;
  const over = overlays[wanted.overlay - 1];
  for (const [words, look] of over ? keysOf(over) : []) entries.push([words, svg("g", {}, ...look)]);
  for (const [name, look] of kinds) entries.push([name, svg("path", { d: outline(look.shape, { x: 13, y: 0, width: 24, height: 11 }), fill: plain ? palette.paper : look.fill, stroke: look.border, "stroke-width": 0.8 })]);
  let [x, y] = [0, 6];
  const parts = entries.map(([words, icon]) => {
    const wide = 44 + words.length * 4.4;
    if (x && x + wide > width) [x, y] = [0, y + 16];
    const part = svg("g", { transform: `translate(${short(x)} ${y})` }, icon, svg("text", { x: 31, y: 3, "font-size": 8, fill: palette.ink }, printable(words)));
    x += wide;
    return part;
  });
  return { parts, height: y + 8 };
}

function lineKey(edge) {
  const { line, head } = edgeShape(edge, [[0, 0], [26, 0]]);
  const color = inkOf(edge.color);
  return svg("g", {}, svg("path", { d: line, stroke: color, "stroke-width": 1.6, fill: "none" }),
    svg("path", { d: head, fill: edge.head === "ring" ? palette.paper : color, stroke: edge.head === "ring" ? color : "none" }));
}

// The page itself, as a file that opens on what is shown now.
function savePage() {
  const copy = sourceOfPage.cloneNode(true);
  const saved = copy.querySelector("meta[name=follicle-view]") || copy.querySelector("head").appendChild(el("meta", { name: "follicle-view" }));
  saved.setAttribute("content", here);
  save(fileName("html"), `<!doctype html>\n${copy.outerHTML}`, "text/html");
}

function lines(texts, x, y, size, look) {
  return texts.map((text, i) => svg("text", { x: short(x), y: short(y + (i - (texts.length - 1) / 2) * size * 1.15 + size * 0.35), "font-size": short(size), ...look }, printable(text)));
}

// XML has no place for control characters and halves of characters.
function printable(text) {
  // eslint-disable-next-line no-control-regex
  return text.toWellFormed ? text.toWellFormed().replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd") : text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/g, "\ufffd");
}

// The line and the head of an edge.
function svgEdge(edge) {
  const { line, head } = edgeShape(edge, state.view.routes.get(edge), state.view.curves && state.view.curves.get(edge));
  const lit = !emphasis.any || emphasis.edges.has(edge);
  const color = lit ? inkOf(edge.color) : palette.faded;
  const { backbone } = state;
  const ink = emphasis.any || backbone.has(edge) ? 1 : backbone.size ? 0.6 * edge.opacity : edge.opacity;
  const part = (...shapes) => svg("g", { opacity: lit ? short(ink) : 0.5 }, ...shapes);
  const trunk = part(
    svg("path", { d: line, fill: "none", stroke: color, "stroke-width": short(edge.width + (edge.own ? 1.8 : 0)), "stroke-dasharray": edge.dash.join(" ") || "none" }),
    ...(edge.own ? [svg("path", { d: line, fill: "none", stroke: palette.paper, "stroke-width": short(edge.width) })] : []));
  return [trunk, part(svg("path", { d: head, fill: edge.head === "ring" ? palette.paper : color, stroke: edge.head === "ring" ? color : "none" }))];
}

function svgNode(node) {
  const box = state.view.boxes.get(node);
  const { fill, border, ink, missing, unsure, held, tag, value } = colours(node);
  box.text ||= fitted(canvas.getContext("2d"), node.lines, box, node.look.shape);
  const group = svg("g", { opacity: emphasis.any && !emphasis.nodes.has(node) ? 0.35 : 1 },
    svg("path", { d: outline(node.look.shape, box), fill, stroke: border, "stroke-width": held ? 2.2 : 0.8, "stroke-dasharray": missing ? "2.5 1.5" : "none" }));
  if (node.own) group.append(svg("path", { d: outline(node.look.shape, { ...box, width: box.width - 4, height: box.height - 4 }), fill: "none", stroke: border, "stroke-width": 0.6 }));
  if (unsure) {
    const id = `node-${node.index}`;
    group.append(svg("clipPath", { id }, svg("path", { d: outline(node.look.shape, box) })),
      svg("path", { d: stripesOf(box), stroke: facts.looks.unsure[1], "stroke-width": 1.5, "clip-path": `url(#${id})` }));
  }
  group.append(...lines(node.lines, box.x, box.y, box.text.size, { "text-anchor": "middle", fill: ink }));
  if (value) group.append(svg("path", { d: triangleOf(box, value > 0), fill: palette.ink, stroke: palette.paper, "stroke-width": 0.6 }));
  if (tag) {
    const place = tagOf(box, tag);
    group.append(svg("path", { d: outline("rounded", place), fill: palette.paper, stroke: palette.quiet, "stroke-width": 0.5 }),
      ...lines([tag], place.x, place.y, 6.2, { "text-anchor": "middle", fill: palette.ink }));
  }
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
  const nodeRows = shownNodes().map((node) => ({ id: node.id, label: node.label, kind: node.kind, lane: node.lane, curie: node.curie, synonyms: node.synonyms, definition: node.definition, short_label: node.brief, origin: node.own ? "own" : undefined }));
  const edgeRows = shownEdges().sort((a, b) => a.index - b.index).map((edge) => ({ source: edge.u.id, target: edge.v.id, key: edge.predicate, predicate: edge.predicate, sign: edge.sign, layer: edge.layer,
    indirect: edge.indirect, support: edge.support, contradicted: edge.contradicted, evidence: edge.evidence.map(piece), origin: edge.own ? "own" : undefined }));
  const head = { name: `${facts.title}: ${state.view.name === ANSWER ? state.view.title : state.view.name}`, origin: facts.origin || "imported" };
  const rows = (all) => all.map((row) => JSON.stringify(row)).join(",\n");
  return `{"follicle_graph":1,"directed":true,"multigraph":true,\n"graph":${JSON.stringify(head)},\n"nodes":[\n${rows(nodeRows)}\n],\n"edges":[\n${rows(edgeRows)}\n]}\n`;
}

const TSV = ["subject", "subject_label", "predicate", "sign", "object", "object_label", "layer", "indirect", "support", "contradicted", "grade", "species", "evidence_count", "evidence", "references"];

// The columns of follicle_graph.edge_table. An apostrophe stands before text that a spreadsheet would run.
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
