"""Budgets by bucket: calls wait before Okta refuses them, and never for somebody else's bucket."""

from __future__ import annotations

import threading

import pytest

from oktaprofile.okta.errors import Stopped
from oktaprofile.okta.rate_limits import RateLimits, bucket_of, read_headers
from tests.unit.okta.fakes import FakeClock

DATE = "Wed, 15 Nov 2023 10:00:00 GMT"
AT = 1_700_042_400


def headers(limit=10, remaining=5, seconds=30, **more):
    """An answer's headers: the window ends `seconds` after its Date."""
    return {
        "date": DATE,
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-remaining": str(remaining),
        "x-rate-limit-reset": str(AT + seconds),
        **more,
    }


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def limits(clock):
    return RateLimits(clock, 1000)


@pytest.mark.parametrize(
    ("path", "bucket"),
    [
        ("/api/v1/meta/schemas/apps/0oa1/default", "/api/v1"),
        ("/api/v1/meta/types/user", "/api/v1"),
        ("/api/v1/mappings", "/api/v1"),
        ("/api/v1/mappings/prm1", "/api/v1"),
        ("/api/v1/features", "/api/v1"),
        ("/api/v1/apps", "/api/v1/apps"),
        ("/api/v1/apps/0oa1", "/api/v1/apps/{id}"),
        ("/api/v1/apps/0oa1/users", "/api/v1/apps"),
        ("/api/v1/apps/0oa1/features", "/api/v1/apps"),
        ("/api/v1/users", "/api/v1/users"),
        ("/api/v1/users/00u1", "/api/v1/users/{id}"),
        ("/api/v1/logs", "/api/v1/logs"),
        ("/oauth2/v1/token", "/oauth2/v1/token"),
    ],
)
def test_paths_have_okta_s_buckets(path, bucket):
    """As Okta's rate limit pages list them."""
    assert bucket_of(path) == bucket


def test_an_unknown_bucket_is_not_limited(limits, clock):
    """Limits differ by org; none is assumed."""
    for _ in range(1000):
        limits.start("/api/v1/apps")
    assert clock.time == 0


def test_an_empty_bucket_is_waited_for_to_the_second_after_its_reset(limits, clock):
    """reset - Date + 1, by the server's clocks."""
    limits.start("/api/v1/apps")
    limits.finish("/api/v1/apps", headers(remaining=0, seconds=30))
    limits.start("/api/v1/apps")
    assert clock.time == 31.0


def test_waiters_are_spread_after_the_reset(clock):
    """Ten threads that waited for one moment do not all call in it."""
    clock.luck = 1.0
    limits = RateLimits(clock, 10)
    limits.finish("/api/v1/apps", headers(remaining=0, seconds=30))
    limits.start("/api/v1/apps")
    assert clock.time == 31.5


def test_other_buckets_do_not_wait(limits, clock):
    """GET /apps is used up; schemas are not."""
    limits.finish("/api/v1/apps", headers(remaining=0))
    limits.start("/api/v1/apps/0oa1")
    limits.start("/api/v1/mappings")
    assert clock.time == 0


def test_the_concurrency_limit_says_nothing_about_the_bucket(limits, clock):
    """Limit 0, remaining 0: another limit."""
    limits.finish("/api/v1/apps", headers(limit=0, remaining=0))
    limits.start("/api/v1/apps")
    assert clock.time == 0


def test_calls_in_flight_count_against_what_remains(limits, clock):
    """Two remain and two are on their way: the third waits for an answer, not for the window."""
    path = "/api/v1/apps"
    limits.start(path)
    limits.finish(path, headers(remaining=2))
    limits.start(path)
    limits.start(path)
    real = clock.wait
    waited = []

    def wait(condition, seconds):
        waited.append(seconds)
        condition.wait(1)

    clock.wait = wait
    third = threading.Thread(target=limits.start, args=(path,), daemon=True)
    third.start()
    while not waited:
        threading.Event().wait(0.001)
    assert third.is_alive()
    limits.finish(path, headers(remaining=2))  # the answer says: still two
    third.join(10)
    assert not third.is_alive()
    assert clock.time == 0
    clock.wait = real


def test_answers_that_overtake_each_other_do_not_refill_a_bucket(limits, clock):
    """Within one window the smaller number is the later one."""
    path = "/api/v1/apps"
    limits.finish(path, headers(remaining=0, seconds=30))
    limits.finish(path, headers(remaining=1, seconds=30))
    limits.start(path)
    assert clock.time == 31.0


def test_a_new_window_refills_the_bucket(limits, clock):
    """Another reset: the larger number counts."""
    path = "/api/v1/apps"
    limits.finish(path, headers(remaining=0, seconds=30))
    clock.pass_time(31)
    limits.finish(path, headers(remaining=9, seconds=60))
    limits.start(path)
    assert clock.time == 31


def test_an_answer_without_headers_changes_nothing(limits, clock):
    """About 2 % of answers have none; a lost answer has none either."""
    limits.finish("/api/v1/apps", headers(remaining=0, seconds=30))
    limits.finish("/api/v1/apps", {})
    limits.finish("/api/v1/apps", None)
    limits.start("/api/v1/apps")
    assert clock.time == 31.0


