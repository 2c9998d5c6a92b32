// Puts the page together: what the buttons do, and one way from what is wanted to what is seen.
"use strict";

let last = { view: null, focus: null, filters: "", open: null };

function apply() {
  draw();
  tell();
}

// The map.
function draw() {
  const view = views.find((one) => one.name === wanted.view) || groupView();
  const filters = written({ ...nothing(), off: wanted.off, least: wanted.least, unstated: wanted.unstated, open: wanted.open });
  const turned = !last.view || view.name !== last.view;
  const around = wanted.focus ? written({ ...nothing(), focus: wanted.focus }) : "";
  show(view);
  if (turned || around !== last.focus || (view.name === GROUPED && filters !== last.filters && wanted.open.size !== last.open)) fit();
  else network.redraw();
  const thing = wanted.select;
  if (turned && thing && (view.boxes.has(thing) || view.routes.has(thing)) && last.view) focusOn(thing);
  last = { view: view.name, focus: around, filters, open: wanted.open.size };
}

// What stands around it.
function tell() {
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
  const focus = wanted.focus ? `${{ in: "upstream of", out: "downstream of", both: "around" }[wanted.focus.way]} ${wanted.focus.node.label}: ` : "";
  byId("counts").textContent = `${focus}${counted(entities, "entity", "entities")}, ${counted(relations, "relation")}${part ? ` shown of ${nodes.length} and ${edges.length}` : ""}`
    + `${state.on.nodes.size > MANY ? " · lines hide while the map moves" : ""} · facts ${facts.digest.slice(0, 12)}`;
}

// Once what is drawn stands on the screen; at once where nothing is painted (a hidden tab).
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

const actions = {
  fit, undo, table: openTable,
  paths: () => { change({ select: null, ask: wanted.ask || plainAsk() }); if (document.body.classList.contains("no-panel")) fold("panel", "fold-panel"); byId("ask-from").focus(); },
  theme: () => { setTheme(document.documentElement.dataset.theme !== "dark"); legend(); drawPanel(); network.redraw(); },
  "fold-panel": () => fold("panel", "fold-panel"),
  "save-png": savePng,
  "save-svg": () => save(fileName("svg"), svgOfView(), "image/svg+xml"),
  "save-json": () => save(fileName("json"), jsonOfView(), "application/json"),
  "save-tsv": () => save(fileName("tsv"), tsvOfView(), "text/tab-separated-values"),
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

network.on("click", ({ pointer }) => {
  const thing = thingAt(pointer.DOM);
  if (thing && thing.members && isNode(thing)) openGroup(thing);
  else select(thing);
});
combobox(byId("find"), byId("hits"), (node) => select(node, { focus: true }));
for (const view of views) {
  byId("views").append(el("button", { type: "button", value: view.name, "aria-pressed": "false", onclick: () => change({ view: view.name, focus: null }) }, view.name));
}
byId("views").hidden = views.length < 2;
prefersDark.addEventListener("change", ({ matches }) => { setTheme(matches); legend(); drawPanel(); network.redraw(); });
if (matchMedia("(max-width: 900px)").matches) byId("legend").open = false;
canvas.setAttribute("tabindex", "0");
canvas.setAttribute("role", "application");
canvas.setAttribute("aria-label", `${facts.title}: map. Arrows walk from entity to entity, plus and minus zoom; the Table button lists its relations.`);

here = location.hash.replace(/^#/, "");
wanted = readAddress(here);
if (!here && highlighted.length) wanted.view = (views.find((view) => highlighted.every((edge) => view.routes.has(edge))) || views[0] || { name: GROUPED }).name;
reveal();
draw();
if (wanted.pick >= 0) showPath(pathsAsked().paths[wanted.pick]);
drawViews();
afterPaint(() => {
  tell();
  document.body.classList.add("ready");
});

// For scripts and tests: where an edge or a node stands on the page, choosing, and asking.
window.follicleMap = {
  edgePoint(u, v, key) {
    const edge = edgeByName().get(JSON.stringify([u, v, key]));
    const points = edge && state.view.routes.get(edge);
    if (!points) return null;
    const places = points.slice(1).flatMap(([x, y], i) => Array.from({ length: 15 }, (_, n) => {
      const t = (n + 1) / 16;
      return network.canvasToDOM({ x: points[i][0] + (x - points[i][0]) * t, y: points[i][1] + (y - points[i][1]) * t });
    }));
    places.sort((a, b) => Number(thingAt(b) === edge) - Number(thingAt(a) === edge));
    const { left, top } = stage.getBoundingClientRect();
    return { x: left + places[0].x, y: top + places[0].y };
  },
  nodePoint(id) {
    const box = state.view.boxes.get(nodeById.get(id) || groups.get(id));
    if (!box) return null;
    const { left, top } = stage.getBoundingClientRect();
    const { x, y } = network.canvasToDOM(box);
    return { x: left + x, y: top + y };
  },
  select(id) { select(nodeById.get(id) || null, { focus: true }); },
  paths(from, to, { via = [], avoid = [], ...options } = {}) {
    const known = (ids) => ids.map((id) => nodeById.get(id));
    const { paths, reason } = signedPaths(nodeById.get(from), nodeById.get(to), { via: known(via), avoid: known(avoid), ...options });
    return { reason, paths: paths.map((path) => ({ ...path, steps: path.steps.map((edge) => [edge.u.id, edge.v.id, edge.predicate]) })) };
  },
  // The edges that follicle_graph.keep keeps for these arguments.
  keep({ min_support: minSupport = 0, keep_unstated: keepUnstated = true, ...lists }) {
    const filters = Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, new Set(values)]));
    return edges.filter((edge) => keeps(edge, { ...filters, minSupport, keepUnstated })).map((edge) => [edge.u.id, edge.v.id, edge.predicate]);
  },
  get view() { return state.view.name; },
  get selected() { return wanted.select && (wanted.select.id ?? [wanted.select.u.id, wanted.select.v.id, wanted.select.predicate]); },
  get shown() { return { nodes: shownNodes().map((node) => node.id), edges: shownEdges().map((edge) => [edge.u.id, edge.v.id, edge.predicate]) }; },
  get groups() { return [...groups.keys()]; },
};
