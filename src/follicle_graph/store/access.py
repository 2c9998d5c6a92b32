"""Who may use a store at the same time: any number of readers, or one change; one process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, RLock, get_ident

from follicle_graph.errors import StoreError


class Access:
    """The lock of one open store.

    Engines crash or hang when one thread closes or replaces what another thread reads, and in a
    forked process their threads are gone. So readers share the store, a change waits for them
    and they for it, and another process is refused. Locks are reentrant: the thread that
    changes the store may read it.

    Parameters
    ----------
    location
        Path or address of the store, for messages.

    >>> access = Access("atlas.lbug")
    >>> with Reading(access), Reading(access):
    ...     access.in_this_process
    True
    """

    def __init__(self, location: str) -> None:
        self._location = location
        self._process = os.getpid()
        self._writer = RLock()
        self._lock = RLock()
        self._changed = Condition(self._lock)  # the same lock, for those who wait
        self._readers: dict[int, int] = {}
        self._changer: int | None = None
        self._waiting = 0

    @property
    def in_this_process(self) -> bool:
        """Whether this is the process that opened the store."""
        return os.getpid() == self._process

    def check_process(self) -> None:
        """Refuse the use of a store in a forked process.

        Raises
        ------
        StoreError
            In another process than the one that opened the store.
        """
        if not self.in_this_process:
            raise StoreError(
                f"{self._location} was opened by another process (number {self._process}); "
                "open it again in this process, with open_store(..., read_only=True)"
            )

    def start_reading(self) -> int:
        """Begin to read in this thread; returns its number, for `stop_reading`."""
        self.check_process()
        me = get_ident()
        with self._lock:
            blocks = self._readers.get(me, 0)
            if not blocks and me != self._changer:
                while self._changer is not None or self._waiting:
                    self._changed.wait()
            self._readers[me] = blocks + 1
        return me

    def stop_reading(self, thread: int) -> None:
        """End what `start_reading` began in this thread; any thread may call it."""
        with self._lock:
            self._readers[thread] -= 1
            if not self._readers[thread]:
                del self._readers[thread]
                self._changed.notify_all()

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """Prepare a change in this block: readers go on, other changes wait.

        Raises
        ------
        StoreError
            In another process, and inside a block of reading of the same thread: two threads that
            did this would wait for each other for ever.
        """
        self.check_process()
        me = get_ident()
        if me in self._readers and me != self._changer:
            raise StoreError(
                f"{self._location} cannot be changed or closed inside a block of `reading()` of "
                "the same thread; end the block first"
            )
        with self._writer:
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make a change visible in this block: alone, once all readers have finished."""
        me = get_ident()
        with self._changed:
            self._waiting += 1
            try:
                self._changed.wait_for(
                    lambda: self._changer is None and not self._readers.keys() - {me}
                )
                self._changer = me
            finally:
                self._waiting -= 1
        try:
            yield
        finally:
            with self._changed:
                self._changer = None
                self._changed.notify_all()


class Reading:
    """A block that reads; waits while another thread makes a change visible.

    `check` is called at the start of the block. A question enters several, so one costs little.
    """

    __slots__ = ("_access", "_check", "_threads")

    def __init__(self, access: Access, check: Callable[[], object] | None = None) -> None:
        self._access, self._check = access, check
        self._threads: list[int] = []

    def __enter__(self) -> None:
        thread = self._access.start_reading()
        if self._check is not None:
            try:
                self._check()
            except BaseException:
                self._access.stop_reading(thread)
                raise
        self._threads.append(thread)

    def __exit__(self, *_: object) -> None:
        self._access.stop_reading(self._threads.pop())
