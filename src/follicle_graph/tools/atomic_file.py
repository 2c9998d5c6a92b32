"""Files appear whole or not at all: written beside, then renamed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from follicle_graph.errors import InvalidQuestion, OutputError


def path_of(path: object) -> Path:
    """The path that an argument `path` names.

    >>> path_of(5)
    Traceback (most recent call last):
    follicle_graph.errors.InvalidQuestion: path is 5; use the path of a file
    """
    if isinstance(path, str | bytes | os.PathLike):
        return Path(os.fsdecode(path))
    raise InvalidQuestion(argument="path", value=path, remedy="use the path of a file")


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A path beside `path` to write into; it takes the place of `path` when the block succeeds.

    Whatever goes wrong, an older file stays as it was and nothing half-written is left. The
    file gets the permissions that a new file of this user gets, or those of the one it replaces.

    Raises OutputError when the file cannot be written there, InvalidQuestion for what is no path.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder) / "a.txt") as beside:
    ...         _ = beside.write_text("all of it", encoding="utf-8")
    ...     (Path(folder) / "a.txt").read_text(encoding="utf-8")
    'all of it'
    """
    target = path_of(path)
    beside = target
    try:
        if "\0" in str(target):
            raise OSError(errno.EINVAL, "a path has no NUL character")
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        beside = target.with_name(f".{target.name[:80]}.{os.getpid()}.part")
        yield beside
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except OSError as error:
        raise OutputError(
            f"cannot write {str(target)!r} ({error.strerror or error}); "
            "name a file in a folder that exists and that you may write to"
        ) from error
    finally:
        if beside != target:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
