"""Logic models: BoolNet's `.bnet` and SBML-qual, read and written.

Written are the signed edges of the mechanism layer: an entity is on when one of its activators
is on and no inhibitor is. Read are the signs of the inputs; the rules stay as text on the nodes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from follicle_graph.files.assembly import Assembly, Row
from follicle_graph.files.format import Format
from follicle_graph.files.graphml import xml_text
from follicle_graph.files.source import Source, local
from follicle_graph.model.graph import Graph
from follicle_graph.model.row_meaning import RowMeaning

_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z_][\w.\-:]*)|(?P<number>[01]\b)|(?P<mark>[!~&|()]+?))")
_WORDS = {"and": "&", "or": "|", "not": "!", "true": "1", "false": "0"}
_NAME = re.compile(r"#\s*name\s+(\w+)\s*=\s*(\".*\")\s*$")
_QUAL = "http://www.sbml.org/sbml/level3/version1/qual/version1"
_CORE = "http://www.sbml.org/sbml/level3/version1/core"
_MATH = "http://www.w3.org/1998/Math/MathML"
_SIGNS = {"positive": (1,), "negative": (-1,), "dual": (1, -1), "unknown": (0,), "": (0,)}
_KEYS = {1: "increases", -1: "decreases", 0: "regulates"}


def fits_bnet(source: Source) -> bool:
    """Whether the first line that says something is `targets, factors` or `name, rule`."""
    for line in source.data[:4000].decode("utf-8", "replace").split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            return re.match(r"\s*[\w.\-:]+\s*,", line) is not None
    return False


def read_bnet(source: Source) -> Graph:
    """The graph of a `.bnet` file: an edge for each entity in a rule, its sign from negations.

    Raises FormatError, with the line, for a rule that cannot be read.
    """
    made = Assembly(source.stem, source.problems)
    names: dict[str, str] = {}
    rules: list[tuple[int, str, str]] = []
    for number, line in enumerate(source.text.split("\n"), start=1):
        text = line.strip()
        named = _NAME.match(text)
        if named:
            names[named[1]] = str(source.json_of(named[2], f"line {number}"))
        if not text or text.startswith("#"):
            continue
        target, comma, rule = text.partition(",")
        if not comma:
            raise source.error(f"line {number}", f"{text!r:.60} has no comma; write name, rule")
        if [target.strip().casefold(), rule.strip().casefold()] in (
            ["targets", "factors"],
            ["target", "factors"],
        ):
            continue
        rules.append((number, target.strip(), rule.strip()))
    for _, target, rule in rules:
        made.node(names.get(target, target), {} if rule in ("", target) else {"rule": rule})
    for number, target, rule in rules:
        try:
            found = signs_of_rule(rule)
        except ValueError as error:
            raise source.error(f"line {number}", f"{error}; correct the rule") from None
        if rule == target:
            continue
        for name, signs in found.items():
            for sign in sorted(signs, reverse=True):
                row = Row(RowMeaning(sign, "mechanism"))
                made.row(names.get(name, name), _KEYS[sign], names.get(target, target), row)
    return made.graph()


def signs_of_rule(rule: str) -> dict[str, set[int]]:
    """The entities of a rule and the signs that they have in it, by their negations.

    Raises ValueError for what is no rule.

    >>> signs_of_rule("A & !(B | C)")
    {'A': {1}, 'B': {-1}, 'C': {-1}}
    """
    found: dict[str, set[int]] = {}
    stack: list[int] = []
    sign, pending, expect = 1, 1, True
    position = 0
    while position < len(rule) and rule[position:].strip():
        token = _TOKEN.match(rule, position)
        if token is None:
            raise ValueError(f"{rule!r:.60} cannot be read at {rule[position:]!r:.20}")
        position = token.end()
        text = token.group().strip()
        text = _WORDS.get(text.casefold(), text)
        if text in ("!", "~"):
            if not expect:
                raise ValueError(f"a negation without & or | in {rule!r:.60}")
            pending = -pending
        elif text == "(":
            if not expect:
                raise ValueError(f"a bracket without & or | in {rule!r:.60}")
            stack.append(sign)
            sign, pending = sign * pending, 1
        elif text == ")":
            if expect or not stack:
                raise ValueError(f"a bracket closes where none may in {rule!r:.60}")
            sign = stack.pop()
        elif text in ("&", "|", "&&", "||"):
            if expect:
                raise ValueError(f"{text} without a left side in {rule!r:.60}")
            expect = True
            continue
        else:
            if not expect:
                raise ValueError(f"{text!r} follows without & or | in {rule!r:.60}")
            if text not in ("0", "1"):
                found.setdefault(text, set()).add(sign * pending)
            pending = 1
        expect = text in ("!", "~", "(")
    if expect or stack:
        raise ValueError(f"{rule!r:.60} breaks off")
    return found


def regulators(G: Graph) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """Target -> regulator -> sign, of the mechanism layer; and a plain name for each node.

    A regulator that the graph says both raises and lowers its target has no place in a rule.
    """
    signs: dict[tuple[str, str], set[int]] = {}
    for u, v, data in G.edges(data=True):
        if data["sign"] and (data.get("layer") or "mechanism") == "mechanism":
            signs.setdefault((u, v), set()).add(int(data["sign"]))
    found: dict[str, dict[str, int]] = {}
    for (u, v), of_pair in signs.items():
        if len(of_pair) == 1:
            found.setdefault(v, {})[u] = min(of_pair)
    used = sorted({node for v, by in found.items() for node in (v, *by)})
    names: dict[str, str] = {}
    taken: set[str] = set()
    for node in used:
        plain = re.sub(r"\W", "_", node, flags=re.ASCII)
        plain = plain if re.match(r"[A-Za-z]", plain) else f"n_{plain}"
        plain = f"{plain}_" if plain.casefold() in (*_WORDS, "targets", "factors") else plain
        while plain in taken:
            plain += "_"
        taken.add(plain)
        names[node] = plain
    return found, names


def write_bnet(G: Graph) -> Iterator[str]:
    """The signed edges of the mechanism layer as rules."""
    found, names = regulators(G)
    yield "# on when an activator is on and no inhibitor is; written by follicle-graph\n"
    for node, name in names.items():
        if node != name:
            yield f"# name {name} = {json.dumps(node, ensure_ascii=True)}\n"
    yield "targets, factors\n"
    for node, name in names.items():
        by = found.get(node, {})
        up = [names[one] for one in sorted(by) if by[one] > 0]
        down = [names[one] for one in sorted(by) if by[one] < 0]
        parts = [f"({' | '.join(up)})"] if up else []
        parts += [f"!({' | '.join(down)})"] if down else []
        yield f"{name}, {' & '.join(parts) or name}\n"


def fits_sbml(source: Source) -> bool:
    """Whether the root element is `sbml` and the file has qualitative species."""
    return source.looks_like_xml("sbml") and b"qualitativeSpecies" in source.data


def read_sbml(source: Source) -> Graph:
    """The graph of an SBML-qual model: an edge from each input of a transition to each output."""
    root = source.xml
    made = Assembly(source.stem, source.problems)
    names: dict[str, str] = {}
    for species in (one for one in root.iter() if local(one.tag) == "qualitativeSpecies"):
        id_ = _get(species, "id")
        if not id_:
            raise source.error("qualitativeSpecies", "it has no id; give each one")
        own = next((one.get("id") for one in species.iter() if local(one.tag) == "node"), None)
        names[id_] = own or id_
        made.node(names[id_], label=_get(species, "name") or names[id_])
    for number, transition in enumerate(
        (one for one in root.iter() if local(one.tag) == "transition"), start=1
    ):
        outputs = [_get(one, "qualitativeSpecies") for one in _all(transition, "output")]
        rule = next((_infix(one) for one in transition.iter() if local(one.tag) == "math"), "")
        for output in outputs:
            if output not in names:
                raise source.error(f"transition {number}", f"its output {output!r} is no species")
            if rule:
                made.node(names[output], {"rule": rule[:5000]})
            for one in _all(transition, "input"):
                regulator = _get(one, "qualitativeSpecies")
                if regulator not in names:
                    raise source.error(
                        f"transition {number}", f"its input {regulator!r} is no species"
                    )
                signs = _SIGNS.get(_get(one, "sign"), (0,))
                if signs == (0,):
                    source.problems["edges without a sign, since their input states none"] += 1
                for sign in signs:
                    row = Row(RowMeaning(sign, "mechanism"))
                    made.row(names[regulator], _KEYS[sign], names[output], row)
    return made.graph()


def _get(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _all(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if local(one.tag) == name)


_INFIX = {"and": " & ", "or": " | ", "eq": " = ", "geq": " >= ", "leq": " <= ", "gt": " > ",
          "lt": " < ", "neq": " != ", "plus": " + ", "minus": " - ", "times": " * "}  # fmt: skip


def _infix(element: Element, depth: int = 0) -> str:
    """A formula of MathML as text; cut where it is nested too deeply."""
    if depth > 60:
        return "…"
    name = local(element.tag)
    if name in ("ci", "cn"):
        return (element.text or "").strip()
    children = list(element)
    if name == "apply" and children:
        word = local(children[0].tag)
        parts = [_infix(one, depth + 1) for one in children[1:]]
        if word == "not":
            return f"!({''.join(parts)})"
        return f"({_INFIX.get(word, f' {word} ').join(parts)})"
    return " ".join(_infix(one, depth + 1) for one in children)


def write_sbml(G: Graph) -> Iterator[str]:
    """The signed edges of the mechanism layer as an SBML-qual model."""
    found, names = regulators(G)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sbml xmlns="{_CORE}" xmlns:qual="{_QUAL}" level="3" version="1" qual:required="true">\n'
        '<model id="follicle_graph">\n<listOfCompartments><compartment id="c" constant="true"/>'
        "</listOfCompartments>\n<qual:listOfQualitativeSpecies>\n"
    )
    for node, name in names.items():
        label = _attribute(str(G.nodes[node].get("label") or node))
        yield (
            f'<qual:qualitativeSpecies qual:id="{name}" qual:name="{label}" qual:compartment="c" '
            f'qual:constant="false" qual:maxLevel="1"><annotation><node '
            f'xmlns="https://follicle-graph.org/ns" id="{_attribute(node)}"/></annotation>'
            "</qual:qualitativeSpecies>\n"
        )
    yield "</qual:listOfQualitativeSpecies>\n<qual:listOfTransitions>\n"
    for node, by in sorted(found.items()):
        yield from _transition(names[node], {names[one]: sign for one, sign in by.items()})
    yield "</qual:listOfTransitions>\n</model>\n</sbml>\n"


def _attribute(text: str) -> str:
    return xml_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _transition(target: str, by: Mapping[str, int]) -> Iterator[str]:
    yield f'<qual:transition qual:id="t_{target}">\n<qual:listOfInputs>\n'
    for number, (name, direction) in enumerate(sorted(by.items())):
        sign = "positive" if direction > 0 else "negative"
        yield (
            f'<qual:input qual:id="i_{target}_{number}" qual:qualitativeSpecies="{name}" '
            f'qual:transitionEffect="none" qual:sign="{sign}"/>\n'
        )
    yield (
        f'</qual:listOfInputs>\n<qual:listOfOutputs><qual:output qual:id="o_{target}" '
        f'qual:qualitativeSpecies="{target}" qual:transitionEffect="assignmentLevel"/>'
        "</qual:listOfOutputs>\n<qual:listOfFunctionTerms>\n"
        '<qual:defaultTerm qual:resultLevel="0"/>\n<qual:functionTerm qual:resultLevel="1">'
        f'<math xmlns="{_MATH}">'
    )
    up = [_is_on(one) for one in sorted(by) if by[one] > 0]
    down = [_is_on(one) for one in sorted(by) if by[one] < 0]
    parts = [_apply("or", up)] if up else []
    parts += [f"<apply><not/>{_apply('or', down)}</apply>"] if down else []
    yield f"{_apply('and', parts)}</math></qual:functionTerm>\n"
    yield "</qual:listOfFunctionTerms>\n</qual:transition>\n"


def _is_on(name: str) -> str:
    return f'<apply><eq/><ci>{name}</ci><cn type="integer">1</cn></apply>'


def _apply(word: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"<apply><{word}/>{''.join(parts)}</apply>"


_LACKS = "all but the undisputed signs of the mechanism layer and their entities"
BNET = Format("bnet", "BoolNet rules", (".bnet",), _LACKS, fits_bnet, read_bnet, write_bnet)
SBML = Format("sbml-qual", "SBML-qual", (".sbml", ".xml"), _LACKS, fits_sbml, read_sbml, write_sbml)
