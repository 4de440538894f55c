"""What is not the JSON that was asked for is named for what it is, and never taken for Okta's word."""

from __future__ import annotations

import json

import pytest

from oktaprofile.okta import errors
from oktaprofile.okta.transport import Answer
from tests.unit.okta.fakes import FakeTransport, client_over, ok, refused, schema

HTML = b"<!DOCTYPE html><html><title>Sign in to the proxy</title></html>"


def outcome(answer):
    """The error of a getApplication that is answered so (and never repeated)."""
    with pytest.raises(errors.OktaError) as caught:
        client_over(FakeTransport(answer), max_retries=0).get_application("0oa1")
    return caught.value


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (HTML, "an HTML page"),
        (b"", "an empty body"),
        (b"  \n", "an empty body"),
        (b'{"id": "0oa1", "lab', "JSON that breaks off or is malformed (19 bytes)"),
        (b'{"id": 1}}', "JSON that breaks off"),
        (b"[]", "an array, where an object was expected"),
        (b"null", "null, where an object was expected"),
        (b"true", "a boolean, where an object was expected"),
        (b"12", "a number, where an object was expected"),
        (b'"x"', "a string, where an object was expected"),
        (b"\xff\xfe\x00", "something else than JSON"),
    ],
)
def test_a_200_without_the_expected_json_is_unexpected(body, says):
    """The text says what came instead, and what to check; nothing of the body is shown."""
    error = outcome(Answer(200, {"x-okta-request-id": "req1"}, body))
    assert isinstance(error, errors.UnexpectedAnswer)
    assert says in str(error)
    assert "proxy" not in str(error)
    assert "org_url" in error.next_step
    assert (error.operation, error.status, error.request_id) == ("getApplication", 200, "req1")


def test_a_list_is_expected_where_okta_lists():
    """An object instead of a list, and a list of other things than objects."""
    for wrong in ({}, [1, 2]):
        with pytest.raises(errors.UnexpectedAnswer):
            next(client_over(FakeTransport(ok(wrong))).list_applications())


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "E0000001", errors.ValidationFailed),
        (400, "E0000003", errors.ValidationFailed),
        (401, "E0000011", errors.Unauthorized),
        (401, "E0000015", errors.FeatureNotAvailable),
        (403, "E0000006", errors.Forbidden),
        (403, "E0000005", errors.Forbidden),
        (404, "E0000007", errors.NotFound),
        (429, "E0000047", errors.RateLimited),
        (500, "E0000009", errors.ServerError),
        (503, "E0000010", errors.ServerError),
        (405, "E0000022", errors.ApiError),
        (404, "E0000022", errors.ApiError),
        (501, "E0000060", errors.ApiError),
    ],
)
def test_statuses_and_codes_have_their_classes(status, code, kind):
    """Exactly this class, not one above or below."""
    assert type(outcome(refused(status, code))) is kind


@pytest.mark.parametrize("body", [HTML, b"", b'{"status":404,"message":"Resource not found"}', b"[]"])
@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_an_error_that_is_not_okta_s_is_never_okta_s_verdict(status, body):
    """A proxy's 404 must not make a resource vanish from the state (the JSON one was recorded from a foreign host)."""
    error = outcome(Answer(status, {}, body))
    assert type(error) is errors.UnexpectedAnswer
    assert not error.sent


@pytest.mark.parametrize("status", [429, 502])
def test_a_gateway_s_429_and_502_count_without_okta_s_body(status):
    """They say the same whoever says them, and are worth repeating."""
    transport = FakeTransport(Answer(status, {}, HTML), ok({"id": "0oa1"}))
    assert client_over(transport).get_application("0oa1") == {"id": "0oa1"}


def test_forbidden_names_role_and_scope_of_the_operation():
    """What is missing is known here and nowhere in Okta's answer."""
    with pytest.raises(errors.Forbidden) as caught:
        client_over(FakeTransport(refused(403, "E0000006"))).update_profile_mapping("prm1", {})
    assert "okta.profileMappings.manage" in caught.value.next_step
    assert "Application Administrator" in caught.value.next_step


def test_odd_error_objects_do_not_break_the_error():
    """Causes that are no objects, a null cause list, an error code that is no string."""
    body = {"errorCode": 7, "errorSummary": None, "errorCauses": ["x", None, {"errorSummary": "kept"}, {}]}
    error = outcome(Answer(400, {}, json.dumps(body).encode()))
    assert isinstance(error, errors.ValidationFailed)
    assert error.causes == ("kept",)
    assert outcome(Answer(400, {}, b'{"errorCode":"E0000001","errorCauses":null}')).causes == ()


@pytest.mark.parametrize("missing", [{}, {"definitions": []}])
def test_a_schema_without_definitions_is_unexpected(missing):
    """Nothing is built on a document of another shape."""
    with pytest.raises(errors.UnexpectedAnswer, match="definitions"):
        client_over(FakeTransport(ok(missing))).get_user_schema("default")


@pytest.mark.parametrize("half", ["custom", "base"])
@pytest.mark.parametrize("there", [{}, None, {"properties": None}, {"id": "#custom"}])
def test_a_schema_without_one_half_is_not_a_schema_without_properties(half, there):
    """Taken as "none" it would plan to create everything again: every recorded schema has both halves."""
    wrong = schema()
    wrong["definitions"][half] = there
    with pytest.raises(errors.UnexpectedAnswer, match=f"without `definitions.{half}"):
        client_over(FakeTransport(ok(wrong))).get_user_schema("default")


@pytest.mark.parametrize("missing", ["source", "target", "properties"])
def test_a_mapping_without_its_parts_is_unexpected(missing):
    """The same for mappings."""
    mapping = {"id": "prm1", "source": {"id": "0oa1"}, "target": {"id": "oty1"}, "properties": {}}
    del mapping[missing]
    with pytest.raises(errors.UnexpectedAnswer, match=f"without `{missing}`"):
        client_over(FakeTransport(ok(mapping))).get_profile_mapping("prm1")