def test_a_wrong_clock_does_not_stop_the_provider_for_an_hour(limits, clock):
    """Windows are a minute; a reset in a week is a mistake, and the call is tried."""
    limits.finish("/api/v1/apps", headers(remaining=0, seconds=7 * 86400))
    limits.start("/api/v1/apps")
    assert clock.time == 75.0
    assert limits.wait_after_429(headers(remaining=0, seconds=7 * 86400), 0) == 75.0


def test_a_stop_ends_the_wait(limits, clock):
    """With a text that says what was waited for."""
    limits.finish("/api/v1/apps", headers(limit=10, remaining=0, seconds=30))
    clock.stop_at = 3.0
    with pytest.raises(Stopped, match="10 a minute on /api/v1/apps"):
        limits.start("/api/v1/apps")
    assert clock.time == 3.0


@pytest.mark.parametrize(
    ("luck", "repetition", "seconds"), [(0.0, 0, 0.5), (1.0, 0, 1.5), (1.0, 3, 8.5), (1.0, 50, 20.5)]
)
def test_the_concurrency_backoff_follows_its_formula(clock, luck, repetition, seconds):
    """0.5 + chance x min(20, 2^n) seconds."""
    clock.luck = luck
    assert RateLimits(clock, 10).wait_after_429(headers(limit=0), repetition) == seconds


def test_a_gateways_retry_after_is_honoured(limits):
    """Okta sends none; what stands in front of it may."""
    assert limits.wait_after_429({"retry-after": "7"}, 0) == 7.0
    assert limits.wait_after_429(headers(remaining=0, seconds=3, **{"retry-after": "7"}), 0) == 7.0
    assert limits.wait_after_429({"retry-after": "soon"}, 0) == 0.5


@pytest.mark.parametrize("name", ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"])
@pytest.mark.parametrize("value", [None, "", "many", "-1", "nan", "1e99"])
def test_headers_that_are_no_numbers_are_no_headers(name, value):
    """Anything may stand there."""
    given = headers()
    if value is None:
        del given[name]
    else:
        given[name] = value
    assert read_headers(given) is None


def test_without_date_the_window_is_a_minute():
    """The local clock is nothing to measure a server's reset against."""
    given = headers()
    del given["date"]
    assert read_headers(given) == (10, 5, 60.0)
    assert read_headers(headers(seconds=-100)) == (10, 5, 0.0)


@pytest.mark.parametrize(
    "value", ["31536000", "1e30", "-1", "nan", "inf", "", "Wed, 21 Oct 2099 07:28:00 GMT", "9" * 400, "0x10"]
)
@pytest.mark.parametrize("header", ["retry-after", "x-rate-limit-reset", "x-rate-limit-limit", "date"])
def test_no_header_makes_a_call_wait_for_long(header, value):
    """A gateway that says "in a year", clocks years apart, and what is no number at all: seconds, not years."""
    headers = {
        "x-rate-limit-limit": "100",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": "1700000010",
        "date": "Tue, 14 Nov 2023 22:13:20 GMT",
        header: value,
    }
    clock = FakeClock(luck=0.999)
    limits = RateLimits(clock, 10)
    assert 0 <= limits.wait_after_429(headers, 0) < 80
    limits.finish("/api/v1/users", headers)
    limits.start("/api/v1/users")
    assert sum(clock.pauses) + clock.time < 80


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 0001 00:00:00 -0000", "Fri, 31 Dec 99999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +9999"],
)
def test_a_date_that_is_none_counts_as_missing(date):
    """Python's reader of dates raises five kinds of exceptions."""
    headers = {f"x-rate-limit-{name}": "5" for name in ("limit", "remaining", "reset")}
    assert read_headers({**headers, "date": date}) is not None
    assert 0 <= RateLimits(FakeClock(), 10).wait_after_429({**headers, "date": date}, 0) < 80


def test_no_more_requests_at_once_than_asked_for():
    """The next one waits until another has its answer."""
    clock = FakeClock()
    limits = RateLimits(clock, 2)
    limits.start("/api/v1/apps")
    limits.start("/api/v1/users")
    third = threading.Thread(target=limits.start, args=("/api/v1/logs",), daemon=True)
    third.start()
    third.join(0.2)
    assert third.is_alive()
    limits.finish("/api/v1/apps", {})
    third.join(10)
    assert not third.is_alive()


def test_after_too_many_at_once_everybody_slows_down():
    """Half as many; one by one they become more again."""
    limits = RateLimits(FakeClock(), 8)
    limits.start("/api/v1/apps")
    limits.finish("/api/v1/apps", headers(limit=0, remaining=0))
    assert limits._at_once == 4
    for _ in range(4):
        limits.start("/api/v1/apps")
        limits.finish("/api/v1/apps", {})
    assert 4.5 < limits._at_once < 5.1
    for _ in range(100):
        limits.start("/api/v1/apps")
        limits.finish("/api/v1/apps", {})
    assert limits._at_once == 8
    for _ in range(9):
        limits.start("/api/v1/apps")
        limits.finish("/api/v1/apps", headers(limit=0, remaining=0))
    assert limits._at_once == 1


def test_a_stop_ends_the_wait_for_others():
    """As it ends every wait."""
    clock = FakeClock()
    limits = RateLimits(clock, 1)
    limits.start("/api/v1/apps")
    clock.stop.set()
    with pytest.raises(Stopped, match="other requests"):
        limits.start("/api/v1/apps")
