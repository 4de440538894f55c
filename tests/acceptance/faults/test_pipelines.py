"""Two pipelines at once, in a few rounds; `make stress` runs fifty."""

from __future__ import annotations

from typing import Any

from tests.acceptance.faults import pipelines
from tests.acceptance.faults.writes import APP_WRITE, MAPPING_WRITE


def test_two_pipelines_and_an_administrator_lose_nothing() -> None:
    """Each owns other properties and keys of the same documents, and what each wrote is there after every round,
    although in each round one of them loses a write of the schema and one of the mapping.
    """
    figures = pipelines.run(rounds=2)
    assert figures.swallowed_schema_writes >= 2
    assert figures.swallowed_mapping_writes >= 2


def _posted(operation: str, name: str, **more: Any) -> dict[str, Any]:
    return {"operation": operation, "status": 200, "body": {"properties": {name: {}}}, **more}


def test_a_lost_race_is_told_by_the_second_post() -> None:
    """Of one pipeline and document; a swallowed write is lost whether it was sent again or not."""
    lost = pipelines.lost_writes(
        [
            _posted(APP_WRITE, "eastOne"),
            _posted(APP_WRITE, "westOne"),
            _posted(APP_WRITE, "foreignText"),
            _posted(MAPPING_WRITE, "nickName"),
            _posted(APP_WRITE, "eastOne"),
            _posted(APP_WRITE, "foreignText"),
            _posted(MAPPING_WRITE, "division", fault=1),
        ]
    )
    assert lost == [
        pipelines.Lost(APP_WRITE, "east", swallowed=False, again=True),
        pipelines.Lost(MAPPING_WRITE, "west", swallowed=True, again=False),
    ]
