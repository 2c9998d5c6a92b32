// A small picture of the whole, with the part that is on the screen; it appears once a part is shown.
"use strict";

const mini = byId("minimap");
const MINI = 150;

function drawMinimap() {
  const { view } = state;
  const [from, to] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: stage.clientWidth, y: stage.clientHeight })];
  const whole = from.x <= 10 && from.y <= 10 && to.x >= view.width - 10 && to.y >= view.height - 10;
  mini.hidden = whole || stage.clientWidth < 560 || view.boxes.size < 12;
  if (mini.hidden) return;
  const scale = MINI / Math.max(view.width, view.height);
  const [width, height] = [view.width * scale, view.height * scale];
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  if (mini.width !== Math.round(width * ratio) || mini.height !== Math.round(height * ratio)) {
    [mini.width, mini.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    [mini.style.width, mini.style.height] = [`${width}px`, `${height}px`];
  }
  const ctx = mini.getContext("2d");
  ctx.setTransform(scale * ratio, 0, 0, scale * ratio, 0, 0);
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, view.width, view.height);
  view.lanes.forEach((lane, i) => {
    ctx.fillStyle = lane.rail ? palette.rail : palette.lanes[i % palette.lanes.length];
    ctx.fillRect(lane.x - lane.width / 2, lane.y - lane.height / 2, lane.width, lane.height);
  });
  for (const node of state.on.nodes) {
    const { x, y, width: w, height: h } = view.boxes.get(node);
    ctx.fillStyle = emphasis.any && !emphasis.nodes.has(node) ? palette.faded : colours(node).border;
    ctx.fillRect(x - w / 2, y - h / 2, w, h);
  }
  ctx.strokeStyle = palette.lines["#B34700"] || "#B34700";
  ctx.lineWidth = 1.6 / scale;
  ctx.strokeRect(Math.max(0, from.x), Math.max(0, from.y), Math.min(view.width, to.x) - Math.max(0, from.x), Math.min(view.height, to.y) - Math.max(0, from.y));
}

function moveByMinimap(event) {
  if (!event.buttons && event.type !== "click") return;
  const { width, height } = mini.getBoundingClientRect();
  state.touched = true;
  glide({ x: (event.offsetX / width) * state.view.width, y: (event.offsetY / height) * state.view.height }, network.getScale());
}
for (const type of ["pointerdown", "pointermove"]) mini.addEventListener(type, moveByMinimap);
