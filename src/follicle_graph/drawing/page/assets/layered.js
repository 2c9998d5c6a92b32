// The layout of a small answer in layers: rows from top to bottom, or columns from left to right.
// Positions are kept as t (along the layers) and s (across them) until the end.
"use strict";

const LETTERS = 8.5; // size of labels in points
const SLOT = 5; // breadth of an edge where it passes a layer
const STARTS = 6;

// Width and height of the box of an entity, by its label.
function sizeOf(node) {
  node.size ||= (() => {
    const ctx = sizeOf.pen ||= document.createElement("canvas").getContext("2d");
    ctx.font = `${LETTERS}px ${FONT}`;
    const widest = Math.max(...node.lines.map((line) => ctx.measureText(line).width));
    const round = { ellipse: 1.24, hexagon: 1.22, stadium: 1.1, trapezium: 1.22 }[node.look.shape] || 1;
    return { width: Math.max(30, widest * round + 12), height: node.lines.length * LETTERS * 1.15 + 8 };
  })();
  return node.size;
}

// Views of these entities and edges, one for each of `ways` (true: layers are columns). `rank`: entity
// -> layer from 0. `bands`: captions of runs of layers, [{ lines, from, to }].
function layered(some, links, rank, { ways = [false], bands = [] } = {}) {
  let order = null;
  return ways.map((horizontal) => {
    const plan = rowsOf(some, links, rank, horizontal);
    if (order) plan.rows.forEach((row, i) => settleRow(plan.rows, i, order[i].map((at) => row[at])));
    else {
      const numbered = plan.rows.map((row) => [...row]);
      orderRows(plan);
      order = plan.rows.map((row, i) => row.map((item) => numbered[i].indexOf(item)));
    }
    placeRows(plan);
    stackRows(plan, bands);
    return drawnPlan(plan, bands);
  });
}

// ---- rows of items; an edge over several layers has an item in each that it passes
function rowsOf(some, links, rank, horizontal) {
  const count = Math.max(0, ...some.map((node) => rank.get(node))) + 1;
  const plan = { horizontal, rows: Array.from({ length: count }, () => []), item: new Map(), chains: new Map(), level: [], loops: [] };
  const add = (row, node, breadth, depth) => {
    const item = { node, row, breadth, depth, up: [], down: [], side: [], s: 0, at: plan.rows[row].length };
    plan.rows[row].push(item);
    return item;
  };
  for (const node of some) {
    const { width, height } = sizeOf(node);
    plan.item.set(node, add(rank.get(node), node, horizontal ? height : width, horizontal ? width : height));
  }
  for (const edge of links) {
    const [a, b] = [plan.item.get(edge.u), plan.item.get(edge.v)];
    if (a === b) plan.loops.push(edge);
    else if (a.row === b.row) {
      plan.level.push(edge);
      a.side.push(b);
      b.side.push(a);
    } else {
      const [first, last] = a.row < b.row ? [a, b] : [b, a];
      const chain = [first];
      for (let row = first.row + 1; row < last.row; row += 1) chain.push(add(row, null, SLOT, 0));
      chain.push(last);
      for (let i = 1; i < chain.length; i += 1) {
        chain[i - 1].down.push(chain[i]);
        chain[i].up.push(chain[i - 1]);
      }
      plan.chains.set(edge, chain);
    }
  }
  return plan;
}

// ---- order inside the rows: medians from several starts, then swaps; fewest crossings win
function orderRows(plan) {
  const { rows } = plan;
  const keep = () => rows.map((row) => [...row]);
  let best = { cost: Infinity, order: keep() };
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const first = keep();
  for (let start = 0; start < STARTS; start += 1) {
    first.forEach((row, i) => settleRow(rows, i, [...row]));
    if (start) rows.forEach((row, i) => settleRow(rows, i, row.map((item) => [random(), item]).sort((a, b) => a[0] - b[0]).map(([, item]) => item)));
    for (let sweep = 0; sweep < 10; sweep += 1) {
      const down = sweep % 2 === 0;
      for (let n = 0; n < rows.length; n += 1) byMedian(rows, down ? n : rows.length - 1 - n, down);
      if (sweep > 5) swapNeighbours(rows);
      const cost = rows.reduce((sum, row, i) => sum + crossingsBelow(row) + 0.4 * apart(rows[i]), 0);
      if (cost < best.cost) best = { cost, order: keep() };
    }
    if (best.cost === 0) break;
  }
  best.order.forEach((row, i) => settleRow(rows, i, row));
}

function settleRow(rows, i, row) {
  rows[i] = row;
  row.forEach((item, at) => { item.at = at; });
}

