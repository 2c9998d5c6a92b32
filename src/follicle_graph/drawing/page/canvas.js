// The picture: vis-network scrolls, zooms and places nodes; shapes, lanes and edges are drawn here
// from the same boxes and routes as the static figure.
"use strict";

const FONT = '-apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif';
const INK = "#1c242b";
const state = { view: views[0], selected: null, hovered: null, touched: false };
let emphasis = { edges: new Set(), nodes: new Set(), any: false };
prepare(views[0]);
const stage = document.getElementById("map");
const dataset = new vis.DataSet();
const network = new vis.Network(stage, { nodes: dataset, edges: [] }, {
  ...facts.options,
  nodes: { ...facts.options.nodes, ctxRenderer: nodeRenderer },
});
const canvas = stage.querySelector("canvas");
canvas.setAttribute("role", "img");
canvas.setAttribute("aria-label", `${facts.title}: map; the Table button lists its relations`);

// ---- what stands out: the hovered thing, else the selected one, else the highlighted edges
function emphasise() {
  const thing = state.hovered || state.selected;
  let chosen = [...highlighted];
  const ends = new Set();
  if (thing && thing.predicate !== undefined) chosen = [thing];
  else if (thing) {
    chosen = [...thing.out, ...thing.into];
    if (state.view.boxes.has(thing)) ends.add(thing);
  }
  chosen = chosen.filter((edge) => state.view.routes.has(edge));
  for (const edge of chosen) ends.add(edge.u).add(edge.v);
  emphasis = { edges: new Set(chosen), nodes: ends, any: ends.size > 0 };
}

// ---- paths, made once for each view
function prepare(view) {
  if (view.paths) return;
  view.crowded = view.routes.size > 250;
  view.paths = new Map();
  for (const [edge, points] of view.routes) {
    const size = 5 + 1.6 * edge.width;
    const gap = edge.head === "bar" ? 2 : 0;
    const [trunk, tip, direction] = shorten(points, edge.head === "bar" ? gap : size * 0.85, size);
    const line = new Path2D();
    trunk.forEach(([x, y], i) => (i ? line.lineTo(x, y) : line.moveTo(x, y)));
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    view.paths.set(edge, { line, head: headPath(edge.head, tip, direction, size), bounds, points });
  }
}

// The polyline without its last `by` points of length, where its head stands, and its direction.
function shorten(points, by, reach) {
  const along = (distance) => {
    let left = distance;
    for (let i = points.length - 1; i > 0; i -= 1) {
      const [[x1, y1], [x0, y0]] = [points[i], points[i - 1]];
      const length = Math.hypot(x1 - x0, y1 - y0);
      if (left <= length && length > 0) {
        const t = left / length;
        return { at: [x1 + (x0 - x1) * t, y1 + (y0 - y1) * t], kept: i };
      }
      left -= length;
    }
    return { at: points[0], kept: 1 };
  };
  const end = points[points.length - 1];
  const back = along(reach).at;
  const span = Math.hypot(end[0] - back[0], end[1] - back[1]) || 1;
  const { at, kept } = along(by);
  return [[...points.slice(0, kept), at], { end, at }, [(end[0] - back[0]) / span, (end[1] - back[1]) / span]];
}

function headPath(head, { end, at }, [dx, dy], size) {
  const path = new Path2D();
  const place = ([x, y], forward, side) => [x + dx * forward - dy * side, y + dy * forward + dx * side];
  const polygon = (points) => {
    points.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
  };
  if (head === "arrow") {
    polygon([end, place(end, -size, size * 0.38), place(end, -size * 0.8, 0), place(end, -size, -size * 0.38)]);
  } else if (head === "bar") {
    polygon([place(at, 0.7, size * 0.6), place(at, 0.7, -size * 0.6), place(at, -0.7, -size * 0.6), place(at, -0.7, size * 0.6)]);
  } else if (head === "disc" || head === "ring") {
    const [x, y] = place(end, -size * 0.42, 0);
    path.arc(x, y, size * 0.36, 0, 2 * Math.PI);
  } else {
    polygon([end, place(end, -size * 0.6, size * 0.36), place(end, -size * 1.2, 0), place(end, -size * 0.6, -size * 0.36)]);
  }
  return path;
}

// ---- drawing
function drawEdge(ctx, edge, drawn, weight, scale) {
  const least = (weight === "faint" ? 0.5 : 0.9) / scale;
  ctx.globalAlpha = { plain: edge.opacity, strong: 1, faint: 0.17, faded: state.view.crowded ? 0.1 : 0.32 }[weight];
  const color = weight === "faded" ? facts.looks.faded : edge.color;
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = Math.max(least, weight === "faint" ? 0.6 : edge.width * (weight === "strong" ? 1.35 : 1));
  ctx.setLineDash(edge.dash);
  ctx.stroke(drawn.line);
  ctx.setLineDash([]);
  if (edge.head === "ring") {
    ctx.fillStyle = "#fff";
    ctx.lineWidth = 1;
    ctx.stroke(drawn.head);
  }
  ctx.fill(drawn.head);
}

