"""What clients ask around our field: the org document, the current user, groups, roles, policies, keys of apps."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from oktaprofile.simulator.http.operations import Caller
from tests.unit.simulator.calling import Api, custom, make_api

GROUPS = "/api/v1/groups"


def user_id(api: Api) -> str:
    return next(iter(api.org.users.all())).id


@pytest.mark.parametrize("pipeline", ["idx", "v1"])
def test_organization_document(pipeline: str) -> None:
    """Id and pipeline, for anybody; only apps of the Identity Engine name policies."""
    api = make_api(pipeline=pipeline)
    found = api("GET", "/.well-known/okta-organization").body
    assert (found["id"][:3], len(found["id"]), found["pipeline"]) == ("00o", 20, pipeline)
    assert api.request("GET", "/.well-known/okta-organization", None)[1].anonymous
    links = api("GET", f"/api/v1/apps/{api.app('RingCentral').id}").body["_links"]
    assert ("accessPolicy" in links) == (pipeline == "idx")


def test_current_user(api: Api) -> None:
    """The owner of the API token is an admin who is none of the people; a service app is nobody."""
    me = api("GET", "/api/v1/users/me").body
    assert (me["status"], me["profile"]["login"]) == ("ACTIVE", "admin@example.com")
    assert api("GET", "/api/v1/users").body == []
    for name in ("me", me["id"], me["profile"]["login"]):  # what `me` answers can be asked for
        assert api("GET", f"/api/v1/users/{name}").body == me
        assert [one["type"] for one in api("GET", f"/api/v1/users/{name}/roles").body] == ["SUPER_ADMIN"]
        assert [one["profile"]["name"] for one in api("GET", f"/api/v1/users/{name}/groups").body] == [
            "Everyone"
        ]
    assert api("POST", f"/api/v1/users/{me['id']}", {"profile": {"firstName": "X"}}).status == 404
    request, operation = api.request("GET", "/api/v1/users/me", None)
    request.caller = Caller("0oaservice", frozenset({"okta.users.read"}))
    with pytest.raises(Exception, match="E0000005"):
        operation.handler(request)


def test_groups_and_their_members() -> None:
    """Made, changed, found, filled, emptied and deleted; everybody is in one that cannot be changed."""
    api = make_api(users=3)
    made = api("POST", GROUPS, {"profile": {"name": "Phone people", "description": "d"}})
    path = f"{GROUPS}/{made.body['id']}"
    assert (made.status, made.body["type"], made.body["objectClass"]) == (
        200,
        "OKTA_GROUP",
        ["okta:user_group"],
    )
    assert api("POST", GROUPS, {"profile": {"name": "Phone people"}}).status == 400
    assert api("PUT", path, {"profile": {"name": "Others"}}).body["profile"] == {
        "name": "Others",
        "description": None,
    }
    assert [one["profile"]["name"] for one in api("GET", GROUPS).body] == ["Everyone", "Others"]
    for query in (
        "q=oth",
        'search=profile.name eq "others"',
        'filter=type eq "OKTA_GROUP"',
        'search=profile.name sw "O"',
    ):
        assert [one["id"] for one in api("GET", f"{GROUPS}?{query}").body] == [made.body["id"]]
    assert api("GET", f"{GROUPS}?search=nothing eq 1").body["errorCode"] == "E0000031"
    member = user_id(api)
    assert api("PUT", f"{path}/users/{member}").status == 204
    assert [one["id"] for one in api("GET", f"{path}/users").body] == [member]
    assert [one["profile"]["name"] for one in api("GET", f"/api/v1/users/{member}/groups").body] == [
        "Everyone",
        "Others",
    ]
    assert api("DELETE", f"{path}/users/{member}").status == 204
    assert api("GET", f"{path}/users").body == []
    everyone = api("GET", GROUPS).body[0]
    assert len(api("GET", f"{GROUPS}/{everyone['id']}/users").body) == 3
    assert api("DELETE", f"{GROUPS}/{everyone['id']}").status == 501
    assert api("DELETE", path).status == 204
    assert api("GET", path).body["errorCode"] == "E0000007"


def test_groups_are_paged(api: Api) -> None:
    """Everybody's group first, then by id; each once."""
    for number in range(4):
        api("POST", GROUPS, {"profile": {"name": f"g{number}"}})
    target, names = f"{GROUPS}?limit=2", []
    while target:
        page = api("GET", target)
        names += [one["profile"]["name"] for one in page.body]
        target = page.links().get("next", "")
    assert names == ["Everyone", "g0", "g1", "g2", "g3"]