function byMedian(rows, i, down) {
  const goal = new Map(rows[i].map((item) => {
    const near = (down ? item.up : item.down).map((one) => one.at).concat(item.side.map((one) => one.at)).sort((a, b) => a - b);
    if (!near.length) return [item, item.at];
    const middle = near.length >> 1;
    return [item, near.length % 2 ? near[middle] : (near[middle - 1] + near[middle]) / 2];
  }));
  settleRow(rows, i, [...rows[i]].sort((a, b) => goal.get(a) - goal.get(b) || a.at - b.at));
}

// Crossings between the links of two items, the first standing before the second.
function crossed(as, bs) {
  let count = 0;
  for (const one of as) for (const other of bs) if (one.at > other.at) count += 1;
  return count;
}

function swapNeighbours(rows) {
  for (let round = 0, better = true; better && round < 8; round += 1) {
    better = false;
    for (const row of rows) {
      for (let i = 1; i < row.length; i += 1) {
        const [a, b] = [row[i - 1], row[i]];
        const gain = crossed(a.up, b.up) + crossed(a.down, b.down) - crossed(b.up, a.up) - crossed(b.down, a.down);
        if (gain > 0) {
          [row[i - 1], row[i], a.at, b.at] = [b, a, i, i - 1];
          better = true;
        }
      }
    }
  }
}

function crossingsBelow(row) {
  const ends = row.flatMap((item) => item.down.map((one) => one.at).sort((a, b) => a - b));
  let count = 0;
  for (let i = 1; i < ends.length; i += 1) for (let j = 0; j < i; j += 1) if (ends[j] > ends[i]) count += 1;
  return count;
}

const apart = (row) => row.reduce((sum, item) => sum + item.side.reduce((far, one) => far + Math.abs(one.at - item.at) - 1, 0), 0) / 2;

// ---- places across: each row as near to what it is joined with as order and gaps allow
function placeRows({ rows, horizontal }) {
  const gap = (a, b) => (a.breadth + b.breadth) / 2 + (a.node && b.node ? (horizontal ? 9 : 16) : a.node || b.node ? 7 : 3);
  for (const row of rows) {
    let s = 0;
    row.forEach((item, i) => {
      if (i) s += gap(row[i - 1], item);
      item.s = s;
    });
    const shift = s / 2;
    for (const item of row) item.s -= shift;
  }
  const weight = (a, b) => (a.node ? (b.node ? 1 : 2) : b.node ? 2 : 8);
  const pull = (row, sides) => {
    const offsets = [0];
    for (let i = 1; i < row.length; i += 1) offsets[i] = offsets[i - 1] + gap(row[i - 1], row[i]);
    const goals = row.map((item) => {
      let [sum, total] = [item.s * 0.05, 0.05];
      for (const side of sides) for (const one of item[side]) {
        const w = weight(item, one);
        sum += w * one.s;
        total += w;
      }
      return [sum / total, total];
    });
    rising(goals.map(([goal, w], i) => [goal - offsets[i], w])).forEach((s, i) => { row[i].s = s + offsets[i]; });
  };
  for (let sweep = 0; sweep < 14; sweep += 1) {
    const sides = sweep > 9 ? ["up", "down"] : sweep % 2 ? ["down"] : ["up"];
    for (let n = 0; n < rows.length; n += 1) pull(rows[sweep % 2 ? rows.length - 1 - n : n], sides);
  }
}

// The nearest values that never fall (isotonic regression): [goal, weight] each.
function rising(goals) {
  const blocks = [];
  for (const [goal, weight] of goals) {
    let block = { sum: goal * weight, weight, count: 1 };
    while (blocks.length && blocks[blocks.length - 1].sum / blocks[blocks.length - 1].weight > block.sum / block.weight) {
      const before = blocks.pop();
      block = { sum: before.sum + block.sum, weight: before.weight + block.weight, count: before.count + block.count };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, weight, count }) => new Array(count).fill(sum / weight));
}

// ---- places along: the more an edge turns in a gap, the wider the gap
function stackRows(plan, bands) {
  const { rows, horizontal, level } = plan;
  plan.top = [];
  plan.bottom = [];
  let t = 0;
  rows.forEach((row, i) => {
    const depth = Math.max(12, ...row.map((item) => item.depth));
    plan.top[i] = t;
    plan.bottom[i] = t + depth;
    const turns = row.flatMap((item) => item.down.map((one) => Math.abs(one.s - item.s)));
    const arcs = level.filter((edge) => plan.item.get(edge.u).row === i && !besides(plan, edge)).length;
    const between = bands.some((band) => band.to === i) ? 12 : 0;
    t += depth + between + (horizontal ? 34 : 26) + Math.min(60, 0.16 * Math.max(0, ...turns)) + Math.min(40, 6 * arcs);
  });
}

const besides = (plan, edge) => Math.abs(plan.item.get(edge.u).at - plan.item.get(edge.v).at) === 1;

