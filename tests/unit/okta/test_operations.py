"""Operations have Okta's names, addresses and queries; ids stay in their place; schema questions are answered."""

from __future__ import annotations

import pytest

from oktaprofile.okta import operations
from oktaprofile.okta import schema as reader
from oktaprofile.okta.client import OktaClient, connect
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.operations import Operation
from tests.unit.okta.fakes import FakeTransport, client_over, config, ok, schema

MAPPING = {"id": "prm1", "source": {"id": "0oa1"}, "target": {"id": "oty1"}, "properties": {}}


@pytest.mark.parametrize(
    ("call", "answer", "line"),
    [
        (lambda c: c.get_application("0oa1"), {"id": "0oa1"}, "GET /api/v1/apps/0oa1"),
        (lambda c: c.list_applications(q="R").next_page(), [], "GET /api/v1/apps?limit=200&q=R"),
        (
            lambda c: c.list_application_users("0oa1", limit=5, after="x").next_page(),
            [],
            "GET /api/v1/apps/0oa1/users?limit=5&after=x",
        ),
        (
            lambda c: c.get_application_user("0oa1", "00u1"),
            {"id": "00u1"},
            "GET /api/v1/apps/0oa1/users/00u1",
        ),
        (lambda c: c.list_user_types(), [], "GET /api/v1/meta/types/user"),
        (
            lambda c: c.get_application_user_schema("0oa1"),
            schema(),
            "GET /api/v1/meta/schemas/apps/0oa1/default",
        ),
        (
            lambda c: c.update_application_user_profile("0oa1", {}),
            schema(),
            "POST /api/v1/meta/schemas/apps/0oa1/default",
        ),
        (lambda c: c.get_user_schema("default"), schema(), "GET /api/v1/meta/schemas/user/default"),
        (lambda c: c.update_user_profile("osc1", {}), schema(), "POST /api/v1/meta/schemas/user/osc1"),
        (lambda c: c.list_profile_mappings().next_page(), [], "GET /api/v1/mappings?limit=200"),
        (lambda c: c.get_profile_mapping("prm1"), MAPPING, "GET /api/v1/mappings/prm1"),
        (lambda c: c.update_profile_mapping("prm1", {}), MAPPING, "POST /api/v1/mappings/prm1"),
        (
            lambda c: c.list_users(search="x eq 1", limit=1).next_page(),
            [],
            "GET /api/v1/users?limit=1&search=x+eq+1",
        ),
    ],
)
def test_operations_have_okta_s_addresses(call, answer, line):
    """One request each, to this line; the answer comes back as it is."""
    transport = FakeTransport(ok(answer))
    assert call(client_over(transport)) == answer
    assert transport.lines == [line]


@pytest.mark.parametrize("id_", ["", ".", "..", " 0oa1", "0oa1 "])
def test_ids_that_would_leave_their_place_are_refused(id_):
    """`..` would address another operation; nothing is sent."""
    transport = FakeTransport()
    with pytest.raises(OktaError, match="cannot be the id"):
        client_over(transport).get_application(id_)
    assert transport.sent == []


@pytest.mark.parametrize(
    ("id_", "quoted"),
    [("a/../b", "a%2F..%2Fb"), ("a?b#c", "a%3Fb%23c"), ("a%2F", "a%252F"), ("a\r\nb", "a%0D%0Ab")],
)
def test_other_ids_are_quoted(id_, quoted):
    """Whatever an id holds stays one segment."""
    transport = FakeTransport(ok({"id": id_}))
    client_over(transport).get_application(id_)
    assert transport.lines == [f"GET /api/v1/apps/{quoted}"]


def test_connect_sends_nothing():
    """A client is made at Configure, where Okta may be out of reach."""
    client = connect(config())
    assert callable(client.get_application)


def test_every_operation_of_the_table_has_a_method():
    """Nothing stands there without a caller, and the method has the operation's name."""
    for name, operation in vars(operations).items():
        if isinstance(operation, Operation) and operation.id != "token":
            assert callable(getattr(OktaClient, name.lower()))
            assert operation.id == "".join(
                part.title() if index else part for index, part in enumerate(name.lower().split("_"))
            )


def test_a_schema_has_two_sections():
    """{} where a section, or its properties, are missing."""
    given = schema(a={"title": "A"})
    assert reader.properties_of(given, "custom") == {"a": {"title": "A"}}
    assert list(reader.properties_of(given, "base")) == ["userName"]
    assert reader.properties_of({"definitions": {}}, "custom") == {}
    assert reader.properties_of({"definitions": {"custom": {"id": "#custom"}}}, "custom") == {}
    assert list(reader.all_properties(given)) == ["a", "userName"]
    assert reader.section_of(given, "a") == "custom"
    assert reader.section_of(given, "userName") == "base"
    assert reader.section_of(given, "b") is None
    assert reader.property_of(given, "a") == {"title": "A"}
    assert reader.property_of(given, "b") is None


def test_attribute_level_mastering_shows_on_any_property():
    """On all or on none, of an app's schema and of a user type's; an app's has no login."""
    given = schema(a={"title": "A"})
    assert not reader.shows_sources(given)
    given["definitions"]["base"]["properties"]["userName"]["master"] = {"type": "PROFILE_MASTER"}
    assert reader.shows_sources(given)
