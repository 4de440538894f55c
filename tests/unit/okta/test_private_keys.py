"""Which private keys sign an assertion, in which forms, and what is said of those that cannot."""

from __future__ import annotations

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
)
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from oktaprofile.okta import errors
from tests.unit.okta.fakes import ORG, FakeTransport, ok
from tests.unit.okta.oauth import (
    APP,
    RSA,
    assertion_of,
    client_with,
    oauth,
    pem,
    token_answer,
)

SHORT = rsa.generate_private_key(public_exponent=65537, key_size=1024)


CURVE_KEY = ec.generate_private_key(ec.SECP256R1())


CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


def public_pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


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
