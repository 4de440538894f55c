"""A few random configurations under failing writes; `make stress ARGS=outages` takes hundreds."""

from __future__ import annotations

from collections import Counter

import pytest

from oktaprofile.provider.owned import failures
from tests.contract.provider.outages import KINDS, drawn, prove
from tests.contract.provider.sequences_terraform import Refused


def test_whatever_fails_the_next_apply_converges_and_destroy_leaves_nothing() -> None:
    """Creates, updates and destroys of several resources at once; each kind of failure was met."""
    counts: Counter[str] = Counter()
    for seed in range(5):
        prove(*drawn(seed), counts)
    assert counts["proved"] == 5
    assert sum(counts[kind] for kind in KINDS) >= 8


def test_a_state_that_forgets_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A product that says "nothing exists" after a failure leaves something behind: the proof can fail."""
    monkeypatch.setattr(failures, "after_failure", lambda *_: (None, ""))

    def prove_some() -> None:
        for seed in range(5):
            prove(*drawn(seed), Counter())

    with pytest.raises((AssertionError, Refused)):
        prove_some()
