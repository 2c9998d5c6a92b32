// The whole of a large graph opens as groups of one lane and kind each; a click opens a group.
"use strict";

const LEAF = { width: 68, height: 20, across: 76, down: 28 }; // boxes of members and their distances
const [ACROSS, LEFT, GAP] = [900, 92, 16]; // width of the map, space for captions, between groups
const BUNDLES = 48; // bundles that are drawn before something is selected
const groups = new Map();

function groupName(node) {
  return JSON.stringify([node.lane, node.look.name]);
}

function makeGroups() {
  for (const node of nodes) {
    const name = groupName(node);
    if (!groups.has(name)) {
      const title = node.look.name;
      groups.set(name, { id: name, index: nodes.length + groups.size, label: title, short: title, kind: node.kind, lane: node.lane, look: node.look, members: [], out: [], into: [], synonyms: [] });
    }
    groups.get(name).members.push(node);
  }
  const relations = (node) => node.out.length + node.into.length;
  for (const group of groups.values()) {
    group.members.sort((a, b) => relations(b) - relations(a) || a.index - b.index);
    group.label = `${group.short}, ${group.members.length.toLocaleString("en")} in ${group.lane || "no lane"}`;
  }
}

// The first names of a group, as many as fit its box.
function shortList(members) {
  let text = members[0].short;
  for (const node of members.slice(1)) {
    if (text.length + node.short.length > 20) return `${text}, …`;
    text += `, ${node.short}`;
  }
  return text;
}

// A view in which open groups show their members and each other group is one box.
let groupedNow = { key: null, view: null };

function groupView() {
  const { off, diseases, least, unstated, ends, open, focus } = wanted;
  const key = written({ ...nothing(), off, diseases, least, unstated, ends, open, focus });
  if (groupedNow.key !== key) groupedNow = { key, view: makeGroupView() };
  return groupedNow.view;
}

function makeGroupView() {
  if (!groups.size) makeGroups();
  const view = { name: GROUPED, lanes: [], boxes: new Map(), routes: new Map(), width: ACROSS, height: 20 };
  const around = wanted.focus ? reachedFrom(wanted.focus) : null;
  const part = around || filtering();
  const joined = part && !around ? new Set(edges.filter(edgePasses).flatMap((edge) => [edge.u, edge.v])) : around;
  const shown = new Map([...groups.values()].map((group) => [group, part ? group.members.filter((node) => joined.has(node)) : group.members]).filter(([, some]) => some.length));
  for (const [group, some] of shown) group.lines = [`${group.short} · ${some.length.toLocaleString("en")}`, shortList(some)];
  const inOrder = (lane) => (facts.lanes.includes(lane) ? facts.lanes.indexOf(lane) : 1000);
  const lanes = [...new Set([...shown.keys()].map((group) => group.lane))].sort((a, b) => inOrder(a) - inOrder(b) || byName(a, b));
  for (const lane of lanes) {
    const top = view.height;
    const some = [...shown].filter(([one]) => one.lane === lane).sort(([a], [b]) => b.members.length - a.members.length || a.index - b.index);
    let y = top + 12;
    for (const row of rowsThatFit(some)) {
      const used = row.reduce((sum, { width }) => sum + width + GAP, -GAP);
      let x = LEFT + (ACROSS - LEFT - 12 - used) / 2;
      for (const { width, put } of row) {
        put(view, x, y);
        x += width + GAP;
      }
      y += Math.max(...row.map(({ height }) => height)) + 26;
    }
    view.height = y + 10;
    if (lane) view.lanes.push({ lines: facts.laneLines[lane] || [lane], x: ACROSS / 2, y: (top + y - 12) / 2, width: ACROSS, height: y - 12 - top });
  }
  joinGroups(view);
  return view;
}

function rowsThatFit(some) {
  const rows = [];
  let left = 0;
  for (const [group, members] of some) {
    const block = blockOf(group, members);
    if (block.width > left || !rows.length) {
      rows.push([]);
      left = ACROSS - LEFT - 12;
    }
    rows[rows.length - 1].push(block);
    left -= block.width + GAP;
  }
  return rows;
}

