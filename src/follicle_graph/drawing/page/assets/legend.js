// The legend: what lines, shapes and colours mean. Each row of it is a filter.
"use strict";

function legend() {
  const focused = document.activeElement && byId("keys").contains(document.activeElement) ? document.activeElement.dataset : null;
  const values = valuesIn(state.view);
  const plain = facts.looks.signs[0][1];
  const shown = [...state.on.edges];
  const row = (icon, text) => el("li", {}, icon, el("span", {}, text));
  const styles = [];
  const dashed = shown.find((edge) => edge.indirect && !edge.contradicted);
  const dotted = shown.find((edge) => edge.contradicted);
  if (dashed) styles.push(row(lineIcon({ color: plain, dash: dashed.dash }), "indirect, steps left out"));
  if (dotted) styles.push(row(lineIcon({ color: plain, dash: dotted.dash }), "contradicted by a finding"));
  if (shown.some((edge) => edge.own)) styles.push(row(svg("svg", { viewBox: "0 0 40 14", width: 40, height: 14, "aria-hidden": "true" },
    svg("path", { d: "M2 5.6H38M2 8.4H38", stroke: inkOf(plain), "stroke-width": 0.9 })), "own statement"));
  byId("keys").replaceChildren(...[
    overlayScale(),
    el("p", { class: "reset" }, el("button", { type: "button", class: "small", id: "reset", disabled: !filtering() && !wanted.focus, onclick: showEverything }, "Show everything again")),
    facetPart("effect", values.effect),
    styles.length ? el("ul", { class: "styles" }, styles) : "",
    supportPart(shown, plain),
    ...["kind", "layer", "predicate", "grade", "species"].map((facet) => facetPart(facet, values[facet])),
    diseasePart(values.disease),
    facetPart("lane", values.lane),
    wanted.off.kind.size || wanted.off.lane.size || wanted.ends === "any" ? endsPart() : "",
    values.species.size || values.disease.size ? unstatedPart() : "",
  ].filter(Boolean));
  if (focused) refocus(focused);
}

// After the legend was drawn anew, the keyboard stays where it was.
function refocus(data) {
  const key = Object.keys(data).find((name) => name === "all" || name === "none");
  const same = [...byId("keys").querySelectorAll("input, button")].find((one) =>
    key ? one.dataset[key] === data[key] : one.dataset.facet === data.facet && one.dataset.value === data.value);
  if (same) same.focus();
}

function supportPart(shown, plain) {
  const ranks = facts.supports.filter(([value]) => shown.some((edge) => edge.support === value)).sort((a, b) => a[0] - b[0]);
  const ends = [...new Set([ranks[0], ranks[ranks.length - 1]])].filter(Boolean);
  const slider = el("input", { type: "range", id: "least", min: "0", max: "1", step: "0.05", value: String(wanted.least), "aria-label": "Least support",
    "data-facet": "least", oninput: () => change({ least: Number(slider.value) }, { replace: true }) });
  return el("section", { class: "facet" },
    el("h2", {}, "Support"),
    el("label", { class: "slider" }, slider, el("span", {}, wanted.least ? `≥ ${wanted.least.toFixed(2)}` : "any")),
    el("ul", { class: "styles" }, ends.map(([value, width, opacity]) =>
      el("li", {}, lineIcon({ color: plain, width, opacity }), el("span", {}, `support ${value.toFixed(2)}`)))),
    el("p", { class: "quiet" }, "Wider: stronger support. It ranks evidence; it is not a probability."));
}

function endsPart() {
  return el("label", { class: "unstated" },
    el("input", { type: "checkbox", id: "ends", "data-facet": "ends", checked: wanted.ends === "any", onchange: () => change({ ends: wanted.ends === "any" ? "both" : "any" }) }),
    el("span", {}, "One end is enough for the filters of kind and lane"));
}

function unstatedPart() {
  return el("label", { class: "unstated" },
    el("input", { type: "checkbox", id: "unstated", "data-facet": "unstated", checked: wanted.unstated, onchange: () => change({ unstated: !wanted.unstated }) }),
    el("span", {}, "Findings without a stated species or disease pass that filter"));
}

// The colours of an overlay with their scale, and the choice among several overlays.
function overlayScale() {
  if (!overlays.length) return "";
  const now = overlays[wanted.overlay - 1];
  const choice = el("select", { id: "overlay", "aria-label": "Colours", "data-facet": "overlay", onchange: () => change({ overlay: Number(choice.value) }) },
    el("option", { value: "0", selected: !wanted.overlay }, "Kinds of entities"),
    overlays.map(({ name }, i) => el("option", { value: String(i + 1), selected: wanted.overlay === i + 1 }, name)));
  if (!now) return el("section", { class: "facet" }, el("h2", {}, "Colours"), choice);
  const bar = svg("svg", { viewBox: `0 0 ${facts.looks.scale.length * 8} 12`, class: "scale", role: "img", "aria-label": `colours from ${numeral(-now.limit)} to ${numeral(now.limit)}` },
    ...facts.looks.scale.map((fill, i) => svg("rect", { x: i * 8, y: 0, width: 8.2, height: 12, fill })));
  const without = [...state.on.nodes].some((node) => !node.members && !now.values.has(node) && !now.unsure.has(node) && !now.held.has(node));
  const [low, high] = now.ends || [numeral(-now.limit), numeral(now.limit)];
  return el("section", { class: "facet" },
    el("h2", {}, "Colours"), choice, bar,
    el("p", { class: "ends" }, el("span", {}, low), el("span", {}, "0"), el("span", {}, high)),
    el("ul", { class: "styles" }, keysOf(now).map(([words, look]) =>
      el("li", {}, svg("svg", { viewBox: "-1 -7 28 14", width: 28, height: 14, "aria-hidden": "true" }, ...look), el("span", {}, words)))),
    el("p", { class: "quiet" }, `▲ above, ▼ below 0${without ? "; dashed: no value" : ""}`));
}

// What an overlay marks beside its colours, as far as it is shown: words and shapes.
function keysOf(over) {
  const shown = [...state.on.nodes];
  const box = { x: 13, y: 0, width: 24, height: 11 };
  const keys = [];
  if (over.heldAs && shown.some((node) => over.held.has(node))) {
    keys.push([over.heldAs, [svg("path", { d: outline("rectangle", box), fill: palette.paper, stroke: palette.ink, "stroke-width": 2.2 })]]);
  }
  if (shown.some((node) => over.unsure.has(node))) {
    const id = "unsure-key";
    const [fill, stripes] = facts.looks.unsure;
    keys.push(["silent: no answer, which is not “no change”", [svg("clipPath", { id }, svg("path", { d: outline("rectangle", box) })),
      svg("path", { d: outline("rectangle", box), fill, stroke: palette.quiet, "stroke-width": 0.8 }),
      svg("path", { d: stripesOf(box), stroke: stripes, "stroke-width": 1.5, "clip-path": `url(#${id})` })]]);
  }
  return keys;
}

function numeral(value) {
  const text = Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
  return value > 0 ? `+${text}` : text.replace("-", "−");
}
