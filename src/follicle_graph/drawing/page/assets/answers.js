// Answers as pictures of their own: a path, paths, what lies around an entity, a narrow filter.
"use strict";

const MOST = 60; // entities of a picture that is easy to read
const TALL = 16; // entities of one column
const ANSWER = "Answer";

// What is asked now: { title, nodes, edges, rank, bands, horizontal } or null. `nodes` is a set; an
// answer that is too large to be drawn has no `rank`.
function answerNow() {
  const { ask, focus, extra } = wanted;
  const paths = ask ? pathsAsked().paths : [];
  if (ask && paths.length) return pathsAnswer(paths);
  if (focus) return aroundAnswer(focus);
  if (extra.length) return enlargedAnswer(extra);
  const view = baseView();
  return filtering() && view.name === GROUPED ? filterAnswer() : null;
}

const baseView = () => views.find((view) => view.name === wanted.view) || groupView();

// One path, or the best paths together.
function pathsAnswer(paths) {
  const { ask, pick } = wanted;
  const chosen = pick >= 0 ? [paths[pick]] : [];
  const some = new Set(chosen.flatMap(pathNodes));
  for (const path of pick >= 0 ? [] : paths) {
    const larger = new Set([...some, ...pathNodes(path)]);
    if (larger.size > MOST) break;
    for (const node of larger) some.add(node);
    chosen.push(path);
  }
  const links = [...new Set(chosen.flatMap(({ steps }) => steps))];
  const rank = ranksOf([...some], links);
  const last = Math.max(...rank.values());
  rank.set(ask.to, Math.max(rank.get(ask.to), [...some].some((node) => node !== ask.to && rank.get(node) === last) ? last + 1 : last));
  const count = pick >= 0 ? `path ${pick + 1} of ${paths.length}` : chosen.length < paths.length ? `the best ${chosen.length} of ${paths.length} paths` : counted(paths.length, "path");
  return { title: `${ask.from.label} to ${ask.to.label}: ${count}`, nodes: some, edges: links, rank, bands: [] };
}

// What lies around an entity: one layer for each hop.
function aroundAnswer({ node, way, hops }) {
  let some = reachedFrom({ node, way, hops });
  const all = some.size;
  if (wanted.best && all > MOST) some = bestOf(some, node, way);
  const links = linksAmong(some);
  const part = some.size < all ? `, the ${some.size} of ${all} entities with most support` : "";
  const title = `${{ in: "What acts on", out: "What follows from", both: "Around" }[way]} ${node.label}: ${counted(hops, "hop")}${part}`;
  if (some.size > MOST) return { title, nodes: some, edges: links };
  const hop = hopsFrom(node, some, links, way);
  const rank = new Map();
  const bands = [];
  let next = 0;
  for (const n of [...new Set(hop.values())].sort((a, b) => a - b)) {
    const members = [...some].filter((one) => hop.get(one) === n).sort((a, b) => strongest(b, links) - strongest(a, links) || a.index - b.index);
    const columns = Math.ceil(members.length / TALL); // the stronger ones nearer to the middle
    members.forEach((one, i) => {
      const column = Math.floor((i * columns) / members.length);
      rank.set(one, next + (n < 0 ? columns - 1 - column : column));
    });
    bands.push({ from: next, to: next + columns - 1, lines: [n ? `${counted(Math.abs(n), "hop")} ${n < 0 ? "upstream" : "downstream"}` : node.short] });
    next += columns;
  }
  return { title, nodes: some, edges: links, rank, bands };
}

const strongest = (node, links) => links.reduce((most, edge) => (edge.u === node || edge.v === node ? Math.max(most, edge.support) : most), 0);

// The entities nearest to one, then those whose relations with nearer ones have most support.
function bestOf(some, node, way) {
  const kept = new Set([node]);
  const joined = (one) => [...(way === "out" ? [] : one.out), ...(way === "in" ? [] : one.into)];
  while (kept.size < MOST) {
    const strength = new Map();
    for (const one of some) {
      if (kept.has(one)) continue;
      const near = joined(one).filter((edge) => kept.has(edge.u === one ? edge.v : edge.u) && edgePasses(edge));
      if (near.length) strength.set(one, Math.max(...near.map((edge) => edge.support)));
    }
    const next = [...strength].sort((a, b) => b[1] - a[1] || a[0].index - b[0].index).slice(0, MOST - kept.size);
    if (!next.length) break;
    for (const [one] of next) kept.add(one);
  }
  return kept;
}

