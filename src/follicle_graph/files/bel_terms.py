"""Terms of BEL: parsed, in one way of writing, with what kind of entity they are.

The language: https://language.bel.bio. Both the long names of functions and the short ones are
read; the short ones are written.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORT = {
    "abundance": "a",
    "biologicalProcess": "bp",
    "complexAbundance": "complex",
    "compositeAbundance": "composite",
    "geneAbundance": "g",
    "microRNAAbundance": "m",
    "pathology": "path",
    "proteinAbundance": "p",
    "populationAbundance": "pop",
    "rnaAbundance": "r",
    "activity": "act",
    "cellSecretion": "sec",
    "cellSurfaceExpression": "surf",
    "degradation": "deg",
    "reaction": "rxn",
    "translocation": "tloc",
    "fusion": "fus",
    "fragment": "frag",
    "location": "loc",
    "molecularActivity": "ma",
    "proteinModification": "pmod",
    "variant": "var",
    "catalyticActivity": "cat",
    "chaperoneActivity": "chap",
    "gtpBoundActivity": "gtp",
    "kinaseActivity": "kin",
    "peptidaseActivity": "pep",
    "phosphataseActivity": "phos",
    "ribosylationActivity": "ribo",
    "transcriptionalActivity": "tscript",
    "transportActivity": "tport",
}
KINDS = {
    "a": "abundance",
    "bp": "biological process",
    "complex": "complex",
    "composite": "composite",
    "g": "gene",
    "m": "micro RNA",
    "path": "pathology",
    "p": "protein",
    "pop": "population",
    "r": "RNA",
    "rxn": "reaction",
}
MODIFIERS = frozenset(("act", "sec", "surf", "tloc", "deg"))
_ACTIVITIES = {
    "cat": "cat", "chap": "chap", "gtp": "gtp", "kin": "kin", "pep": "pep", "phos": "phos",
    "ribo": "ribo", "tscript": "tscript", "tport": "tport",
}  # fmt: skip
_TOKEN = re.compile(
    r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<mark>[(),:!])|(?P<word>[^\s(),:"!]+))'
)
_PLAIN = re.compile(r"[A-Za-z0-9_.\-*]+")
MOST_DEEP = 40
"""Terms that are nested deeper than this are refused."""


class Term:
    """A term as a tree: a function with arguments, or a name with its name space."""

    __slots__ = ("arguments", "function", "name", "space")

    def __init__(
        self, function: str = "", arguments: tuple[Term, ...] = (), space: str = "", name: str = ""
    ) -> None:
        self.function, self.arguments, self.space, self.name = function, arguments, space, name

    def __str__(self) -> str:
        if self.function:
            return f"{self.function}({', '.join(map(str, self.arguments))})"
        name = self.name if _PLAIN.fullmatch(self.name) else quoted(self.name)
        return f"{self.space}:{name}" if self.space else name

    def named(self) -> Term | None:
        """The first name inside the term."""
        if not self.function:
            return self
        return next((found for one in self.arguments if (found := one.named())), None)


def quoted(text: str) -> str:
    """A text in the quotes of BEL.

    >>> print(quoted('3"'))
    "3\\""
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@lru_cache(maxsize=1 << 16)
def parse_term(text: str) -> Term:
    """A term of BEL.

    Raises ValueError for what is none.

    >>> print(parse_term('proteinAbundance(HGNC:"AKT1")'))
    p(HGNC:AKT1)
    """
    parser = Parser(text)
    term = parser.term()
    if parser.peek():
        raise ValueError(f"{text!r:.60} goes on after its term with {parser.peek()!r}")
    return term


class Parser:
    """Takes the terms of a text one after the other; `position` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0

    def peek(self) -> str:
        """The next token, empty at the end."""
        found = _TOKEN.match(self.text, self.position)
        return found.group().strip() if found else ""

    def take(self) -> str:
        """The next token, which is passed."""
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            raise ValueError(f"{self.text!r:.60} breaks off")
        self.position = found.end()
        return found.group().strip()

    def term(self, depth: int = 0) -> Term:
        """The term that starts here."""
        if depth > MOST_DEEP:
            raise ValueError(f"terms are nested more than {MOST_DEEP} deep")
        word = self.take()
        if word in (",", ")", ":", "!"):
            raise ValueError(f"{word!r} where a term should start, in {self.text!r:.60}")
        if word == "(":
            raise ValueError(f"a function without a name, in {self.text!r:.60}")
        following = self.peek()
        if following == "(" and not word.startswith('"'):
            self.take()
            arguments = []
            while self.peek() != ")":
                arguments.append(self.term(depth + 1))
                if self.peek() == ",":
                    self.take()
                elif self.peek() != ")":
                    raise ValueError(f"a bracket does not close in {self.text!r:.60}")
            self.take()
            return _made(SHORT.get(word, word), tuple(arguments))
        if following == ":" and not word.startswith('"'):
            self.take()
            name = self.take()
            if self.peek() == "!":
                self.take()
                name = self.take()
            return Term(space=word, name=_unquoted(name))
        return Term(name=_unquoted(word))


def _unquoted(word: str) -> str:
    if word.startswith('"'):
        return re.sub(r"\\(.)", r"\1", word[1:-1])
    return word


def _made(function: str, arguments: tuple[Term, ...]) -> Term:
    """A term with the functions of BEL 1 in the way of BEL 2."""
    if function in _ACTIVITIES and len(arguments) == 1 and arguments[0].function:
        kind = Term("ma", (Term(name=_ACTIVITIES[function]),))
        return Term("act", (arguments[0], kind))
    if function in ("complex", "composite", "reactants", "products"):
        arguments = tuple(sorted(arguments, key=str))
    if function == "sub" and len(arguments) == 3:
        one, place, other = (argument.name for argument in arguments)
        return Term("var", (Term(name=f"p.{one}{place}{other}"),))
    if function == "trunc" and len(arguments) == 1:
        return Term("var", (Term(name=f"p.{arguments[0].name}*"),))
    if function in ("p", "g", "r") and arguments:
        head, rest = arguments[0], sorted(arguments[1:], key=str)
        return Term(function, (head, *rest))
    return Term(function, arguments)
