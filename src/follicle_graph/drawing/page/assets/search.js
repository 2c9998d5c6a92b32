// Finding an entity while one types, by label, synonym or identifier, with one typing error forgiven.
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
    .replace(/[^\p{L}\p{N}+]+/gu, "");
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
  if (!found.length && wantedKey.length > 3) found.push(...almost(wantedKey));
  found.sort((a, b) => a.rank - b.rank || degree(b) - degree(a) || a.node.index - b.node.index);
  return found.slice(0, limit);
}

// Entities with a name that is, or begins with, the text but for one letter too many, missing,
// wrong or swapped with the next.
function almost(text) {
  const found = [];
  namesOf().forEach((names, index) => {
    const near = names.find(({ key }) => [-1, 0, 1].some((more) => oneEdit(text, key.slice(0, text.length + more))));
    if (near) found.push({ node: nodes[index], name: near.name, rank: oneEdit(text, near.key) ? 30 : 40 });
  });
  return found;
}

function oneEdit(a, b) {
  if (a === b) return true;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
    || (restA.length > 1 && restB.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
}

// Makes a text field and its list a combobox; calls `taken` with the entity that is chosen.
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
        state.view.boxes.has(node) || baseView().name === GROUPED ? "" : el("span", { class: "quiet off" }, "not on this map"));
      hit.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
      return hit;
    }));
    const none = !found.length && input.value.trim();
    if (none) list.append(el("li", { role: "option", "aria-disabled": "true", class: "quiet" }, "No entity has this name."));
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
