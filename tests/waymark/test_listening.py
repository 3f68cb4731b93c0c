from __future__ import annotations

import pytest

from waymark.listening import PortProblem, listen


def test_a_free_port_is_taken() -> None:
    with listen("127.0.0.1", 0, exact=True) as bound:
        assert bound.getsockname()[1] > 0


def test_a_busy_port_that_was_asked_for_is_refused_with_advice() -> None:
    with listen("127.0.0.1", 0, exact=True) as bound:
        port = bound.getsockname()[1]
        with pytest.raises(PortProblem, match=f"Port {port} .* make run PORT="):
            listen("127.0.0.1", port, exact=True)


def test_a_busy_port_that_was_not_asked_for_gives_the_next_free_one() -> None:
    with listen("127.0.0.1", 0, exact=True) as bound:
        port = bound.getsockname()[1]
        with listen("127.0.0.1", port, exact=False) as other:
            assert port < other.getsockname()[1] <= port + 20


def test_nonsense_is_refused_plainly() -> None:
    with pytest.raises(PortProblem):
        listen("127.0.0.1", 70000, exact=True)
    with pytest.raises(PortProblem):
        listen("192.0.2.1", 8000, exact=True)
