"""Which state an exchange is replayed against, and that what a request asks for is never loaded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.replay.session import Outcome, replay_recording
from tests.replay.simulator_state import LoadRefusedError, Simulator
from tests.unit.simulator_replay.tiny_org import (
    APP,
    APP_SCHEMA_PATH,
    HOST,
    MAPPING,
    T1,
    TYPE,
    TYPES_PATH,
    Lazy,
    Scripted,
    app_schema,
    custom_body,
    mapping,
    not_found,
    recording,
    user_type,
)

A, B, C = ({"title": name, "type": "string", "scope": "NONE"} for name in "ABC")
RULE = {"expression": "appuser.email", "pushStatus": "DONT_PUSH"}
FEATURE_PATH = f"/api/v1/apps/{APP}/features/USER_PROVISIONING"


def feature(status: str) -> dict[str, Any]:
    """An app feature."""
    return {
        "name": "USER_PROVISIONING",
        "status": "ENABLED",
        "capabilities": {"create": {"lifecycleCreate": {"status": status}}},
    }


def base(required: bool, action: str) -> dict[str, Any]:
    """A base property that can be toggled."""
    definition: dict[str, Any] = {
        "title": "Name",
        "type": "string",
        "permissions": [{"principal": "SELF", "action": action}],
    }
    return {"name": {**definition, "required": True} if required else definition}


WRITES = {
    "add a property": (
        "POST",
        APP_SCHEMA_PATH,
        custom_body({"a": A}),
        app_schema({"a": A}),
    ),
    "delete a property": ("POST", APP_SCHEMA_PATH, custom_body({"a": None}), app_schema({})),
    "make a base property optional": (
        "POST",
        APP_SCHEMA_PATH,
        custom_body({"name": {"title": "Name", "type": "string", "required": False}}, "base"),
        app_schema({}, base(False, "READ_ONLY")),
    ),
    "make a base property required": (
        "POST",
        APP_SCHEMA_PATH,
        custom_body({"name": {"title": "Name", "type": "string", "required": True}}, "base"),
        app_schema({}, base(True, "READ_ONLY")),
    ),
    "change a permission": (
        "POST",
        APP_SCHEMA_PATH,
        custom_body({"name": base(False, "READ_WRITE")["name"]}, "base"),
        app_schema({}, base(False, "READ_WRITE")),
    ),
    "set a mapping": (
        "POST",
        f"/api/v1/mappings/{MAPPING}",
        {"properties": {"email": RULE}},
        mapping({"login": RULE, "email": RULE}),
    ),
    "remove a mapping": (
        "POST",
        f"/api/v1/mappings/{MAPPING}",
        {"properties": {"email": None}},
        mapping({"login": RULE}),
    ),
    "switch an app feature": (
        "PUT",
        FEATURE_PATH,
        {"create": {"lifecycleCreate": {"status": "ENABLED"}}},
        feature("ENABLED"),
    ),
    "rename a user type": ("POST", f"{TYPES_PATH}/{TYPE}", {"displayName": "new"}, user_type("new")),
}


def replay(simulator: Simulator, *exchanges: tuple[Any, ...]) -> list[Outcome]:
    """Replays hand-made exchanges."""
    return replay_recording(recording(*exchanges), simulator)


@pytest.mark.parametrize("name", WRITES)
def test_a_simulator_that_does_nothing_never_agrees_with_a_write(name: str) -> None:
    """The effect of a request is taken out of what is loaded, so only a simulator that does it can agree."""
    method, path, body, answer = WRITES[name]
    (outcome,) = replay(Lazy(), (method, path, body, 200, answer))
    assert (outcome.verdict, outcome.basis) == ("different", "deduced")


@pytest.mark.parametrize("name", WRITES)
def test_a_simulator_that_does_what_was_recorded_agrees(name: str) -> None:
    """The same writes, done: no difference, though everything else of the state had to be deduced."""
    method, path, body, answer = WRITES[name]
    (outcome,) = replay(Scripted([(200, answer)]), (method, path, body, 200, answer))
    assert outcome.verdict == "equal"


@pytest.mark.parametrize(("name", "before"), [("name", False), ("login", True)])
def test_what_can_never_be_optional_was_required_before(name: str, before: bool) -> None:
    """Sending `required: true` made `name` required; a login always was, so only the rest of the request acts on it."""
    after = {name: {"title": "T", "type": "string", "required": True}}
    simulator = Scripted([(200, app_schema({}, after))])
    body = custom_body({name: {"title": "T", "type": "string", "required": True}}, "base")
    replay(simulator, ("POST", APP_SCHEMA_PATH, body, 200, app_schema({}, after)))
    block = simulator.loaded[0]["schemas"][0]["definitions"]["base"]
    assert ("required" in block["properties"][name]) is before
    assert block["required"] == ([name] if before else [])


def test_rows_that_the_simulator_made_on_its_own_do_not_stay_for_a_list() -> None:
    """A created app brings mappings whose ids nobody recorded: before a list of mappings the org is emptied."""
    app = {"id": APP, "name": "n", "label": "l", "status": "ACTIVE", "features": [], "signOnMode": "X"}
    simulator = Scripted([(200, {**app, "id": "0oaSimulated00000001"}), (200, [mapping(None)])])
    replay(
        simulator,
        ("POST", "/api/v1/apps", {"label": "l"}, 200, app),
        ("GET", "/api/v1/mappings?limit=200", None, 200, [mapping(None)]),
    )
    assert simulator.loaded[-1]["reset"] is True
    assert [found["id"] for found in simulator.loaded[-1]["apps"]] == [APP]


def test_a_write_that_the_simulator_forgets_shows_at_the_next_read() -> None:
    """After a write that agreed nothing is loaded: the read is answered from the simulator's own state."""
    before, after = app_schema({"a": A}), app_schema({"a": A, "b": B})
    exchanges = [
        ("GET", APP_SCHEMA_PATH, None, 200, before),
        ("POST", APP_SCHEMA_PATH, custom_body({"b": B}), 200, after),
        ("GET", APP_SCHEMA_PATH, None, 200, after),
    ]
    forgetful = Scripted([(200, before), (200, after), (200, before)])
    outcomes = replay(forgetful, *exchanges)
    assert [(one.verdict, one.basis) for one in outcomes] == [
        ("equal", "deduced"),
        ("equal", "continued"),
        ("different", "continued"),
    ]
    assert len(forgetful.loaded) == 1


