"""Apps: lists, life cycle, provisioning features, app users."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.calling import Api, custom, make_api

APPS = "/api/v1/apps"


def labels(api: Api, query: str) -> list[str]:
    return [app["label"] for app in api("GET", f"{APPS}?{query}").body]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=ring", ["RingCentral"]),
        ("q=active", ["Active Directory"]),
        ("q=directory", []),
        ("q=WORK", ["Workday"]),
        ('filter=name eq "workday"', ["Workday"]),
        ('filter=status eq "INACTIVE"', []),
        ('q=work&filter=name eq "ringcentral"', []),
    ],
)
def test_q_starts_name_or_label_and_combines_with_filter(api: Api, query: str, expected: list[str]) -> None:
    """Case does not matter, the middle of a label doesn't count."""
    assert labels(api, query) == expected


def test_pages_keep_q_and_filter(api: Api) -> None:
    """The next link carries them on."""
    answer = api("GET", f'{APPS}?limit=1&filter=status eq "ACTIVE"&q=r')
    assert "next" not in answer.links()
    answer = api("GET", f'{APPS}?limit=1&filter=status eq "ACTIVE"')
    following = api("GET", answer.links()["next"].replace("%20", " ").replace("%22", '"'))
    assert "filter=" in answer.links()["next"]
    assert answer.body[0]["id"] < following.body[0]["id"]


@pytest.mark.parametrize(
    ("query", "code"),
    [("after=bad", "E0000029"), ("filter=status", "E0000031"), ('filter=label eq "x"', "E0000031")],
)
def test_what_cannot_be_read(api: Api, query: str, code: str) -> None:
    """A cursor that is none, a filter that is none, a filter on something else."""
    assert api("GET", f"{APPS}?{query}").body["errorCode"] == code


def test_features_are_configuration_in_no_particular_order(api: Api) -> None:
    """RingCentral is source and target; the order is steady for a seed, not alphabetical, other for another seed."""
    features = api("GET", f"{APPS}/{api.app('RingCentral').id}").body["features"]
    assert {"PROFILE_MASTERING", "PUSH_PROFILE_UPDATES"} <= set(features)
    assert features != sorted(features)
    other = make_api(seed=2)
    again = make_api()
    assert again("GET", f"{APPS}/{again.app('RingCentral').id}").body["features"] == features
    assert other("GET", f"{APPS}/{other.app('RingCentral').id}").body["features"] != features


def test_life_of_an_app(api: Api) -> None:
    """Active apps can't be deleted; deactivate answers an empty object; a deleted app is unknown everywhere."""
    path = f"{APPS}/{api('POST', APPS, {'label': 'Mine', 'signOnMode': 'BOOKMARK'}).body['id']}"
    refused = api("DELETE", path)
    assert (refused.status, refused.body["errorCode"]) == (403, "E0000056")
    assert refused.causes == ["The application must be deactivated before deletion."]
    assert api("POST", f"{path}/lifecycle/deactivate").body == {}
    assert api("GET", path).body["status"] == "INACTIVE"
    assert api("POST", f"{path}/lifecycle/activate").body == {}
    api("POST", f"{path}/lifecycle/deactivate")
    assert api("DELETE", path).status == 204
    assert api("GET", path).body["errorSummary"].endswith("(AppInstance)")


def test_replace_renames_the_schema_but_not_the_features(api: Api) -> None:
    """A full replace leaves `features` alone; the schema's title follows the label."""
    path = f"{APPS}/{api.app('RingCentral').id}"
    before = api("GET", path).body
    after = api("PUT", path, {**before, "label": "Telephony", "features": []}).body
    assert (after["label"], after["features"]) == ("Telephony", before["features"])
    assert api("GET", api.schema_path("Telephony")).body["title"] == "Telephony User"


def test_openid_connect_app_has_its_own_base_attributes(api: Api) -> None:
    """21 base properties beginning with userName under its OpenID name; a schema name of its own (recorded)."""
    app = api("POST", APPS, {"label": "Web", "name": "oidc_client", "signOnMode": "OPENID_CONNECT"}).body
    schema = api("GET", f"/api/v1/meta/schemas/apps/{app['id']}/default").body
    base = schema["definitions"]["base"]["properties"]
    assert len(base) == 21
    assert base["userName"]["externalName"] == "preferred_username"
    assert schema["name"].startswith("oidc_client_")


@pytest.mark.parametrize("body", [{"label": "x"}, {"signOnMode": "BOOKMARK"}])
def test_app_without_label_or_mode(api: Api, body: dict[str, str]) -> None:
    """400."""
    assert api("POST", APPS, body).status == 400


def features_path(api: Api, label: str, name: str = "") -> str:
    return f"{APPS}/{api.app(label).id}/features" + (f"/{name}" if name else "")


def test_provisioning_features(api: Api) -> None:
    """Both features; switching profile updates off takes PUSH_PROFILE_UPDATES from the app and leaves the rest."""
    assert [one["name"] for one in api("GET", features_path(api, "RingCentral")).body] == [
        "USER_PROVISIONING",
        "INBOUND_PROVISIONING",
    ]
    path = features_path(api, "RingCentral", "USER_PROVISIONING")
    before = api("GET", path).body
    assert before["capabilities"]["update"]["profile"] == {"status": "ENABLED"}
    after = api("PUT", path, {"update": {"profile": {"status": "DISABLED"}}}).body
    before["capabilities"]["update"]["profile"] = {"status": "DISABLED"}
    assert after == before
    app = api.app("RingCentral")
    assert not app.push_profile_updates
    assert app.profile_mastering


