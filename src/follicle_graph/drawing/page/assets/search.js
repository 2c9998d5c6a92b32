// Finding an entity as one types: by label, synonym, identifier; a combobox worked by keyboard.
"use strict";

// Greek letters, case, accents, hyphens and spaces do not keep two names apart.
const GREEK = {
  α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "epsilon", ζ: "zeta", η: "eta", θ: "theta",
  ι: "iota", κ: "kappa", λ: "lambda", μ: "mu", ν: "nu", ξ: "xi", π: "pi", ρ: "rho", σ: "sigma",
  ς: "sigma", τ: "tau", υ: "upsilon", φ: "phi", χ: "chi", ψ: "psi", ω: "omega",
};

function folded(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "")
    .replace(/[α-ω]/g, (letter) => GREEK[letter] || letter)
    .replace(/[\s_\-\u2010-\u2015/]+/g, "");
}

let namesOfAll = null;

function namesOf() {
  namesOfAll ||= nodes.map((node) =>
    [node.label, node.brief, node.short, ...node.synonyms, node.curie, node.id].filter(Boolean)
      .map((name) => ({ name, key: folded(name) })));
  return namesOfAll;
}

// The entities that a text may mean, best first: whole name, beginning, anywhere.
function search(text, limit = 12) {
  const wantedKey = folded(text);
  if (!wantedKey) return [];
  const found = [];
  namesOf().forEach((names, index) => {
    let best = null;
    names.forEach(({ name, key }, place) => {
      const at = key.indexOf(wantedKey);
      if (at < 0) return;
      const rank = (key === wantedKey ? 0 : at === 0 ? 10 : 20) + Math.min(place, 5);
      if (!best || rank < best.rank) best = { rank, name };
    });
    if (best) found.push({ node: nodes[index], ...best });
  });
  const degree = (hit) => hit.node.out.length + hit.node.into.length;
  found.sort((a, b) => a.rank - b.rank || degree(b) - degree(a) || a.node.index - b.node.index);
  return found.slice(0, limit);
}

// Makes a text field and its list a combobox; `taken` is told of the entity that is chosen.
function combobox(input, list, taken) {
  let found = [];
  let at = 0;

  function offer() {
    found = search(input.value);
    at = 0;
    list.replaceChildren(...found.map(({ node, name }, i) => {
      const hit = el("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": String(i === 0) },
        swatch(node.look), el("span", {}, node.label),
        name === node.label ? "" : el("span", { class: "quiet" }, name),
        state.view.boxes.has(node) ? "" : el("span", { class: "quiet off" }, `not in ${state.view.name}`));
      hit.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
      return hit;
    }));
    const none = !found.length && input.value.trim();
    if (none) list.append(el("li", { role: "option", "aria-disabled": "true", class: "quiet" }, "No entity goes by this name."));
    expand(Boolean(input.value.trim()));
  }

  function expand(yes) {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (yes && found.length) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function move(by) {
    if (!found.length) return;
    list.children[at].setAttribute("aria-selected", "false");
    at = (at + by + found.length) % found.length;
    list.children[at].setAttribute("aria-selected", "true");
    list.children[at].scrollIntoView({ block: "nearest" });
    expand(true);
  }

  function take(i) {
    if (!found[i]) return;
    const { node } = found[i];
    input.value = node.label;
    expand(false);
    taken(node);
  }

  input.addEventListener("input", offer);
  input.addEventListener("focus", () => { if (input.value) input.select(); });
  input.addEventListener("blur", () => expand(false));
  input.addEventListener("keydown", (event) => {
    const acts = {
      ArrowDown: () => (list.hidden ? offer() : move(1)),
      ArrowUp: () => move(-1),
      Enter: () => { if (list.hidden) offer(); take(at); },
      Escape: () => expand(false),
    };
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });
}