def test_after_a_difference_the_recorded_state_is_loaded_again() -> None:
    """One difference does not spoil the rest: the next exchange starts from what the recording showed."""
    after = app_schema({"a": A})
    wrong = Scripted([(200, app_schema({})), (200, after)])
    outcomes = replay(
        wrong,
        ("POST", APP_SCHEMA_PATH, custom_body({"a": A}), 200, after),
        ("GET", APP_SCHEMA_PATH, None, 200, after),
    )
    assert [(one.verdict, one.basis) for one in outcomes] == [("different", "deduced"), ("equal", "known")]
    assert wrong.loaded[-1]["schemas"][0]["definitions"]["custom"]["properties"] == {"a": A}


def test_writers_of_the_same_moment_each_meet_the_document_that_they_had_read() -> None:
    """Three lost updates: each answer shows its own property only. Each is replayed against the document
    before them all."""
    exchanges = [
        ("POST", APP_SCHEMA_PATH, custom_body({"a": A}), 200, app_schema({"a": A})),
        ("POST", APP_SCHEMA_PATH, custom_body({"b": B}), 200, app_schema({"b": B})),
        ("POST", APP_SCHEMA_PATH, custom_body({"c": C}), 200, app_schema({"c": C})),
        ("GET", APP_SCHEMA_PATH, None, 200, app_schema({"b": B})),
    ]
    simulator = Scripted([(row[3], row[4]) for row in exchanges])
    outcomes = replay(simulator, *exchanges)
    assert [(one.verdict, one.basis) for one in outcomes] == [
        ("equal", "deduced"),
        ("equal", "overlap"),
        ("equal", "overlap"),
        ("equal", "overlap"),
    ]
    for load in simulator.loaded[:3]:
        assert load["schemas"][0]["definitions"]["custom"]["properties"] == {}


