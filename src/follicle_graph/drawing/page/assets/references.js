// References of what is shown, as RIS and BibTeX for reference managers.
"use strict";

const oneLine = (text) => String(text).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ").replace(/\s+/g, " ").trim();

// What is known of a reference, with its identifier taken apart where the facts hold nothing else.
function fieldsOf(reference) {
  const [, prefix = "", local = ""] = /^([A-Z]+):(.*)$/s.exec(reference.id) || [];
  const { authors = "", title = "", journal = "", year = "", volume = "", pages = "", doi = "", pmid = "", key = "" } = reference.fields;
  return {
    ...authorsOf(authors), title: title || reference.citation || reference.id, described: title ? "" : (reference.citation || reference.id).replace(/\.+$/, ""), journal, year, volume, pages: pages.replaceAll("–", "-"), key: key || reference.id,
    doi: doi || (prefix === "DOI" ? local : ""), pmid: pmid || (prefix === "PMID" ? local : ""), url: reference.url || "",
  };
}

// "Xing L, Dai Z et al." -> people with family name and initials, and whether there are more.
function authorsOf(text) {
  const etAl = /[,;]?\s*(?:et al\.?|and others)\s*$/;
  const plain = oneLine(text);
  const people = plain.replace(etAl, "").split(/\s*[;,]\s*/).filter(Boolean).map((name) => {
    const [, family, given] = /^(.+) ([A-Z]{1,6})$/.exec(name) || [null, name, ""];
    return { family, given };
  });
  return { people, more: etAl.test(plain) };
}

// "185(4)" -> volume and issue.
function volumeAndIssue(text) {
  const found = /^([^()]+)\(([^()]+)\)$/.exec(text.trim());
  return found ? [found[1].trim(), found[2].trim()] : [text, ""];
}

// The last page in full, where a citation shortens it: 2116-24 -> 2124.
function wholeLastPage(first, last) {
  const shortened = /^\d+$/.test(first) && /^\d+$/.test(last) && last.length < first.length;
  return shortened ? first.slice(0, first.length - last.length) + last : last;
}

function risOf(list) {
  return list.map((reference) => {
    const paper = fieldsOf(reference);
    const [first, ...rest] = paper.pages.split("-");
    const last = wholeLastPage(first, rest.join("-"));
    const [volume, issue] = volumeAndIssue(paper.volume);
    const lines = [["TY", paper.journal ? "JOUR" : "GEN"], ["ID", paper.key], ...paper.people.map(({ family, given }) => ["AU", given ? `${family}, ${given}` : family]), ["AU", paper.more ? "et al." : ""],
      ["TI", paper.title], ["JO", paper.journal], ["PY", paper.year], ["VL", volume], ["IS", issue], ["SP", first], ["EP", last],
      ["DO", paper.doi], ["AN", paper.pmid], ["UR", paper.url]];
    return [...lines.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${oneLine(value)}`), "ER  - ", ""].join("\r\n");
  }).join("");
}

const ESCAPES = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "&": "\\&", "%": "\\%", $: "\\$", "#": "\\#", _: "\\_", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
const IN_ADDRESS = { "\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20", '"': "%22" };

function bibtexOf(list) {
  const tex = (text) => oneLine(text).replace(/[\\{}&%$#_~^]/g, (letter) => ESCAPES[letter]);
  const address = (text) => oneLine(text).replace(/[\\{} "]/g, (letter) => IN_ADDRESS[letter]);
  const used = new Set();
  return list.map((reference) => {
    const paper = fieldsOf(reference);
    const stem = paper.key.replace(/[^A-Za-z0-9_:-]+/g, "_").replace(/^_+|_+$/g, "") || "paper";
    let key = stem;
    for (let n = 2; used.has(key); n += 1) key = `${stem}_${n}`;
    used.add(key);
    const names = paper.people.map(({ family, given }) => (given ? `${tex(family)}, ${tex(given)}` : `{${tex(family)}}`));
    const rows = [["author", [...names, ...(paper.more ? ["others"] : [])].join(" and ")], ["title", paper.described ? "" : `{${tex(paper.title)}}`], ["journal", tex(paper.journal)],
      ["year", tex(paper.year)], ["volume", tex(volumeAndIssue(paper.volume)[0])], ["number", tex(volumeAndIssue(paper.volume)[1])], ["pages", tex(paper.pages).replaceAll("-", "--")], ["doi", address(paper.doi)], ["pmid", tex(paper.pmid)], ["url", address(paper.url)], ["note", tex(paper.described)]];
    const body = rows.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`).join(",\n");
    return `@${paper.journal ? "article" : "misc"}{${key},\n${body}\n}\n`;
  }).join("\n");
}

// The references of what is shown, in the order in which the table lists them.
const referencesShown = () => [...new Set(shownEdges().flatMap(referencesOf))];

function saveReferences(kind, list = referencesShown()) {
  if (kind === "ris") save(fileName("ris"), risOf(list), "application/x-research-info-systems");
  else save(fileName("bib"), bibtexOf(list), "application/x-bibtex");
}
