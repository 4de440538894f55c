"""Users: lists, search, writes, sources of attributes; logs and org features beside them."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.users.search import condition
from oktaprofile.simulator.users.sources import source_of
from tests.unit.simulator.calling import USER_SCHEMA_PATH, Api, base, custom, make_api

USERS = "/api/v1/users"
PERSON = {"login": "new@example.com", "email": "new@example.com", "firstName": "New", "lastName": "Person"}


def test_a_new_user_as_recorded(api: Api) -> None:
    """PROVISIONED without a password; mobilePhone and secondEmail are shown though null, other empty ones aren't."""
    created = api(
        "POST", USERS, {"profile": {**PERSON, "postalAddress": None}, "credentials": {"password": {}}}
    ).body
    assert created["status"] == "PROVISIONED"
    assert created["profile"] == {**PERSON, "mobilePhone": None, "secondEmail": None}
    assert created["type"] == {"id": api.org.user_types.default().id}
    assert api("GET", f"{USERS}/NEW@example.com").body["id"] == created["id"]


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        ("", {"profile": PERSON, "credentials": {"password": {"value": "x"}}}, "ACTIVE"),
        ("?activate=false", {"profile": PERSON}, "STAGED"),
    ],
)
def test_status_of_a_new_user(api: Api, query: str, body: dict[str, Any], status: str) -> None:
    """With a password, and not activated."""
    assert api("POST", USERS + query, body).body["status"] == status


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"notValid": "x"}, "Property name 'notValid' is not defined in profile"),
        ({"lastName": None}, "lastName: The field cannot be left blank"),
        ({"primaryPhone": "1" * 101}, "primaryPhone: String is too long (101 chars), maximum 100"),
    ],
)
def test_refused_profiles(api: Api, change: dict[str, Any], cause: str) -> None:
    """What the schema of the type doesn't allow."""
    answer = api("POST", USERS, {"profile": {**PERSON, **change}})
    assert (answer.status, answer.causes) == (400, [cause])


def test_login_is_unique_whatever_its_case(api: Api) -> None:
    """A second user with the same login."""
    api("POST", USERS, {"profile": PERSON})
    answer = api("POST", USERS, {"profile": {**PERSON, "login": "NEW@EXAMPLE.COM"}})
    assert answer.causes == ["login: An object with this field already exists in the current organization"]


@pytest.mark.parametrize(
    ("has", "wants"), [("isaac.brock", "isáàc.bröck"), ("isáàc.bröck", "Isaac.Brock"), ("BRÖCK", "bröck")]
)
def test_a_login_that_differs_in_marks_only_is_taken(api: Api, has: str, wants: str) -> None:
    """As Okta's user reference has it; whoever has it keeps it."""
    made = api("POST", USERS, {"profile": {**PERSON, "login": f"{has}@example.com"}}).body["id"]
    answer = api("POST", USERS, {"profile": {**PERSON, "login": f"{wants}@example.com"}})
    assert answer.causes == ["login: An object with this field already exists in the current organization"]
    change = {"profile": {"login": f"{wants}@example.com"}}
    assert api("POST", f"{USERS}/{made}", change).status == 200


def test_a_login_matches_the_pattern_of_its_type(api: Api) -> None:
    """With a pattern it need not be an e-mail address."""
    pattern = {"definitions": {"base": {"properties": {"login": {"pattern": "[a-z.]+"}}}}}
    assert api("POST", USER_SCHEMA_PATH, pattern).status == 200
    assert api("POST", USERS, {"profile": {**PERSON, "login": "isaac.brock"}}).status == 200
    assert api("POST", USERS, {"profile": PERSON}).causes == ["login: Does not match required pattern"]


def test_partial_and_full_writes(api: Api) -> None:
    """POST keeps what isn't sent; PUT removes it and can move the user to another type."""
    path = f"{USERS}/{api('POST', USERS, {'profile': {**PERSON, 'title': 'Boss'}}).body['id']}"
    assert api("POST", path, {"profile": {"city": "Berlin"}}).body["profile"]["title"] == "Boss"
    contractor = next(one.id for one in api.org.user_types.all() if not one.default)
    moved = api("PUT", path, {"type": {"id": contractor}, "profile": PERSON}).body
    assert moved["type"] == {"id": contractor}
    assert "title" not in moved["profile"]


