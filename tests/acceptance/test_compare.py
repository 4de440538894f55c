"""`oktaprofile compare`: two embedded orgs, one of them changed by hand: what differs, and no difference of ids."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness import TOKEN, SimulatedOrg, run_oktaprofile, start_org


def compare(orgs: dict[str, SimulatedOrg], *arguments: str, expect: int) -> str:
    """Run the command with both orgs in the environment, each under its prefix; what it printed."""
    environment = {
        f"{prefix}{name}": value
        for prefix, org in orgs.items()
        for name, value in (("OKTA_ORG_URL", org.url), ("OKTA_API_TOKEN", TOKEN))
    }
    done = run_oktaprofile(
        "compare", *arguments, folder=Path.cwd(), environment={**os.environ, **environment}
    )
    assert done.returncode == expect, done.output
    return done.output


def change(org: SimulatedOrg) -> None:
    """An attribute, a key and a source by hand."""
    app_id = org.app_id("RingCentral")
    org.set_app_properties(app_id, {"directNumber": {"title": "Direct", "type": "string", "scope": "NONE"}})
    row = org.mapping(app_id)
    body = {"properties": {"primaryPhone": {"expression": "appuser.email", "pushStatus": "PUSH"}}}
    org.call("POST", f"/api/v1/mappings/{row['id']}", body)
    schema = org.call("GET", "/api/v1/meta/schemas/user/default")
    phone = schema["definitions"]["base"]["properties"]["primaryPhone"]
    phone["master"] = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": app_id}]}
    body = {"definitions": {"base": {"id": "#base", "type": "object", "properties": {"primaryPhone": phone}}}}
    org.call("POST", "/api/v1/meta/schemas/user/default", body)


def test_what_differs_and_what_does_not(tmp_path: Path) -> None:
    """Two orgs of different seeds have no id in common and are alike; three edits are three differences; a saved
    description stands for its org."""
    with start_org(seed=1) as preview, start_org(seed=2) as production:
        orgs = {"": preview, "PRODUCTION_": production}
        pair = ("env:", "env:PRODUCTION_", "--user-type", "all")
        assert "No differences" in compare(orgs, *pair, expect=0)
        saved = tmp_path / "preview.json"
        compare(orgs, "env:", "--user-type", "all", "--save", str(saved), expect=0)
        change(production)
        found: dict[str, Any] = json.loads(compare(orgs, *pair, "--json", expect=2))
        by_place = {tuple(one["where"]): (one["one"], one["other"]) for one in found["differences"]}
        assert by_place.keys() == {
            ("app RingCentral", "attributes", "directNumber"),
            ("app RingCentral", "mapping to_okta default", "primaryPhone"),
            ("user type default", "sources", "primaryPhone"),
        }
        assert by_place["user type default", "sources", "primaryPhone"] == ("PROFILE_MASTER", ["RingCentral"])
        told = compare(orgs, str(saved), "env:PRODUCTION_", "--user-type", "all", expect=2)
        assert "3 differ." in told
        assert "+ appuser.email" not in told  # the whole key is the value
        assert '+ {"expression": "appuser.email", "pushStatus": "PUSH"}' in told


def test_an_org_without_sources_is_compared_without_them() -> None:
    """Without attribute-level mastering no source is shown: that is no difference of a hundred attributes."""
    with start_org() as one, start_org("--no-attribute-level-mastering") as other:
        told = compare({"": one, "OTHER_": other}, "env:", "env:OTHER_", expect=0)
    assert "No differences" in told


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{}", "no description of an org"),
        ("nothing", "Expecting value"),
        ('{"format": "oktaprofile-tenant", "version": 99}', "version is 99"),
        (
            '{"format": "oktaprofile-tenant", "version": 1, "org_url": "x", "apps": [{"id": 1}], "user_types": []}',
            "missing",
        ),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_file_that_is_no_description(content: str, why: str, tmp_path: Path) -> None:
    """Named with its reason and exit code 1, never a traceback."""
    path = tmp_path / "saved.json"
    path.write_text(content)
    told = compare({}, str(path), str(path), expect=1)
    assert str(path) in told
    assert why in told
    assert "Traceback" not in told


def test_wrong_usage_is_not_a_difference() -> None:
    """Exit code 2 means that something differs, and nothing else."""
    compare({}, "one.json", expect=1)
    compare({}, "--unknown", expect=1)