def test_the_clean_up_of_a_deleted_name_runs_as_long_as_the_recording_says() -> None:
    """The refusal comes from the simulator's own clean-up; that it has ended by the second try is loaded."""
    cause = "You cannot add the attribute with the variable name 'a' because the deletion process for it is incomplete."
    refused = {
        "errorCode": "E0000001",
        "errorSummary": "Api validation failed: updateAppUserSchemas",
        "errorLink": "E0000001",
        "errorId": "oae1",
        "errorCauses": [{"errorSummary": cause}],
    }
    exchanges = [
        ("GET", APP_SCHEMA_PATH, None, 200, app_schema({"a": A})),
        ("POST", APP_SCHEMA_PATH, custom_body({"a": None}), 200, app_schema({})),
        ("POST", APP_SCHEMA_PATH, custom_body({"a": A}), 400, refused),
        ("POST", APP_SCHEMA_PATH, custom_body({"a": A}), 200, app_schema({"a": A})),
    ]
    simulator = Scripted([(row[3], row[4]) for row in exchanges])
    outcomes = replay(simulator, *exchanges)
    assert {one.verdict for one in outcomes} == {"equal"}
    assert [load.get("quarantine") for load in simulator.loaded] == [None, []]


def test_a_name_that_was_deleted_before_the_recording_is_loaded_as_being_cleaned_up() -> None:
    """Nothing in the recording deleted it, so the simulator has to be told; the refusal is still its own."""
    cause = "You cannot add the attribute with the variable name 'a' because the deletion process for it is incomplete."
    refused = {"errorCode": "E0000001", "errorSummary": "x", "errorCauses": [{"errorSummary": cause}]}
    simulator = Scripted([(200, app_schema({})), (400, refused)])
    replay(
        simulator,
        ("GET", APP_SCHEMA_PATH, None, 200, app_schema({})),
        ("POST", APP_SCHEMA_PATH, custom_body({"a": A}), 400, refused),
    )
    assert simulator.loaded[-1] == {"quarantine": [{"schema": APP, "name": "a"}]}


def test_ids_given_by_the_simulator_are_translated_there_and_back() -> None:
    """A type created in the replay is asked for by its own id, and its answers read as recorded."""
    own = "otySimulated00000001"
    simulator = Scripted([(200, user_type("n", own)), (200, user_type("n", own)), (200, user_type("x", own))])
    outcomes = replay(
        simulator,
        ("POST", TYPES_PATH, {"name": "n"}, 200, user_type("n")),
        ("GET", f"{TYPES_PATH}/{TYPE}", None, 200, user_type("n")),
        ("GET", f"{TYPES_PATH}/{TYPE}", None, 200, user_type("n")),
    )
    assert [one.verdict for one in outcomes] == ["equal", "equal", "different"]
    assert [path for _, path, _ in simulator.requests[1:]] == [f"{TYPES_PATH}/{own}"] * 2
    assert simulator.loaded == []


def test_what_a_404_says_is_not_there_is_not_loaded() -> None:
    """After a recorded deletion nothing brings the app back for the read that follows."""
    gone = not_found(f"{APP} (AppInstance)")
    simulator = Scripted([(200, app_schema({})), (204, None), (404, gone)])
    outcomes = replay(
        simulator,
        ("GET", APP_SCHEMA_PATH, None, 200, app_schema({})),
        ("DELETE", f"/api/v1/apps/{APP}", None, 204, None),
        ("GET", APP_SCHEMA_PATH, None, 404, gone),
    )
    assert [one.verdict for one in outcomes] == ["equal"] * 3
    assert len(simulator.loaded) == 1


