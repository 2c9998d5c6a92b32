// What the reader wants to see. The address holds it, so that it can be shared and undone.
"use strict";

const FACETS = ["effect", "kind", "lane", "layer", "predicate", "grade", "species"];
const GROUPED = facts.groups;

const nothing = () => ({
  view: views.length ? views[0].name : GROUPED,
  select: null, // an entity or a relation
  off: Object.fromEntries(FACETS.map((facet) => [facet, new Set()])), // values that are hidden
  diseases: new Set(), // only what belongs to these
  least: 0, unstated: true, ends: "both",
  focus: null, // { node, way, hops }: what lies around an entity
  ask: null, pick: -1, // the question of paths, and which path is chosen
  extra: [], // entities added to the map
  best: false, // of a large answer draw the part with most support
  onMap: false, // show an answer on the map instead of on its own
  overlay: overlays.length ? 1 : 0, open: new Set(), // open groups
});
let wanted = nothing();

const plainAsk = () => ({ from: null, to: null, via: [], avoid: [], hops: 6, sign: 0, shortcuts: true, popular: true });

function written({ view, select, off, diseases, least, unstated, ends, focus, ask, pick, extra, best, onMap, overlay, open }) {
  const plain = nothing();
  const words = new URLSearchParams();
  if (view !== plain.view) words.set("view", view);
  if (isNode(select)) words.set("select", select.id);
  if (isEdge(select)) words.set("edge", edgeName(select));
  for (const facet of FACETS) for (const value of off[facet]) words.append(`without-${facet}`, value);
  for (const id of diseases) words.append("disease", id);
  if (least) words.set("support", String(least));
  if (!unstated) words.set("unstated", "no");
  if (ends === "any") words.set("ends", "any");
  if (focus) words.set("focus", JSON.stringify([focus.node.id, focus.way, focus.hops]));
  if (ask) {
    words.set("from", ask.from ? ask.from.id : "");
    if (ask.to) words.set("to", ask.to.id);
    for (const name of ["via", "avoid"]) for (const node of ask[name]) words.append(name, node.id);
    if (ask.hops !== 6) words.set("hops", String(ask.hops));
    if (ask.sign) words.set("sign", ask.sign > 0 ? "plus" : "minus");
    if (!ask.shortcuts) words.set("shortcuts", "no");
    if (!ask.popular) words.set("popular", "no");
    if (pick >= 0) words.set("path", String(pick + 1));
  }
  for (const node of extra) words.append("add", node.id);
  if (best) words.set("best", "yes");
  if (onMap) words.set("map", "yes");
  if (overlay !== plain.overlay) words.set("overlay", String(overlay));
  for (const group of open) words.append("open", group);
  return words.toString();
}

