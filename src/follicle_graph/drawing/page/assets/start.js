// Puts the page together: what the buttons do, and one way from what is wanted to what is seen.
"use strict";

let last = { picture: null, focus: null, filters: "", open: null };

function apply() {
  draw();
  tellAll();
}

// The map.
function draw() {
  const view = viewNow();
  const filters = written({ ...nothing(), off: wanted.off, diseases: wanted.diseases, least: wanted.least, unstated: wanted.unstated, ends: wanted.ends, open: wanted.open });
  const picture = view.name === ANSWER ? view : view.name;
  const turned = picture !== last.picture;
  const around = wanted.focus ? written({ ...nothing(), focus: wanted.focus }) : "";
  show(view);
  drawBar();
  const refit = turned || around !== last.focus || (view.name === GROUPED && filters !== last.filters && wanted.open.size !== last.open);
  if (refit) fit();
  else network.redraw();
  const thing = wanted.select;
  const here_ = (one) => view.boxes.has(one) || view.routes.has(one);
  if (turned && thing && here_(thing) && last.picture && (view.name === GROUPED || !onScreen(thing))) focusOn(thing);
  last = { picture, focus: around, filters, open: wanted.open.size };
}

// What is around it.
function tellAll() {
  drawViews();
  legend();
  drawPanel();
  drawCounts();
  byId("undo").disabled = !depth;
}

function drawViews() {
  for (const button of byId("views").children) button.setAttribute("aria-pressed", String(button.value === wanted.view));
}

function drawCounts() {
  const entities = shownNodes().length;
  const relations = shownEdges().length;
  const part = entities < nodes.length || relations < edges.length;
  byId("counts").textContent = `${counted(entities, "entity", "entities")}, ${counted(relations, "relation")}${part ? ` shown of ${nodes.length} and ${edges.length}` : ""}`
    + `${state.on.nodes.size > MANY ? " · lines hide while the map moves" : ""} · facts ${facts.digest.slice(0, 12)}`;
}

// Once what is drawn is on the screen; at once where nothing is painted (a hidden tab).
function afterPaint(act) {
  let waits = true;
  const now = () => {
    if (waits) act();
    waits = false;
  };
  requestAnimationFrame(() => setTimeout(now));
  setTimeout(now, 500);
}

const fold = (name, button) => {
  const hidden = document.body.classList.toggle(`no-${name}`);
  byId(button).setAttribute("aria-expanded", String(!hidden));
};

// ---- on a phone the panel is a sheet that is pulled up from below, and the legend another
let raised = 0; // when; the click of the finger that raised the sheet may land on its handle

function raiseSheet(up) {
  if (up && !document.body.classList.contains("sheet-up")) raised = performance.now();
  document.body.classList.toggle("sheet-up", up);
  byId("pull").setAttribute("aria-expanded", String(up));
}

byId("pull").addEventListener("click", (event) => {
  if (event.timeStamp > raised) raiseSheet(!document.body.classList.contains("sheet-up"));
});
let pulled = null;
byId("pull").addEventListener("pointerdown", (event) => { pulled = event.clientY; });
addEventListener("pointerup", (event) => {
  if (pulled !== null && Math.abs(event.clientY - pulled) > 24) raiseSheet(event.clientY < pulled);
  pulled = null;
});

const actions = {
  fit, undo, table: openTable,
  paths: () => {
    change({ select: null, ask: wanted.ask || plainAsk() });
    if (document.body.classList.contains("no-panel")) fold("panel", "fold-panel");
    raiseSheet(true);
    byId("ask-from").focus();
  },
  theme: () => { setTheme(document.documentElement.dataset.theme !== "dark"); legend(); drawPanel(); network.redraw(); },
  "fold-panel": () => fold("panel", "fold-panel"),
  "save-png": savePng,
  "save-svg": () => save(fileName("svg"), svgOfView().text, "image/svg+xml"),
  "save-json": () => save(fileName("json"), jsonOfView(), "application/json"),
  "save-tsv": () => save(fileName("tsv"), tsvOfView(), "text/tab-separated-values"),
  "save-ris": () => saveReferences("ris"),
  "save-bib": () => saveReferences("bib"),
  "save-page": savePage,
  print: () => window.print(),
};
for (const [id, act] of Object.entries(actions)) {
  byId(id).addEventListener("click", () => {
    byId("files").open = false;
    act();
  });
}
byId("files").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  byId("files").open = false;
  byId("files").querySelector("summary").focus();
});
addEventListener("pointerdown", (event) => { if (!byId("files").contains(event.target)) byId("files").open = false; });
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  canvas.focus();
});
addEventListener("keydown", (event) => {
  const typing = event.target.closest && event.target.closest("input, select, textarea");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || byId("sheet").open) return;
  event.preventDefault();
  byId("find").focus();
});

