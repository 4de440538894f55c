"""The two ways to authenticate, real signatures included; the token's life; nothing secret shown."""

from __future__ import annotations

import json
import threading
from email.utils import formatdate
from urllib.parse import parse_qsl

import jwt
import pytest

from oktaprofile.okta import auth, errors
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.transport import Answer
from tests.unit.okta.fakes import ORG, TOKEN, FakeClock, FakeTransport, config, ok, refused
from tests.unit.okta.oauth import (
    ACCESS,
    APP,
    RSA,
    assertion_of,
    authorization,
    client_with,
    oauth,
    pem,
    token_answer,
)


def test_an_api_token_is_sent_as_ssws():
    """One header, on every call."""
    transport = FakeTransport(ok(APP))
    client_with(config(), transport).get_application("0oa1")
    assert authorization(transport.sent[0]) == f"SSWS {TOKEN}"


def test_a_refused_api_token_is_not_tried_again():
    """There is no other one."""
    transport = FakeTransport(refused(401, "E0000011", summary="Invalid token provided"))
    with pytest.raises(errors.Unauthorized, match="Invalid token provided"):
        client_with(config(), transport).get_application("0oa1")
    assert len(transport.sent) == 1


def test_client_credentials_fetch_one_token_for_all_calls():
    """The form Okta wants, at the org authorization server, without a credential in its header."""
    transport = FakeTransport(token_answer(), ok(APP), ok(APP))
    client = client_with(oauth(), transport)
    client.get_application("0oa1")
    client.get_application("0oa1")
    assert transport.lines == ["POST /oauth2/v1/token", "GET /api/v1/apps/0oa1", "GET /api/v1/apps/0oa1"]
    form = dict(parse_qsl(transport.sent[0].body.decode()))
    del form["client_assertion"]
    assert form == {
        "grant_type": "client_credentials",
        "scope": "okta.apps.read okta.schemas.read",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    assert transport.sent[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert authorization(transport.sent[0]) is None
    assert authorization(transport.sent[1]) == f"Bearer {ACCESS}"


def test_the_assertion_is_signed_for_the_token_url():
    """iss = sub = client id, aud = token URL, minutes of life, kid in the header, RS256."""
    transport = FakeTransport(token_answer(), ok(APP))
    clock = FakeClock()
    client_with(oauth(private_key_id="kid1"), transport, clock).get_application("0oa1")
    claims = jwt.decode(
        assertion_of(transport),
        RSA.public_key(),
        algorithms=["RS256"],
        audience=f"{ORG}/oauth2/v1/token",
        options={"verify_exp": False},
    )
    assert claims == {
        "iss": "0oaclient",
        "sub": "0oaclient",
        "aud": f"{ORG}/oauth2/v1/token",
        "exp": int(clock.now()) + 300,
    }
    assert jwt.get_unverified_header(assertion_of(transport)) == {"alg": "RS256", "typ": "JWT", "kid": "kid1"}


@pytest.mark.parametrize(("lifetime", "kept", "renewed"), [(3600, 3539, 3540), (60, 29, 30)])
def test_a_token_is_renewed_before_it_ends(lifetime, kept, renewed):
    """A minute before, or at half its life when that is shorter."""
    clock = FakeClock()
    transport = FakeTransport(
        token_answer("first", expires_in=lifetime), ok(APP), ok(APP), token_answer("second"), ok(APP)
    )
    client = client_with(oauth(), transport, clock)
    client.get_application("0oa1")
    clock.time = kept
    client.get_application("0oa1")
    clock.time = renewed
    client.get_application("0oa1")
    assert [authorization(sent) for sent in transport.sent if sent.method == "GET"] == [
        "Bearer first",
        "Bearer first",
        "Bearer second",
    ]


def test_a_revoked_token_is_replaced_once():
    """401 E0000011 before its time: a new token, one more try, then the error stands."""
    revoked = refused(401, "E0000011")
    transport = FakeTransport(token_answer("first"), revoked, token_answer("second"), ok(APP))
    assert client_with(oauth(), transport).get_application("0oa1") == APP
    transport = FakeTransport(token_answer("first"), revoked, token_answer("second"), revoked)
    with pytest.raises(errors.Unauthorized):
        client_with(oauth(), transport).get_application("0oa1")
    assert len(transport.sent) == 4


def test_a_missing_feature_is_no_reason_for_a_new_token():
    """401 E0000015 says nothing about the token."""
    transport = FakeTransport(token_answer(), refused(401, "E0000015"))
    with pytest.raises(errors.FeatureNotAvailable):
        client_with(oauth(), transport).list_profile_mappings().next_page()
    assert len(transport.sent) == 2


def test_threads_share_one_token():
    """Ten first calls, one token."""
    lock = threading.Lock()

    def by(request):
        with lock:
            return token_answer() if request.method == "POST" else ok(APP)

    transport = FakeTransport(by=by)
    client = client_with(oauth(), transport)
    threads = [threading.Thread(target=client.get_application, args=("0oa1",)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sum(sent.method == "POST" for sent in transport.sent) == 1
    assert len(transport.sent) == 11


@pytest.mark.parametrize(
    ("status", "code", "next_step"),
    [
        (401, "invalid_client", "client_id"),
        (400, "invalid_scope", "Okta API Scopes"),
    ],
)
def test_the_token_endpoints_errors_have_next_steps(status, code, next_step):
    """{error, error_description} instead of Okta's error object."""
    body = json.dumps({"error": code, "error_description": "Because."}).encode()
    with pytest.raises(errors.Unauthorized, match=f"{code} Because") as caught:
        client_with(oauth(), FakeTransport(Answer(status, {}, body))).get_application("0oa1")
    assert next_step in caught.value.next_step
    assert caught.value.path == "/oauth2/v1/token"


@pytest.mark.parametrize(
    "answer", [{"token_type": "DPoP", "access_token": "x"}, {}, {"token_type": "Bearer"}]
)
def test_an_answer_without_a_bearer_token_is_unexpected(answer):
    """Nothing is sent with half a token."""
    with pytest.raises(errors.UnexpectedAnswer, match="no bearer token"):
        client_with(oauth(), FakeTransport(ok(answer))).get_application("0oa1")


def test_without_the_packages_the_error_says_what_to_install(monkeypatch):
    """The interpreter that runs the plugin is named: it may not be the one the user thinks of."""
    monkeypatch.setitem(__import__("sys").modules, "jwt", None)
    with pytest.raises(errors.ConfigError, match="PyJWT and cryptography") as caught:
        client_with(oauth(), FakeTransport()).get_application("0oa1")
    assert "pip install 'PyJWT[crypto]'" in caught.value.next_step


def test_nothing_shows_a_credential():
    """repr of everything that holds one."""
    transport = FakeTransport(token_answer(), ok(APP))
    client_with(oauth(), transport).get_application("0oa1")
    bearer = transport.sent[1].auth
    configured = oauth()
    shown = "".join(
        map(repr, (bearer, auth.SswsAuth(config().api_token), configured, configured.private_key))
    )
    assert ACCESS not in shown
    assert TOKEN not in shown
    assert "PRIVATE KEY" not in shown


def test_a_line_break_after_an_id_does_not_count():
    """Secrets of CI systems often end with one."""
    made = oauth(private_key_id="kid1\n")
    assert made.private_key_id == "kid1"
    assert OktaConfig(ORG, client_id=" 0oa1\n", private_key=pem(RSA), scopes=["x"]).client_id == "0oa1"


def dated(answer, seconds):
    """The answer, given when Okta's clock showed this."""
    return Answer(answer.status, {**answer.headers, "Date": formatdate(seconds, usegmt=True)}, answer.body)


@pytest.mark.parametrize(
    ("skew", "says"),
    [(3 * 365.25 * 86400, "3 years behind"), (-3 * 3600, "3 hours ahead of"), (-150, "2 minutes ahead of")],
)
@pytest.mark.parametrize("code", ["invalid_client", "invalid_dpop_proof"])
def test_clocks_apart_are_named(skew, says, code):
    """Okta says "invalid client"; its Date header says why."""
    clock = FakeClock()
    body = json.dumps({"error": code, "error_description": "No."}).encode()
    answer = dated(Answer(400, {}, body), clock.now() + skew)
    with pytest.raises(errors.Unauthorized, match=f"clock is wrong: it is {says} Okta's") as caught:
        client_with(oauth(), FakeTransport(answer, answer), clock).get_application("0oa1")
    assert "Set this machine's clock" in caught.value.next_step


@pytest.mark.parametrize("date", [None, "nonsense", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_without_a_notable_difference_the_clock_is_not_blamed(date):
    """No date, no reproach; a date that nothing can be subtracted from is no traceback."""
    clock = FakeClock()
    headers = {"Date": date} if date else {"Date": formatdate(clock.now() + 20, usegmt=True)}
    refusal = Answer(401, headers, b'{"error":"invalid_client","error_description":"No."}')
    with pytest.raises(errors.Unauthorized) as caught:
        client_with(oauth(), FakeTransport(refusal), clock).get_application("0oa1")
    assert ("clock is wrong" in str(caught.value)) == (date is not None and "9999" in date)


@pytest.mark.parametrize("lifetime", ["3600", None, True, -5, 0, [], {}])
def test_a_lifetime_that_is_none_counts_as_an_hour(lifetime):
    """The token is used; when to renew it is what Okta's tokens take."""
    clock = FakeClock()
    transport = FakeTransport(
        token_answer("first", expires_in=lifetime), ok(APP), token_answer("second"), ok(APP)
    )
    client = client_with(oauth(), transport, clock)
    client.get_application("0oa1")
    clock.time = 3541
    client.get_application("0oa1")
    assert authorization(transport.sent[-1]) == "Bearer second"


@pytest.mark.parametrize("token", ["a b", "a\r\nX: y", "t\u00f6ken", "\u20ac", "", "x" * 70_000, 5, ["x"]])
def test_a_token_that_fits_in_no_header_is_unexpected(token):
    """It would fail in the HTTP library, with a text that shows a part of it."""
    transport = FakeTransport(token_answer(token))
    with pytest.raises(errors.UnexpectedAnswer, match="no bearer token"):
        client_with(oauth(), transport).get_application("0oa1")


def test_a_wall_clock_that_is_set_does_not_matter_for_renewal():
    """Renewal counts the monotonic seconds of `expires_in`."""
    clock = FakeClock()
    transport = FakeTransport(token_answer("first"), ok(APP), ok(APP))
    client = client_with(oauth(), transport, clock)
    client.get_application("0oa1")
    clock.now = lambda: 0.0
    client.get_application("0oa1")
    assert authorization(transport.sent[-1]) == "Bearer first"


def test_a_403_names_the_scope_or_the_role():
    """By what the token was given, not by what was asked for."""
    forbidden = refused(403, "E0000006")
    transport = FakeTransport(token_answer(), forbidden, forbidden)
    client = client_with(oauth(), transport)
    with pytest.raises(errors.Forbidden) as caught:
        client.get_user_schema("default")
    assert "lacks the scope okta.schemas.read" in caught.value.next_step
    with pytest.raises(errors.Forbidden) as caught:
        client.get_application("0oa1")
    assert "has the scope okta.apps.read" in caught.value.next_step
    assert "Read-Only Administrator" in caught.value.next_step
