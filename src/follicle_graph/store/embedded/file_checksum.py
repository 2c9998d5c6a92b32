"""A checksum at the end of a database file, so that a damaged file never reaches the engine.

The engine may crash on a damaged file. The checksum is one page behind the pages of the engine,
with the version of the engine that wrote the file. The engine ignores that page when it reads and
overwrites it when another program changes the file; a file without one is not checked here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

PAGE = 4096
_START = b"follicle-graph seal 1"
_BLOCK = 1 << 20


def add_checksum(path: Path, engine: str) -> None:
    """Add the page to a finished file; `engine`: name and version of what wrote it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a")
    ...     _ = path.write_bytes(bytes(PAGE))
    ...     add_checksum(path, "ladybug==0.20.4")
    ...     is_intact(path), written_by(path)
    (True, 'ladybug==0.20.4')
    """
    text = _text(path, path.stat().st_size, engine.encode())
    with path.open("ab") as file:
        file.write(text.ljust(PAGE, b"\n"))


def remove_checksum(path: Path) -> None:
    """Remove the page, before the engine writes."""
    if _last_page(path):
        with path.open("rb+") as file:
            file.truncate(path.stat().st_size - PAGE)


def is_intact(path: Path) -> bool:
    """Whether a file is as it was written; a file without a checksum is, if its pages are whole.

    >>> is_intact(Path("/dev/null"))
    True
    """
    if not has_whole_pages(path):
        return False
    text = _last_page(path)
    return not text or text == _text(path, path.stat().st_size - PAGE, _engine(text))


def written_by(path: Path) -> str:
    """Name and version of the engine that wrote a file; empty when the file does not say."""
    return _engine(_last_page(path)).decode("utf-8", "replace")


def has_whole_pages(path: Path) -> bool:
    """Whether a file ends where a page ends: the engine's pages and this one are of one size."""
    return path.stat().st_size % PAGE == 0


def _last_page(path: Path) -> bytes:
    """The text of the page, empty when a file has none."""
    size = path.stat().st_size
    if size <= PAGE:
        return b""
    with path.open("rb") as file:
        file.seek(size - PAGE)
        last = file.read(PAGE)
    return last.rstrip(b"\n") if last.startswith(_START) else b""


def _text(path: Path, size: int, engine: bytes) -> bytes:
    """The text of the page for the first `size` bytes of a file."""
    hashed = hashlib.blake2b(engine, digest_size=32)
    with path.open("rb") as file:
        while size > 0 and (block := file.read(min(_BLOCK, size))):
            hashed.update(block)
            size -= len(block)
    return b" ".join([_START, hashed.hexdigest().encode(), *([engine] if engine else [])])


def _engine(text: bytes) -> bytes:
    return b" ".join(text.removeprefix(_START).split(b" ")[2:])
