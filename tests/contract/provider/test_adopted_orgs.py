"""A few random orgs adopted; `make stress ARGS=adopt` takes hundreds."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.contract.provider import adopted_orgs
from tests.contract.provider.adopted_orgs import prove

COUNTS: Counter[str] = Counter()


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 10**6))
def test_random_orgs_are_imported_unchanged_and_given_back(seed: int) -> None:
    """n to import, nothing else; no write at apply and at destroy, and the org is as before."""
    prove(seed, COUNTS)


def test_there_was_something_to_adopt() -> None:
    """Overrides by several apps and expressions that no configuration takes among it."""
    for seed in range(3):
        prove(seed, COUNTS)
    assert min(COUNTS[name] for name in ("overrides by several", "left out", "not valid")) > 0


def test_a_wrong_order_of_sources_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that says another thing than the org has is no empty plan: the proof can fail."""
    right = adopted_orgs.configured

    def wrong(found: adopted_orgs.Found) -> adopted_orgs.Configuration:
        made = right(found)
        for kind, arguments in made.values():
            if kind == "master_override":
                arguments["sources"] = ["0oaother", *arguments["sources"]]
        return made

    monkeypatch.setattr(adopted_orgs, "configured", wrong)
    with pytest.raises((AssertionError, adopted_orgs.Refused)):
        prove(0, Counter())
