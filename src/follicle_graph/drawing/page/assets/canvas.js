// The picture: vis-network places the canvas and its nodes; shapes, lanes and lines are drawn here
// from the same boxes and curves as the figure.
"use strict";

const FONT = '-apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif';
const MANY = 1500; // above this number of entities lines hide while the map moves
const NO_VIEW = { name: "", lanes: [], boxes: new Map(), routes: new Map(), drawn: new Map(), width: 1, height: 1 };
const state = { view: NO_VIEW, on: { nodes: new Set(), edges: new Set() }, backbone: new Set(), hovered: null, touched: false, moving: false, cost: 0 };
let emphasis = { edges: new Set(), nodes: new Set(), any: false };
const stage = byId("stage");
const dataset = new vis.DataSet();
const thingOf = new Map(); // number of a node of vis-network -> entity or group
const network = new vis.Network(stage, { nodes: dataset, edges: [] }, {
  physics: false,
  layout: { improvedLayout: false },
  nodes: { shape: "custom", fixed: true, physics: false, ctxRenderer: nodeRenderer },
  interaction: { dragNodes: false, dragView: false, selectable: false, hover: false, zoomView: true },
});
const canvas = stage.querySelector("canvas");
stage.firstElementChild.removeAttribute("tabindex");

// ---- what stands out: the selected thing, else the path or all paths; what the pointer rests on
// where nothing is selected
function emphasise() {
  const { view } = state;
  const answer = view.name === ANSWER ? { paths: [] } : pathsAsked();
  const path = answer.paths[wanted.pick];
  const center = view.name === ANSWER && wanted.focus ? wanted.focus.node : null;
  const crowded = center && view.routes.size > 80; // then the relations of the middle stand out
  const thing = (wanted.select === center ? null : wanted.select) || state.rested || (crowded && wanted.focus.hops === 1 ? center : null);
  let chosen = path ? path.steps : answer.paths.length ? answer.paths.flatMap(({ steps }) => steps) : [];
  const ends = new Set();
  if (isEdge(thing)) chosen = path && path.steps.includes(thing) ? path.steps : [thing];
  else if (thing && !(path && pathNodes(path).includes(thing))) {
    chosen = [...view.routes.keys()].filter((edge) => (edge.u === thing || edge.v === thing) && state.on.edges.has(edge));
    if (state.on.nodes.has(thing)) ends.add(thing);
  }
  chosen = chosen.filter((edge) => view.routes.has(edge));
  for (const edge of chosen) ends.add(edge.u).add(edge.v);
  emphasis = { edges: new Set(chosen), nodes: ends, any: ends.size > 0 };
}

const pathNodes = ({ steps }) => [steps[0].u, ...steps.map((edge) => edge.v)];

// ---- lines, made once for each view
function prepare(view) {
  if (view.drawn) return;
  view.crowded = view.routes.size > 250;
  view.drawn = new Map();
  for (const [edge, points] of view.routes) {
    const { line, head } = edgeShape(edge, points, view.curves && view.curves.get(edge));
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    view.drawn.set(edge, { line: new Path2D(line), head: new Path2D(head), bounds, points });
  }
}

// ---- drawing
let heads = []; // of the edges drawn; they stand on the nodes, which would half hide a slanting bar

function setInk(ctx, edge, weight) {
  ctx.globalAlpha = { plain: edge.opacity, strong: 1, faint: edge.members ? edge.opacity : palette.faint, faded: edge.rests ? 0 : state.view.crowded ? 0.1 : 0.32, calm: 0.6 * edge.opacity }[weight];
  ctx.strokeStyle = ctx.fillStyle = weight === "faded" ? palette.faded : inkOf(edge.color);
}

function drawEdge(ctx, edge, drawn, weight, scale) {
  const least = (weight === "faint" ? 0.5 : 0.9) / scale;
  setInk(ctx, edge, weight);
  ctx.lineWidth = Math.max(least, weight === "faint" && !edge.members ? 0.6 : edge.width * (weight === "strong" ? 1.35 : 1));
  const width = ctx.lineWidth;
  if (edge.own) ctx.lineWidth += 1.8;
  ctx.setLineDash(edge.dash);
  ctx.stroke(drawn.line);
  ctx.setLineDash([]);
  if (edge.own) { // a double line
    const { globalAlpha } = ctx;
    ctx.globalAlpha = 1;
    ctx.lineWidth = width;
    ctx.strokeStyle = palette.paper;
    ctx.stroke(drawn.line);
    ctx.globalAlpha = globalAlpha;
  }
  if (weight !== "faint" || scale >= 0.3) heads.push([edge, drawn, weight]); // else specks
}