// The space that a group takes, and what puts it there: one box, or the boxes of its members.
function blockOf(group, members) {
  if (!wanted.open.has(group.id)) {
    const [width, height] = [Math.max(72, 5.4 * Math.max(...group.lines.map((line) => line.length)) + (group.look.shape === "rounded" || group.look.shape === "rectangle" ? 12 : 30)), 40];
    return { width, height, put: (view, x, y) => view.boxes.set(group, { x: x + width / 2, y: y + height / 2, width, height, letters: 10 }) };
  }
  const columns = Math.min(Math.ceil(Math.sqrt(members.length * 2.5)), Math.floor((ACROSS - LEFT - 12) / LEAF.across));
  const put = (view, x, y) => members.forEach((node, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    view.boxes.set(node, { x: x + (column + 0.5) * LEAF.across, y: y + (row + 0.5) * LEAF.down, width: LEAF.width, height: LEAF.height });
  });
  return { width: columns * LEAF.across, height: Math.ceil(members.length / columns) * LEAF.down, put };
}

// Edges between entities of open groups stand for themselves; those of closed groups are bundled by
// their ends and sign. Only the heavier bundles are drawn before something is selected.
function joinGroups(view) {
  const thing = (node) => (view.boxes.has(node) ? node : groups.get(groupName(node)));
  const bundles = new Map();
  const around = wanted.focus ? reachedFrom(wanted.focus) : null;
  for (const group of groups.values()) [group.out, group.into] = [[], []];
  for (const edge of edges) {
    if (!edgePasses(edge) || (around && !(around.has(edge.u) && around.has(edge.v)))) continue;
    const [u, v] = [thing(edge.u), thing(edge.v)];
    if (u === edge.u && v === edge.v) view.routes.set(edge, straight(view.boxes.get(u), view.boxes.get(v)));
    else if (u !== v) {
      const name = `${u.index} ${v.index} ${edge.words}`;
      if (!bundles.has(name)) bundles.set(name, { ...edge, index: edges.length + bundles.size, u, v, evidence: [], members: [], dash: [], indirect: false, contradicted: false });
      bundles.get(name).members.push(edge);
    }
  }
  const all = [...bundles.values()].sort((a, b) => a.members.length - b.members.length);
  const most = all.length ? all[all.length - 1].members.length : 1;
  view.curves = new Map();
  all.forEach((bundle, i) => {
    const count = bundle.members.length;
    bundle.predicate = counted(count, "relation");
    bundle.width = Math.min(4.5, 0.6 + 0.5 * Math.log2(count));
    bundle.rests = all.length - i > BUNDLES || (bundle.u.members && bundle.v.members && count < 2 && all.length > BUNDLES);
    bundle.opacity = bundle.rests ? 0 : 0.25 + 0.55 * (count / most);
    bundle.layer = "several";
    bundle.support = Math.max(...bundle.members.map((edge) => edge.support));
    if (bundle.u.members) bundle.u.out.push(bundle);
    if (bundle.v.members) bundle.v.into.push(bundle);
    const curve = bent(view.boxes.get(bundle.u), view.boxes.get(bundle.v), bundle.sign);
    view.curves.set(bundle, curve);
    view.routes.set(bundle, sampled(curve));
  });
}

// A curve between two boxes, from the side that faces the other; signs bend apart.
function bent(a, b, sign) {
  const shift = 7 * sign;
  if (Math.abs(a.y - b.y) < 20) { // in one row: an arc below for +, above for −
    const side = sign < 0 ? -1 : 1;
    const [x0, x1] = [a.x + Math.sign(b.x - a.x) * a.width * 0.28, b.x - Math.sign(b.x - a.x) * b.width * 0.28];
    const [y0, y1] = [a.y + (side * a.height) / 2, b.y + (side * b.height) / 2];
    const deep = side * Math.min(34, 12 + 0.06 * Math.abs(x1 - x0));
    return [[x0, y0], [x0, y0 + deep], [x1, y1 + deep], [x1, y1]];
  }
  const down = b.y > a.y ? 1 : -1;
  const lean = (box, other) => Math.max(-0.32, Math.min(0.32, (other.x - box.x) / 900)) * box.width;
  const [x0, x1] = [a.x + lean(a, b) + shift, b.x + lean(b, a) + shift];
  const [y0, y1] = [a.y + (down * a.height) / 2, b.y - (down * b.height) / 2];
  const reach = Math.max(18, 0.42 * Math.abs(y1 - y0)) * down;
  return [[x0, y0], [x0, y0 + reach], [x1, y1 - reach], [x1, y1]];
}

function openGroup(group) {
  const open = new Set(wanted.open);
  if (!open.delete(group.id)) open.add(group.id);
  change({ open, select: null });
  say(`${group.label} ${open.has(group.id) ? "opened" : "closed"}`);
}