network.on("click", ({ pointer }) => {
  const thing = thingAt(pointer.DOM);
  if (thing && thing.members && isNode(thing)) openGroup(thing);
  else select(thing, { focus: isEdge(thing) });
});
combobox(byId("find"), byId("hits"), (node) => select(node, { focus: true }));
for (const name of [...views.map((view) => view.name), ...(facts.grouped ? [GROUPED] : [])]) {
  byId("views").append(el("button", { type: "button", value: name, "aria-pressed": "false", onclick: () => change({ view: name, focus: null, extra: [], onMap: true }) }, name));
}
byId("views").hidden = byId("views").children.length < 2;
prefersDark.addEventListener("change", ({ matches }) => { setTheme(matches); legend(); drawPanel(); network.redraw(); });
if (matchMedia("(max-width: 900px)").matches) byId("legend").open = false;
canvas.setAttribute("tabindex", "0");
canvas.setAttribute("role", "application");
canvas.setAttribute("aria-label", `${facts.title}: map. Arrows go from entity to entity, plus and minus zoom; the Table button lists its relations.`);

const saved = document.querySelector("meta[name=follicle-view]");
const opened = location.hash.replace(/^#/, "") || (saved ? saved.content : "");
wanted = readAddress(opened);
if (!opened && highlighted.length) wanted.view = (views.find((view) => highlighted.every((edge) => view.routes.has(edge))) || views[0] || { name: GROUPED }).name;
reveal();
here = written(wanted);
byId("plain").remove();
draw();
moveTo(readPlace(opened));
drawViews();
afterPaint(() => {
  tellAll();
  if (!state.touched) fit();
  document.body.classList.add("ready");
});

// For scripts and tests: where an edge or a node is on the page, choosing, and asking.
window.follicleMap = {
  edgePoint(u, v, key) {
    const edge = edgeByName().get(JSON.stringify([u, v, key]));
    const points = edge && state.view.routes.get(edge);
    if (!points) return null;
    const places = points.slice(1).flatMap(([x, y], i) => Array.from({ length: 15 }, (_, n) => {
      const t = (n + 1) / 16;
      return network.canvasToDOM({ x: points[i][0] + (x - points[i][0]) * t, y: points[i][1] + (y - points[i][1]) * t });
    }));
    const free = places.filter((place) => thingAt(place) === edge);
    const { x, y } = (free.length ? free : places)[Math.floor((free.length || places.length) / 2)];
    const { left, top } = stage.getBoundingClientRect();
    return { x: left + x, y: top + y };
  },
  nodePoint(id) {
    const box = state.view.boxes.get(nodeById.get(id) || groups.get(id));
    if (!box) return null;
    const { left, top } = stage.getBoundingClientRect();
    const { x, y } = network.canvasToDOM(box);
    return { x: left + x, y: top + y };
  },
  // Shows what an address says, as the page would when opened with it.
  open(address) {
    [depth, past.length] = [0, 0];
    if (!framed) history.replaceState({ depth }, "", `#${address}`);
    state.touched = false;
    restore(address);
    if (!readPlace(address)) fit();
  },
  select(id) { select(nodeById.get(id) || null, { focus: true }); },
  paths(from, to, { via = [], avoid = [], ...options } = {}) {
    const known = (ids) => ids.map((id) => nodeById.get(id));
    const { paths, reason } = signedPaths(nodeById.get(from), nodeById.get(to), { via: known(via), avoid: known(avoid), ...options });
    return { reason, paths: paths.map((path) => ({ ...path, steps: path.steps.map((edge) => [edge.u.id, edge.v.id, edge.predicate]) })) };
  },
  // The edges that follicle_graph.keep keeps for these arguments.
  keep({ min_support: minSupport = 0, keep_unstated: keepUnstated = true, ends = "both", ...lists }) {
    const filters = Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, new Set(values)]));
    if (filters.diseases) filters.diseases = diseasesOf(filters.diseases);
    return edges.filter((edge) => keeps(edge, { ...filters, minSupport, keepUnstated, ends })).map((edge) => [edge.u.id, edge.v.id, edge.predicate]);
  },
  search(text) { return search(text).map(({ node }) => node.id); },
  get view() { return state.view.name; },
  get scale() { return network.getScale(); },
  get selected() { return wanted.select && (wanted.select.id ?? [wanted.select.u.id, wanted.select.v.id, wanted.select.predicate]); },
  get shown() { return { nodes: shownNodes().map((node) => node.id), edges: shownEdges().map((edge) => [edge.u.id, edge.v.id, edge.predicate]) }; },
  get groups() { return [...groups.keys()]; },
};