def test_group_schema(api: Api) -> None:
    """A new attribute can be written into a group's profile; an unknown one cannot."""
    path = "/api/v1/meta/schemas/group/default"
    assert api("POST", GROUPS, {"profile": {"name": "x", "floor": "3"}}).status == 400
    assert api("POST", path, custom(floor={"title": "Floor", "type": "string", "maxLength": 2})).status == 200
    assert api("GET", path).body["definitions"]["custom"]["properties"]["floor"]["type"] == "string"
    assert api("POST", GROUPS, {"profile": {"name": "x", "floor": "3"}}).body["profile"]["floor"] == "3"
    assert api("POST", GROUPS, {"profile": {"name": "y", "floor": "3rd"}}).status == 400


def test_groups_of_an_app(api: Api) -> None:
    """Assigned with a priority that follows, listed, read, taken away, and gone with the group."""
    app = f"/api/v1/apps/{api.app('RingCentral').id}/groups"
    ids = [api("POST", GROUPS, {"profile": {"name": name}}).body["id"] for name in ("a", "b")]
    priorities = [api("PUT", f"{app}/{one}", {"profile": {"role": "x"}}).body["priority"] for one in ids]
    assert priorities == [0, 1]
    assert api("GET", f"{app}/{ids[0]}").body["profile"] == {"role": "x"}
    assert [one["id"] for one in api("GET", app).body] == ids
    assert api("PUT", f"{app}/{ids[0]}", {"priority": "x"}).status == 400
    assert api("DELETE", f"{app}/{ids[0]}").status == 204
    assert api("DELETE", f"{app}/{ids[0]}").status == 404
    api("DELETE", f"{GROUPS}/{ids[1]}")
    assert api("GET", app).body == []


def test_roles_of_a_person() -> None:
    """None at first; assigned once, read, taken away, and gone with the person."""
    api = make_api(users=1)
    path = f"/api/v1/users/{user_id(api)}/roles"
    assert api("GET", path).body == []
    role = api("POST", path, {"type": "READ_ONLY_ADMIN"})
    assert (role.status, role.body["label"], role.body["assignmentType"]) == (
        201,
        "Read-only Administrator",
        "USER",
    )
    assert api("POST", path, {"type": "READ_ONLY_ADMIN"}).status == 409
    assert api("POST", path, {"type": "KING"}).status == 400
    assert api("GET", f"{path}/{role.body['id']}").body == role.body
    assert api("DELETE", f"{path}/{role.body['id']}").status == 204
    assert api("GET", path).body == []


def test_the_access_policy_of_an_app(api: Api) -> None:
    """Every org has one; an app's links name it, and it can be assigned."""
    (policy,) = api("GET", "/api/v1/policies?type=ACCESS_POLICY").body
    assert (policy["system"], api("GET", f"/api/v1/policies/{policy['id']}").body) == (True, policy)
    app = f"/api/v1/apps/{api.app('RingCentral').id}"
    assert api("GET", app).body["_links"]["accessPolicy"]["href"].endswith(f"/policies/{policy['id']}")
    assert api("PUT", f"{app}/policies/{policy['id']}").status == 204
    assert api("PUT", f"{app}/policies/rstnothing").status == 404
    assert api("GET", "/api/v1/policies").status == 400
    assert api("GET", "/api/v1/policies?type=PASSWORD").body == []


