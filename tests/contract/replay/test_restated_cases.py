"""A hand-made recording, replayed over HTTP: what recordings of real orgs show, restated small with made-up names.

Sources: recordings of real orgs (app schema life cycle, parallel writers, mapping update and
removal by null, user type life cycle, app features), and Okta's API reference for the shapes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.simulator.http.rate_limits import DEFAULT_LIMITS
from oktaprofile.simulator.running import running_org
from tests.replay.command import main

HOST = "https://recorded.example"
APP, TYPE, MAPPING = "0oaSmallApp000000001", "otySmallType00000001", "prmSmallMap000000001"
SCHEMA_PATH = f"/api/v1/meta/schemas/apps/{APP}/default"
MAPPING_PATH = f"/api/v1/mappings/{MAPPING}"
TIME = "2024-05-01T10:00:00.000Z"
SENT = {
    "title": "Shirt size",
    "description": "for events",
    "type": "string",
    "required": False,
    "scope": "NONE",
    "enum": ["S", "L"],
    "oneOf": [{"title": "Small", "const": "S"}, {"title": "Large", "const": "L"}],
    "permissions": [{"action": "READ_ONLY", "principal": "SELF"}],
    "master": {"type": "OKTA"},
    "union": "DISABLE",
}
STORED = {
    "title": "Shirt size",
    "description": "for events",
    "type": "string",
    "scope": "NONE",
    "enum": ["S", "L"],
    "oneOf": [{"const": "S", "title": "Small"}, {"const": "L", "title": "Large"}],
    "master": {"type": "OKTA"},
}
BUSY = (
    "You cannot add the attribute with the variable name 'shirtSize' because the deletion process for an attribute"
    " with the same variable name is incomplete. Wait until the data clean up process finishes and then try again."
)
RULE = {"expression": "appuser.userName", "pushStatus": "DONT_PUSH"}


def schema(**custom: dict[str, Any]) -> dict[str, Any]:
    """The app's user schema with these custom properties."""
    master = {"type": "PROFILE_MASTER"}
    user_name = {
        "title": "Username",
        "type": "string",
        "required": True,
        "scope": "NONE",
        "maxLength": 100,
        "master": master,
    }
    section: dict[str, Any] = {"id": "#custom", "type": "object", "properties": custom}
    if custom:
        section["required"] = [name for name, definition in custom.items() if definition.get("required")]
    return {
        "id": f"{HOST}/meta/schemas/apps/{APP}/default",
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": "smallapp",
        "title": "Small User",
        "lastUpdated": TIME,
        "created": TIME,
        "definitions": {
            "custom": section,
            "base": {
                "id": "#base",
                "type": "object",
                "properties": {"userName": user_name},
                "required": ["userName"],
            },
        },
        "type": "object",
        "properties": {
            "profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}
        },
    }


