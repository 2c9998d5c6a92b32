"""Answers that have not yet read all their evidence from a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakSet

from follicle_graph.model.facts import LazyAnswer


class Pending:
    """The living answers of one store; forgotten ones cost nothing."""

    def __init__(self) -> None:
        self._answers: WeakSet[LazyAnswer] = WeakSet()
        self._lock = Lock()

    def add(self, answer: LazyAnswer) -> None:
        """Remember an answer until the store changes."""
        with self._lock:
            self._answers.add(answer)

    @contextmanager
    def read_before_change(self) -> Iterator[None]:
        """Let answers read what they keep before a change, and lose the rest once it is made."""
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
