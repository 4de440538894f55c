"""Tokens that are bound to a key (DPoP): proofs, and nonces of the token endpoint and of the API."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import jwt
import pytest
import requests

from oktaprofile.okta import errors
from oktaprofile.okta.transport import Answer
from tests.unit.okta.fakes import ORG, FakeClock, FakeTransport, ok
from tests.unit.okta.oauth import (
    ACCESS,
    APP,
    authorization,
    client_with,
    oauth,
    token_answer,
)


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

    def send(method, url, *, headers, body, auth, seconds):  # the proof is made when it is sent
        proofs.append(auth(requests.Request(method, url).prepare()).headers.get("DPoP"))
        return real(method, url, headers=headers, body=body, auth=auth, seconds=seconds)

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