def custom(**properties: Any) -> dict[str, Any]:
    """The body of a schema POST."""
    return {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": properties}}}


def mapping(**properties: dict[str, str]) -> dict[str, Any]:
    """The mapping from the app to the type."""
    app, user = f"{HOST}/api/v1/apps/{APP}", f"{HOST}/api/v1/meta/types/user/{TYPE}"
    user_schema = f"{HOST}/api/v1/meta/schemas/user/osc{TYPE[3:]}"
    return {
        "id": MAPPING,
        "source": {
            "id": APP,
            "name": "smallapp",
            "type": "appuser",
            "_links": {
                "self": {"href": app},
                "schema": {"href": f"{HOST}/api/v1/meta/schemas/apps/{APP}/default"},
            },
        },
        "target": {
            "id": TYPE,
            "name": "user",
            "type": "user",
            "_links": {"self": {"href": user}, "schema": {"href": user_schema}},
        },
        "properties": properties,
        "_links": {"self": {"href": f"{HOST}{MAPPING_PATH}"}},
    }


def user_type(identifier: str, title: str) -> dict[str, Any]:
    """A user type that is not the default one."""
    types, schemas = f"{HOST}/api/v1/meta/types/user", f"{HOST}/api/v1/meta/schemas/user"
    return {
        "id": identifier,
        "displayName": title,
        "name": "guest",
        "description": "visitors",
        "createdBy": "00uSmallAdmin0000001",
        "lastUpdatedBy": "00uSmallAdmin0000001",
        "created": TIME,
        "lastUpdated": TIME,
        "default": False,
        "_links": {
            "schema": {"rel": "schema", "href": f"{schemas}/osc{identifier[3:]}", "method": "GET"},
            "self": {"rel": "self", "href": f"{types}/{identifier}", "method": "GET"},
        },
    }


def refusal(code: str, summary: str, *causes: str) -> dict[str, Any]:
    """Okta's error object."""
    return {
        "errorCode": code,
        "errorSummary": summary,
        "errorLink": code,
        "errorId": "oaeSmall0000000000000001",
        "errorCauses": [{"errorSummary": cause} for cause in causes],
    }


def feature(create: str) -> dict[str, Any]:
    """The provisioning feature of the app."""
    href = f"{HOST}/api/v1/apps/{APP}/features/USER_PROVISIONING"
    return {
        "name": "USER_PROVISIONING",
        "status": "ENABLED",
        "description": "User provisioning settings from Okta to a downstream application",
        "capabilities": {
            "create": {"lifecycleCreate": {"status": create}},
            "update": {
                "profile": {"status": "DISABLED"},
                "lifecycleDeactivate": {"status": "ENABLED"},
                "password": {"status": "ENABLED", "seed": "RANDOM", "change": "KEEP_EXISTING"},
            },
        },
        "_links": {"self": {"href": href, "hints": {"allow": ["GET", "PUT"]}}},
    }


GUEST = "otySmallGuest0000001"
GUESTS = "/api/v1/meta/types/user"
FEATURE_PATH = f"/api/v1/apps/{APP}/features/USER_PROVISIONING"
UPDATE_SCHEMA, UPDATE_MAPPING = (
    "Api validation failed: updateAppUserSchemas",
    "Api validation failed: updateMapping",
)
GUEST_BODY = {"name": "guest", "displayName": "Guest", "description": "visitors"}
RENAMED = {"name": "guest", "displayName": "Visitor", "description": "visitors"}
EXCHANGES: list[tuple[str, str, Any, int, Any]] = [
    ("POST", SCHEMA_PATH, custom(shirtSize=SENT), 200, schema(shirtSize=STORED)),
    ("GET", SCHEMA_PATH, None, 200, schema(shirtSize=STORED)),
    (
        "POST",
        SCHEMA_PATH,
        custom(shirtSize={"title": "Size"}),
        200,
        schema(shirtSize={**STORED, "title": "Size"}),
    ),
    ("POST", SCHEMA_PATH, custom(shirtSize=None), 200, schema()),
    ("POST", SCHEMA_PATH, custom(shirtSize=SENT), 400, refusal("E0000001", UPDATE_SCHEMA, BUSY)),
    ("GET", SCHEMA_PATH, None, 200, schema()),
    (
        "POST",
        MAPPING_PATH,
        {"id": MAPPING, "properties": {"email": RULE}},
        200,
        mapping(login=RULE, email=RULE),
    ),
    ("POST", MAPPING_PATH, {"properties": {"login": RULE, "email": None}}, 200, mapping(login=RULE)),
    (
        "POST",
        MAPPING_PATH,
        {"properties": {"title": RULE, "nowhere": RULE}},
        400,
        refusal("E0000001", UPDATE_MAPPING, "Invalid target field nowhere"),
    ),
    ("GET", MAPPING_PATH, None, 200, mapping(login=RULE)),
    ("PUT", FEATURE_PATH, {"create": {"lifecycleCreate": {"status": "DISABLED"}}}, 200, feature("DISABLED")),
    ("GET", FEATURE_PATH, None, 200, feature("DISABLED")),
    ("POST", GUESTS, GUEST_BODY, 200, user_type(GUEST, "Guest")),
    ("POST", f"{GUESTS}/{GUEST}", RENAMED, 200, user_type(GUEST, "Visitor")),
    ("DELETE", f"{GUESTS}/{GUEST}", None, 204, None),
    (
        "GET",
        f"{GUESTS}/{GUEST}",
        None,
        404,
        refusal("E0000007", f"Not found: Resource not found: {GUEST} (CVDType)"),
    ),
]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """The exchanges as a file."""
    lines: list[dict[str, Any]] = [{"about": "restated", "attribute_level_mastering": "on"}]
    names = ("method", "path", "request", "status", "response")
    lines += [{**dict(zip(names, row, strict=True)), "host": HOST, "headers": {}} for row in EXCHANGES]
    path = tmp_path / "restated.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_the_simulator_answers_as_restated(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every exchange agrees, and the command succeeds."""
    code = main([str(recording), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["differences"] == []
    assert (report["total"], report["equal"]) == (len(EXCHANGES), len(EXCHANGES))
    assert code == 0


def test_a_running_simulator_can_be_asked_by_its_url(
    recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same against one that runs already; one wrong value in the recording is found there and named."""
    unlimited = dict.fromkeys(DEFAULT_LIMITS, 1_000_000)
    with running_org(users=0, limits=unlimited) as org:
        assert main([str(recording), "--url", org.url]) == 0
        recording.write_text(
            recording.read_text().replace('"Visitor"', '"Caller"', 1).replace("(CVDType)", "(Type)")
        )
        capsys.readouterr()
        assert main([str(recording), "--url", org.url]) == 3
        printed = capsys.readouterr().out
        assert "errorSummary" in printed
        assert "(Type)" in printed
        assert main([str(recording), "--url", org.url, "--minimum", "80"]) == 0


def test_a_simulator_that_is_not_there_is_an_error(
    recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 and what was tried, not a report of differences."""
    assert main([str(recording), "--url", "http://127.0.0.1:9"]) == 1
    assert "http://127.0.0.1:9/simulator/load: no answer" in capsys.readouterr().err
