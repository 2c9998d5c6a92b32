"""A cluster that must agree again is waited for, and nothing else is."""

from __future__ import annotations

import pytest

from follicle_graph.store import retry
from follicle_graph.store.retry import WITHOUT_QUORUM, retry_without_quorum


class Clock:
    """Time that passes when somebody sleeps or asks the server."""

    def __init__(self) -> None:
        self.now = 1.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Server:
    """Refuses so many times with an error, then answers; each try takes a while."""

    def __init__(self, clock: Clock, refusals: float, error: Exception, takes: float = 0.0) -> None:
        self.tries, self.began = 0, clock.now
        self._clock, self._refusals, self._error, self._takes = clock, refusals, error, takes

    def ask(self) -> str:
        self.tries, self.began = self.tries + 1, self._clock.now
        self._clock.sleep(self._takes)
        if self.tries <= self._refusals:
            raise self._error
        return "done"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(retry, "time", clock)
    return clock


QUORUM = ValueError("Quorum 2 not reached because only 1 server(s) are online")


def test_a_lost_quorum_is_waited_for_and_told_once(clock: Clock) -> None:
    server = Server(clock, refusals=30, error=QUORUM, takes=1.0)
    with pytest.warns(UserWarning, match="bolt://here has too few servers at work") as told:
        assert retry_without_quorum(server.ask, (ValueError,), "bolt://here") == "done"
    assert server.tries == 31
    assert len(told) == 1


@pytest.mark.parametrize("takes", [0.0, 40.0])
def test_no_try_begins_after_the_patience_has_ended(clock: Clock, takes: float) -> None:
    server = Server(clock, refusals=float("inf"), error=QUORUM, takes=takes)
    with pytest.warns(UserWarning, match="too few"), pytest.raises(ValueError, match="Quorum 2"):
        retry_without_quorum(server.ask, (ValueError,), "bolt://here")
    first_refusal = 1.0 + takes
    assert server.tries > 2
    assert first_refusal < server.began <= first_refusal + WITHOUT_QUORUM + 1


def test_any_other_error_is_raised_at_once(clock: Clock) -> None:
    for error in (ValueError("no such label"), OSError("Quorum")):
        server = Server(clock, refusals=5, error=error)
        with pytest.raises(type(error)):
            retry_without_quorum(server.ask, (ValueError,), "bolt://here")
        assert server.tries == 1