// ---- boxes and curves
function drawnPlan(plan, bands) {
  const { rows, horizontal, item, chains, level, loops, top, bottom } = plan;
  const every = rows.flat();
  const least = Math.min(0, ...every.map((one) => one.s - one.breadth / 2));
  const most = Math.max(0, ...every.map((one) => one.s + one.breadth / 2));
  const margin = 12;
  const lead = bands.length ? (horizontal ? 24 : 84) : margin; // captions of columns stand above, of rows at the left
  const place = ([t, s]) => (horizontal ? [t + margin, s - least + lead] : [s - least + lead, t + margin]);
  const view = { boxes: new Map(), routes: new Map(), curves: new Map(), lanes: [] };
  const long = (bottom[bottom.length - 1] || 0) + 2 * margin;
  const across = most - least + lead + margin;
  [view.width, view.height] = horizontal ? [long, across] : [across, long];
  for (const [node, one] of item) {
    const [x, y] = place([(top[one.row] + bottom[one.row]) / 2, one.s]);
    view.boxes.set(node, { x, y, ...sizeOf(node) });
  }
  for (const { lines, from, to } of bands) {
    const [low, high] = [top[from] - 9, bottom[to] + 9];
    const [width, height] = horizontal ? [high - low, across - 4] : [across - 4, high - low];
    const [x, y] = horizontal ? [(low + high) / 2 + margin, across / 2] : [across / 2, (low + high) / 2 + margin];
    view.lanes.push({ lines, x, y, width, height, top: horizontal });
  }
  const ports = portsOf(plan);
  const border = (edge, one, below) => {
    const offset = ports.get(edge).get(one)[below ? 1 : 0];
    const middle = (top[one.row] + bottom[one.row]) / 2;
    const half = one.depth / 2 - inset(one, offset, horizontal);
    return [middle + (below ? half : -half), one.s + offset];
  };
  const set = (edge, places, turned) => {
    const curve = places.map(place);
    if (turned) curve.reverse();
    view.curves.set(edge, curve);
    view.routes.set(edge, sampled(curve));
  };
  for (const [edge, chain] of chains) {
    const last = chain[chain.length - 1];
    set(edge, through(plan, chain, border(edge, chain[0], true), border(edge, last, false)), chain[0].node !== edge.u);
  }
  const sideways = new Map();
  for (const edge of level) {
    const [a, b] = [item.get(edge.u), item.get(edge.v)];
    if (besides(plan, edge)) {
      const key = `${Math.min(a.at, b.at)} ${a.row}`;
      const turn = sideways.get(key) || 0;
      sideways.set(key, turn + 1);
      const t = (top[a.row] + bottom[a.row]) / 2 + (turn % 2 ? -1 : 1) * 5 * Math.ceil(turn / 2);
      const way = b.at > a.at ? 1 : -1;
      const [from, to] = [a.s + (way * a.breadth) / 2, b.s - (way * b.breadth) / 2];
      set(edge, [[t, from], [t, from + (to - from) / 3], [t, from + (2 * (to - from)) / 3], [t, to]]);
    } else {
      const [from, to] = [border(edge, a, true), border(edge, b, true)];
      const deep = bottom[a.row] + 12 + Math.min(26, 0.08 * Math.abs(a.s - b.s));
      set(edge, [from, [deep, from[1]], [deep, to[1]], to]);
    }
  }
  loops.forEach((edge) => {
    const one = item.get(edge.u);
    const [t, s] = [(top[one.row] + bottom[one.row]) / 2, one.s + one.breadth / 2];
    set(edge, [[t - 3, s], [t - 12, s + 16], [t + 12, s + 16], [t + 3, s]]);
  });
  return view;
}

// Where edges leave and reach their entities, spread over the border in the order of the other ends:
// edge -> item -> offsets [towards lower layers, towards higher layers].
function portsOf(plan) {
  const ports = new Map();
  const sides = new Map(); // item -> [ends at its upper side, at its lower side]
  const note = (edge, one, below, other) => {
    if (!sides.has(one)) sides.set(one, [[], []]);
    sides.get(one)[below].push({ edge, other });
    if (!ports.has(edge)) ports.set(edge, new Map());
    ports.get(edge).set(one, ports.get(edge).get(one) || [0, 0]);
  };
  for (const [edge, chain] of plan.chains) {
    note(edge, chain[0], 1, chain[1].s);
    note(edge, chain[chain.length - 1], 0, chain[chain.length - 2].s);
  }
  for (const edge of plan.level) {
    if (besides(plan, edge)) continue;
    const [a, b] = [plan.item.get(edge.u), plan.item.get(edge.v)];
    note(edge, a, 1, b.s);
    note(edge, b, 1, a.s);
  }
  for (const [one, both] of sides) {
    both.forEach((ends, below) => {
      ends.sort((a, b) => a.other - b.other || a.edge.index - b.edge.index);
      const step = Math.min(9, (0.62 * one.breadth) / Math.max(1, ends.length));
      ends.forEach(({ edge }, i) => { ports.get(edge).get(one)[below] = (i - (ends.length - 1) / 2) * step; });
    });
  }
  return ports;
}