def test_delete_deactivates_first(api: Api) -> None:
    """Two 204, then 404."""
    path = f"{USERS}/{api('POST', USERS, {'profile': PERSON}).body['id']}"
    assert api("DELETE", path).status == 204
    assert api("GET", path).body["status"] == "DEPROVISIONED"
    assert api("DELETE", path).status == 204
    assert api("GET", path).status == 404


def test_pages_meet_everybody_once() -> None:
    """Following the links; items have the link `self` only (recorded)."""
    api = make_api(users=25)
    target, seen = f"{USERS}?limit=10", []
    while target:
        answer = api("GET", target)
        seen += answer.body
        target = answer.links().get("next", "")
    assert len({one["id"] for one in seen}) == len(seen) == 25
    assert list(seen[0]["_links"]) == ["self"]


def test_search_finds_by_profile(api: Api) -> None:
    """Comparison ignores case; and, or, parentheses, pr, sw."""
    for number, (first, title) in enumerate((("Ada", "Boss"), ("Ben", None), ("Bea", "boss"))):
        profile = {**PERSON, "login": f"{number}@example.com", "firstName": first, "title": title}
        api("POST", USERS, {"profile": profile})

    def found(text: str) -> list[str]:
        sql, parameters = condition(text)
        return [user.profile["firstName"] for user in api.org.users.where(sql, *parameters, limit=10)]

    assert found('profile.title eq "BOSS"') == ["Ada", "Bea"]
    assert found('profile.firstName sw "B" and profile.title pr') == ["Bea"]
    assert found(
        '(profile.firstName eq "Ada" or profile.firstName eq "Ben") and status eq "PROVISIONED"'
    ) == ["Ada", "Ben"]
    assert found('profile.login co "1@"') == ["Ben"]
    assert found('lastUpdated gt "2020-01-01T00:00:00.000Z"') == ["Ada", "Ben", "Bea"]
    assert found('profile.firstName sw "%"') == []


@pytest.mark.parametrize(
    "text",
    [
        "profile.title",
        'title eq "x"',
        'profile.a\'b eq "x"',
        '(status eq "x"',
        'status is "x"',
        "status eq x",
        'created gt "soon"',
    ],
)
def test_searches_that_cannot_be_read(text: str) -> None:
    """E0000031, never SQL of the caller's making."""
    with pytest.raises(ApiError, match="E0000031"):
        condition(text)


ORDER = ["workday", "ringcentral"]


@pytest.mark.parametrize(
    ("master", "assigned", "level", "expected"),
    [
        (None, ["workday", "ringcentral"], True, "workday"),
        ({"type": "PROFILE_MASTER"}, ["ringcentral"], True, "ringcentral"),
        ({"type": "PROFILE_MASTER"}, ["directory"], True, None),
        ({"type": "OKTA"}, ["workday"], True, None),
        (
            {"type": "OVERRIDE", "priority": [{"type": "APP", "value": "ringcentral"}]},
            ["workday", "ringcentral"],
            True,
            "ringcentral",
        ),
        (
            {"type": "OVERRIDE", "priority": [{"type": "APP", "value": "ringcentral"}]},
            ["workday"],
            True,
            "workday",
        ),
        (
            {
                "type": "OVERRIDE",
                "priority": [{"type": "APP", "value": "directory"}, {"type": "APP", "value": "workday"}],
            },
            ["workday"],
            True,
            "workday",
        ),
        ({"type": "OKTA"}, ["workday"], False, "workday"),
        (
            {"type": "OVERRIDE", "priority": [{"type": "APP", "value": "ringcentral"}]},
            ["workday", "ringcentral"],
            False,
            "workday",
        ),
    ],
)
def test_source_of_an_attribute(master: Any, assigned: list[str], level: bool, expected: str | None) -> None:
    """The first source the user is assigned to; OKTA and OVERRIDE with attribute-level mastering only."""
    definition = {} if master is None else {"master": master}
    assert source_of(definition, assigned, ORDER, attribute_level=level) == expected


