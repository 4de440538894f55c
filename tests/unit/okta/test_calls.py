"""One call: what is repeated and after how long, what every error carries, what an observer sees."""

from __future__ import annotations

import pytest

from oktaprofile.okta import errors
from oktaprofile.okta.operations import GET_APPLICATION
from oktaprofile.okta.retry import backoff_seconds
from oktaprofile.okta.sender import Sender
from oktaprofile.okta.transport import Answer
from tests.unit.okta.fakes import (
    TOKEN,
    FakeAuthentication,
    FakeClock,
    FakeTransport,
    client_over,
    config,
    ok,
    refused,
)

APP = {"id": "0oa1", "label": "RingCentral"}
DATE = "Wed, 15 Nov 2023 10:00:00 GMT"
RESET = "1700042430"  # 30 seconds after DATE
SCHEMA_POST = {"definitions": {"custom": {"properties": {}}, "base": {"properties": {}}}}


def limited(limit="100", remaining="0", **headers):
    named = {
        "date": DATE,
        "x-rate-limit-limit": limit,
        "x-rate-limit-remaining": remaining,
        "x-rate-limit-reset": RESET,
    }
    return refused(429, "E0000047", **{**named, **headers})


def lost(sent=True):
    return errors.ConnectionFailed("acme.okta.com did not answer within 60 s.", sent=sent)


def test_a_get_returns_okta_s_json_with_its_key_order():
    """Key order and unknown keys are kept."""
    transport = FakeTransport(ok({"zebra": 1, "id": "0oa1", "apple": {"b": 1, "a": 2}}))
    app = client_over(transport).get_application("0oa1")
    assert list(app) == ["zebra", "id", "apple"]
    assert list(app["apple"]) == ["b", "a"]


def test_headers_name_the_client_and_the_content():
    """JSON both ways, and a user agent for the org's System Log."""
    transport = FakeTransport(ok(SCHEMA_POST))
    client_over(transport, user_agent="oktaprofile/1.0").update_application_user_profile("0oa1", {"é": "ü"})
    sent = transport.sent[0]
    assert sent.headers == {
        "Accept": "application/json",
        "User-Agent": "oktaprofile/1.0",
        "Content-Type": "application/json",
    }
    assert sent.body == '{"é": "ü"}'.encode()


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_errors_are_repeated_with_growing_delays(status):
    """Half to all of 0.5, 1, 2 … seconds; the lucky answer is returned."""
    clock = FakeClock(luck=0.0)
    failing = refused(status, "E0000009")
    transport = FakeTransport(failing, failing, failing, ok(APP))
    assert client_over(transport, clock).get_application("0oa1") == APP
    assert clock.pauses == [0.25, 0.5, 1.0]


def test_repetitions_are_bounded_and_the_last_error_is_raised():
    """max_retries = 2 means three tries, and the error says so."""
    transport = FakeTransport(*[refused(500, "E0000009", summary="Internal Server Error")] * 3)
    with pytest.raises(errors.ServerError, match=r"500 E0000009 Internal Server Error.*\(tried 3 times\)"):
        client_over(transport, max_retries=2).get_application("0oa1")
    assert len(transport.sent) == 3


@pytest.mark.parametrize("lasts", [120.0, 60.0, 45.0])
def test_all_tries_together_wait_three_time_outs_for_answers(lasts):
    """However slowly each answer drips or stays away: 180 seconds with the default of 60, not six times 120."""
    clock = FakeClock()

    def drip(request):
        clock.pass_time(min(lasts, request.seconds))
        raise lost()

    transport = FakeTransport(by=drip)
    with pytest.raises(errors.ConnectionFailed, match=r"\(tried \d times\)"):
        client_over(transport, clock, max_retries=100).get_application("0oa1")
    assert clock.time - sum(clock.pauses) == pytest.approx(180)
    assert [request.seconds for request in transport.sent][:2] == [120, min(120, 180 - lasts)]