def test_keys_and_metadata_of_an_app(api: Api) -> None:
    """One key, the one that the app names; metadata with its certificate."""
    body = {"label": "S", "signOnMode": "SAML_2_0"}
    app = api("POST", "/api/v1/apps", body).body
    (key,) = api("GET", f"/api/v1/apps/{app['id']}/credentials/keys").body
    assert key["kid"] == app["credentials"]["signing"]["kid"]
    assert api("GET", f"/api/v1/apps/{app['id']}/credentials/keys/{key['kid']}").body == key
    assert api("GET", f"/api/v1/apps/{app['id']}/credentials/keys/nothing").status == 404
    metadata = api("GET", f"/api/v1/apps/{app['id']}/sso/saml/metadata")
    assert ("Content-Type", "application/xml") in metadata.headers
    certificates = [
        one.text for one in ElementTree.fromstring(metadata.body).iter() if one.tag.endswith("Certificate")
    ]
    assert certificates == key["x5c"]
    assert app["_links"]["metadata"]["href"].endswith("/sso/saml/metadata")


def test_a_client_secret_is_told_once(api: Api) -> None:
    """With the creation of an app whose client authenticates by it, and never again (recorded)."""
    client = {"token_endpoint_auth_method": "client_secret_basic"}
    body = {"label": "O", "signOnMode": "OPENID_CONNECT", "credentials": {"oauthClient": client}}
    app = api("POST", "/api/v1/apps", body).body
    assert len(app["credentials"]["oauthClient"]["client_secret"]) == 64
    assert "client_secret" not in api("GET", f"/api/v1/apps/{app['id']}").body["credentials"]["oauthClient"]
    client["token_endpoint_auth_method"] = "private_key_jwt"
    without = api("POST", "/api/v1/apps", body).body["credentials"]["oauthClient"]
    assert "client_secret" not in without


def test_links_of_an_app(api: Api) -> None:
    """Those that recordings have, in their order."""
    app = api("POST", "/api/v1/apps", {"label": "O", "signOnMode": "OPENID_CONNECT"}).body
    assert app["visibility"]["appLinks"] == {"oidc_client_link": True}
    assert [one["name"] for one in app["_links"]["appLinks"]] == ["oidc_client_link"]
    assert [one["type"] for one in app["_links"]["logo"]] == ["image/png"]
    assert set(app["_links"]) == {
        *("uploadLogo", "appLinks", "profileEnrollment", "policies", "groups", "logo", "clientCredentials"),
        *("accessPolicy", "users", "deactivate"),
    }


def test_settings_of_an_id_token(api: Api) -> None:
    """Issuer and audience at first; what was sent is answered and kept (recorded)."""
    path = f"/api/v1/internal/apps/{api.app('RingCentral').id}/settings/oauth/idToken"
    before = api("GET", path).body
    assert (before["issuerMode"], before["audience"]) == ("ORG_URL", api.app("RingCentral").id)
    sent = {"issuerMode": "ORG_URL", "name": "groups", "value": ".*", "groupFilterType": "REGEX"}
    assert api("POST", path, sent).body == {
        **{"issuer": None, "orgUrl": None, "customUrl": None, "audience": None},
        **sent,
    }
    assert api("GET", path).body["name"] == "groups"


def test_a_template_that_nobody_customized(api: Api) -> None:
    """404 in Okta's form."""
    refused = api("GET", "/api/v1/templates/emails/welcome")
    assert (refused.status, refused.body["errorCode"]) == (404, "E0000007")


def test_a_bookmark_needs_no_sign_on_mode(api: Api) -> None:
    """Its template has but one; an app of no template needs it."""
    assert api("POST", "/api/v1/apps", {"label": "B", "name": "bookmark"}).body["signOnMode"] == "BOOKMARK"
    assert api("POST", "/api/v1/apps", {"label": "B"}).status == 400


def test_assigning_by_the_path_of_an_app_user() -> None:
    """POST on somebody who is not assigned assigns; an unknown person is still 404."""
    api = make_api(users=1)
    app = api("POST", "/api/v1/apps", {"label": "B", "name": "bookmark"}).body["id"]
    path = f"/api/v1/apps/{app}/users/{user_id(api)}"
    made = api("POST", path, {"credentials": {"userName": "ada"}})
    assert (made.status, made.body["credentials"], made.body["scope"]) == (200, {"userName": "ada"}, "USER")
    assert api("GET", path).body == made.body
    assert api("POST", f"/api/v1/apps/{app}/users/00unobody", {}).status == 404