def test_attributes_of_another_source_cannot_be_edited() -> None:
    """E0000023 for what comes from an app; what comes from Okta can be changed, and a value sent unchanged too."""
    api = make_api(users=20)
    user = next(one for one in api.org.users.all() if "primaryPhone" in one.profile)
    path = f"{USERS}/{user.id}"
    refused = api("POST", path, {"profile": {"primaryPhone": "+12025550123"}})
    assert (refused.status, refused.body["errorCode"]) == (403, "E0000023")
    assert api("POST", path, {"profile": {"deskLocation": "1-001"}}).status == 200
    assert api("POST", path, {"profile": {"primaryPhone": user.profile["primaryPhone"]}}).status == 200
    api("POST", USER_SCHEMA_PATH, base(primaryPhone={"master": {"type": "OKTA"}}))
    assert api("POST", path, {"profile": {"primaryPhone": "+12025550123"}}).status == 200


def test_a_new_profile_source_has_the_lowest_priority(api: Api) -> None:
    """And it goes to the end again after having been switched off."""
    from oktaprofile.simulator.apps.rules import set_features

    assert [app.label for app in api.org.apps.profile_sources()] == ["Workday", "RingCentral"]
    workday = api.app("Workday")
    set_features(api.org, workday, workday.features - {"PROFILE_MASTERING"})
    set_features(api.org, workday, workday.features | {"PROFILE_MASTERING"})
    assert [app.label for app in api.org.apps.profile_sources()] == ["RingCentral", "Workday"]


def test_log_events_are_filtered_and_polled(api: Api) -> None:
    """By type, by time, newest first; without `until` there is always a next link, and it brings what came later."""
    api.clock.advance(10)
    profile = api("POST", USERS, {"profile": PERSON}).body
    api("POST", f"{USERS}/{profile['id']}", {"profile": {"city": "Berlin"}})
    answer = api("GET", '/api/v1/logs?filter=eventType eq "user.account.update_profile"')
    assert [event["debugContext"]["debugData"]["changedAttributes"] for event in answer.body] == ["city"]
    assert answer.body[0]["actor"]["type"] == "User"
    kinds = '(eventType eq "USER.account.update_profile" or eventType eq "system.import.start")'
    for people, found in ((profile["id"], answer.body), ("00uNobody", [])):
        whose = f'(target.id eq "{people}" or target.id eq "00uNobodyElse") and outcome.result eq "SUCCESS"'
        assert api("GET", f"/api/v1/logs?filter={kinds} and {whose}").body == found
    assert api("GET", '/api/v1/logs?filter=target.id co "00u"').status == 400
    assert api("GET", "/api/v1/logs?since=2099-01-01T00:00:00Z").body == []
    newest = api("GET", "/api/v1/logs?sortOrder=DESCENDING&limit=1").body
    assert newest == answer.body
    polling = api("GET", "/api/v1/logs?limit=1000").links()["next"]
    assert api("GET", polling).body == []
    api("POST", f"{USERS}/{profile['id']}", {"profile": {"city": "Paris"}})
    assert len(api("GET", polling).body) == 1


def test_org_features(api: Api) -> None:
    """Self-service ones only; enabling changes the status and the link that would change it back."""
    feature = api("GET", "/api/v1/features").body[0]
    assert feature["type"] == "self-service"
    enabled = api("POST", f"/api/v1/features/{feature['id']}/ENABLE?mode=force").body
    assert enabled["status"] == "ENABLED"
    assert "disable" in enabled["_links"]
    assert api("GET", f"/api/v1/features/{feature['id']}").body == enabled
    assert api("POST", f"/api/v1/features/{feature['id']}/EXPLODE").status == 400
    assert api("GET", "/api/v1/features/ftrnothing").status == 404