network.on("beforeDrawing", (ctx) => {
  const { view } = state;
  const scale = network.getScale();
  ctx.save();
  ctx.lineJoin = "round";
  view.lanes.forEach((lane, i) => {
    ctx.fillStyle = facts.looks.lanes[i % facts.looks.lanes.length];
    ctx.beginPath();
    ctx.roundRect(lane.x - lane.width / 2, lane.y - lane.height / 2, lane.width, lane.height, 5);
    ctx.fill();
  });
  const rest = view.crowded && !emphasis.any ? "faint" : "plain";
  const strong = [];
  for (const [edge, drawn] of view.paths) {
    if (emphasis.edges.has(edge)) strong.push([edge, drawn]);
    else drawEdge(ctx, edge, drawn, emphasis.any ? "faded" : rest, scale);
  }
  for (const [edge, drawn] of strong) drawEdge(ctx, edge, drawn, "strong", scale);
  ctx.globalAlpha = 1;
  captions(ctx, view, scale);
  ctx.restore();
});

// Lane captions: in the lane's left gutter; left of the lanes where that would be too small to read.
function captions(ctx, view, scale) {
  const outside = roomForCaptions(view, scale);
  const size = outside ? 10.5 / scale : 7.5;
  ctx.font = `600 ${size}px ${FONT}`;
  ctx.textAlign = outside ? "right" : "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = "#56626d";
  for (const lane of view.lanes) {
    const x = lane.x - lane.width / 2 + (outside ? -8 / scale : 7);
    lane.lines.forEach((line, i) => {
      ctx.fillText(line, x, lane.y + (i - (lane.lines.length - 1) / 2) * size * 1.2);
    });
  }
}

function roomForCaptions(view, scale) {
  return scale < 0.8 && stage.clientWidth > 600 && view.lanes.length > 0;
}

function outline(shape, x, y, width, height) {
  const path = new Path2D();
  const [l, t, r, b] = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  const polygon = (...points) => {
    points.forEach(([px, py], i) => (i ? path.lineTo(px, py) : path.moveTo(px, py)));
    path.closePath();
  };
  const cut = Math.min(height * 0.3, width * 0.2);
  if (shape === "ellipse") path.ellipse(x, y, width / 2, height / 2, 0, 0, 2 * Math.PI);
  else if (shape === "rounded") path.roundRect(l, t, width, height, Math.min(4, height * 0.28));
  else if (shape === "stadium") path.roundRect(l, t, width, height, height / 2);
  else if (shape === "octagon") polygon([l + cut, t], [r - cut, t], [r, t + cut], [r, b - cut], [r - cut, b], [l + cut, b], [l, b - cut], [l, t + cut]);
  else if (shape === "hexagon") polygon([l + cut, t], [r - cut, t], [r, y], [r - cut, b], [l + cut, b], [l, y]);
  else if (shape === "trapezium") polygon([l, t], [r, t], [r - cut, b], [l + cut, b]);
  else path.rect(l, t, width, height);
  return path;
}

// The label as the layout broke it, in letters that fit the box.
function fitted(ctx, lines, box, shape) {
  const room = box.width * (shape === "ellipse" || shape === "hexagon" ? 0.88 : 0.95) - 2;
  ctx.font = `10px ${FONT}`;
  const widest = Math.max(...lines.map((line) => ctx.measureText(line).width)) || 1;
  return { lines, size: Math.min((10 * room) / widest, (box.height * 0.86) / lines.length / 1.12, 8.5) };
}