// How far the outline of an entity lies inside its box at an offset from the middle.
function inset({ node, breadth, depth }, offset, horizontal) {
  const { shape } = node.look;
  const share = Math.min(1, Math.abs(2 * offset) / breadth);
  if (shape === "ellipse") return (depth / 2) * (1 - Math.sqrt(1 - share * share));
  if (!horizontal) return 0;
  const cut = Math.min(breadth * 0.3, depth * 0.2);
  if (shape === "stadium") return (breadth / 2) * (1 - Math.sqrt(1 - share * share));
  if (shape === "hexagon") return cut * share;
  if (shape === "trapezium") return cut * (0.5 + offset / breadth);
  return 0;
}

// How steeply an edge may pass a layer without touching the entities beside its slot.
function steepest({ rows, top, bottom }, item) {
  if (item.node) return 0;
  const row = rows[item.row];
  let free = 40;
  for (const step of [-1, 1]) {
    let i = item.at + step;
    while (row[i] && !row[i].node) i += step;
    if (row[i]) free = Math.min(free, Math.abs(row[i].s - item.s) - row[i].breadth / 2 - 3);
  }
  return Math.max(1, free) / ((bottom[item.row] - top[item.row]) / 2);
}

// The curve of a chain: straight inside the layers, where it keeps its slot, and bent in the gaps.
function through(plan, chain, start, end) {
  const { top, bottom } = plan;
  const middles = chain.map((one) => (top[one.row] + bottom[one.row]) / 2);
  const across = chain.map((one, i) => (i === 0 ? start[1] : i === chain.length - 1 ? end[1] : one.s));
  const knots = [[...start, 0]]; // t, s, slope
  chain.forEach((one, i) => {
    if (i === 0) return knots.push([bottom[one.row], start[1], 0]);
    if (i === chain.length - 1) return knots.push([top[one.row], end[1], 0]);
    const before = (across[i] - across[i - 1]) / (middles[i] - middles[i - 1]);
    const after = (across[i + 1] - across[i]) / (middles[i + 1] - middles[i]);
    const most = steepest(plan, one);
    const slope = before * after <= 0 ? 0 : Math.max(-most, Math.min(most, (2 * before * after) / (before + after)));
    const half = (bottom[one.row] - top[one.row]) / 2;
    return knots.push([top[one.row], one.s - slope * half, slope], [bottom[one.row], one.s + slope * half, slope]);
  });
  knots.push([...end, 0]);
  const curve = [knots[0].slice(0, 2)];
  for (let i = 1; i < knots.length; i += 1) {
    const [[t0, s0, m0], [t1, s1, m1]] = [knots[i - 1], knots[i]];
    if (t1 - t0 < 0.01) continue;
    const reach = (t1 - t0) * 0.4;
    curve.push([t0 + reach, s0 + m0 * reach], [t1 - reach, s1 - m1 * reach], [t1, s1]);
  }
  return curve;
}

// ---- layers for entities that have none
// The longest way to each entity; edges that close a cycle do not count.
function ranksOf(some, links) {
  const inside = new Set(some);
  const out = new Map(some.map((node) => [node, []]));
  for (const { u, v } of links) if (u !== v && inside.has(u) && inside.has(v)) out.get(u).push(v);
  const into = new Map(some.map((node) => [node, 0]));
  for (const heads of out.values()) for (const head of heads) into.set(head, into.get(head) + 1);
  const state = new Map();
  const order = [];
  const forward = new Map(some.map((node) => [node, []]));
  const visit = (node) => {
    state.set(node, 1);
    for (const head of out.get(node)) {
      if (state.get(head) === 1) continue; // closes a cycle
      forward.get(node).push(head);
      if (!state.has(head)) visit(head);
    }
    state.set(node, 2);
    order.unshift(node);
  };
  const starts = [...some].sort((a, b) => into.get(a) - into.get(b) || out.get(b).length - out.get(a).length || a.index - b.index);
  for (const node of starts) if (!state.has(node)) visit(node);
  const rank = new Map(some.map((node) => [node, 0]));
  for (const node of order) for (const head of forward.get(node)) rank.set(head, Math.max(rank.get(head), rank.get(node) + 1));
  for (const node of [...order].reverse()) { // what nothing leads to moves next to what it leads to
    const heads = forward.get(node);
    if (!into.get(node) && heads.length) rank.set(node, Math.min(...heads.map((head) => rank.get(head))) - 1);
  }
  return rank;
}