def test_waits_for_a_rate_limit_are_no_waits_for_an_answer():
    """Okta answers at once, and says when to come again."""
    clock = FakeClock()
    transport = FakeTransport(*[limited()] * 10, ok(APP))
    assert client_over(transport, clock, max_retries=10).get_application("0oa1") == APP
    assert clock.time > 300


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 501])
def test_other_errors_are_not_repeated(status):
    """What Okta refuses it refuses again."""
    transport = FakeTransport(refused(status, "E0000001"))
    with pytest.raises(errors.ApiError):
        client_over(transport).get_application("0oa1")
    assert len(transport.sent) == 1


def test_a_lost_answer_is_repeated_for_a_merge_too():
    """The POSTs of this room merge the same values into one document: sending them twice changes nothing."""
    transport = FakeTransport(lost(), ok(SCHEMA_POST))
    client_over(transport).update_application_user_profile("0oa1", {"definitions": {}})
    assert transport.lines == ["POST /api/v1/meta/schemas/apps/0oa1/default"] * 2


def test_a_host_that_was_never_reached_is_given_up_sooner():
    """Three repetitions, whatever max_retries says: its name is likely wrong, and somebody waits."""
    transport = FakeTransport(*[lost(sent=False) for _ in range(10)])
    with pytest.raises(errors.ConnectionFailed) as caught:
        client_over(transport, max_retries=9).get_application("0oa1")
    assert len(transport.sent) == 4
    assert not caught.value.sent
    assert (caught.value.operation, caught.value.path) == ("getApplication", "/api/v1/apps/0oa1")


def test_what_fails_the_same_way_again_is_not_repeated():
    """A certificate that is not trusted."""
    transport = FakeTransport(errors.ConnectionFailed("TLS with acme.okta.com failed.", permanent=True))
    with pytest.raises(errors.ConnectionFailed):
        client_over(transport).get_application("0oa1")
    assert len(transport.sent) == 1


def test_a_lost_post_followed_by_a_refused_connection_may_still_have_been_stored():
    """`sent` remembers the earlier try; for a GET nothing can have happened."""
    answers = [lost(sent=True), lost(sent=False), lost(sent=False), lost(sent=False)]
    with pytest.raises(errors.ConnectionFailed) as caught:
        client_over(FakeTransport(*answers)).update_application_user_profile("0oa1", {})
    assert caught.value.sent
    with pytest.raises(errors.ConnectionFailed) as caught:
        client_over(FakeTransport(*[lost(sent=True) for _ in range(6)])).get_application("0oa1")
    assert not caught.value.sent


def test_a_429_waits_for_the_window_by_the_servers_clock():
    """reset - Date + 1, whatever the local clock says."""
    clock = FakeClock()
    transport = FakeTransport(limited(), ok(APP))
    assert client_over(transport, clock).get_application("0oa1") == APP
    assert sum(clock.pauses) == 31.0


def test_a_concurrency_429_backs_off_by_chance_not_by_the_window():
    """Limit 0: `reset` is only a suggestion, and the bucket is not empty."""
    clock = FakeClock(luck=0.5)
    transport = FakeTransport(limited(limit="0"), limited(limit="0"), ok(APP), ok(APP))
    client = client_over(transport, clock)
    client.get_application("0oa1")
    assert clock.pauses == [1.0, 1.5]
    client.get_application("0oa1")
    assert clock.pauses == [1.0, 1.5]


def test_a_429_after_all_retries_is_rate_limited():
    """With the facts and the next step."""
    transport = FakeTransport(*[limited()] * 3)
    with pytest.raises(errors.RateLimited, match="tried 3 times") as caught:
        client_over(transport, max_retries=2).get_application("0oa1")
    assert caught.value.status == 429
    assert caught.value.request_id == "req1"
    assert not caught.value.sent


