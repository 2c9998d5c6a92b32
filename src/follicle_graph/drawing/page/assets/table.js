// The table: what the map shows, as rows; for readers of the screen, for paper, for copying.
"use strict";

const AT_ONCE = 1000;
const COLUMNS = ["Source", "Effect", "Target", "Predicate", "Layer", "Support", "References"];

// The shown edges as they are (bundles opened), by label of source and target.
function shownEdges() {
  const plain = [...state.on.edges].flatMap((edge) => edge.members || [edge]);
  return plain.filter(edgePasses).sort((a, b) => byName(a.u.label, b.u.label) || byName(a.v.label, b.v.label) || a.index - b.index);
}

function shownNodes() {
  return [...state.on.nodes].flatMap((node) => node.members || [node]).sort((a, b) => a.index - b.index);
}

function referencesOf(edge) {
  return [...new Set(edge.evidence.map((piece) => piece.reference).filter(Boolean))];
}

function tableRow(edge) {
  return el("tr", {},
    el("th", { scope: "row" }, edge.u.label), el("td", {}, `${symbol(edge)} ${edge.words}`), el("td", {}, edge.v.label),
    el("td", {}, spoken(edge.predicate)), el("td", {}, edge.layer + (edge.indirect ? ", indirect" : "") + (edge.contradicted ? ", contradicted" : "")),
    el("td", { class: "number" }, edge.support.toFixed(2)),
    el("td", {}, referencesOf(edge).flatMap((one, i) => (i ? ["; ", linkTo(one)] : [linkTo(one)]))));
}

function tableOf(rows, title) {
  return el("table", {}, el("caption", {}, title),
    el("thead", {}, el("tr", {}, COLUMNS.map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, rows.map(tableRow)));
}

function openTable() {
  const rows = shownEdges();
  const lonely = shownNodes().filter((node) => !node.out.length && !node.into.length);
  const title = `${state.view.name}: ${counted(rows.length, "relation")}${filtering() || wanted.focus ? " that pass the filters" : ""}`;
  const table = tableOf(rows.slice(0, AT_ONCE), title);
  const more = el("button", { type: "button", id: "more-rows", onclick: () => {
    table.tBodies[0].append(...rows.slice(AT_ONCE).map(tableRow));
    more.remove();
  } }, `Show ${counted(rows.length - AT_ONCE, "more row", "more rows")}`);
  byId("sheet").replaceChildren(
    el("div", { class: "top" }, el("h2", { id: "sheet-title" }, "Table of what is shown"),
      el("button", { type: "button", onclick: () => byId("sheet").close() }, "Close")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "sheet-title" }, table,
      rows.length > AT_ONCE ? more : "",
      lonely.length ? el("p", { class: "quiet" }, `Without any relation: ${lonely.slice(0, AT_ONCE).map((node) => node.label).join(", ")}`) : ""));
  byId("sheet").showModal();
}

// Paper gets the picture, the legend and the table.
addEventListener("beforeprint", () => {
  const rows = shownEdges().slice(0, AT_ONCE);
  const picture = canvas.width ? el("img", { src: canvas.toDataURL(), alt: "" }) : byId("printed").querySelector("img");
  byId("printed").replaceChildren(...[picture].filter(Boolean), tableOf(rows, `${state.view.name}: ${counted(rows.length, "relation")}`));
});
