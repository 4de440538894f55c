"""What the data source `oktaprofile_mapping_impact` makes of its arguments."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from oktaprofile.cli.impact import change_of, parser
from oktaprofile.impact.change import Change
from oktaprofile.provider.data_sources import mapping_impact

CONFIG: dict[str, Any] = {
    "app_id": "0oaUS",
    "direction": None,
    "user_type": "contractor",
    "expressions": {"primaryPhone": "appuser.directNumber"},
    "push_status": None,
    "allow": ["target-length"],
    "overrides": ["primaryPhone"],
    "override_sources": ["0oaUS", "0oaEMEA"],
    "new_attributes": ["directNumber"],
    "downstream": [],
    "values": None,
    "snapshot": None,
}


def test_the_command_that_it_names_asks_the_same() -> None:
    """`oktaprofile impact` as the report writes it predicts the change that was judged."""
    report = SimpleNamespace(after=SimpleNamespace(label=lambda app_id: app_id))
    command = mapping_impact._command(cast(Any, report), CONFIG)
    asked = change_of(parser().parse_args(command.removeprefix("oktaprofile impact ").split()))
    judged: Change = mapping_impact._change(CONFIG)
    assert (asked.mapped, asked.mastered) == (judged.mapped, judged.mastered)
    assert [one.name for one in asked.attributed] == ["directNumber"]
    assert [one["value"] for one in judged.mastered[0].master["priority"]] == ["0oaUS", "0oaEMEA"]
