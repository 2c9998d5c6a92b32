"""A file that is being read: its bytes, its text, JSON or XML strictly, and what was not read."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from follicle_graph.errors import FormatError
from follicle_graph.tools.caller_warning import warn_caller

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import networkx as nx

MOST_BYTES = 1_000_000_000
"""The most bytes that a compressed file may unpack to, unless `read(max_bytes=…)` says more."""

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20


class Source:
    """A file that is being read; `data`, `text`, `json` and `xml` are each made once.

    `nodes` is the second file of formats that have one for nodes, or None. Readers count in
    `problems` what they could not read or sign, and list in `understood` how they read it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.json")
    ...     _ = path.write_text('{"a": [1]}', encoding="utf-8")
    ...     Source(path).json
    {'a': [1]}
    """

    def __init__(
        self,
        path: Path,
        *,
        nodes: Source | None = None,
        max_bytes: int = MOST_BYTES,
        name: str | None = None,
    ) -> None:
        self.path = path
        self.nodes = nodes
        self.max_bytes = max_bytes
        self.name = name or str(path)
        self.problems: Counter[str] = Counter()
        self.understood: list[str] = []

    @property
    def stem(self) -> str:
        """The name of the file without its endings."""
        return Path(self.name).name.split(".")[0]

    def error(self, place: str, problem: str) -> FormatError:
        """What is wrong, with this file's name before the place."""
        return FormatError(f"{self.name!r}, {place}" if place else repr(self.name), problem)

    def finished(self, G: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
        """The graph of this file with how it was read; what was not read is a warning."""
        problems = [f"{count} × {what}" for what, count in self.problems.items()]
        if self.understood or problems:
            G.graph["read_as"] = [*self.understood, *problems]
        if problems:
            shown = "; ".join(problems[:12]) + ("; …" if len(problems) > 12 else "")
            warn_caller(f"{self.name}: {shown}")
        return G

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file, unpacked where they are gzip.

        Raises FormatError when it cannot be read, is a damaged gzip file or unpacks to more than
        `max_bytes`.
        """
        try:
            data = self.path.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            remedy = "a file, not a folder" if self.path.is_dir() else "a file that exists"
            raise self.error("", f"it cannot be read ({reason}); name {remedy}") from None
        return self._unpacked(data) if data.startswith(_GZIP) else data

    def _unpacked(self, data: bytes) -> bytes:
        parts: list[bytes] = []
        size = 0
        while data:
            unpack = zlib.decompressobj(wbits=31)
            try:
                part = unpack.decompress(data, _BLOCK)
                while part or unpack.unconsumed_tail:
                    parts.append(part)
                    size += len(part)
                    if size > self.max_bytes:
                        raise self.error(
                            "",
                            f"it unpacks to more than {self.max_bytes} bytes; if you trust it, "
                            "read it with a larger max_bytes",
                        )
                    part = unpack.decompress(unpack.unconsumed_tail, _BLOCK)
            except zlib.error as error:
                raise self.error(
                    "", f"its gzip data are damaged ({error}); copy it again"
                ) from None
            if not unpack.eof:
                raise self.error("", "its gzip data end early; copy the whole file again")
            data = unpack.unused_data.lstrip(b"\0")
        return b"".join(parts)

    @cached_property
    def text(self) -> str:
        """The whole file as text: UTF-8, or UTF-16 with its mark.

        Raises FormatError when it cannot be read or is neither.
        """
        data = self.data
        coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            return data.decode(coding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise self.error(
                f"line {line}, byte {error.start}",
                "it is not UTF-8 text (perhaps Windows-1252); save it as UTF-8",
            ) from None

    @cached_property
    def json(self) -> Any:
        """The file as JSON; numbers are finite, keys are not repeated, text is whole characters.

        Raises FormatError with line and column where the text breaks off or is no JSON.
        """
        return self.json_of(self.text)

    def json_of(self, text: str, place: str = "") -> Any:
        """A text as JSON, as strictly as `json`."""
        try:
            value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
            if _SURROGATE.search(text):
                json.dumps(value, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            where = place or f"line {error.lineno}, column {error.colno}"
            raise self.error(where, f"it is not JSON ({error.msg}); is the file whole?") from None
        except RecursionError:
            raise self.error(
                place, "its JSON is nested too deeply; no graph looks like this"
            ) from None
        except UnicodeEncodeError:
            raise self.error(
                place, "it holds half of a character (a lone surrogate); remove it"
            ) from None
        except ValueError as error:
            raise self.error(place, f"{error}; correct the file") from None
        return value

    @cached_property
    def json_lines(self) -> list[tuple[int, dict[str, Any]]]:
        """The objects of a file with one JSON object a line, each with the number of its line."""
        found = []
        for number, line in enumerate(self.text.split("\n"), start=1):
            if not line.strip():
                continue
            value = self.json_of(line, f"line {number}")
            if not isinstance(value, dict):
                raise self.error(f"line {number}", f"it is {value!r:.60}; use a JSON object")
            found.append((number, value))
        return found

    @cached_property
    def xml(self) -> Element:
        """The root element of an XML file; entities and external files are refused.

        Raises FormatError with the line where it is no XML.
        """
        from xml.etree.ElementTree import ParseError

        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        try:
            root: Element = fromstring(self.data, forbid_dtd=False, forbid_entities=True)
        except DefusedXmlException:
            raise self.error(
                "", "it declares entities or external files, which are never read; remove them"
            ) from None
        except ParseError as error:
            line = error.position[0]
            raise self.error(
                f"line {line}", f"it is not XML ({error}); is the file whole?"
            ) from None
        except (ValueError, LookupError) as error:
            raise self.error("", f"it is not XML ({error}); save it as UTF-8") from None
        return root

    def looks_like_xml(self, *names: str) -> bool:
        """Whether the first element of the file has one of these local names."""
        head = self.data[:4096]
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            head = head.decode("utf-16", "replace").encode()
        found = re.search(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)", head)
        return found is not None and found[1].decode() in names

    def looks_like_json(self) -> bool:
        """Whether the first character of the file opens an object or a list of JSON."""
        return self.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def local(tag: object) -> str:
    """The name of an element or attribute without its name space.

    >>> local("{http://pathvisio.org/GPML/2013a}Pathway")
    'Pathway'
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"an object names the key {twice!r} twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