function drawHead(ctx, edge, drawn, weight) {
  setInk(ctx, edge, weight);
  if (edge.head === "ring") {
    ctx.fillStyle = palette.paper;
    ctx.lineWidth = 1;
    ctx.stroke(drawn.head);
  }
  ctx.fill(drawn.head);
}

const edgesRest = () => state.moving && state.on.nodes.size > MANY;

network.on("beforeDrawing", (ctx) => {
  const { view } = state;
  const scale = network.getScale();
  state.began = performance.now();
  ctx.save();
  ctx.lineJoin = "round";
  view.lanes.forEach((lane, i) => {
    ctx.fillStyle = lane.rail ? palette.rail : palette.lanes[i % palette.lanes.length];
    ctx.fill(new Path2D(roundedOf(lane.x, lane.y, lane.width, lane.height, 5)));
  });
  const { backbone } = state;
  const rest = view.crowded && !emphasis.any ? "faint" : backbone.size ? "calm" : "plain";
  const strong = [];
  heads = [];
  const [from, to] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: stage.clientWidth, y: stage.clientHeight })];
  if (!edgesRest()) {
    for (const edge of backbone) if (state.on.edges.has(edge)) drawBand(ctx, view.drawn.get(edge));
    for (const [edge, drawn] of view.drawn) {
      const { bounds } = drawn;
      if (bounds[0] > to.x || bounds[2] < from.x || bounds[1] > to.y || bounds[3] < from.y) continue;
      if (emphasis.edges.has(edge) || edge === state.hovered) strong.push([edge, drawn]);
      else if (state.on.edges.has(edge) && !(edge.rests && !emphasis.any)) drawEdge(ctx, edge, drawn, emphasis.any ? "faded" : backbone.has(edge) ? "strong" : rest, scale);
    }
  }
  for (const [edge, drawn] of strong) drawEdge(ctx, edge, drawn, "strong", scale);
  ctx.globalAlpha = 1;
  captions(ctx, view, scale);
  ctx.restore();
});

// The pale band under a line of the story.
function drawBand(ctx, drawn) {
  ctx.globalAlpha = emphasis.any ? 0.3 : 0.75;
  ctx.strokeStyle = palette.band;
  ctx.lineWidth = 9;
  ctx.stroke(drawn.line);
}

// Captions of lanes: inside at the left, or left of the lanes where they would be too small to
// read; those of columns stand on top.
function captions(ctx, view, scale) {
  const outside = spaceForCaptions(view, scale);
  ctx.textBaseline = "middle";
  ctx.fillStyle = palette.quiet;
  for (const lane of view.lanes) {
    const size = lane.top ? Math.min(11 / scale, 11) : outside ? 10.5 / scale : 7.5;
    if (size * scale < 4.5) return; // specks
    ctx.font = `600 ${size}px ${FONT}`;
    ctx.textAlign = lane.top ? "center" : outside ? "right" : "left";
    const x = lane.top ? lane.x : lane.x - lane.width / 2 + (outside ? -8 / scale : 7);
    const y = lane.top ? lane.y - lane.height / 2 + 11 : lane.y;
    lane.lines.forEach((line, i) => ctx.fillText(line, x, y + (i - (lane.lines.length - 1) / 2) * size * 1.2, lane.top ? lane.width - 4 : undefined));
  }
}

function spaceForCaptions(view, scale) {
  return scale < 0.8 && stage.clientWidth > 600 && view.lanes.length > 0 && !view.lanes[0].top;
}

// The label as the layout broke it, in letters that fit the box.
function fitted(ctx, lines, box, shape) {
  const width = box.width * (shape === "ellipse" || shape === "hexagon" ? 0.88 : 0.95) - 2;
  ctx.font = `10px ${FONT}`;
  const widest = Math.max(...lines.map((line) => ctx.measureText(line).width)) || 1;
  return { lines, size: Math.min((10 * width) / widest, (box.height * 0.86) / lines.length / 1.12, box.letters || LETTERS) };
}

// Fill, border and ink of a node: of its kind, or of its value in the overlay.
function colours(node) {
  const over = overlays[wanted.overlay - 1];
  if (!over || node.members) return { fill: node.look.fill, border: node.look.border, ink: facts.looks.light.ink, missing: false, value: 0 };
  const unsure = over.unsure.has(node);
  const held = over.held.has(node);
  const missing = !unsure && !held && !over.values.has(node);
  return {
    fill: missing ? palette.paper : unsure ? facts.looks.unsure[0] : over.fills.get(node) || palette.paper,
    border: held ? palette.ink : missing ? palette.quiet : facts.looks.light.quiet,
    ink: missing ? palette.quiet : facts.looks.light.ink, missing, unsure, held, tag: over.tags.get(node), value: over.values.get(node) || 0,
  };
}

