// Light and dark: as the system says, or as the button says.
"use strict";

let palette = facts.looks.light;

function inkOf(color) {
  return palette.lines[color] || color;
}

function setTheme(dark) {
  palette = dark ? facts.looks.dark : facts.looks.light;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").textContent = dark ? "Light" : "Dark";
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
setTheme(prefersDark.matches);

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
