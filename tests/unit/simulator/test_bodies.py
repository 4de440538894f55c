"""No body, query or filter ends as a 500: the short form of `python -m tests.stress bodies`."""

from __future__ import annotations

from tests.stress.bodies import failures


def test_nothing_fails() -> None:
    """Every operation, with bodies whose parts are replaced by values of every kind."""
    assert failures(seed=1, rounds=15) == []
