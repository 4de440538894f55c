"""The two ways to authenticate, real signatures included; the token's life; nothing secret shown."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from email.utils import formatdate
from hashlib import sha256
from urllib.parse import parse_qsl

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from oktaprofile.okta import auth, errors
from oktaprofile.okta.auth import authentication_for
from oktaprofile.okta.calls import Calls
from oktaprofile.okta.client import OktaClient
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.transport import Answer
from tests.unit.okta.fakes import ORG, TOKEN, FakeClock, FakeTransport, config, ok, refused

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SHORT = rsa.generate_private_key(public_exponent=65537, key_size=1024)
CURVE_KEY = ec.generate_private_key(ec.SECP256R1())
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}
APP = {"id": "0oa1"}
ACCESS = "eyJaccess"


def pem(key, form=PrivateFormat.PKCS8, encryption=None):
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


def public_pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def token_answer(token=ACCESS, **more):
    return ok(
        {"token_type": "Bearer", "expires_in": 3600, "access_token": token, "scope": "okta.apps.read", **more}
    )


def oauth(private_key=None, **more):
    return OktaConfig(
        ORG,
        client_id="0oaclient",
        private_key=private_key or pem(RSA),
        scopes=["okta.apps.read", "okta.schemas.read"],
        max_retries=0,
        **more,
    )


def client_with(configuration, transport, clock=None):
    clock = clock or FakeClock()
    return OktaClient(Calls(configuration, transport, authentication_for(configuration, clock), clock))


def authorization(sent):
    """The Authorization header that the request would have got."""
    return sent.auth(requests.Request("GET", ORG).prepare()).headers.get("Authorization")


def assertion_of(transport):
    return dict(parse_qsl(transport.sent[0].body.decode()))["client_assertion"]


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


@pytest.mark.parametrize("algorithm", [*CURVES, "RS256"])
@pytest.mark.parametrize("form", ["pkcs8", "traditional", "jwk"])
def test_rsa_and_ec_keys_as_pem_and_jwk(algorithm, form):
    """The algorithm follows from the key; the JWK's kid is used when none is configured."""
    key = RSA if algorithm == "RS256" else ec.generate_private_key(CURVES[algorithm])
    if form == "jwk":
        kind = RSAAlgorithm if algorithm == "RS256" else ECAlgorithm
        text = json.dumps({**kind.to_jwk(key, as_dict=True), "kid": "fromjwk"})
    else:
        text = pem(key, PrivateFormat.PKCS8 if form == "pkcs8" else PrivateFormat.TraditionalOpenSSL)
    transport = FakeTransport(token_answer(), ok(APP))
    client_with(oauth(text), transport).get_application("0oa1")
    assertion = assertion_of(transport)
    jwt.decode(
        assertion,
        key.public_key(),
        algorithms=[algorithm],
        audience=f"{ORG}/oauth2/v1/token",
        options={"verify_exp": False},
    )
    assert jwt.get_unverified_header(assertion).get("kid") == ("fromjwk" if form == "jwk" else None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (pem(RSA, encryption=BestAvailableEncryption(b"password")), "encrypted with a password"),
        (pem(ed25519.Ed25519PrivateKey.generate()), "neither RSA nor EC"),
        (pem(ec.generate_private_key(ec.SECP256K1())), "neither RSA nor EC"),
        ("-----BEGIN PRIVATE KEY-----\nAAAAverysecret\n-----END PRIVATE KEY-----", "cannot be used"),
        (json.dumps(RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True)), "it is a public key"),
        (public_pem(RSA), "it is a public key"),
        ("-----BEGIN CERTIFICATE-----\nAAAAverysecret\n-----END CERTIFICATE-----", "it is a certificate"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nverysecret\n-----END OPENSSH PRIVATE KEY-----", "OpenSSH"),
        (pem(SHORT), "it has 1024 bits"),
        (json.dumps(RSAAlgorithm.to_jwk(SHORT, as_dict=True)), "it has 1024 bits"),
        (pem(RSA, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"password")), "encrypted"),
        (json.dumps({**RSAAlgorithm.to_jwk(RSA, as_dict=True), "alg": "PS256"}), "its `alg` is none of"),
        (
            json.dumps({**RSAAlgorithm.to_jwk(RSA, as_dict=True), "alg": ["verysecret"]}),
            "its `alg` is none of",
        ),
        (
            json.dumps({**ECAlgorithm.to_jwk(CURVE_KEY, as_dict=True), "alg": "RS256"}),
            "does not fit its curve",
        ),
        ('{"kty": "RSA", "n": "!", "e": "!", "d": "verysecret"}', "cannot be used"),
        ('{"kty": "EC", "crv": "P-192", "d": "verysecret"}', "cannot be used"),
    ],
)
def test_keys_that_cannot_sign_are_refused_without_being_shown(text, why):
    """A ConfigError that points at private_key; no library's text, which may quote the key."""
    with pytest.raises(errors.ConfigError, match=why) as caught:
        client_with(oauth(text), FakeTransport()).get_application("0oa1")
    assert caught.value.argument == "private_key"
    assert "verysecret" not in str(caught.value) + caught.value.next_step
    assert caught.value.__cause__ is None


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


