"""Plans for these tests: those that terraform made of the embedded org (tests/cases/review), and made-up ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from oktaprofile.plan.configuration import OURS
from oktaprofile.plan.reader import read_plan
from oktaprofile.review.build import build
from oktaprofile.review.gates import DEFAULT
from oktaprofile.review.impact_file import Impact, read_impact
from oktaprofile.review.model import HIGH, Review
from oktaprofile.review.words import plain

CASES = Path(__file__).parents[2] / "cases" / "review"
APP, TYPE = "0oaRING", "otyDEFAULT"
OTHER = "registry.terraform.io/hashicorp/null"
DIRECT = "appuser.directNumber"


def case_text(name: str) -> str:
    """The JSON of a plan of the embedded org: create, change, replace, destroy, drift or empty."""
    return (CASES / f"{name}.json").read_text()


def case(name: str, *, impact: bool = False, drift: bool = False, fail_on: Any = DEFAULT) -> Review:
    """The review of such a plan; `change` has an impact."""
    found = read_impact(case_text(f"{name}.impact")) if impact else None
    return build(read_plan(case_text(name)), found, fail_on=fail_on, drift=drift)


def change(address: str, kind: str, before: Any, after: Any, **more: Any) -> dict[str, Any]:
    """One entry of resource_changes; the actions follow from before and after unless given."""
    actions = ["create"] if before is None else ["delete"] if after is None else ["update"]
    body = {
        "actions": actions,
        "before": before,
        "after": after,
        "after_unknown": {},
        **more.pop("change", {}),
    }
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": "x",
        "provider_name": OURS if kind.startswith("oktaprofile_") else OTHER,
        "change": body,
        **more,
    }


def mapping(properties: Any, **more: Any) -> dict[str, Any]:
    """Values of an oktaprofile_mapping. `properties`: target -> expression."""
    lines = {
        target: {"expression": text, "push_status": "auto", "effective_push_status": "PUSH"}
        for target, text in properties.items()
    }
    return {
        "app_id": APP,
        "direction": "to_okta",
        "id": "prm1",
        "properties": lines,
        "restores": {},
        "user_type": None,
        "user_type_id": TYPE,
        **more,
    }


def override(sources: Any, **more: Any) -> dict[str, Any]:
    """Values of an oktaprofile_master_override."""
    return {
        "id": f"{TYPE}/primaryPhone",
        "mode": "manage",
        "property": "primaryPhone",
        "sources": sources,
        "restores": {"type": "PROFILE_MASTER", "priority": []},
        "user_type": None,
        "user_type_id": TYPE,
        **more,
    }


def attribute(name: str, **more: Any) -> dict[str, Any]:
    """Values of an oktaprofile_app_user_property."""
    return {
        "app_id": APP,
        "name": name,
        "title": "T",
        "type": "string",
        "restores": None,
        "name_release_timeout_seconds": 300,
        **more,
    }


def app(label: str, app_id: str = APP) -> dict[str, Any]:
    """A data source that gives an app's label, as prior_state holds it."""
    return {"type": "oktaprofile_app", "values": {"id": app_id, "label": label}, "sensitive_values": {}}


def document(*changes: dict[str, Any], read: Any = (), **more: Any) -> dict[str, Any]:
    """A plan's JSON with these changes; `read`: what data sources read."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "prior_state": {"values": {"root_module": {"resources": list(read) or [app("RingCentral")]}}},
        "resource_changes": list(changes),
        "configuration": configuration(*changes),
        **more,
    }


def configuration(*changes: dict[str, Any], **of_a_resource: Any) -> dict[str, Any]:
    """The configuration that such changes come from; `of_a_resource`: more parts of its first resource."""
    resources = {
        re.sub(r"\[.*?\]", "", one["address"]): {
            "address": re.sub(r"\[.*?\]", "", one["address"]),
            "mode": one.get("mode", "managed"),
            "type": one["type"],
            "name": one.get("name", "x"),
            "provider_config_key": one["provider_name"],
        }
        for one in changes
    }
    for resource in list(resources.values())[:1]:
        resource |= of_a_resource
    return {
        "provider_config": {one["provider_name"]: {"full_name": one["provider_name"]} for one in changes},
        "root_module": {"resources": list(resources.values())},
    }


def review(
    *changes: dict[str, Any],
    impact: Impact | None = None,
    drift: bool = False,
    fail_on: Any = DEFAULT,
    **more: Any,
) -> Review:
    """The review of a made-up plan."""
    return build(read_plan(json.dumps(document(*changes, **more))), impact, fail_on=fail_on, drift=drift)


def steps_of(found: Review) -> list[tuple[str, str, str, str]]:
    """Effect, words, before and after of each step."""
    return [(one.effect, plain(one.words), plain(one.before), plain(one.after)) for one in found.steps]


def codes(found: Review, level: str = HIGH) -> list[str]:
    """The rules of the risks of one level."""
    return [risk.code for risk in found.risks if risk.level == level]