def test_what_survives_a_wrong_deletion_is_taken_away_before_the_404() -> None:
    """The simulator kept what the recording deleted: the replay empties it, and the 404 is asked of an org
    without it."""
    gone = not_found(f"{TYPE} (CVDType)")
    simulator = Scripted([(200, user_type("n")), (500, None), (404, gone)])
    outcomes = replay(
        simulator,
        ("GET", f"{TYPES_PATH}/{TYPE}", None, 200, user_type("n")),
        ("DELETE", f"{TYPES_PATH}/{TYPE}", None, 204, None),
        ("GET", f"{TYPES_PATH}/{TYPE}", None, 404, gone),
    )
    assert [one.verdict for one in outcomes] == ["equal", "different", "equal"]
    assert simulator.loaded[-1]["reset"] is True


def test_a_refused_load_spoils_one_exchange_only() -> None:
    """The simulator will not take the state: a difference of its own kind, and the next exchange starts afresh."""

    class Choosy(Scripted):
        def load(self, state: dict[str, Any]) -> None:
            super().load(state)
            if "schemas" in state and len(self.loads) == 2:
                raise LoadRefusedError("400: no such app")

    simulator = Choosy([(200, app_schema({}))])
    outcomes = replay(simulator, *[("GET", APP_SCHEMA_PATH, None, 200, app_schema({}))] * 2)
    assert [one.verdict for one in outcomes] == ["different", "equal"]
    assert [(one.kind, one.simulated) for one in outcomes[0].differences] == [("load", "400: no such app")]
    assert "reset" in simulator.loads[2]


def test_a_list_shows_what_was_known_and_what_is_new() -> None:
    """Rows known from earlier stay as they were, mapping rows with what they map; unknown rows come from the answer."""
    known = mapping({"email": RULE})
    row = mapping(None)
    other = {**row, "id": "prmTinyMap0000000002"}
    simulator = Scripted([(200, known), (200, [row, other]), (200, known)])
    outcomes = replay(
        simulator,
        ("GET", f"/api/v1/mappings/{MAPPING}", None, 200, known),
        ("GET", "/api/v1/mappings?limit=200", None, 200, [row, other]),
        ("GET", f"/api/v1/mappings/{MAPPING}", None, 200, known),
    )
    assert [one.basis for one in outcomes] == ["deduced", "deduced", "continued"]
    assert [[found["id"] for found in load["mappings"]] for load in simulator.loaded] == [
        [MAPPING],
        ["prmTinyMap0000000002"],
    ]


def test_a_next_page_presupposes_one_more_row() -> None:
    """The recording does not show the second page, but that there is one: without a row for it no link could come."""
    link = {"link": [f'<{HOST}/api/v1/mappings?after={MAPPING}&limit=1>; rel="next"']}
    simulator = Scripted([(200, [mapping(None)])])
    replay(simulator, ("GET", "/api/v1/mappings?limit=1", None, 200, [mapping(None)], link))
    loaded = [found["id"] for found in simulator.loaded[0]["mappings"]]
    assert len(loaded) == 2
    assert loaded == sorted(loaded)


@pytest.mark.parametrize(
    ("exchange", "answer", "verdict"),
    [
        (("GET", "/api/v1/idps", None, 200, []), (501, {"errorCode": "E0000060"}), "not_simulated"),
        (("GET", "/api/v1/mappings", None, 404, {"status": 404, "message": "x"}), (200, []), "excluded"),
        (("POST", TYPES_PATH, None, 200, user_type("n")), (400, None), "excluded"),
    ],
    ids=["501", "a placeholder host", "the request was not recorded"],
)
def test_exchanges_that_are_not_compared(
    exchange: tuple[Any, ...], answer: tuple[int, Any], verdict: str
) -> None:
    """They count into no total, and the report names them with the reason."""
    (outcome,) = replay(Scripted([answer]), exchange)
    assert outcome.verdict == verdict
    assert bool(outcome.reason) == (verdict == "excluded")


def test_the_simulator_is_emptied_and_switched_for_each_recording() -> None:
    """Attribute-level mastering follows the recording: `about` says it, or the schemas show it."""
    simulator = Scripted([(200, app_schema({}))])
    replay(simulator, ("GET", APP_SCHEMA_PATH, None, 200, app_schema({}, updated=T1)))
    assert simulator.loads[0] == {
        "reset": True,
        "attribute_level_mastering": False,
        "mappings_api": True,
        "quarantine_seconds": 3600.0,
    }
