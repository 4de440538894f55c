"""The client against an org: what it reads, and that a write is there when it says so."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import RSAAlgorithm

from oktaprofile.okta import errors
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.schema import properties_of
from tests.contract.okta.conftest import Attributes


def test_the_app_is_found_by_id_and_label(okta):
    """One list serves both."""
    by_id = okta.org.application(okta.app_id)
    assert by_id in okta.org.find_applications(label=by_id["label"])
    assert by_id["status"] == "ACTIVE"


def test_the_default_user_type_is_the_one_that_is_listed_as_default(okta):
    """`_links.type` of the default schema names the type with `default: true`."""
    default = okta.org.user_type()
    assert [one.id for one in okta.org.user_types() if one.default] == [default.id]
    assert okta.org.user_type(default.id).schema_id == "default"


def test_other_user_types_have_their_own_schema(okta):
    """Read by the id that the type links to."""
    for one in okta.org.user_types():
        document = okta.org.user_schema(one.id).read()
        assert "login" in properties_of(document, "base")


def test_the_mapping_joins_app_and_type(okta):
    """Both ids, whichever way; the id of the row leads to the same row again."""
    type_id = okta.org.user_type().id
    row = okta.org.mapping(okta.app_id, "to_okta").read()
    assert (row["source"]["id"], row["target"]["id"]) == (okta.app_id, type_id)
    assert okta.open().mapping(okta.app_id, "to_okta", mapping_id=row["id"]).read() == row


def test_a_list_of_mappings_keeps_its_filter_over_pages(okta):
    """Okta's next links lose it; every row of every page still matches."""
    type_id = okta.org.user_type().id
    rows = list(okta.org.client.list_profile_mappings(target_id=type_id, limit=1))
    assert rows
    assert {row["target"]["id"] for row in rows} == {type_id}
    assert len({row["id"] for row in rows}) == len(rows)


def test_app_users_can_be_read(okta):
    """One page."""
    users = okta.org.client.list_application_users(okta.app_id, limit=2).next_page()
    assert all(isinstance(user["profile"], dict) for user in users)


def test_an_unknown_id_is_not_found_with_its_request_id(okta):
    """Okta's own 404, which alone may remove something from a state."""
    with pytest.raises(errors.NotFound, match="E0000007") as caught:
        okta.org.application("0oaDoesNotExist00000")
    assert caught.value.request_id


def test_a_wrong_token_is_unauthorized(okta):
    """401 E0000011, with a next step."""
    wrong = OktaConfig(okta.config.org_url, api_token="00wrong")
    with pytest.raises(errors.Unauthorized) as caught:
        okta.open(wrong).user_types()
    assert "token" in caught.value.next_step


def test_attributes_are_added_changed_and_removed(okta):
    """Each write is there for another process, and what was there before is untouched."""
    before = okta.custom()
    name = f"{okta.prefix}One"
    document = okta.org.application_schema(okta.app_id)
    document.write(Attributes(**{name: "First"}))
    assert okta.custom()[name]["title"] == "First"
    document.write(Attributes(**{name: "Second"}))
    assert okta.custom()[name]["title"] == "Second"
    document.write(Attributes(**{name: None}))
    assert okta.custom() == before


def test_a_hundred_attributes_from_ten_threads_cost_at_most_thirty_calls(okta):
    """100 singular resources: all stored, gathered into few POSTs."""
    document = okta.org.application_schema(okta.app_id)
    names = [f"{okta.prefix}N{number}" for number in range(100)]
    okta.calls.clear()
    with ThreadPoolExecutor(10) as slots:
        list(slots.map(lambda name: document.write(Attributes(**{name: name})), names))
    assert len(okta.calls) <= 30
    assert set(names) <= okta.custom().keys()


def test_a_hundred_attributes_of_one_change_cost_three_calls(okta):
    """The plural resource: read, POST, read-back."""
    okta.calls.clear()
    okta.org.application_schema(okta.app_id).write(
        Attributes(**{f"{okta.prefix}N{number}": "t" for number in range(100)})
    )
    assert okta.calls == [
        "getApplicationUserSchema",
        "updateApplicationUserProfile",
        "getApplicationUserSchema",
    ]


def test_two_processes_that_write_at_the_same_time_lose_nothing(okta):
    """Whole-document writers overwrite each other; each proves its own and sends it again."""
    documents = [okta.open().application_schema(okta.app_id) for _ in range(2)]
    names = [f"{okta.prefix}W{number}" for number in range(12)]
    with ThreadPoolExecutor(12) as slots:
        list(slots.map(lambda n: documents[n % 2].write(Attributes(**{names[n]: names[n]})), range(12)))
    assert set(names) <= okta.custom().keys()


def test_a_deleted_name_is_waited_for(okta):
    """Its clean-up takes seconds; the write returns when Okta has taken the name again."""
    name = f"{okta.prefix}Again"
    document = okta.org.application_schema(okta.app_id)
    document.write(Attributes(**{name: "Old"}))
    document.write(Attributes(**{name: None}))
    document.write(Attributes(**{name: "New"}))
    assert okta.custom()[name]["title"] == "New"


# -- what only the embedded org can be made to do ----------------------------------------------------------------


