// Elements: text from the facts is always text and never markup.
"use strict";

const byId = (id) => document.getElementById(id);

// An element: el("p", { class: "note" }, "text", child).
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== "" && child !== false));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

// A link to a paper; only https addresses become one.
function linkTo(reference) {
  const text = reference.citation || reference.id;
  return linked(reference.url, text);
}

function linked(url, text) {
  if (!url || !url.startsWith("https://")) return el("span", {}, text);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}

// Announces to screen readers what has happened.
function say(text) {
  byId("said").textContent = text;
}

function entry(term, text) {
  return text ? [el("dt", {}, term), el("dd", {}, text)] : [];
}

function swatch(look) {
  const icon = shapeIcon(look);
  icon.setAttribute("class", "swatch");
  return icon;
}

function meter(support) {
  const bar = el("progress", { max: "1", value: String(support), "aria-label": `support ${support.toFixed(2)}` });
  return el("span", { class: "meter" }, bar, el("span", {}, support.toFixed(2)));
}

function shapeIcon({ shape, fill, border }) {
  const box = { x: 12, y: 7, width: 22, height: 12 };
  return svg("svg", { viewBox: "0 0 24 14", width: 24, height: 14, "aria-hidden": "true" },
    svg("path", { d: outline(shape, box), fill, stroke: border }));
}

function lineIcon({ color, head = "", width = 1.6, dash = [], opacity = 1 }) {
  const tips = { arrow: "38,7 29,3 31,7 29,11", bar: "36,1 38,1 38,13 36,13", diamond: "38,7 33,3.5 28,7 33,10.5" };
  const ink = inkOf(color);
  const line = svg("line", { x1: 2, y1: 7, x2: head === "bar" ? 36 : head ? 30 : 38, y2: 7, stroke: ink, "stroke-width": width, "stroke-dasharray": dash.join(" "), opacity });
  return svg("svg", { viewBox: "0 0 40 14", width: 40, height: 14, "aria-hidden": "true" }, line,
    ...(tips[head] ? [svg("polygon", { points: tips[head], fill: ink })] : []),
    ...(head === "disc" || head === "ring" ? [svg("circle", { cx: 33, cy: 7, r: 4, stroke: ink, "stroke-width": 1.5, fill: head === "disc" ? ink : palette.paper })] : []));
}
