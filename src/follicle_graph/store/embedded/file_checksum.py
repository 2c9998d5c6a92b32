"""A checksum at the end of a database file, so that a damaged one never reaches the engine,
which may die of it.

The seal is one page behind the pages of the engine. The engine passes over it when it reads, and
writes over it when another program changes the file; a file without a seal is not checked here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

PAGE = 4096
_START = b"follicle-graph seal 1 "
_BLOCK = 1 << 20


def seal(path: Path) -> None:
    """Add the seal to a finished file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a")
    ...     _ = path.write_bytes(bytes(PAGE))
    ...     seal(path)
    ...     intact(path)
    True
    """
    text = _START + _digest(path, path.stat().st_size)
    with path.open("ab") as file:
        file.write(text.ljust(PAGE, b"\n"))


def unseal(path: Path) -> None:
    """Take the seal off, before the engine writes."""
    if _sealed(path):
        with path.open("rb+") as file:
            file.truncate(path.stat().st_size - PAGE)


def intact(path: Path) -> bool:
    """Whether a file is as it was sealed; a file without a seal is, when its pages are whole.

    >>> intact(Path("/dev/null"))
    True
    """
    if not of_whole_pages(path):
        return False
    text = _sealed(path)
    return not text or text == _START + _digest(path, path.stat().st_size - PAGE)


def of_whole_pages(path: Path) -> bool:
    """Whether a file ends where a page ends: the engine's pages and the seal are of one size."""
    return path.stat().st_size % PAGE == 0


def _sealed(path: Path) -> bytes:
    """The seal of a file, empty when it has none."""
    size = path.stat().st_size
    if size <= PAGE:
        return b""
    with path.open("rb") as file:
        file.seek(size - PAGE)
        last = file.read(PAGE)
    return last.rstrip(b"\n") if last.startswith(_START) else b""


def _digest(path: Path, size: int) -> bytes:
    hashed = hashlib.blake2b(digest_size=32)
    with path.open("rb") as file:
        while size > 0 and (block := file.read(min(_BLOCK, size))):
            hashed.update(block)
            size -= len(block)
    return hashed.hexdigest().encode()
