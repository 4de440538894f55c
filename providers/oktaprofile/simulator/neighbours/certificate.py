"""A key and a certificate of its own, for answers that need one to look right."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_DAYS_10_YEARS = 3650


def made() -> dict[str, str]:
    """`{"n", "e", "x5c", "x5t#S256"}`: modulus, exponent and the certificate's digest in base64url, the certificate
    (DER) in base64.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Embedded org")])
    begins = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=_DAYS_10_YEARS))
        .sign(key, hashes.SHA256())
    )
    numbers = key.public_key().public_numbers()
    return {
        "n": _base64url(_bytes(numbers.n)),
        "e": _base64url(_bytes(numbers.e)),
        "x5c": base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode(),
        "x5t#S256": _base64url(certificate.fingerprint(hashes.SHA256())),
    }


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