def test_oauth_works_like_a_token(okta, embedded):
    """A service app with a key: token fetched once, scopes kept to."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "k1"}
    embedded.load({"clients": [{"client_id": "0oaservice", "scopes": ["okta.apps.read"], "keys": [jwk]}]})
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    config = OktaConfig(
        embedded.url, client_id="0oaservice", private_key=pem, private_key_id="k1", scopes=["okta.apps.read"]
    )
    org = okta.open(config)
    okta.calls.clear()
    assert org.application(okta.app_id)["id"] == okta.app_id
    assert okta.calls == ["token", "listApplications"]
    with pytest.raises(errors.Forbidden) as caught:
        org.user_types()
    assert "okta.userTypes.read" in caught.value.next_step


def test_oauth_with_a_scope_that_is_not_granted_says_so(okta, embedded):
    """The token endpoint refuses; the error names where to grant it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    embedded.load({"clients": [{"client_id": "0oafew", "scopes": ["okta.apps.read"], "keys": [jwk]}]})
    private = json.dumps(RSAAlgorithm.to_jwk(key, as_dict=True))
    config = OktaConfig(embedded.url, client_id="0oafew", private_key=private, scopes=["okta.logs.read"])
    with pytest.raises(errors.Unauthorized, match="invalid_scope") as caught:
        okta.open(config).user_types()
    assert "Okta API Scopes" in caught.value.next_step


@pytest.mark.parametrize("action", ["drop_after", "truncate", "reset", "empty"])
def test_a_write_whose_answer_was_lost_is_settled(okta, embedded, action):
    """Stored, but the answer never came or was no answer: the write succeeds."""
    embedded.add_fault(operation="updateApplicationUserProfile", action=action)
    name = f"{okta.prefix}Lost"
    okta.org.application_schema(okta.app_id).write(Attributes(**{name: "Lost"}))
    assert okta.custom()[name]["title"] == "Lost"


def test_a_write_that_never_arrived_is_repeated(okta, embedded):
    """The connection closed before anything was processed."""
    embedded.add_fault(operation="updateApplicationUserProfile", action="drop_before")
    name = f"{okta.prefix}Dropped"
    okta.org.application_schema(okta.app_id).write(Attributes(**{name: "Dropped"}))
    assert okta.custom()[name]["title"] == "Dropped"


def test_a_write_that_okta_ignores_is_not_stored(okta, embedded):
    """200 with the property in the answer, and nothing in the document: four tries, then the truth."""
    embedded.add_fault(operation="updateApplicationUserProfile", action="ignore_write", times=4)
    name = f"{okta.prefix}Ignored"
    with pytest.raises(errors.NotStored, match=name):
        okta.org.application_schema(okta.app_id).write(Attributes(**{name: "Ignored"}))
    assert name not in okta.custom()


def test_a_lost_race_is_sent_again(okta, embedded):
    """Once ignored is a lost update; the next try is stored."""
    embedded.add_fault(operation="updateApplicationUserProfile", action="ignore_write", times=1)
    name = f"{okta.prefix}Race"
    okta.calls.clear()
    okta.org.application_schema(okta.app_id).write(Attributes(**{name: "Race"}))
    assert okta.calls.count("updateApplicationUserProfile") == 2
    assert okta.custom()[name]["title"] == "Race"


def test_a_server_error_is_repeated(okta, embedded):
    """Recorded: sporadic 500 E0000009 under concurrency."""
    embedded.add_fault(operation="getApplicationUserSchema", status=500, times=2)
    assert okta.org.application_schema(okta.app_id).read()
    assert okta.calls == ["getApplicationUserSchema"] * 3


@pytest.mark.parametrize("concurrency", [False, True])
def test_both_kinds_of_429_are_waited_for(okta, embedded, concurrency):
    """The rate limit by its window, the concurrency limit by chance."""
    embedded.add_fault(
        operation="listUserTypes", action="rate_limit", reset_seconds=1, concurrency=concurrency
    )
    assert okta.org.user_types()
    assert okta.calls == ["listUserTypes"] * 2


def test_an_html_page_is_no_answer(okta, embedded):
    """A proxy's page with status 200 or 404 is never taken for Okta's word."""
    for status in (200, 404):
        embedded.add_fault(operation="getApplication", action="html", status=status)
        with pytest.raises(errors.UnexpectedAnswer, match="HTML"):
            okta.org.client.get_application(okta.app_id)


def test_an_org_without_the_mappings_api_says_so(okta, embedded):
    """401 E0000015 is not the token's fault."""
    embedded.load({"mappings_api": False})
    try:
        with pytest.raises(errors.FeatureNotAvailable) as caught:
            okta.org.mapping(okta.app_id, "to_okta")
        assert "Okta support" in caught.value.next_step
    finally:
        embedded.load({"mappings_api": True})


def test_attribute_level_mastering_shows_in_the_user_schema(okta, embedded):
    """On: `master` on the base properties. Off: nowhere."""
    base = properties_of(okta.org.user_schema().read(), "base")
    assert all("master" in content for content in base.values())
    embedded.load({"attribute_level_mastering": False})
    try:
        base = properties_of(okta.org.user_schema().read(fresh=True), "base")
        assert base
        assert not any("master" in content for content in base.values())
    finally:
        embedded.load({"attribute_level_mastering": True})
