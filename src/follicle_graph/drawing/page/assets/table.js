// The table: what the map shows, as rows, for screen readers, for paper and for copying.
"use strict";

const AT_ONCE = 1000;
const COLUMNS = ["Source", "Effect", "Target", "Predicate", "Layer", "Support", "References"];

// The relations that are shown, those inside closed groups too, by label of source and target.
function shownEdges() {
  const around = wanted.focus && state.view.name === GROUPED ? reachedFrom(wanted.focus) : null;
  const some = state.view.name === GROUPED ? edges.filter((edge) => edgePasses(edge) && (!around || (around.has(edge.u) && around.has(edge.v)))) : [...state.on.edges];
  return some.sort((a, b) => byName(a.u.label, b.u.label) || byName(a.v.label, b.v.label) || a.index - b.index);
}

// The entities that are shown, those of closed groups too.
function shownNodes() {
  const some = [...state.on.nodes].flatMap((node) => node.members || [node]);
  const part = state.view.name === GROUPED && (filtering() || wanted.focus);
  const joined = part ? new Set(shownEdges().flatMap((edge) => [edge.u, edge.v])) : null;
  return some.filter((node) => !joined || joined.has(node) || (wanted.focus && wanted.focus.node === node)).sort((a, b) => a.index - b.index);
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

// What each column is sorted by.
const SORTS = [(edge) => edge.u.label, (edge) => edge.words, (edge) => edge.v.label, (edge) => edge.predicate, (edge) => edge.layer, (edge) => -edge.support, (edge) => -referencesOf(edge).length];

function tableOf(rows, title, sort = null) {
  const head = (text, i) => el("th", { scope: "col", "aria-sort": sort && sort.now === i ? (sort.down ? "descending" : "ascending") : false },
    sort ? el("button", { type: "button", class: "sort", onclick: () => sort.by(i) }, text, sort.now === i ? (sort.down ? " ↓" : " ↑") : "") : text);
  return el("table", {}, el("caption", {}, title),
    el("thead", {}, el("tr", {}, COLUMNS.map(head))),
    el("tbody", {}, rows.map(tableRow)));
}

function openTable() {
  const every = shownEdges();
  const lonely = shownNodes().filter((node) => !node.out.length && !node.into.length);
  const box = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "sheet-title" });
  const words = el("input", { id: "table-words", type: "search", "aria-label": "Rows with these words", placeholder: "Rows with these words", oninput: () => fill() });
  const sort = { now: null, down: false, by: (i) => {
    [sort.now, sort.down] = [i, sort.now === i && !sort.down];
    fill();
    box.querySelectorAll(".sort")[i].focus();
  } };
  const textOf = (edge) => [edge.u.label, edge.words, edge.v.label, edge.predicate, edge.layer, ...referencesOf(edge).map((one) => `${one.id} ${one.citation}`)].join(" ").toLowerCase();
  const fill = () => {
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = every.filter((edge) => !asked.length || asked.every((word) => textOf(edge).includes(word)));
    if (sort.now !== null) {
      const of = SORTS[sort.now];
      const order = (a, b) => (typeof of(a) === "number" ? of(a) - of(b) : byName(of(a), of(b)));
      rows.sort((a, b) => (sort.down ? order(b, a) : order(a, b)) || a.index - b.index);
    }
    const name = state.view.name === ANSWER ? state.view.title : state.view.name;
    const table = tableOf(rows.slice(0, AT_ONCE), `${name}: ${counted(rows.length, "relation")}${asked.length ? ` of ${every.length} with these words` : filtering() ? " that pass the filters" : ""}`, sort);
    const more = el("button", { type: "button", id: "more-rows", onclick: () => {
      table.tBodies[0].append(...rows.slice(AT_ONCE).map(tableRow));
      more.remove();
    } }, `Show ${counted(rows.length - AT_ONCE, "more row", "more rows")}`);
    box.replaceChildren(table, ...[
      rows.length > AT_ONCE ? more : "",
      lonely.length ? el("p", { class: "quiet" }, `Without any relation: ${lonely.slice(0, AT_ONCE).map((node) => node.label).join(", ")}`) : "",
    ].filter(Boolean));
  };
  fill();
  byId("sheet").replaceChildren(
    el("div", { class: "top" }, el("h2", { id: "sheet-title" }, "Table of what is shown"), words,
      el("button", { type: "button", onclick: () => byId("sheet").close() }, "Close")), box);
  byId("sheet").showModal();
}

// Paper gets the picture, the legend and the table.
addEventListener("beforeprint", () => {
  const rows = shownEdges().slice(0, AT_ONCE);
  const picture = canvas.width ? el("img", { src: canvas.toDataURL(), alt: "" }) : byId("printed").querySelector("img");
  byId("printed").replaceChildren(...[picture].filter(Boolean), tableOf(rows, `${state.view.name}: ${counted(rows.length, "relation")}`));
});
