// References of what is shown, as RIS and BibTeX for reference managers.
"use strict";

// Identifier, year and kind of a reference; fields that the facts do not have stay away.
function fieldsOf(reference) {
  const [, prefix = "", local = ""] = /^([A-Z]+):(.*)$/s.exec(reference.id) || [];
  const { authors = "", title = "", journal = "", year = "", volume = "", pages = "", doi = "", pmid = "", pmc = "" } = reference.fields;
  return {
    authors: authors.split(/;\s*/).filter(Boolean), title, journal, year: String(year), volume, pages,
    doi: doi || (prefix === "DOI" ? local : ""), pmid: pmid || (prefix === "PMID" ? local : ""), pmc: pmc || (prefix === "PMC" ? local : ""),
    note: title ? "" : reference.citation,
  };
}

const oneLine = (text) => String(text).replace(/\s+/g, " ").trim();

function risOf(list) {
  return list.map((reference) => {
    const known = fieldsOf(reference);
    const lines = [["TY", known.journal ? "JOUR" : "GEN"], ...known.authors.map((author) => ["AU", author]),
      ["TI", known.title], ["JO", known.journal], ["PY", known.year], ["VL", known.volume], ["SP", known.pages], ["DO", known.doi],
      ["AN", known.pmid && `PMID:${known.pmid}`], ["UR", reference.url], ["N1", known.note || ""], ["ID", reference.id]];
    return [...lines.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${oneLine(value)}`), "ER  - "].join("\r\n");
  }).join("\r\n") + "\r\n";
}

const ESCAPES = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "&": "\\&", "%": "\\%", $: "\\$", "#": "\\#", _: "\\_", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

function bibtexOf(list) {
  const tex = (text) => oneLine(text).replace(/[\\{}&%$#_~^]/g, (letter) => ESCAPES[letter]);
  return list.map((reference, i) => {
    const known = fieldsOf(reference);
    const key = reference.id.replace(/[^A-Za-z0-9.-]+/g, "_").slice(0, 60) || `reference${i + 1}`;
    const rows = [["author", known.authors.join(" and ")], ["title", known.title], ["journal", known.journal], ["year", known.year], ["volume", known.volume],
      ["pages", known.pages], ["doi", known.doi], ["pmid", known.pmid], ["note", known.note]];
    const body = rows.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${tex(value)}},\n`).join("");
    return `@${known.journal ? "article" : "misc"}{${key},\n${body}${reference.url ? `  url = {${reference.url.replace(/[{}\\]/g, "")}},\n` : ""}}\n`;
  }).join("\n");
}

// The references of what is shown, in the order in which the table lists them.
const referencesShown = () => [...new Set(shownEdges().flatMap(referencesOf))];

function saveReferences(kind, list = referencesShown()) {
  if (kind === "ris") save(fileName("ris"), risOf(list), "application/x-research-info-systems");
  else save(fileName("bib"), bibtexOf(list), "application/x-bibtex");
}