def test_inbound_settings_are_overlaid(api: Api) -> None:
    """A partial write keeps what isn't sent, nulls included."""
    path = features_path(api, "RingCentral", "INBOUND_PROVISIONING")
    sent = {
        "importSettings": {"username": {"userNameFormat": "CUSTOM", "userNameExpression": "source.email"}}
    }
    after = api("PUT", path, sent).body["capabilities"]
    assert after["importSettings"]["username"]["userNameExpression"] == "source.email"
    assert after["importSettings"]["schedule"] == {
        "status": "DISABLED",
        "fullImport": None,
        "incrementalImport": None,
    }
    assert api("GET", path).body["capabilities"] == after


def test_app_without_provisioning(api: Api) -> None:
    """400 with the recorded cause; no body is E0000003 first; an unknown feature: 404 on an app that has some."""
    app_id = api("POST", APPS, {"label": "Mine", "signOnMode": "BOOKMARK"}).body["id"]
    for path in ("features", "features/USER_PROVISIONING"):
        refused = api("GET", f"{APPS}/{app_id}/{path}")
        assert refused.body["errorSummary"] == "Api validation failed: feature"
        assert refused.causes == ["Provisioning is not supported."]
    assert api("PUT", f"{APPS}/{app_id}/features/USER_PROVISIONING").body["errorCode"] == "E0000003"
    unknown = api("GET", features_path(api, "RingCentral", "NOTHING"))
    assert unknown.body["errorSummary"] == "Not found: Resource not found: NOTHING (PublicAppFeatureSetName)"


def test_app_user_profile_has_every_property_of_the_schema() -> None:
    """Null where there is no value, new attributes at once; never the user name."""
    api = make_api(users=10)
    api("POST", api.schema_path("RingCentral"), custom(directNumber={"title": "Direct", "type": "string"}))
    path = f"{APPS}/{api.app('RingCentral').id}/users"
    one = api("GET", f"{path}?limit=1").body[0]
    schema = api("GET", api.schema_path("RingCentral")).body["definitions"]
    names = {*schema["base"]["properties"], *schema["custom"]["properties"]} - {"userName"}
    assert set(one["profile"]) == names
    assert one["profile"]["directNumber"] is None
    assert one["credentials"]["userName"] == one["profile"]["email"]
    assert one["syncState"] == "SYNCHRONIZED"
    assert "lastSync" in one


def test_app_users_are_paged_and_can_embed_the_user() -> None:
    """Following the links meets everybody once, with the Okta user inside."""
    api = make_api(users=30)
    app_id = api.app("Active Directory").id
    target = f"{APPS}/{app_id}/users?limit=7&expand=user"
    seen: list[dict[str, Any]] = []
    while target:
        answer = api("GET", target)
        seen += answer.body
        target = answer.links().get("next", "")
    assert len(seen) == len({one["id"] for one in seen}) == 30
    assert all(one["_embedded"]["user"]["id"] == one["id"] for one in seen)


def test_assignment_fills_the_profile_by_the_mapping(api: Api) -> None:
    """What the mapping to the app gives, over which what is sent (values recorded for an OpenID Connect app)."""
    app = api("POST", APPS, {"label": "Web", "name": "oidc_client", "signOnMode": "OPENID_CONNECT"}).body
    profile = {
        "login": "a@example.com",
        "email": "a@example.com",
        "firstName": "TestAcc",
        "lastName": "Smith",
    }
    user = api("POST", "/api/v1/users", {"profile": profile}).body
    path = f"{APPS}/{app['id']}/users"
    assigned = api("POST", path, {"id": user["id"], "profile": {"nickname": "T"}}).body
    given = {name: value for name, value in assigned["profile"].items() if value is not None}
    assert given == {
        "name": "TestAcc Smith",
        "nickname": "T",
        "given_name": "TestAcc",
        "family_name": "Smith",
        "email": "a@example.com",
        "zoneinfo": "America/Los_Angeles",
        "locale": "en_US",
    }
    assert (assigned["scope"], assigned["status"], assigned["syncState"]) == ("USER", "ACTIVE", "DISABLED")
    assert api("POST", path, {"id": user["id"]}).body["errorCode"] == "E0000062"
    assert api("POST", path, {"id": "00unobody"}).body["errorSummary"].endswith("00unobody (User)")
    assert api("DELETE", f"{path}/{user['id']}").status == 204
    assert api("GET", f"{path}/{user['id']}").body["errorSummary"].endswith("(User)")


def test_changing_an_app_user() -> None:
    """Unknown attributes are refused; a mapped one can't be changed while profile push is on, others can."""
    api = make_api(users=10)
    app_id = api.app("Active Directory").id
    user_id = api.org.app_users.where("app_id = ?", app_id)[0].user_id
    path = f"{APPS}/{app_id}/users/{user_id}"
    refused = api("POST", path, {"profile": {"nothing": "x"}})
    assert refused.causes == ["Property name 'nothing' is not defined in profile"]
    pushed = api("POST", path, {"profile": {"department": "Other"}})
    assert (pushed.status, pushed.body["errorCode"]) == (403, "E0000075")
    assert "the department attribute" in pushed.body["errorSummary"]
    assert api("POST", path, {"profile": {"mobilePhone": "+12025550199"}}).body["profile"]["mobilePhone"]
