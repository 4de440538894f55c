"""Applying a mapping to everybody: the requests, where they go, and what is not guessed."""

from __future__ import annotations

import pytest

from oktaprofile.okta.errors import NotFound, OktaError
from oktaprofile.okta.reapply import reapply
from oktaprofile.okta.transport import Answer
from tests.unit.okta.fakes import ORG, FakeTransport, client_over, ok, refused

ADMIN = ORG.replace(".", "-admin.", 1)
PATH = "/api/internal/v1/mappings/reapply"
NOTHING = Answer(204, {}, b"")


def test_the_app_is_named_by_its_user_type_on_the_consoles_host() -> None:
    """The published call on the org's host, the internal one on that of the Admin Console, its ends in order."""
    for direction, query in (
        ("to_okta", "source=otyApp&target=oty1"),
        ("to_app", "source=oty1&target=otyApp"),
    ):
        transport = FakeTransport(ok([{"id": "otyApp"}]), NOTHING)
        reapply(client_over(transport), "0oa1", direction, "oty1")
        assert [f"{one.method} {one.url}" for one in transport.sent] == [
            f"GET {ORG}/api/v1/apps/0oa1/user/types",
            f"PUT {ADMIN}{PATH}?{query}",
        ]


@pytest.mark.parametrize("types", [[], [{"id": "oty1"}, {"id": "oty2"}]])
def test_an_app_with_several_user_types_is_not_guessed(types: list[dict[str, str]]) -> None:
    """Nothing is sent, and the console's way is told."""
    transport = FakeTransport(ok(types))
    with pytest.raises(OktaError, match="types of users") as caught:
        reapply(client_over(transport), "0oa1", "to_app", "oty1")
    assert "Apply updates now" in caught.value.next_step
    assert len(transport.sent) == 1


def test_an_org_without_the_operation_says_so() -> None:
    """A 404 is not the mapping's."""
    transport = FakeTransport(ok([{"id": "otyApp"}]), refused(404, "E0000007"))
    with pytest.raises(NotFound, match="does not offer the internal operation"):
        reapply(client_over(transport), "0oa1", "to_app", "oty1")
