// A small card of what the pointer rests on. The selection stays as it is.
"use strict";

const DELAY = 220; // milliseconds
let resting = 0;

canvas.addEventListener("mousemove", (event) => {
  if (event.buttons) return;
  const thing = thingAt({ x: event.offsetX, y: event.offsetY });
  canvas.classList.toggle("pointing", Boolean(thing));
  if (thing === state.hovered) return;
  leave();
  state.hovered = thing;
  if (thing) resting = setTimeout(() => rest(thing, event.offsetX, event.offsetY), DELAY);
  network.redraw();
});
canvas.addEventListener("mouseleave", () => {
  const had = state.hovered;
  leave();
  if (had) network.redraw();
});

function leave() {
  clearTimeout(resting);
  const stood = state.rested;
  state.hovered = state.rested = null;
  byId("hover").hidden = true;
  if (stood) emphasise();
}

function rest(thing, x, y) {
  if (!wanted.select && !state.touchScreen) {
    state.rested = thing;
    emphasise();
    network.redraw();
  }
  const cardOf = byId("hover");
  cardOf.replaceChildren(...(isEdge(thing) ? edgeHover(thing) : nodeHover(thing)).filter(Boolean));
  cardOf.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = cardOf;
  cardOf.style.left = `${Math.max(4, Math.min(x + 14, stage.clientWidth - width - 4))}px`;
  cardOf.style.top = `${y + 18 + height > stage.clientHeight ? Math.max(4, y - height - 12) : y + 18}px`;
}

function nodeHover(node) {
  if (node.members) return [el("strong", {}, node.label), el("span", { class: "quiet" }, "Click to open this group.")];
  const text = node.definition.length > 160 ? `${node.definition.slice(0, 157)}…` : node.definition;
  const over = overlays[wanted.overlay - 1];
  const tag = over && over.tags.get(node);
  const about = over && (over.unsure.get(node) || (tag && tag.endsWith("%") ? `${over.values.get(node) > 0 ? "rises" : "falls"}, ${tag}: ${over.name}` : tag));
  return [
    el("strong", {}, node.label),
    about && el("span", {}, about),
    el("span", { class: "quiet" }, [spoken(node.kind), `${counted(node.out.length + node.into.length, "relation")}`].filter(Boolean).join(" · ")),
    text && el("span", {}, text),
  ];
}

function edgeHover(edge) {
  if (edge.members) return [el("strong", {}, spelled(edge)), el("span", { class: "quiet" }, `${counted(edge.members.length, "relation")}: ${edge.words}`)];
  const best = bestPiece(edge);
  return [
    el("strong", {}, spelled(edge)),
    el("span", {}, edge.words, edge.indirect ? ", indirect" : "", edge.contradicted ? ", contradicted" : "", " · ", meter(edge.support)),
    best && el("span", { class: "quiet" }, [best.grade, best.reference && (best.reference.citation || best.reference.id)].filter(Boolean).join(": ")),
  ];
}

// The supporting piece of evidence with the strongest grade.
function bestPiece(edge) {
  const weight = (piece) => (Object.hasOwn(facts.weights, piece.grade) ? facts.weights[piece.grade] : 0);
  return edge.evidence.filter((piece) => piece.stance === "supports").sort((a, b) => weight(b) - weight(a))[0];
}