// Signed hops from an entity, upstream below 0 and downstream above; the nearer of both counts. What
// is joined only over both ways stands beyond what it is joined with.
function hopsFrom(node, some, links, way) {
  const inside = new Set(links);
  const heads = (one) => one.out.filter((edge) => inside.has(edge)).map((edge) => edge.v);
  const tails = (one) => one.into.filter((edge) => inside.has(edge)).map((edge) => edge.u);
  const far = (next) => {
    const steps = new Map([[node, 0]]);
    let front = [node];
    for (let n = 1; front.length; n += 1) {
      front = [...new Set(front.flatMap(next))].filter((one) => !steps.has(one));
      for (const one of front) steps.set(one, n);
    }
    return steps;
  };
  const [up, down] = [way === "out" ? new Map() : far(tails), way === "in" ? new Map() : far(heads)];
  const hop = new Map([[node, 0]]);
  let left = [...some].filter((one) => one !== node);
  for (let n = 1, before = -1; left.length && n <= some.size; n += 1) {
    for (const one of left) {
      if (down.get(one) === n) hop.set(one, n);
      else if (up.get(one) === n) hop.set(one, -n);
    }
    left = left.filter((one) => !hop.has(one));
    const near = left.map((one) => [one, [...heads(one), ...tails(one)].find((other) => Math.abs(hop.get(other)) === n - 1)]).filter(([one, other]) => other && !(down.get(one) < n + 2 || up.get(one) < n + 2));
    for (const [one, other] of near) hop.set(one, hop.get(other) < 0 ? -n : n);
    left = left.filter((one) => !hop.has(one));
    if (before === left.length && n > 8) break;
    before = left.length;
  }
  for (const one of left) hop.set(one, 1);
  return hop;
}

// The map with entities that the reader has added to it.
function enlargedAnswer(extra) {
  const base = shownOf(baseView());
  const some = new Set([...base.nodes].filter((node) => !node.members));
  for (const node of extra) some.add(node);
  const added = new Set(extra);
  const links = [...new Set([...base.edges].filter((edge) => !edge.members).concat(linksAmong(some).filter((edge) => added.has(edge.u) || added.has(edge.v))))];
  const title = `${wanted.view} with ${counted(extra.length, "more entity", "more entities")}`;
  return some.size > 2 * MOST ? { title, nodes: some, edges: links } : { title, nodes: some, edges: links, ...inLanes(some, links) };
}

function filterAnswer() {
  const links = edges.filter(edgePasses);
  const some = new Set(links.flatMap((edge) => [edge.u, edge.v]));
  if (!some.size || some.size > MOST) return null;
  const lonely = nodes.filter((node) => nodePasses(node) && !some.has(node)).length;
  const note = lonely && (wanted.off.kind.size || wanted.off.lane.size) ? `; ${counted(lonely, "more entity passes", "more entities pass")} without a relation among them` : "";
  return { title: "What passes the filters", note, nodes: some, edges: links, ...inLanes(some, links) };
}

// Layers inside the lanes, lanes in their order from top to bottom.
function inLanes(some, links) {
  const rank = new Map();
  const bands = [];
  let next = 0;
  const place = (lane) => (facts.lanes.includes(lane) ? facts.lanes.indexOf(lane) : 1000);
  for (const lane of [...new Set([...some].map((node) => node.lane))].sort((a, b) => place(a) - place(b) || byName(a, b))) {
    const members = [...some].filter((node) => node.lane === lane);
    const own = ranksOf(members, links.filter((edge) => edge.u.lane === lane && edge.v.lane === lane));
    const rows = [...new Set(own.values())].sort((a, b) => a - b);
    const from = next;
    for (const row of rows) {
      const inRow = members.filter((node) => own.get(node) === row);
      const parts = Math.ceil(inRow.length / 9);
      inRow.forEach((node, i) => rank.set(node, next + Math.floor((i * parts) / inRow.length)));
      next += parts;
    }
    if (lane) bands.push({ from, to: next - 1, lines: facts.laneLines[lane] || [lane] });
  }
  return { rank, bands, rowsOnly: true };
}