def test_an_empty_bucket_is_waited_for_before_the_next_call():
    """The call after `remaining: 0` is not even sent before the window ends."""
    clock = FakeClock()
    headers = {
        "date": DATE,
        "x-rate-limit-limit": "10",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": RESET,
    }
    transport = FakeTransport(ok(APP, **headers), ok(APP))
    client = client_over(transport, clock)
    client.get_application("0oa1")
    assert clock.time == 0.0
    client.get_application("0oa1")
    assert clock.time == 31.0


def test_every_error_carries_the_facts_of_the_call():
    """Operation, method, path without query, status, code, causes, error id and request id, also in its text."""
    transport = FakeTransport(
        refused(400, "E0000001", "cause one", "cause two", summary="Api validation failed: x")
    )
    with pytest.raises(errors.ValidationFailed) as caught:
        client_over(transport).update_application_user_profile("0oa1", {"phone": "+15551234567"})
    error = caught.value
    assert (error.operation, error.method) == ("updateApplicationUserProfile", "POST")
    assert error.path == "/api/v1/meta/schemas/apps/0oa1/default"
    assert (error.status, error.error_code) == (400, "E0000001")
    assert error.causes == ("cause one", "cause two")
    assert (error.error_id, error.request_id) == ("oaeError1", "req1")
    for part in (
        "updateApplicationUserProfile",
        "POST /api",
        "400 E0000001",
        "cause one; cause two",
        "req1",
        "oaeE",
    ):
        assert part in str(error)
    assert "+15551234567" not in str(error)


def test_a_stop_during_a_wait_is_stopped():
    """Terraform's StopProvider ends the wait before a repetition; whether the POST happened is kept."""
    clock = FakeClock()
    clock.stop_at = 0.1
    with pytest.raises(errors.Stopped, match="another try of getApplication") as caught:
        client_over(FakeTransport(refused(500, "E0000009")), clock).get_application("0oa1")
    assert not caught.value.sent
    clock = FakeClock()
    clock.stop_at = 0.1
    with pytest.raises(errors.Stopped) as caught:
        client_over(FakeTransport(refused(500, "E0000009")), clock).update_user_profile("default", {})
    assert caught.value.sent


def test_a_stop_does_not_cut_a_call_off():
    """Stop ends waits; a call that needs none is made (the read-back of a write must be)."""
    clock = FakeClock()
    clock.stop.set()
    assert client_over(FakeTransport(ok(APP)), clock).get_application("0oa1") == APP


def test_an_observer_sees_every_exchange_and_no_content():
    """Operation, path, status, request id and which repetition; None where no answer came."""
    seen = []
    transport = FakeTransport(lost(), refused(500, "E0000009"), ok(APP, x_okta_request_id="req2"))
    calls = Sender(config(), transport, FakeAuthentication(), FakeClock(), observe=seen.append)
    calls.json(GET_APPLICATION, "/api/v1/apps/0oa1", query={"q": "+1555"})
    assert [(call.status, call.repetition, call.request_id) for call in seen] == [
        (None, 0, None),
        (500, 1, "req1"),
        (200, 2, "req2"),
    ]
    assert {call.path for call in seen} == {"/api/v1/apps/0oa1"}


def test_no_error_shows_the_token():
    """Whatever happens."""
    texts = []
    for answer in (refused(401, "E0000011"), lost(), Answer(200, {}, b"<html>"), Answer(200, {}, b"")):
        try:
            client_over(FakeTransport(*[answer] * 9)).get_application("0oa1")
        except errors.OktaError as problem:
            texts.append(str(problem) + problem.next_step + repr(problem))
    assert len(texts) == 4
    assert not any(TOKEN in text for text in texts)


@pytest.mark.parametrize(
    ("repetition", "least", "most"),
    [(0, 0.25, 0.5), (1, 0.5, 1.0), (4, 4.0, 8.0), (5, 7.5, 15.0), (1000, 7.5, 15.0)],
)
def test_backoff_follows_its_formula(repetition, least, most):
    """min(15, 0.5 x 2^n) seconds, the second half of it by chance, for any n."""
    assert backoff_seconds(repetition, 0.0) == least
    assert backoff_seconds(repetition, 1.0) == most
