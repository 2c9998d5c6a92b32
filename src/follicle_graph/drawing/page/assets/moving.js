// Moving about: fit, drag, zoom, keys. While the map is dragged its last picture is moved, and drawn
// anew as often as that costs little.
"use strict";

const phone = matchMedia("(max-width: 700px)");
const CLOSEST = 6; // times the size of the layout
const NEAREST_FIT = 2;

function fitTo({ left, top, right, bottom }, most = NEAREST_FIT) {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  if (!width || !height) return;
  const above = byId("bar").hidden ? 0 : byId("bar").offsetHeight + 8; // the line above the map stays free
  const below = coveredBelow();
  const [wide, high] = [right - left + 16, bottom - top + 16];
  const scaleIn = (space) => Math.max(0.01, Math.min(space / wide, (height - above - below) / high, most));
  const gutter = spaceForCaptions(state.view, scaleIn(width)) ? 110 : 0;
  const scale = scaleIn(width - gutter);
  const spare = width - (right - left) * scale;
  const aside = spare / 2 < gutter ? (gutter - spare / 2) / scale : 0;
  glide({ x: (left + right) / 2 - aside, y: (top + bottom) / 2 + (below - above) / 2 / scale }, scale);
}

// How much of the map the sheet of a phone covers.
function coveredBelow() {
  if (!document.body.classList.contains("sheet-up") || !phone.matches) return 0;
  return Math.min(byId("side").offsetHeight - 44, stage.clientHeight - 120);
}

// All of the view, or, where an answer is shown on the map, what belongs to it.
function fit() {
  const { view } = state;
  if (wanted.focus && view.name !== ANSWER && view.name !== GROUPED && state.on.nodes.size) fitTo(boundsOf(state.on.nodes, 60), 1.6);
  else fitTo({ left: 0, top: 0, right: view.width, bottom: view.height });
  state.touched = false;
}

// `space` is left beside it, for names in larger letters.
function boundsOf(some, space = 0) {
  const boxes = [...some].map((node) => state.view.boxes.get(node)).filter(Boolean);
  const least = (of) => boxes.reduce((known, box) => Math.min(known, of(box)), Infinity);
  return {
    left: least((box) => box.x - box.width / 2) - space, top: least((box) => box.y - box.height / 2) - space / 3,
    right: space - least((box) => -box.x - box.width / 2), bottom: space / 3 - least((box) => -box.y - box.height / 2),
  };
}

function glide(position, scale, duration = 0) {
  const still = !duration || calm() || state.on.nodes.size > MANY;
  network.moveTo({ position, scale: limited(scale), animation: still ? false : { duration } });
}

// From half of what fits on the screen to six times the size of the layout.
function limited(scale) {
  const { width, height } = state.view;
  const whole = Math.min(stage.clientWidth / (width || 1), stage.clientHeight / (height || 1));
  return Math.max(Math.min(0.5 * whole, 0.5), Math.min(CLOSEST, scale));
}

function moveTo(place) {
  if (!place) return;
  state.touched = true;
  glide(place.position, place.scale);
}

// An entity comes to the middle; of a relation both ends come into sight.
function focusOn(thing) {
  if (isEdge(thing)) fitTo(boundsOf([thing.u, thing.v], 60), Math.max(network.getScale(), 1.3));
  else {
    const { x, y } = state.view.boxes.get(thing);
    const scale = Math.max(network.getScale(), 1.1);
    glide({ x, y: y + coveredBelow() / 2 / scale }, scale, 250);
  }
  state.touched = true;
}

function onScreen(thing) {
  if (isEdge(thing)) return onScreen(thing.u) && onScreen(thing.v);
  const box = state.view.boxes.get(thing);
  if (!box) return true;
  const { x, y } = network.canvasToDOM(box);
  return x > 0 && y > 0 && x < stage.clientWidth && y < stage.clientHeight - coveredBelow();
}

// Zooms; what lies under `at` (a point of the canvas, its middle otherwise) stays where it is.
function zoomBy(factor, at = { x: stage.clientWidth / 2, y: stage.clientHeight / 2 }) {
  const before = network.getScale();
  const scale = limited(before * factor);
  const held = network.DOMtoCanvas(at);
  const { x, y } = network.getViewPosition();
  state.touched = true;
  const keep = 1 - before / scale;
  network.moveTo({ position: { x: x + (held.x - x) * keep, y: y + (held.y - y) * keep }, scale });
  notePlace();
}

// The wheel zooms here and not in vis-network, which knows no limits.
stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  event.stopPropagation();
  startMoving();
  clearTimeout(stillness);
  stillness = setTimeout(stopMoving, 160);
  const steps = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
  const { left, top } = stage.getBoundingClientRect();
  zoomBy(Math.exp(-Math.max(-240, Math.min(240, steps)) * 0.0022), { x: event.clientX - left, y: event.clientY - top });
}, { capture: true, passive: false });

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
  state.touchScreen = event.pointerType === "touch";
  if (!drag || !event.isPrimary) return;
  drag.dx = event.clientX - drag.x;
  drag.dy = event.clientY - drag.y;
  if (!drag.moved && Math.hypot(drag.dx, drag.dy) < 5) return;
  if (!drag.moved) {
    drag.moved = true;
    leave();
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
    notePlace();
  }
  drag = null;
  shift();
}

addEventListener("pointerup", letGo);
addEventListener("pointercancel", letGo);

// ---- edges hide while a large map moves
let stillness = 0;

function startMoving() {
  clearTimeout(stillness);
  if (state.moving) return;
  state.moving = true;
  if (edgesRest()) network.redraw();
}

function stopMoving() {
  clearTimeout(stillness);
  const hidden = edgesRest();
  state.moving = false;
  if (hidden) network.redraw();
}

network.on("zoom", () => { // two fingers
  state.touched = true;
  state.moving = true;
  clearTimeout(stillness);
  stillness = setTimeout(stopMoving, 160);
  const scale = network.getScale();
  if (limited(scale) !== scale) glide(network.getViewPosition(), scale);
  notePlace();
});

new ResizeObserver(() => requestAnimationFrame(() => { if (state.view !== NO_VIEW && !state.touched) fit(); })).observe(stage);

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
