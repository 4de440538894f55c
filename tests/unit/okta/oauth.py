"""A service app, its keys and tokens, for the tests of authentication."""

from __future__ import annotations

from urllib.parse import parse_qsl

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from oktaprofile.okta.auth import authentication_for
from oktaprofile.okta.client import OktaClient
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.sender import Sender
from tests.unit.okta.fakes import ORG, FakeClock, ok

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


APP = {"id": "0oa1"}


ACCESS = "eyJaccess"


def pem(key, form=PrivateFormat.PKCS8, encryption=None):
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


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
    return OktaClient(Sender(configuration, transport, authentication_for(configuration, clock), clock))


def authorization(sent):
    """The Authorization header that the request would have got."""
    return sent.auth(requests.Request("GET", ORG).prepare()).headers.get("Authorization")


def assertion_of(transport):
    return dict(parse_qsl(transport.sent[0].body.decode()))["client_assertion"]
