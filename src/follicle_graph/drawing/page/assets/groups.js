// Large graphs open as groups of one lane and kind each; a click opens a group.
"use strict";

const LEAF = { width: 66, height: 18, across: 72, down: 24 };
const ROOM = 1100;
const groups = new Map();

function groupName(node) {
  return JSON.stringify([node.lane, node.kind]);
}

function makeGroups() {
  for (const node of nodes) {
    const name = groupName(node);
    if (!groups.has(name)) {
      const words = lookOf(node.kind).name;
      const title = node.kind ? spoken(node.kind) : words;
      groups.set(name, { id: name, index: nodes.length + groups.size, label: title, short: title, kind: node.kind, lane: node.lane, look: lookOf(node.kind), members: [], out: [], into: [], synonyms: [] });
    }
    groups.get(name).members.push(node);
  }
  for (const group of groups.values()) {
    group.lines = [group.label, group.members.length.toLocaleString("en")];
    group.label = `${group.label}, ${group.members.length.toLocaleString("en")} in ${group.lane || "no lane"}`;
    group.members.sort((a, b) => b.out.length + b.into.length - a.out.length - a.into.length || a.index - b.index);
  }
}

// A view in which opened groups show their members and the others stand as one box each.
function groupView() {
  if (!groups.size) makeGroups();
  const view = { name: GROUPED, lanes: [], boxes: new Map(), routes: new Map(), width: ROOM, height: 20 };
  const inOrder = (lane) => (facts.lanes.includes(lane) ? facts.lanes.indexOf(lane) : 1000);
  const lanes = [...new Set([...groups.values()].map((group) => group.lane))].sort((a, b) => inOrder(a) - inOrder(b) || byName(a, b));
  for (const lane of lanes) {
    const top = view.height;
    let [x, y, tall] = [110, top + 12, 0];
    for (const group of [...groups.values()].filter((one) => one.lane === lane)) {
      const [width, height, place] = roomOf(group);
      if (x + width > ROOM - 10 && x > 110) [x, y, tall] = [110, y + tall + 24, 0];
      place(view, x, y);
      x += width + 30;
      tall = Math.max(tall, height);
    }
    view.height = y + tall + 42;
    if (lane) view.lanes.push({ lines: facts.laneLines[lane] || [lane], x: ROOM / 2, y: (top + view.height - 30) / 2, width: ROOM, height: view.height - 30 - top });
  }
  joinGroups(view);
  return view;
}

// How much room a group takes, and what puts it there.
function roomOf(group) {
  if (!wanted.open.has(group.id)) {
    const width = Math.max(64, 6.4 * Math.max(...group.lines.map((line) => line.length)) + 20);
    return [width, 36, (view, x, y) => view.boxes.set(group, { x: x + width / 2, y: y + 18, width, height: 36 })];
  }
  const columns = Math.min(Math.ceil(Math.sqrt(group.members.length * 4)), Math.floor((ROOM - 110) / LEAF.across));
  const rows = Math.ceil(group.members.length / columns);
  const place = (view, x, y) => group.members.forEach((node, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    view.boxes.set(node, { x: x + (column + 0.5) * LEAF.across, y: y + (row + 0.5) * LEAF.down, width: LEAF.width, height: LEAF.height });
  });
  return [columns * LEAF.across, rows * LEAF.down, place];
}

// Edges between opened entities stand for themselves; those of closed groups are bundled.
function joinGroups(view) {
  const thing = (node) => (view.boxes.has(node) ? node : groups.get(groupName(node)));
  const bundles = new Map();
  for (const group of groups.values()) [group.out, group.into] = [[], []];
  for (const edge of edges) {
    if (!edgePasses(edge)) continue;
    const [u, v] = [thing(edge.u), thing(edge.v)];
    if (u === edge.u && v === edge.v) view.routes.set(edge, straight(view.boxes.get(u), view.boxes.get(v)));
    else if (u !== v) {
      const name = `${u.index} ${v.index} ${edge.words}`;
      if (!bundles.has(name)) bundles.set(name, { ...edge, index: edges.length + bundles.size, u, v, evidence: [], members: [], dash: [], indirect: false, contradicted: false });
      bundles.get(name).members.push(edge);
    }
  }
  const most = Math.max(1, ...[...bundles.values()].map((bundle) => bundle.members.length));
  for (const bundle of bundles.values()) {
    bundle.predicate = counted(bundle.members.length, "relation");
    bundle.width = Math.min(5, 0.6 + 0.45 * Math.log2(bundle.members.length));
    bundle.opacity = 0.04 + 0.5 * (bundle.members.length / most) ** 2;
    bundle.layer = "several";
    bundle.support = Math.max(...bundle.members.map((edge) => edge.support));
    if (bundle.u.members) bundle.u.out.push(bundle);
    if (bundle.v.members) bundle.v.into.push(bundle);
    view.routes.set(bundle, straight(view.boxes.get(bundle.u), view.boxes.get(bundle.v)));
  }
}

function openGroup(group) {
  const open = new Set(wanted.open);
  if (!open.delete(group.id)) open.add(group.id);
  change({ open, select: null });
  say(`${group.label} ${open.has(group.id) ? "opened" : "closed"}`);
}
