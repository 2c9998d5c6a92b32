// What the reader has asked to see. It stands in the address, so that it can be shared and undone.
"use strict";

const FACETS = ["effect", "kind", "lane", "layer", "predicate", "grade", "species", "disease"];

// The question of paths: from, to, and what fg.paths takes. A focus: what lies around an entity.
const nothing = () => ({
  view: views.length ? views[0].name : GROUPED, select: null, off: Object.fromEntries(FACETS.map((facet) => [facet, new Set()])),
  least: 0, unstated: true, focus: null, ask: null, pick: -1, overlay: overlays.length ? 1 : 0, open: new Set(),
});
const GROUPED = "Groups";
let wanted = nothing();

const plainAsk = () => ({ from: null, to: null, hops: 6, sign: 0, shortcuts: true });

function written({ view, select, off, least, unstated, focus, ask, pick, overlay, open }) {
  const plain = nothing();
  const words = new URLSearchParams();
  if (view !== plain.view) words.set("view", view);
  if (isNode(select)) words.set("select", select.id);
  if (isEdge(select)) words.set("edge", edgeName(select));
  for (const facet of FACETS) for (const value of off[facet]) words.append(`without-${facet}`, value);
  if (least) words.set("support", String(least));
  if (!unstated) words.set("unstated", "no");
  if (focus) words.set("focus", JSON.stringify([focus.node.id, focus.way, focus.hops]));
  if (ask) {
    words.set("from", ask.from ? ask.from.id : "");
    if (ask.to) words.set("to", ask.to.id);
    if (ask.hops !== 6) words.set("hops", String(ask.hops));
    if (ask.sign) words.set("sign", ask.sign > 0 ? "plus" : "minus");
    if (!ask.shortcuts) words.set("shortcuts", "no");
    if (pick >= 0) words.set("path", String(pick + 1));
  }
  if (overlay !== plain.overlay) words.set("overlay", String(overlay));
  for (const group of open) words.append("open", group);
  return words.toString();
}

// The address is text from outside: what it names and the page does not know is passed over.
function readAddress(text) {
  const words = new URLSearchParams(text.replace(/^#/, ""));
  const read = nothing();
  const whole = (name, least, most, otherwise) => {
    const number = Number.parseInt(words.get(name) ?? "", 10);
    return number >= least && number <= most ? number : otherwise;
  };
  if (views.some((view) => view.name === words.get("view"))) read.view = words.get("view");
  read.select = nodeById.get(words.get("select")) || (words.has("edge") && edgeByName().get(JSON.stringify(fromJson(words.get("edge"))))) || null;
  for (const facet of FACETS) read.off[facet] = new Set(words.getAll(`without-${facet}`));
  const least = Number(words.get("support"));
  if (least > 0 && least <= 1) read.least = least;
  read.unstated = words.get("unstated") !== "no";
  read.focus = readFocus(words.get("focus"));
  if (words.has("from")) {
    read.ask = {
      from: nodeById.get(words.get("from")) || null, to: nodeById.get(words.get("to")) || null,
      hops: whole("hops", 1, MAX_HOPS, 6), sign: { plus: 1, minus: -1 }[words.get("sign")] || 0,
      shortcuts: words.get("shortcuts") !== "no",
    };
    read.pick = whole("path", 1, 1000, 0) - 1;
  }
  read.overlay = whole("overlay", 0, overlays.length, read.overlay);
  read.open = new Set(words.getAll("open"));
  return read;
}

function fromJson(text) {
  try {
    return JSON.parse(text || "null");
  } catch {
    return null;
  }
}

function readFocus(text) {
  const [id, way, hops] = [fromJson(text)].flat();
  const known = nodeById.has(id) && ["in", "out", "both"].includes(way) && [1, 2, 3, 4].includes(hops);
  return known ? { node: nodeById.get(id), way, hops } : null;
}

// ---- steps back: the browser's own, or in a frame (notebooks), whose history is that of the page
// around it, a list of ours
const framed = window.parent !== window;
const past = [];
let depth = 0;
let here = "";

function change(patch, { replace = false } = {}) {
  wanted = { ...wanted, ...patch };
  reveal();
  const address = written(wanted);
  if (address !== here) {
    if (!replace) {
      past.push(here);
      depth += 1;
    }
    if (!framed) history[replace ? "replaceState" : "pushState"]({ depth }, "", `#${address}`);
    here = address;
  }
  apply();
}

function undo() {
  if (!depth) return;
  if (!framed && history.state && history.state.depth === depth) {
    history.back();
    return;
  }
  depth -= 1;
  restore(past.pop() ?? "");
}

function restore(address) {
  here = address;
  wanted = readAddress(address);
  reveal();
  apply();
}

addEventListener("popstate", (event) => {
  depth = event.state ? event.state.depth : 0;
  past.length = Math.min(past.length, depth);
  restore(location.hash.replace(/^#/, ""));
});

// Turns to a view that holds what was asked for, and opens the groups that it lies in.
function reveal() {
  const answer = pathsAsked();
  if (wanted.pick >= answer.paths.length) wanted.pick = -1;
  const chosen = wanted.pick >= 0 ? answer.paths[wanted.pick].steps : [];
  const things = [wanted.select, ...chosen].filter(Boolean);
  const shown = views.find((view) => view.name === wanted.view);
  if (!shown) {
    const open = new Set(wanted.open);
    for (const thing of [...things, wanted.focus && wanted.focus.node].filter(Boolean)) {
      for (const node of isEdge(thing) ? [thing.u, thing.v] : [thing]) if (!node.members) open.add(groupName(node));
    }
    wanted.open = open;
    return;
  }
  const around = wanted.focus ? [...reachedFrom(wanted.focus)] : [];
  const holds = (view) => [...things, ...around].every((thing) => view.boxes.has(thing) || view.routes.has(thing));
  if (!holds(shown)) wanted.view = (views.find(holds) || shown).name;
}

// The answer to the question of paths, kept until the question changes.
let answered = { question: "", answer: { paths: [], reason: null } };

function pathsAsked() {
  const { ask } = wanted;
  if (!ask || !ask.from || !ask.to || ask.from === ask.to) return { paths: [], reason: null };
  const question = JSON.stringify([ask.from.index, ask.to.index, ask.hops, ask.sign, ask.shortcuts]);
  if (answered.question !== question) {
    answered = { question, answer: signedPaths(ask.from, ask.to, ask) };
  }
  return answered.answer;
}