def dpop_answers(token_type="DPoP"):
    """What an app that demands DPoP answers, in the order that was recorded."""
    missing = {"error": "invalid_dpop_proof", "error_description": "The DPoP proof JWT header is missing."}
    nonce = {
        "error": "use_dpop_nonce",
        "error_description": "Authorization server requires nonce in DPoP proof.",
    }
    return [
        Answer(400, {}, json.dumps(missing).encode()),
        Answer(400, {"DPoP-Nonce": "n1"}, json.dumps(nonce).encode()),
        token_answer(token_type=token_type),
    ]


def proof_of(sent, url=ORG + "/oauth2/v1/token", method="POST"):
    """Header and claims of the proof that the request would have carried, its signature checked."""
    text = sent.auth(requests.Request(method, url).prepare()).headers["DPoP"]
    header = jwt.get_unverified_header(text)
    return header, jwt.decode(text, jwt.PyJWK(header["jwk"]).key, algorithms=["ES256"])


def test_dpop_is_spoken_when_the_app_demands_it():
    """No proof, a proof, a proof with the nonce; then every call has a proof of its own for its token."""
    transport = FakeTransport(*dpop_answers(), ok(APP), ok(APP))
    client = client_with(oauth(), transport)
    client.get_application("0oa1")
    client.get_application("0oa1")
    plain, first, second, call, again = transport.sent
    assert "DPoP" not in plain.auth(requests.Request("POST", ORG).prepare()).headers
    assert "nonce" not in proof_of(first)[1]
    header, claims = proof_of(second)
    assert (claims["nonce"], claims["htm"], claims["htu"]) == ("n1", "POST", ORG + "/oauth2/v1/token")
    assert header["typ"] == "dpop+jwt"
    assert set(header["jwk"]) == {"kty", "crv", "x", "y"}, "the public key alone"
    url = ORG + "/api/v1/apps/0oa1"
    header, claims = proof_of(call, url + "?limit=1", "GET")
    assert (claims["htu"], "nonce" in claims) == (url, False)
    assert claims["ath"] == urlsafe_b64encode(sha256(ACCESS.encode()).digest()).rstrip(b"=").decode()
    assert claims["jti"] != proof_of(again, url, "GET")[1]["jti"]
    assert authorization(call) == f"DPoP {ACCESS}"


def test_a_renewed_dpop_token_costs_one_call():
    """Key and nonce are kept: the exchange is made once in a process."""
    clock = FakeClock()
    transport = FakeTransport(*dpop_answers(), ok(APP), token_answer("second", token_type="DPoP"), ok(APP))
    client = client_with(oauth(), transport, clock)
    client.get_application("0oa1")
    clock.time = 3600
    client.get_application("0oa1")
    assert authorization(transport.sent[-1]) == "DPoP second"
    assert proof_of(transport.sent[4])[1]["nonce"] == "n1"


def test_a_refused_proof_is_explained():
    """A proof that Okta does not take is told with its likely cause, and not sent for ever."""
    missing = dpop_answers()[0]
    transport = FakeTransport(missing, missing)
    with pytest.raises(errors.Unauthorized, match="invalid_dpop_proof") as caught:
        client_with(oauth(), transport).get_application("0oa1")
    assert "clock" in caught.value.next_step
    assert len(transport.sent) == 2


