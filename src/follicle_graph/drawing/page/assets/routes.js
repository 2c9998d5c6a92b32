// Questions answered in the page, with the meaning of follicle_graph.paths, upstream, downstream.
"use strict";

const MAX_HOPS = 8; // of the form, the address and the search alike
const PARTIAL = 2_000_000; // partial paths that one question may look at

// Simple signed paths, best first: fewest hops, without shortcuts before with, strongest weakest
// step, ids. One path for each sequence of entities and sign. Entities and edges are numbered in
// the order of their ids, so numbers order as ids do.
// A class of drugs also starts at its members. All starts share one ranking and one limit, and each
// may look at an equal part of the partial paths.
function signedPaths(from, to, options = {}) {
  const { limit = 100, avoid = [] } = options;
  const starts = [from, ...membersOf(from)].filter((one) => one !== to && !avoid.includes(one));
  const answers = starts.map((one) => pathsBetween(one, to, options, PARTIAL / starts.length));
  const found = answers.flatMap(({ paths }) => paths);
  if (starts.length > 1) found.sort((a, b) => a.steps.length - b.steps.length || inOrder(a, b));
  const reasons = answers.map(({ reason }) => reason);
  const reason = reasons.includes("budget") ? "budget" : found.length > limit || reasons.includes("limit") ? "limit" : null;
  return { paths: found.slice(0, limit), reason };
}

// The entities that are a kind of this class of drugs, at any depth.
function membersOf(node) {
  const found = new Set();
  let front = node.kind === "drug_class" ? [node] : [];
  while (front.length) {
    front = front.flatMap(({ into }) => into.filter((edge) => edge.predicate === "is_a").map((edge) => edge.u)).filter((one) => one !== node && !found.has(one));
    for (const one of front) found.add(one);
  }
  return [...found];
}

function pathsBetween(from, to, { hops = 6, limit = 100, sign = 0, shortcuts = true, layers = ["mechanism"], via = [], avoid = [], withoutGrades = [] }, partial) {
  const asserted = (edge) => {
    const supporting = withoutGrades.length ? edge.evidence.filter((piece) => piece.stance === "supports") : [];
    return !supporting.length || supporting.some((piece) => !withoutGrades.includes(piece.grade));
  };
  const usable = (edge) => edge.sign !== 0 && edge.u !== edge.v && !edge.marker && !avoid.includes(edge.u) && !avoid.includes(edge.v)
    && layers.includes(edge.layer) && (shortcuts || !edge.indirect) && asserted(edge);
  const stops = via.filter((node) => node !== from && node !== to);
  const far = distancesTo(to, usable);
  const known = new Map();
  const onward = (node) => {
    if (!known.has(node)) known.set(node, linksFrom(node, usable));
    return known.get(node);
  };
  const found = [];
  let left = partial;
  let reason = null;
  const grow = (node, ahead, taken, passed, level) => {
    for (const link of onward(node)) {
      if ((left -= 1) < 0) return;
      if (link.head === to ? ahead : !ahead) continue;
      if (!ahead) {
        if (stops.every((node) => passed.has(node))) level.push(...pathsAlong([...taken, link], sign));
      }
      else if (!passed.has(link.head) && far.get(link.head) <= ahead) {
        passed.add(link.head);
        grow(link.head, ahead - 1, [...taken, link], passed, level);
        passed.delete(link.head);
      }
    }
  };
  for (let length = 1; length <= Math.min(hops, MAX_HOPS) && found.length <= limit && left >= 0; length += 1) {
    const level = [];
    if (far.has(from)) grow(from, length - 1, [], new Set([from]), level);
    found.push(...level.sort(inOrder));
  }
  if (left < 0) reason = "budget";
  if (found.length > limit) reason = "limit";
  return { paths: found.slice(0, limit), reason };
}

function distancesTo(target, usable) {
  const far = new Map([[target, 0]]);
  let front = [target];
  for (let step = 1; front.length; step += 1) {
    const next = new Set();
    for (const node of front) {
      for (const edge of node.into) if (usable(edge) && !far.has(edge.u)) next.add(edge.u);
    }
    for (const node of next) far.set(node, step);
    front = [...next];
  }
  return far;
}

// The entities that one acts on, each with all edges that lead there, by predicate.
function linksFrom(node, usable) {
  const links = new Map();
  for (const edge of node.out) {
    if (!usable(edge)) continue;
    if (!links.has(edge.v)) links.set(edge.v, { head: edge.v, edges: [] });
    links.get(edge.v).edges.push(edge);
  }
  for (const link of links.values()) link.edges.sort((a, b) => a.index - b.index);
  return [...links.values()];
}

// The paths along a sequence of links: for each sign the strongest, then the first by predicates.
function pathsAlong(links, wantedSign) {
  let strongest = new Map([[1, Infinity]]);
  let several = new Map([[1, 1]]);
  for (const { edges: parallel } of links) {
    const [grown, counts] = [new Map(), new Map()];
    for (const [sign, weakest] of strongest) {
      for (const edge of parallel) {
        const product = sign * edge.sign;
        grown.set(product, Math.max(grown.get(product) ?? -1, Math.min(weakest, edge.support)));
        counts.set(product, (counts.get(product) ?? 0) + several.get(sign));
      }
    }
    [strongest, several] = [grown, counts];
  }
  return [...strongest].filter(([sign]) => !wantedSign || sign === wantedSign).map(([sign, support]) => {
    const steps = firstOf(links, sign, support);
    return { steps, sign, support, indirect: steps.some((edge) => edge.indirect), others: several.get(sign) - 1 };
  });
}

// The first edges by predicate whose signs give this product and none of which is weaker.
function firstOf(links, sign, support) {
  const strong = links.map((link) => link.edges.filter((edge) => edge.support >= support));
  const rest = [new Set([1])];
  for (const choice of [...strong].reverse()) {
    rest.unshift(new Set(choice.flatMap((edge) => [...rest[0]].map((one) => one * edge.sign))));
  }
  let needed = sign;
  return strong.map((choice, i) => {
    const edge = choice.find((one) => rest[i + 1].has(needed * one.sign));
    needed *= edge.sign;
    return edge;
  });
}

function inOrder(a, b) {
  if (a.indirect !== b.indirect) return Number(a.indirect) - Number(b.indirect);
  if (a.support !== b.support) return b.support - a.support;
  const starts = a.steps[0].u.index - b.steps[0].u.index;
  if (starts) return starts;
  for (let i = 0; i < a.steps.length; i += 1) {
    const apart = a.steps[i].v.index - b.steps[i].v.index;
    if (apart) return apart;
  }
  for (let i = 0; i < a.steps.length; i += 1) {
    const apart = a.steps[i].index - b.steps[i].index;
    if (apart) return apart;
  }
  return 0;
}

// What lies within some hops of an entity over edges that `passes`: "in", "out" or "both" ways.
function within(node, way, hops, passes) {
  const reached = new Set([node]);
  let front = [node];
  for (let step = 0; step < hops && front.length; step += 1) {
    const next = new Set();
    for (const one of front) {
      if (way !== "in") for (const edge of one.out) if (passes(edge) && !reached.has(edge.v)) next.add(edge.v);
      if (way !== "out") for (const edge of one.into) if (passes(edge) && !reached.has(edge.u)) next.add(edge.u);
    }
    for (const one of next) reached.add(one);
    front = [...next];
  }
  return reached;
}