function linksAmong(some) {
  return [...some].flatMap((node) => node.out).filter((edge) => some.has(edge.v) && edgePasses(edge));
}

// The view of an answer, kept until the answer changes; laid out the way that fills the map better.
let drawnAnswer = { key: "", view: null };

function answerView(answer) {
  const wide = stage.clientWidth >= stage.clientHeight;
  const key = JSON.stringify([answer.title, [...answer.nodes].map((node) => node.index), answer.edges.map((edge) => edge.index), wide]);
  if (drawnAnswer.key !== key) {
    const ways = answer.rowsOnly ? [false] : [wide, !wide];
    const tries = layered([...answer.nodes], answer.edges, answer.rank, { ways, bands: answer.bands });
    const fitOf = (view) => Math.min(stage.clientWidth / view.width, stage.clientHeight / view.height);
    const columns = answer.bands.length ? 1.25 : 1.02; // hops stay in columns unless rows fit much better
    const view = tries.length > 1 && fitOf(tries[1]) > columns * fitOf(tries[0]) ? tries[1] : tries[0];
    view.name = ANSWER;
    view.title = answer.title;
    drawnAnswer = { key, view };
  }
  return drawnAnswer.view;
}

// The view that is shown: the answer on its own, or the map.
function viewNow() {
  const answer = wanted.onMap ? null : answerNow();
  return answer && answer.rank ? answerView(answer) : baseView();
}

// The line above the map: what is drawn, and the way between the answer and the map.
function drawBar() {
  const answer = answerNow();
  const bar = byId("bar");
  const large = answer && !answer.rank;
  const empty = filtering() && !state.on.edges.size;
  bar.hidden = !answer && !empty;
  if (bar.hidden) return;
  const alone = state.view.name === ANSWER;
  const text = !answer ? emptyWords() : large
    ? `${answer.title}: ${counted(answer.nodes.size, "entity", "entities")} are too many to draw on their own. The map shows them; the table lists them.`
    : `${answer.title}: ${answer.rank && wanted.best ? "" : `${counted(answer.nodes.size, "entity", "entities")}, `}${counted(answer.edges.length, "relation")}${answer.note || ""}`;
  const buttons = [];
  if (alone) buttons.push(el("button", { type: "button", id: "back-to-map", onclick: () => change({ onMap: true, extra: [] }) }, "← Back to the map"));
  else if (answer && !large) buttons.push(el("button", { type: "button", id: "draw-alone", onclick: () => change({ onMap: false }) }, "Draw it on its own"));
  if (large && wanted.focus) buttons.push(el("button", { type: "button", id: "draw-best", onclick: () => change({ best: true, onMap: false }) }, `Draw the best ${MOST}`));
  if (large) buttons.push(el("button", { type: "button", onclick: openTable }, "Table"));
  if (wanted.focus && !alone) buttons.push(el("button", { type: "button", id: "no-focus", onclick: () => change({ focus: null }) }, "Whole map"));
  if (!wanted.ask && !wanted.focus && wanted.ends !== "any" && (wanted.off.kind.size || wanted.off.lane.size)) {
    buttons.push(el("button", { type: "button", id: "any-end", onclick: () => change({ ends: "any" }) }, "Show also what they act on"));
  }
  if (!answer && empty) buttons.push(el("button", { type: "button", onclick: showEverything }, "Show everything again"));
  bar.replaceChildren(el("span", {}, text), el("span", { class: "row" }, buttons));
}

// Why a filter leaves no relation.
function emptyWords() {
  const passing = nodes.filter(nodePasses).length;
  if (!passing) return "No entity passes the filters.";
  return `No relation joins two of the ${counted(passing, "entity", "entities")} that pass the filters.`;
}
