"""Answers that have not yet read all their evidence from a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakSet

from follicle_graph.model.facts import LazyAnswer


class UnreadAnswers:
    """Weak references to the answers of one store that still need unread evidence."""

    def __init__(self) -> None:
        self._answers: WeakSet[LazyAnswer] = WeakSet()
        self._lock = Lock()

    def add(self, answer: LazyAnswer) -> None:
        """Remember an answer until the store changes."""
        with self._lock:
            self._answers.add(answer)

    @contextmanager
    def read_before_change(self) -> Iterator[None]:
        """Let answers read what they keep; after the block tell them that the rest is gone.

        If the block fails, the store is unchanged, and answers can still read.
        """
        with self._lock:
            answers = list(self._answers)
        problem: Exception | None = None
        for answer in answers:
            problem = answer.hold(problem)
        yield
        with self._lock:
            self._answers = WeakSet()
        for answer in answers:
            answer.lose()
