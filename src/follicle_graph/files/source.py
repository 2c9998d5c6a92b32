"""What a reader gets: a file, read once, strict about its text and its JSON."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from follicle_graph.errors import FormatError

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Source:
    """A file that is being read; `text` and `json` are read once, when first asked for.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.json")
    ...     _ = path.write_text('{"a": [1]}', encoding="utf-8")
    ...     Source(path).json
    {'a': [1]}
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def error(self, place: str, problem: str) -> FormatError:
        """What is wrong, with this file's name before the place."""
        return FormatError(
            f"{str(self.path)!r}, {place}" if place else repr(str(self.path)), problem
        )

    @cached_property
    def text(self) -> str:
        """The whole file as text.

        Raises FormatError when it cannot be read or is not UTF-8.
        """
        try:
            return self.path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.error(
                f"byte {error.start}", "it is not UTF-8 text; save it as UTF-8"
            ) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise self.error("", f"it cannot be read ({reason}); name a file that exists") from None

    @cached_property
    def json(self) -> Any:
        """The file as JSON; numbers are finite, keys are not repeated, text is whole characters.

        Raises FormatError with line and column where the text breaks off or is no JSON.
        """
        text = self.text
        try:
            value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
            if _SURROGATE.search(text):
                json.dumps(value, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            raise self.error(
                f"line {error.lineno}, column {error.colno}",
                f"it is not JSON ({error.msg}); is the file whole?",
            ) from None
        except RecursionError:
            raise self.error(
                "", "its JSON is nested too deeply; no graph looks like this"
            ) from None
        except UnicodeEncodeError:
            raise self.error(
                "", "it holds half of a character (a lone surrogate); remove it"
            ) from None
        except ValueError as error:
            raise self.error("", f"{error}; mend the file") from None
        return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"an object names the key {twice!r} twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