def test_identity_provider_brings_mappings(api: Api) -> None:
    """Rows at once, PUSH when it is a profile source; gone with it (recorded)."""
    body = {"type": "SAML2", "name": "Partner", "policy": {"provisioning": {"profileMaster": True}}}
    idp = api("POST", "/api/v1/idps", body).body
    rows = api("GET", f"/api/v1/mappings?sourceId={idp['id']}").body
    assert [row["source"]["name"] for row in rows] == ["saml_idp", "saml_idp"]
    properties = api("GET", f"/api/v1/mappings/{rows[0]['id']}").body["properties"]
    assert properties["login"] == {"expression": "source.userName", "pushStatus": "PUSH"}
    assert api("POST", f"/api/v1/idps/{idp['id']}/lifecycle/deactivate").body["status"] == "INACTIVE"
    assert idp["id"] not in [app["id"] for app in api("GET", "/api/v1/apps?limit=200").body]
    assert api("DELETE", f"/api/v1/idps/{idp['id']}").status == 204
    assert api("GET", f"/api/v1/mappings/{rows[0]['id']}").status == 404


@pytest.mark.parametrize(
    ("profile", "cause"),
    [
        ({"login": "a@bc"}, "login: it is shorter than 5"),
        ({"login": "ada.lovelace"}, "login: Does not match required pattern"),
        ({"secondEmail": " "}, "secondEmail: Does not match required pattern"),
        ({"email": "no address"}, "email: Does not match required pattern"),
        ({"secondEmail": "x@"}, "secondEmail: Does not match"),
        ({"countryCode": "Germany"}, "countryCode: Does not match"),
        ({"locale": "not a locale"}, "locale: Does not match"),
        ({"timezone": "somewhere else"}, "timezone: Does not match"),
        ({"profileUrl": "no url"}, "profileUrl: Does not match"),
        ({"title": 5}, "title: it is no string"),
        ({"languages": "en"}, "languages: it is no array"),
        ({"badgeNumber": "B-1"}, "badgeNumber: An object with this field already exists"),
    ],
)
def test_values_that_do_not_fit_are_refused(profile: dict[str, object], cause: str) -> None:
    """minLength, formats, types and uniqueness, when a user is made and when one is changed."""
    api = make_api(users=0)
    api("POST", USER_SCHEMA_PATH, custom(badgeNumber={"title": "B", "unique": True}))
    given = {"login": "ada@example.com", "email": "ada@example.com", "firstName": "A", "lastName": "B"}
    taken = {**given, "login": "bob@example.com", "badgeNumber": "B-1"}
    assert api("POST", "/api/v1/users", {"profile": taken}).status == 200
    refused = api("POST", "/api/v1/users", {"profile": {**given, **profile}})
    assert (refused.status, refused.causes[0][: len(cause)]) == (400, cause)
    made = api("POST", "/api/v1/users", {"profile": given}).body["id"]
    refused = api("POST", f"/api/v1/users/{made}", {"profile": profile})
    assert (refused.status, refused.causes[0][: len(cause)]) == (400, cause)
    fitting = {
        "locale": "en_US",
        "timezone": "America/Los_Angeles",
        "countryCode": "DE",
        "badgeNumber": "B-2",
    }
    assert api("POST", f"/api/v1/users/{made}", {"profile": fitting}).status == 200
    assert (
        api("POST", f"/api/v1/users/{made}", {"profile": fitting}).status == 200
    )  # its own value is not taken


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ('profile.languages eq "de"', ["A"]),
        ('profile.languages eq "DE"', ["A"]),
        ('profile.languages sw "f"', ["B"]),
        ('profile.languages co "n"', ["A", "B"]),
        ('profile.languages eq "d"', []),
        ("profile.languages pr", ["A", "B"]),
        ('profile.lastName eq "x"', ["A", "B", "C"]),
    ],
)
def test_search_looks_into_arrays(search: str, found: list[str]) -> None:
    """One element that meets the condition is enough."""
    api = make_api()
    for name, languages in (("A", ["de", "en"]), ("B", ["fr", "en"]), ("C", None)):
        login = f"{name}@example.com"
        profile = {"login": login, "email": login, "firstName": name, "lastName": "x", "languages": languages}
        assert api("POST", "/api/v1/users", {"profile": profile}).status == 200
    answer = api("GET", f"/api/v1/users?search={search}")
    assert [one["profile"]["firstName"] for one in answer.body] == found