def test_a_nonce_that_never_satisfies_ends():
    """An endpoint that asks for the same nonce again and again is not asked for ever."""
    missing, nonce, _ = dpop_answers()
    transport = FakeTransport(missing, nonce, nonce)
    with pytest.raises(errors.Unauthorized, match="use_dpop_nonce"):
        client_with(oauth(), transport).get_application("0oa1")
    assert len(transport.sent) == 3


def test_a_dpop_token_nobody_asked_for_is_unexpected():
    """Without a proof sent there is no key that such a token could be bound to."""
    with pytest.raises(errors.UnexpectedAnswer, match="no bearer token"):
        client_with(oauth(), FakeTransport(token_answer(token_type="DPoP"))).get_application("0oa1")


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_a_jwk_chooses_its_algorithm(algorithm):
    """A key pair that was registered for RS512 signs by RS512."""
    transport = FakeTransport(token_answer(), ok(APP))
    text = json.dumps({**RSAAlgorithm.to_jwk(RSA, as_dict=True), "alg": algorithm})
    client_with(oauth(text), transport).get_application("0oa1")
    assert jwt.get_unverified_header(assertion_of(transport))["alg"] == algorithm


@pytest.mark.parametrize(
    "text",
    [
        "/dev/zero",
        "~nobody-of-this-name/key.pem",
        "/",
        "/no/such/file",
        "a\0b",
        '{"a":' * 50_000,
        '{"kty":5}',
    ],
)
def test_what_is_no_key_and_no_file_is_refused_at_once(text):
    """Not read without end, not a traceback; the value is not shown."""
    with pytest.raises(errors.ConfigError) as caught:
        oauth(text)
    assert caught.value.argument == "private_key"
    assert text[:8] not in str(caught.value)


def test_a_set_of_keys_is_told_from_a_key():
    """Okta shows both forms side by side."""
    with pytest.raises(errors.ConfigError, match="a set of keys"):
        oauth(json.dumps({"keys": [RSAAlgorithm.to_jwk(RSA, as_dict=True)]}))


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


def wants_nonce(nonce, status=401, body=b""):
    """How RFC 9449 lets the API ask for a nonce."""
    return Answer(status, {"WWW-Authenticate": 'DPoP error="use_dpop_nonce"', "DPoP-Nonce": nonce}, body)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"errorCode":"E0000011","errorSummary":"Invalid token"}'])
def test_the_api_may_ask_for_a_nonce_of_its_own(body):
    """The call is repeated with it, the token stays; later calls carry it, and what an answer brings replaces it."""
    transport = FakeTransport(
        *dpop_answers(), wants_nonce("api1", body=body), ok(APP, DPoP_Nonce="api2"), ok(APP)
    )
    client = client_with(oauth(), transport)
    proofs = []
    real = transport.send

    def send(method, url, *, headers, body, auth):  # the proof is made when it is sent
        proofs.append(auth(requests.Request(method, url).prepare()).headers.get("DPoP"))
        return real(method, url, headers=headers, body=body, auth=auth)

    transport.send = send
    client.get_application("0oa1")
    client.get_application("0oa1")
    assert transport.lines[3:] == ["GET /api/v1/apps/0oa1"] * 3
    claims = [jwt.decode(text, options={"verify_signature": False}) for text in proofs[1:]]
    assert [claim.get("nonce") for claim in claims] == [None, "n1", None, "api1", "api2"]
    assert len({claim["jti"] for claim in claims}) == 5


def test_an_api_that_asks_for_nonces_for_ever_ends():
    """Once a call, then the error stands."""
    transport = FakeTransport(*dpop_answers(), wants_nonce("a"), wants_nonce("b"))
    with pytest.raises(errors.Unauthorized, match="use_dpop_nonce"):
        client_with(oauth(), transport).get_application("0oa1")
    assert len(transport.sent) == 5


def test_a_token_endpoint_s_new_nonce_is_used_for_the_next_token():
    """Recorded: the answer with the token carries a nonce, too."""
    clock = FakeClock()
    missing, nonce, good = dpop_answers()
    good.headers["dpop-nonce"] = "n2"
    transport = FakeTransport(
        missing, nonce, good, ok(APP), token_answer("second", token_type="DPoP"), ok(APP)
    )
    client = client_with(oauth(), transport, clock)
    client.get_application("0oa1")
    clock.time = 3600
    client.get_application("0oa1")
    assert proof_of(transport.sent[4])[1]["nonce"] == "n2"


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
