"""The service app's private key: what it may be, and what it signs.

RSA (RS256, or what the JWK's `alg` says) from 2048 bits, or EC (ES256, ES384, ES512 by its curve), as PEM or JWK. No
text of a library is repeated: it may quote the key.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from oktaprofile.okta.dpop import Prover
from oktaprofile.okta.errors import ConfigError
from oktaprofile.text.redact import hide

if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig

SMALLEST_RSA_BITS = 2048
RSA_ALGORITHMS = ("RS256", "RS384", "RS512")
CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
_CRYPTOGRAPHY_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
# What the first line of a PEM text says it is, where that is no key to sign with.
_OTHER_PEM = {
    "PUBLIC KEY": "it is a public key",
    "CERTIFICATE": "it is a certificate",
    "ENCRYPTED PRIVATE KEY": "it is encrypted with a password",
    "OPENSSH PRIVATE KEY": "it is in OpenSSH's format (ssh-keygen -p -m PEM turns it into PEM)",
}


class SigningKey:
    """The app's private key. `algorithm` is JWT's name for how it signs."""

    def __init__(self, config: OktaConfig) -> None:
        """Raises `ConfigError` when the key cannot be used, or PyJWT or cryptography is not installed."""
        assert config.private_key is not None
        self._jwt = _import_jwt()
        text = config.private_key.reveal()
        try:
            if text.startswith("{"):
                self._key, self.algorithm, own_id = _from_jwk(json.loads(text), self._jwt)
            else:
                (self._key, self.algorithm), own_id = _from_pem(text), None
        except ConfigError:
            raise
        except Exception as problem:  # noqa: BLE001 - whatever the libraries raise: the key text must not be shown
            raise _unusable(type(problem).__name__) from None
        self._key_id = config.private_key_id or own_id

    def prover(self, clock: Clock) -> Prover:
        """A maker of DPoP proofs, with a key of its own."""
        return Prover(self._jwt, clock)

    def sign(self, claims: dict[str, Any]) -> str:
        """A signed JWT."""
        headers = {"kid": self._key_id} if self._key_id else None
        signed: str = self._jwt.encode(claims, self._key, algorithm=self.algorithm, headers=headers)
        hide(signed, passing=True)
        return signed


def _from_jwk(jwk: dict[str, Any], jwt: Any) -> tuple[Any, str, str | None]:  # noqa: ANN401 - PyJWT, imported late
    if "d" not in jwk:
        raise _unusable("it is a public key")
    named = jwk.get("alg")
    if jwk["kty"] == "EC":
        algorithm = CURVES.get(str(jwk.get("crv")), "")
        if not algorithm:
            raise _unusable(f"it is on none of the curves {', '.join(CURVES)}")
        if named not in (None, algorithm):
            raise _unusable(f"its `alg` does not fit its curve, which signs by {algorithm}")
    else:
        algorithm = "RS256" if named is None else named
        if algorithm not in RSA_ALGORITHMS:
            raise _unusable(f"its `alg` is none of {', '.join(RSA_ALGORITHMS)}")
    key = jwt.PyJWK.from_dict(jwk, algorithm=algorithm).key
    _long_enough(key)
    kid = jwk.get("kid")
    return key, algorithm, kid if isinstance(kid, str) else None


def _from_pem(text: str) -> tuple[Any, str]:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    label = text.partition("-----BEGIN ")[2].partition("-----")[0]
    if "PUBLIC KEY" in label:
        label = "PUBLIC KEY"
    if label in _OTHER_PEM:
        raise _unusable(_OTHER_PEM[label])
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except TypeError:
        raise _unusable("it is encrypted with a password") from None
    if isinstance(key, RSAPrivateKey):
        _long_enough(key)
        return key, "RS256"
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in _CRYPTOGRAPHY_CURVES:
        return key, CURVES[_CRYPTOGRAPHY_CURVES[key.curve.name]]
    raise _unusable(f"it is neither RSA nor EC ({', '.join(CURVES)})")


def _long_enough(key: Any) -> None:  # noqa: ANN401 - an RSA or EC key
    bits = key.key_size
    if hasattr(key, "private_numbers") and hasattr(key.private_numbers(), "p") and bits < SMALLEST_RSA_BITS:
        raise _unusable(f"it has {bits} bits, and RSA is safe from {SMALLEST_RSA_BITS}")


def _import_jwt() -> Any:  # noqa: ANN401 - a module that may be missing
    from oktaprofile.okta.site_packages import with_own_site_packages

    try:
        with with_own_site_packages():
            import cryptography.hazmat.primitives.serialization  # noqa: F401 - PyJWT imports it late
            import jwt
    except ImportError as missing:
        import sys

        raise ConfigError(
            f"OAuth needs the Python packages PyJWT and cryptography; {missing.name or missing} is not "
            f"installed for {sys.executable}.",
            argument="private_key",
            next_step=f"Run: {sys.executable} -m pip install 'PyJWT[crypto]'. Or set api_token instead.",
        ) from None
    return jwt


def _unusable(why: str) -> ConfigError:
    return ConfigError(
        f"private_key cannot be used: {why} (the value is not shown).",
        argument="private_key",
        next_step="Give an unencrypted RSA (2048 bits or more) or EC private key as PEM or JWK.",
    )
