// Moving about: fit, drag, zoom, keys. While it is dragged the last picture is moved as it is,
// and drawn anew as often as that costs little.
"use strict";

function fitTo({ left, top, right, bottom }, most = 2.5) {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  if (!width || !height) return;
  const [wide, high] = [right - left + 16, bottom - top + 16];
  const scaleIn = (room) => Math.max(0.01, Math.min(room / wide, height / high, most));
  const gutter = roomForCaptions(state.view, scaleIn(width)) ? 110 : 0;
  const scale = scaleIn(width - gutter);
  const spare = width - (right - left) * scale;
  const aside = spare / 2 < gutter ? (gutter - spare / 2) / scale : 0;
  glide({ x: (left + right) / 2 - aside, y: (top + bottom) / 2 }, scale);
}

// All of the view, or, around an entity, what is shown of it.
function fit() {
  const { view } = state;
  if (wanted.focus && state.on.nodes.size) fitTo(boundsOf(state.on.nodes, 60), 1.6);
  else fitTo({ left: 0, top: 0, right: view.width, bottom: view.height });
  state.touched = false;
}

// `room` is left beside it, for names in larger letters.
function boundsOf(some, room = 0) {
  const boxes = [...some].map((node) => state.view.boxes.get(node)).filter(Boolean);
  const least = (of) => boxes.reduce((known, box) => Math.min(known, of(box)), Infinity);
  return {
    left: least((box) => box.x - box.width / 2) - room, top: least((box) => box.y - box.height / 2) - room / 3,
    right: room - least((box) => -box.x - box.width / 2), bottom: room / 3 - least((box) => -box.y - box.height / 2),
  };
}

function glide(position, scale, duration = 0) {
  const still = !duration || calm() || state.on.nodes.size > MANY;
  network.moveTo({ position, scale, animation: still ? false : { duration } });
}

function focusOn(thing) {
  const points = isEdge(thing) ? state.view.routes.get(thing) : null;
  const { x, y } = points ? { x: points[Math.floor(points.length / 2)][0], y: points[Math.floor(points.length / 2)][1] } : state.view.boxes.get(thing);
  glide({ x, y }, Math.max(network.getScale(), 1.1), 250);
  state.touched = true;
}

function onScreen(thing) {
  const box = isNode(thing) ? state.view.boxes.get(thing) : null;
  if (!box) return state.view.routes.has(thing);
  const { x, y } = network.canvasToDOM(box);
  return x > 0 && y > 0 && x < stage.clientWidth && y < stage.clientHeight;
}

function zoomBy(factor) {
  state.touched = true;
  glide(network.getViewPosition(), Math.min(8, Math.max(0.02, network.getScale() * factor)));
}

// ---- dragging
let drag = null;

canvas.addEventListener("pointerdown", (event) => {
  if (event.button || !event.isPrimary) {
    letGo();
    return;
  }
  drag = { x: event.clientX, y: event.clientY, dx: 0, dy: 0, from: network.getViewPosition(), drawn: { dx: 0, dy: 0 }, next: null, last: 0, moved: false };
});

addEventListener("pointermove", (event) => {
  if (!drag || !event.isPrimary) return;
  drag.dx = event.clientX - drag.x;
  drag.dy = event.clientY - drag.y;
  if (!drag.moved && Math.hypot(drag.dx, drag.dy) < 5) return;
  if (!drag.moved) {
    drag.moved = true;
    state.hovered = null;
    startMoving();
  }
  shift();
  if (performance.now() - drag.last > Math.max(50, 8 * state.cost)) redrawShifted();
});

// The picture as it is, moved by what it lacks.
function shift() {
  const [x, y] = drag ? [drag.dx - drag.drawn.dx, drag.dy - drag.drawn.dy] : [0, 0];
  canvas.style.transform = x || y ? `translate(${x}px, ${y}px)` : "";
}

function redrawShifted() {
  const scale = network.getScale();
  drag.last = performance.now();
  drag.next = { dx: drag.dx, dy: drag.dy };
  network.moveTo({ position: { x: drag.from.x - drag.dx / scale, y: drag.from.y - drag.dy / scale }, scale });
}

// Called when a picture has been drawn: the canvas goes back by what is in it now.
function settle() {
  if (drag && drag.next) {
    drag.drawn = drag.next;
    drag.next = null;
    drag.last = performance.now();
    shift();
  }
}

function letGo() {
  if (!drag) return;
  if (drag.moved) {
    const scale = network.getScale();
    network.moveTo({ position: { x: drag.from.x - drag.dx / scale, y: drag.from.y - drag.dy / scale }, scale });
    state.touched = true;
    stopMoving();
    network.redraw();
  }
  drag = null;
  shift();
}

addEventListener("pointerup", letGo);
addEventListener("pointercancel", letGo);

// ---- edges hide while a large map moves
let resting = 0;

function startMoving() {
  clearTimeout(resting);
  if (state.moving) return;
  state.moving = true;
  if (edgesRest()) network.redraw();
}

function stopMoving() {
  clearTimeout(resting);
  const hidden = edgesRest();
  state.moving = false;
  if (hidden) network.redraw();
}

network.on("zoom", () => {
  state.touched = true;
  state.moving = true;
  clearTimeout(resting);
  resting = setTimeout(stopMoving, 160);
});

new ResizeObserver(() => requestAnimationFrame(() => { if (!state.touched) fit(); })).observe(stage);

// ---- pointing
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
  if (!state.hovered) return;
  state.hovered = null;
  emphasise();
  network.redraw();
});

// ---- keys on the map: arrows walk from entity to entity, or move the map; +, −, 0 zoom
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (Object.hasOwn(ARROWS, event.key)) step(ARROWS[event.key], event.shiftKey);
  else if (event.key === "+" || event.key === "=") zoomBy(1.25);
  else if (event.key === "-") zoomBy(0.8);
  else if (event.key === "0") fit();
  else if (event.key === "Enter") enter();
  else if (event.key === "Escape") select(null);
  else return;
  event.preventDefault();
});

function step([dx, dy], shifted) {
  const from = state.view.boxes.get(wanted.select);
  if (!from || shifted) {
    const { x, y } = network.getViewPosition();
    const scale = network.getScale();
    state.touched = true;
    glide({ x: x + (dx * 80) / scale, y: y + (dy * 80) / scale }, scale);
    return;
  }
  const next = nearest(from, (along, aside) => along > 1 && Math.abs(aside) <= 2 * along, [dx, dy]);
  if (next) select(next, { focus: true });
}

// The shown entity that lies nearest in a direction.
function nearest(from, fits, [dx, dy] = [0, 0]) {
  let best = null;
  for (const node of state.on.nodes) {
    const box = state.view.boxes.get(node);
    const [x, y] = [box.x - from.x, box.y - from.y];
    const [along, aside] = [x * dx + y * dy, x * dy - y * dx];
    const far = Math.hypot(x, y) + 2 * Math.abs(aside);
    if (box !== from && fits(along, aside) && (!best || far < best.far)) best = { node, far };
  }
  return best && best.node;
}

// Enter takes the entity in the middle, or goes on to its facts.
function enter() {
  if (wanted.select && wanted.select.members) openGroup(wanted.select);
  else if (wanted.select) byId("panel").focus();
  else select(nearest(network.getViewPosition(), () => true), { focus: true });
}