function nodeRenderer({ ctx, id }) {
  const node = nodes[id];
  const box = state.view.boxes.get(node);
  const drawNode = () => {
    box.outline ||= outline(node.look.shape, box.x, box.y, box.width, box.height);
    box.text ||= fitted(ctx, node.lines, box, node.look.shape);
    const chosen = node === state.selected;
    const faded = emphasis.any && !emphasis.nodes.has(node);
    ctx.fillStyle = "#fff";
    if (!faded || !state.view.crowded) ctx.fill(box.outline); // else strong lines show through
    ctx.globalAlpha = faded ? 0.35 : 1;
    ctx.fillStyle = node.look.fill;
    ctx.strokeStyle = chosen ? INK : node.look.border;
    ctx.lineWidth = chosen ? 2.2 : node === state.hovered ? 1.6 : 0.8;
    ctx.fill(box.outline);
    ctx.stroke(box.outline);
    if (box.text.size * network.getScale() < 2.2) return;
    ctx.font = `${box.text.size}px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = INK;
    box.text.lines.forEach((line, i) => {
      const down = (i - (box.text.lines.length - 1) / 2) * box.text.size * 1.12;
      ctx.fillText(line, box.x, box.y + down + box.text.size * 0.06);
    });
  };
  return { drawNode, nodeDimensions: { width: box.width, height: box.height } };
}

// Where letters are too small to read, what stands out is named in readable ones.
network.on("afterDrawing", (ctx) => {
  const scale = network.getScale();
  if (!emphasis.any || 8 * scale > 7 || emphasis.nodes.size > 60) return;
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `600 ${(stage.clientWidth < 600 ? 9.5 : 11) / scale}px ${FONT}`;
  const taken = [];
  const first = [state.hovered, state.selected].filter((thing) => emphasis.nodes.has(thing));
  for (const node of new Set([...first, ...emphasis.nodes])) {
    const box = state.view.boxes.get(node);
    const half = ctx.measureText(node.short).width / 2 + 4 / scale;
    const clash = ([x, y, other]) => Math.abs(x - box.x) < half + other && Math.abs(y - box.y) < 18 / scale;
    if (taken.some(clash)) continue;
    taken.push([box.x, box.y, half]);
    ctx.fillStyle = node.look.fill;
    ctx.strokeStyle = node === state.selected ? INK : node.look.border;
    ctx.lineWidth = (node === state.selected ? 2 : 1) / scale;
    ctx.beginPath();
    ctx.roundRect(box.x - half, box.y - 9 / scale, 2 * half, 18 / scale, 4 / scale);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = INK;
    ctx.fillText(node.short, box.x, box.y);
  }
  ctx.restore();
});

// ---- what lies under a point
function thingAt(point) {
  const { x, y } = network.DOMtoCanvas(point);
  for (const [node, box] of state.view.boxes) {
    if (Math.abs(x - box.x) <= box.width / 2 && Math.abs(y - box.y) <= box.height / 2) return node;
  }
  const widest = 7 / network.getScale();
  const { selected } = state; // its edges win over their neighbours, whatever is hovered
  const near = (edge) => !selected || edge === selected || edge.u === selected || edge.v === selected;
  let best = { edge: null, distance: widest };
  for (const [edge, { bounds, points }] of state.view.paths) {
    const reach = best.distance;
    if (x < bounds[0] - reach || y < bounds[1] - reach || x > bounds[2] + reach || y > bounds[3] + reach) continue;
    const distance = distanceTo(points, x, y) + (near(edge) ? 0 : widest / 2);
    if (distance < best.distance) best = { edge, distance };
  }
  return best.edge;
}

function distanceTo(points, x, y) {
  let least = Infinity;
  for (let i = 1; i < points.length; i += 1) {
    const [[ax, ay], [bx, by]] = [points[i - 1], points[i]];
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy));
  }
  return least;
}

// ---- moving about
function fit() {
  const { view } = state;
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  if (!width || !height) return;
  const scaleIn = (room) => Math.min(room / (view.width + 16), height / (view.height + 16), 2.5);
  const gutter = roomForCaptions(view, scaleIn(width)) ? 110 : 0;
  const scale = scaleIn(width - gutter);
  const spare = width - view.width * scale;
  const aside = spare / 2 < gutter ? (gutter - spare / 2) / scale : 0;
  network.moveTo({ position: { x: view.width / 2 - aside, y: view.height / 2 }, scale });
  state.touched = false;
}

function show(view) {
  prepare(view);
  state.view = view;
  state.hovered = null;
  dataset.clear();
  dataset.add([...view.boxes].map(([node, box]) => ({ id: node.index, x: box.x, y: box.y })));
  emphasise();
  fit();
}

function focusOn(thing) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const points = thing.predicate === undefined ? null : state.view.routes.get(thing);
  const box = points ? null : state.view.boxes.get(thing);
  const [x, y] = box ? [box.x, box.y] : points[Math.floor(points.length / 2)];
  const scale = Math.max(network.getScale(), 1.1);
  network.moveTo({ position: { x, y }, scale, animation: calm ? false : { duration: 250 } });
  state.touched = true;
}

function onScreen(thing) {
  const point = thing.predicate === undefined ? state.view.boxes.get(thing) : null;
  const { x, y } = point || { x: 0, y: 0 };
  const [px, py] = [network.canvasToDOM({ x, y }).x, network.canvasToDOM({ x, y }).y];
  return !point || (px > 0 && py > 0 && px < stage.clientWidth && py < stage.clientHeight);
}

network.on("zoom", () => { state.touched = true; });
network.on("dragEnd", () => { state.touched = true; });
new ResizeObserver(() => requestAnimationFrame(() => { if (!state.touched) fit(); })).observe(stage);

canvas.addEventListener("mousemove", (event) => {
  if (event.buttons) return;
  const thing = thingAt({ x: event.offsetX, y: event.offsetY });
  canvas.classList.toggle("pointing", Boolean(thing));
  if (thing !== state.hovered) {
    state.hovered = thing;
    emphasise();
    network.redraw();
  }
});
canvas.addEventListener("mouseleave", () => {
  state.hovered = null;
  emphasise();
  network.redraw();
});
