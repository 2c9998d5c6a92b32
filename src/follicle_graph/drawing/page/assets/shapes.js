// Geometry as SVG path data, for the canvas (Path2D reads it) and for the exported SVG alike.
"use strict";

const short = (value) => String(Math.round(value * 100) / 100);

function polygonOf(points) {
  return `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}Z`;
}

function lineOf(points) {
  return `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}`;
}

function circleOf(x, y, rx, ry = rx) {
  const arc = `a${short(rx)} ${short(ry)} 0 1 0`;
  return `M${short(x - rx)} ${short(y)}${arc} ${short(2 * rx)} 0${arc} ${short(-2 * rx)} 0Z`;
}

function roundedOf(x, y, width, height, radius) {
  const [l, t, r] = [x - width / 2, y - height / 2, Math.min(radius, width / 2, height / 2)];
  const [w, h] = [width - 2 * r, height - 2 * r];
  const turn = (dx, dy) => `a${short(r)} ${short(r)} 0 0 1 ${short(dx)} ${short(dy)}`;
  return `M${short(l + r)} ${short(t)}h${short(w)}${turn(r, r)}v${short(h)}${turn(-r, r)}h${short(-w)}${turn(-r, -r)}v${short(-h)}${turn(r, -r)}Z`;
}

// The outline of a node.
function outline(shape, { x, y, width, height }) {
  const [l, t, r, b] = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  const cut = Math.min(height * 0.3, width * 0.2);
  if (shape === "ellipse") return circleOf(x, y, width / 2, height / 2);
  if (shape === "rounded") return roundedOf(x, y, width, height, Math.min(4, height * 0.28));
  if (shape === "stadium") return roundedOf(x, y, width, height, Math.min(width, height) / 2);
  if (shape === "octagon") return polygonOf([[l + cut, t], [r - cut, t], [r, t + cut], [r, b - cut], [r - cut, b], [l + cut, b], [l, b - cut], [l, t + cut]]);
  if (shape === "hexagon") return polygonOf([[l + cut, t], [r - cut, t], [r, y], [r - cut, b], [l + cut, b], [l, y]]);
  if (shape === "trapezium") return polygonOf([[l, t], [r, t], [r - cut, b], [l + cut, b]]);
  return polygonOf([[l, t], [r, t], [r, b], [l, b]]);
}

// The line and the head of an edge along its points; `curve`: the same line as Béziers, if it has.
function edgeShape(edge, points, curve) {
  const { by, shape } = headOf(edge.head, edge.width);
  const [trunk, end, direction] = shorten(points, by);
  return { line: curve ? curveOf(cutShort(curve, by)) : lineOf(trunk), head: shape(end, direction) };
}

// Béziers as path data: a start, then two handles and an end for each piece.
function curveOf(curve) {
  const pair = ([x, y]) => `${short(x)} ${short(y)}`;
  let path = `M${pair(curve[0])}`;
  for (let i = 1; i < curve.length; i += 3) path += `C${pair(curve[i])} ${pair(curve[i + 1])} ${pair(curve[i + 2])}`;
  return path;
}

function onPiece([a, b, c, d], t) {
  const s = 1 - t;
  const w = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return [0, 1].map((i) => w[0] * a[i] + w[1] * b[i] + w[2] * c[i] + w[3] * d[i]);
}

// Points along Béziers, near enough for pointing at the line.
function sampled(curve, steps = 12) {
  const points = [curve[0]];
  for (let i = 0; i + 3 < curve.length; i += 3) {
    for (let n = 1; n <= steps; n += 1) points.push(onPiece(curve.slice(i, i + 4), n / steps));
  }
  return points;
}

// Béziers without their last points, so that a head has its place.
function cutShort(curve, by) {
  const last = curve.slice(-4);
  const end = last[3];
  let [low, high] = [0, 1];
  for (let i = 0; i < 12; i += 1) {
    const middle = (low + high) / 2;
    const [x, y] = onPiece(last, middle);
    if (Math.hypot(end[0] - x, end[1] - y) > by) low = middle;
    else high = middle;
  }
  const mix = (p, q) => [p[0] + (q[0] - p[0]) * low, p[1] + (q[1] - p[1]) * low];
  const [ab, bc, cd] = [mix(last[0], last[1]), mix(last[1], last[2]), mix(last[2], last[3])];
  const [abc, bcd] = [mix(ab, bc), mix(bc, cd)];
  return [...curve.slice(0, -3), ab, abc, mix(abc, bcd)];
}

// The polyline without its last `by` points of length, its end, and the direction of its last 3.
function shorten(points, by) {
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
  const back = along(3).at;
  const span = Math.hypot(end[0] - back[0], end[1] - back[1]) || 1;
  const { at, kept } = along(by);
  return [[...points.slice(0, kept), at], end, [(end[0] - back[0]) / span, (end[1] - back[1]) / span]];
}

// A head as the figures draw it: by how much its line ends earlier, and its shape at an end.
function headOf(head, width) {
  const scale = 0.7 + 0.15 * width;
  const place = ([x, y], [dx, dy]) => (back, aside) => [x - back * dx - aside * dy, y - back * dy + aside * dx];
  if (head === "arrow") {
    const [length, half] = [6.4 * scale, 2.7 * scale];
    return { by: length * 0.8, shape: (end, way) => {
      const at = place(end, way);
      return polygonOf([at(0.3, 0), at(length, half), at(length * 0.82, 0), at(length, -half)]);
    } };
  }
  if (head === "bar") {
    const [half, thick] = [3.8 * scale, Math.max(1.3, width)];
    return { by: 1.5 + thick / 2, shape: (end, way) => {
      const at = place(end, way);
      return polygonOf([at(1.5, half), at(1.5, -half), at(1.5 + thick, -half), at(1.5 + thick, half)]);
    } };
  }
  if (head === "disc" || head === "ring") {
    const radius = 2.3 * scale;
    return { by: 2 * radius + 0.5, shape: (end, way) => circleOf(...place(end, way)(radius + 0.5, 0), radius) };
  }
  const [length, half] = [6 * scale, 2.2 * scale];
  return { by: length * 0.9, shape: (end, way) => {
    const at = place(end, way);
    return polygonOf([at(0.3, 0), at(length / 2, half), at(length, 0), at(length / 2, -half)]);
  } };
}

// A straight line between the borders of two boxes; a small loop where they are the same.
function straight(a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  if (!dx && !dy) return [[a.x + a.width / 2, a.y], [a.x + a.width / 2 + 8, a.y - a.height], [a.x, a.y - a.height / 2]];
  const reach = (box) => Math.min(dx ? box.width / 2 / Math.abs(dx) : Infinity, dy ? box.height / 2 / Math.abs(dy) : Infinity);
  const [near, far] = [reach(a), 1 - reach(b)];
  return [[a.x + near * dx, a.y + near * dy], [a.x + far * dx, a.y + far * dy]];
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