// The address is text from outside: what the page does not know is ignored.
function readAddress(text) {
  const words = new URLSearchParams(text.replace(/^#/, ""));
  const read = nothing();
  const whole = (name, least, most, otherwise) => {
    const number = Number.parseInt(words.get(name) ?? "", 10);
    return number >= least && number <= most ? number : otherwise;
  };
  const known = (name) => [...new Set(words.getAll(name).map((id) => nodeById.get(id)).filter(Boolean))];
  if (words.get("view") === GROUPED || views.some((view) => view.name === words.get("view"))) read.view = words.get("view");
  read.select = nodeById.get(words.get("select")) || (words.has("edge") && edgeByName().get(JSON.stringify(fromJson(words.get("edge"))))) || null;
  for (const facet of FACETS) read.off[facet] = new Set(words.getAll(`without-${facet}`));
  read.diseases = new Set(words.getAll("disease").filter((id) => diseasesKnown().has(id)));
  const least = Number(words.get("support"));
  if (least > 0 && least <= 1) read.least = least;
  read.unstated = words.get("unstated") !== "no";
  read.ends = words.get("ends") === "any" ? "any" : "both";
  read.focus = readFocus(words.get("focus"));
  if (words.has("from")) {
    read.ask = {
      from: nodeById.get(words.get("from")) || null, to: nodeById.get(words.get("to")) || null,
      via: known("via"), avoid: known("avoid"),
      hops: whole("hops", 1, MAX_HOPS, 6), sign: { plus: 1, minus: -1 }[words.get("sign")] || 0,
      shortcuts: words.get("shortcuts") !== "no", popular: words.get("popular") !== "no",
    };
    read.pick = whole("path", 1, 1000, 0) - 1;
  }
  read.extra = known("add");
  read.best = words.get("best") === "yes";
  read.onMap = words.get("map") === "yes";
  read.overlay = whole("overlay", 0, overlays.length, read.overlay);
  read.open = new Set(words.getAll("open"));
  return read;
}

const diseasesKnown = once(() => new Set([...facts.diseases.map((n) => nodes[n].id), ...evidence.flatMap((piece) => piece.disease)]));

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
  const asked = ["focus", "ask", "pick", "extra"].some((name) => Object.hasOwn(patch, name));
  wanted = { ...wanted, ...(asked ? { onMap: false, best: false } : {}), ...patch };
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

// The address also holds place and zoom; moving is no step of its own.
let placing = 0;

function notePlace() {
  if (framed) return;
  clearTimeout(placing);
  placing = setTimeout(() => {
    if (!state.touched) return;
    const { x, y } = network.getViewPosition();
    const at = [x, y, 100 * network.getScale()].map(Math.round).join(",");
    history.replaceState(history.state, "", `#${here}${here ? "&" : ""}at=${at}`);
  }, 250);
}

function readPlace(text) {
  const numbers = (new URLSearchParams(text.replace(/^#/, "")).get("at") || "").split(",").map(Number);
  if (numbers.length !== 3 || !numbers.every((n) => Number.isFinite(n) && Math.abs(n) < 1e6)) return null;
  return { position: { x: numbers[0], y: numbers[1] }, scale: numbers[2] / 100 };
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
  wanted = readAddress(address);
  reveal();
  here = written(wanted);
  apply();
  moveTo(readPlace(address));
}

addEventListener("popstate", (event) => {
  depth = event.state ? event.state.depth : 0;
  past.length = Math.min(past.length, depth);
  restore(location.hash.replace(/^#/, ""));
});

// Turns to a picture that holds what was chosen: to its surroundings where the map has it not, and
// among groups to the group that it lies in.
function reveal() {
  const answer = pathsAsked();
  if (wanted.pick >= answer.paths.length) wanted.pick = -1;
  const thing = wanted.select && !wanted.select.members ? wanted.select : null;
  const asked = wanted.onMap ? null : answerNow();
  if (asked && asked.rank) {
    if (!thing || asked.nodes.has(thing) || asked.edges.includes(thing)) return;
    wanted.onMap = true;
  }
  const view = views.find((one) => one.name === wanted.view);
  if (!view) {
    openGroupsOf([thing, ...(wanted.pick >= 0 ? answer.paths[wanted.pick].steps : []), wanted.focus && wanted.focus.node]);
    return;
  }
  const around = wanted.focus ? [...reachedFrom(wanted.focus)] : [];
  const holds = (one) => [thing, ...around].every((any) => !any || one.boxes.has(any) || one.routes.has(any));
  if (holds(view)) return;
  const other = views.find(holds);
  if (other) wanted.view = other.name;
  else if (around.length) wanted.view = GROUPED;
  else if (thing) [wanted.focus, wanted.onMap] = [{ node: isEdge(thing) ? smallerEnd(thing) : thing, way: "both", hops: 1 }, false];
  if (wanted.focus && reachedFrom(wanted.focus).size > MOST) {
    wanted.view = GROUPED;
    openGroupsOf([thing]);
    if (!around.length) wanted.focus = null;
  }
}

// The end of a relation with fewer relations of its own.
const smallerEnd = ({ u, v }) => (u.out.length + u.into.length <= v.out.length + v.into.length ? u : v);

function openGroupsOf(things) {
  const open = new Set(wanted.open);
  for (const thing of things.filter(Boolean)) {
    for (const node of isEdge(thing) ? [thing.u, thing.v] : [thing]) if (!node.members) open.add(groupName(node));
  }
  wanted.open = open;
}

// The answer to the question of paths, kept until the question changes.
let answered = { question: "", answer: { paths: [], reason: null } };

function pathsAsked() {
  const { ask } = wanted;
  if (!ask || !ask.from || !ask.to || ask.from === ask.to) return { paths: [], reason: null };
  const numbers = (some) => some.map((node) => node.index);
  const question = JSON.stringify([ask.from.index, ask.to.index, ask.hops, ask.sign, ask.shortcuts, ask.popular, numbers(ask.via), numbers(ask.avoid)]);
  if (answered.question !== question) {
    answered = { question, answer: signedPaths(ask.from, ask.to, { ...ask, withoutGrades: ask.popular ? [] : facts.popular }) };
  }
  return answered.answer;
}