// Oblique stripes over a box: on this entity an answer is silent.
function stripesOf(box) {
  const [left, top, tall] = [box.x - box.width / 2, box.y - box.height / 2, box.height];
  let d = "";
  for (let x = left - tall + 5; x < left + box.width; x += 5) d += `M${x} ${top + tall}L${x + tall} ${top}`;
  return d;
}

// The tag of a node: a few characters at its lower right corner.
function tagOf(box, words) {
  const width = words.length * 3.9 + 5;
  return { x: Math.max(box.x + box.width / 2 + 4 - width / 2, box.x), y: box.y + box.height / 2 + 2.4, width, height: 8.4 };
}

function drawTag(ctx, box, words) {
  const tag = tagOf(box, words);
  ctx.fillStyle = palette.paper;
  ctx.strokeStyle = palette.quiet;
  ctx.lineWidth = 0.5;
  const shape = new Path2D(outline("rounded", tag));
  ctx.fill(shape);
  ctx.stroke(shape);
  ctx.font = `6.4px ${FONT}`;
  ctx.fillStyle = palette.ink;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(words, tag.x, tag.y + 0.4, tag.width - 2);
}

function nodeRenderer({ ctx, id }) {
  const node = thingOf.get(id);
  const box = state.view.boxes.get(node);
  const drawNode = () => {
    box.outline ||= new Path2D(outline(node.look.shape, box));
    const chosen = node === wanted.select;
    const faded = emphasis.any && !emphasis.nodes.has(node) && node !== state.hovered;
    const { fill, border, ink, missing, unsure, held, tag, value } = colours(node);
    const scale = network.getScale();
    ctx.fillStyle = palette.paper;
    if (!faded || !state.view.crowded) ctx.fill(box.outline); // else strong lines show through
    ctx.globalAlpha = faded ? 0.35 : 1;
    ctx.fillStyle = fill;
    ctx.strokeStyle = chosen ? palette.ink : border;
    ctx.lineWidth = chosen || held ? 2.2 : node === state.hovered ? 1.8 : 0.8;
    ctx.fill(box.outline);
    if (node.own) {
      ctx.lineWidth = 0.6;
      ctx.stroke(new Path2D(outline(node.look.shape, { ...box, width: box.width - 4, height: box.height - 4 })));
    }
    if (unsure) {
      ctx.save();
      ctx.clip(box.outline);
      ctx.strokeStyle = facts.looks.unsure[1];
      ctx.lineWidth = 1.5;
      ctx.stroke(new Path2D(stripesOf(box)));
      ctx.restore();
    }
    if (missing) ctx.setLineDash([2.5, 1.5]);
    if (chosen || scale > 0.15) ctx.stroke(box.outline);
    ctx.setLineDash([]);
    if (lettersOf(box) * scale >= 3.5) {
      box.text ||= fitted(ctx, node.lines, box, node.look.shape);
      ctx.font = `${node.members ? "600 " : ""}${box.text.size}px ${FONT}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = ink;
      box.text.lines.forEach((line, i) => {
        const down = (i - (box.text.lines.length - 1) / 2) * box.text.size * 1.12;
        ctx.fillText(line, box.x, box.y + down + box.text.size * 0.06);
      });
    }
    if (value) {
      ctx.fillStyle = palette.ink;
      ctx.strokeStyle = palette.paper;
      ctx.lineWidth = 0.6;
      const mark = new Path2D(triangleOf(box, value > 0));
      ctx.fill(mark);
      ctx.stroke(mark);
    }
    if (tag && lettersOf(box) * scale >= 5) drawTag(ctx, box, tag);
  };
  return { drawNode, nodeDimensions: { width: box.width, height: box.height } };
}

const lettersOf = (box) => box.letters || LETTERS;

// The direction of a value once more, for grey print: a small triangle on the corner.
function triangleOf(box, up) {
  const [x, y, turn] = [box.x - box.width / 2 + 2.5, box.y - box.height / 2, up ? -1 : 1];
  return polygonOf([[x - 3.2, y - 2.6 * turn], [x + 3.2, y - 2.6 * turn], [x, y + 2.9 * turn]]);
}

// ---- names in readable letters where those in the boxes are too small: of what stands out, else
// of the entities with most relations
network.on("afterDrawing", (ctx) => {
  const scale = network.getScale();
  const { view } = state;
  ctx.save();
  for (const head of heads) drawHead(ctx, ...head);
  ctx.restore();
  if (emphasis.any && LETTERS * scale <= 7 && emphasis.nodes.size <= MOST) {
    const first = [state.hovered, wanted.select].filter((thing) => emphasis.nodes.has(thing));
    nameThem(ctx, scale, [...new Set([...first, ...emphasis.nodes])], true);
  } else if (LETTERS * scale < 6.5 && !edgesRest()) {
    view.byDegree ||= [...view.boxes.keys()].filter((node) => !node.members).sort((a, b) => b.out.length + b.into.length - a.out.length - a.into.length);
    nameThem(ctx, scale, view.byDegree.filter((node) => state.on.nodes.has(node)).slice(0, 400), false);
  }
  state.cost = performance.now() - state.began;
  settle();
  drawMinimap();
});

// Name tags that do not overlap. `all`: rather a little beside its place than without a name.
function nameThem(ctx, scale, some, all) {
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `600 ${(stage.clientWidth < 600 ? 9.5 : 11) / scale}px ${FONT}`;
  const [from, to] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: stage.clientWidth, y: stage.clientHeight })];
  const taken = all ? [] : [...state.view.boxes].filter(([node]) => node.members).map(([, box]) => [box.x, box.y, box.width / 2]);
  let left = all ? MOST : stage.clientWidth < 600 ? 18 : 45;
  for (const node of some) {
    const box = state.view.boxes.get(node);
    if (!box || box.x < from.x || box.x > to.x || box.y < from.y || box.y > to.y) continue;
    const half = ctx.measureText(node.short).width / 2 + 4 / scale;
    const free = (at) => taken.every(([x, y, other]) => Math.abs(x - box.x) >= half + other || Math.abs(y - at) >= 18 / scale);
    const at = (all ? [0, 20, -20, 40, -40] : [0]).map((down) => box.y + down / scale).find(free);
    if (at === undefined) continue;
    if ((left -= 1) < 0) break;
    taken.push([box.x, at, half]);
    const { fill, border, ink } = colours(node);
    ctx.fillStyle = fill;
    ctx.strokeStyle = node === wanted.select ? palette.ink : border;
    ctx.lineWidth = (node === wanted.select ? 2 : 1) / scale;
    const tag = new Path2D(roundedOf(box.x, at, 2 * half, 18 / scale, 4 / scale));
    ctx.fill(tag);
    ctx.stroke(tag);
    ctx.fillStyle = ink;
    ctx.fillText(node.short, box.x, at);
  }
  ctx.restore();
}

// ---- what lies under a point
function thingAt(point) {
  const { x, y } = network.DOMtoCanvas(point);
  for (const node of state.on.nodes) {
    const box = state.view.boxes.get(node);
    if (Math.abs(x - box.x) <= box.width / 2 && Math.abs(y - box.y) <= box.height / 2) return node;
  }
  const widest = 7 / network.getScale();
  const selected = wanted.select; // its edges win over their neighbours
  const near = (edge) => !selected || edge === selected || edge.u === selected || edge.v === selected;
  let best = { edge: null, distance: widest };
  for (const edge of new Set([...state.on.edges, ...emphasis.edges])) {
    if (edge.members && edge.rests && !emphasis.edges.has(edge)) continue;
    const { bounds, points } = state.view.drawn.get(edge);
    const reach = best.distance;
    if (x < bounds[0] - reach || y < bounds[1] - reach || x > bounds[2] + reach || y > bounds[3] + reach) continue;
    const distance = distanceTo(points, x, y) + (near(edge) ? 0 : widest / 2);
    if (distance < best.distance) best = { edge, distance };
  }
  return best.edge;
}

// Puts what is shown of a view on the map.
function show(view) {
  prepare(view);
  state.view = view;
  leave();
  state.on = shownOf(view);
  const marked = highlighted.filter((edge) => view.routes.has(edge));
  state.backbone = marked.length && view.name !== ANSWER ? new Set(marked) : view.backbone || new Set();
  thingOf.clear();
  for (const node of state.on.nodes) thingOf.set(node.index, node);
  emphasise();
  for (const node of emphasis.nodes) if (view.boxes.has(node)) { state.on.nodes.add(node); thingOf.set(node.index, node); }
  dataset.clear();
  dataset.add([...thingOf].map(([id, node]) => ({ id, x: view.boxes.get(node).x, y: view.boxes.get(node).y })));
}
