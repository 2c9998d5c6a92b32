"""The files around a store: its lock, its leftovers, and the one rename that replaces it."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO

from follicle_graph.errors import StoreError

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(1 << 30)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_OF_THE_ENGINE = (".wal", ".shadow")
_MAGIC = b"LBUG"


class WriterLock:
    """The right to replace the file at `path`; the system frees it when its process ends.

    Raises StoreError when another store holds it or the folder cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     lock = WriterLock(Path(folder, "a.lbug"))
    ...     lock.release()
    ...     os.listdir(folder)
    []
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f".{path.name}.follicle-graph-lock")
        while True:
            file = _open(self._path, path)
            try:
                _lock(file)
            except OSError:
                file.seek(0)
                holder = file.read(32).decode("ascii", "replace").strip() or "unknown"
                file.close()
                raise StoreError(
                    f"{path} is open for writing elsewhere (process {holder}); close it there, "
                    "or open it with read_only=True"
                ) from None
            if self._still_there(file):
                break
            file.close()
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()).encode())
        file.flush()
        self._file: IO[bytes] = file

    def _still_there(self, file: IO[bytes]) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let others write; nothing happens the second time.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     lock = WriterLock(Path(folder, "a.lbug"))
        ...     lock.release()
        ...     lock.release()
        """
        if self._file.closed:
            return
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)
        self._file.close()
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                self._path.unlink()


def _open(lock: Path, path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)
    except OSError as problem:
        raise StoreError(
            f"{path.parent} cannot be written ({problem.strerror}); choose another folder, "
            "or open an existing store with read_only=True"
        ) from problem


def refuse_other_writers(path: Path) -> None:
    """Raises StoreError when another program writes to `path` with the engine itself.

    Seen by the engine's lock on the file (POSIX) and by the engine's files beside it.

    >>> refuse_other_writers(Path("nothing.lbug"))
    """
    for suffix in _OF_THE_ENGINE:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            raise StoreError(
                f"{beside} holds changes by another program that are not in the store; close "
                "that program, or remove the file to give those changes up"
            )
    if sys.platform == "win32" or not path.exists():
        return
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                f"{path} is open for writing in another program; close it there"
            ) from None


def unfinished(path: Path) -> Path:
    """The sibling in which the next content of `path` grows.

    >>> unfinished(Path("a.lbug")).name
    '.a.lbug.follicle-graph-new'
    """
    return path.with_name(f".{path.name}.follicle-graph-new")


def clean_up(path: Path) -> None:
    """Remove what a write that was cut short left beside `path`; the caller holds the lock.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.lbug")
    ...     _ = unfinished(path).write_bytes(b"half")
    ...     clean_up(path)
    ...     os.listdir(folder)
    []
    """
    stem = unfinished(path).name
    for sibling in path.parent.iterdir():
        if sibling.name == stem or sibling.name.startswith(stem + "."):
            sibling.unlink(missing_ok=True)


def replace(path: Path) -> None:
    """Put the finished sibling in the place of `path`, in one step and on the disk.

    Raises OSError.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.lbug")
    ...     _ = unfinished(path).write_bytes(b"whole")
    ...     replace(path)
    ...     path.read_bytes()
    b'whole'
    """
    new = unfinished(path)
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def checked(location: str) -> Path:
    """The path of a store, whole; raises StoreError for a folder, and where no folder is.

    >>> checked("a.lbug").name
    'a.lbug'
    """
    try:
        path = Path(os.path.realpath(location))
    except ValueError as problem:
        raise StoreError(f"{location!r} is no path ({problem}); choose another") from None
    if not location or path.is_dir():
        raise StoreError(
            f"{location!r} is a folder; give the path of a file in it, "
            f"like {str(path / 'atlas.lbug')!r}"
        )
    if not path.parent.is_dir():
        raise StoreError(
            f"there is no folder {str(path.parent)!r}; make it, or choose another path"
        )
    return path


def is_database(path: Path) -> bool:
    """Whether a file that can be read starts as the engine's files do."""
    try:
        return path.is_file() and _start(path) == _MAGIC
    except (OSError, ValueError):
        return False


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_MAGIC))


def format_version(path: Path) -> int | None:
    """The version of the engine's file format in which a file is written; None for other files."""
    with path.open("rb") as file:
        start = file.read(len(_MAGIC) + 8)
    if len(start) < len(_MAGIC) + 8 or not start.startswith(_MAGIC):
        return None
    return int.from_bytes(start[len(_MAGIC) :], "little")


def check_foreign(path: Path) -> None:
    """Raises StoreError for what is no file, or does not start as the engine's files do."""
    if not path.is_file():
        raise StoreError(f"{path} is no regular file; choose another path")
    start = _start(path)
    if start != _MAGIC:
        beginning = f"starts with {start!r}" if start else "is empty"
        raise StoreError(
            f"{path} is no graph database, it {beginning}; it is left as it is: choose another path"
        )
