"""Libraries that only some functions need: what is missing is named, with the way to install it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from follicle_graph.errors import MissingLibrary


@contextmanager
def needed(library: str, purpose: str, install: str = "") -> Iterator[None]:
    """Import a library in this block; where that fails, `MissingLibrary` says what to install.

    Parameters
    ----------
    library
        Its name, as it is imported.
    purpose
        What needs it, for the message: "databases in a file".
    install
        What pip installs; the name of the library when left out.

    >>> with needed("no_such_library", "examples"):
    ...     import no_such_library
    Traceback (most recent call last):
    follicle_graph.errors.MissingLibrary: examples need the library 'no_such_library', which is \
not installed; install it: pip install 'no_such_library'
    """
    try:
        yield
    except ImportError as error:
        missing = isinstance(error, ModuleNotFoundError)
        reason = "" if missing and error.name == library else str(error)
        raise MissingLibrary(library, purpose, install or library, reason=reason) from error
