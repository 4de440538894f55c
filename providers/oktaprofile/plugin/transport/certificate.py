"""A self-signed server certificate, made anew for each process.

Terraform is told the whole certificate in the handshake line and trusts nothing else, for the name
"localhost" (go-plugin's AutoMTLS). So it is its own authority, and lives no longer than the process.
"""

from __future__ import annotations

import binascii
import os
import time

from oktaprofile.plugin.transport.p256 import multiply_base, random_scalar, sign

VALID_BEFORE_SECONDS = 3600
VALID_AFTER_SECONDS = 365 * 24 * 3600

INTEGER, BIT_STRING, OCTET_STRING, IDENTIFIER, UTF8_STRING, UTC_TIME = 0x02, 0x03, 0x04, 0x06, 0x0C, 0x17
SEQUENCE, SET = 0x30, 0x31
TRUE = b"\x01\x01\xff"

EC_PUBLIC_KEY = b"\x2a\x86\x48\xce\x3d\x02\x01"  # 1.2.840.10045.2.1
PRIME256V1 = b"\x2a\x86\x48\xce\x3d\x03\x01\x07"  # 1.2.840.10045.3.1.7
ECDSA_WITH_SHA256 = b"\x2a\x86\x48\xce\x3d\x04\x03\x02"  # 1.2.840.10045.4.3.2
COMMON_NAME = b"\x55\x04\x03"  # 2.5.4.3
KEY_USAGE = b"\x55\x1d\x0f"  # 2.5.29.15
SUBJECT_ALT_NAME = b"\x55\x1d\x11"  # 2.5.29.17
BASIC_CONSTRAINTS = b"\x55\x1d\x13"  # 2.5.29.19
EXTENDED_KEY_USAGE = b"\x55\x1d\x25"  # 2.5.29.37
SERVER_AUTH = b"\x2b\x06\x01\x05\x05\x07\x03\x01"  # 1.3.6.1.5.5.7.3.1


class Certificate:
    """``der`` is the certificate; ``pem`` and ``key_pem`` are what OpenSSL loads."""

    def __init__(self, der: bytes, key_der: bytes) -> None:
        self.der = der
        self.pem = _pem("CERTIFICATE", der)
        self.key_pem = _pem("EC PRIVATE KEY", key_der)


def make_certificate(now_seconds: float | None = None) -> Certificate:
    """A new key and its certificate for "localhost". ``now_seconds``: Unix time, None: the clock's."""
    now = time.time() if now_seconds is None else now_seconds
    private_key = random_scalar()
    x, y = multiply_base(private_key)
    point = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    algorithm = _der(SEQUENCE, _der(IDENTIFIER, ECDSA_WITH_SHA256))
    name = _der(
        SEQUENCE, _der(SET, _der(SEQUENCE, _der(IDENTIFIER, COMMON_NAME), _der(UTF8_STRING, b"localhost")))
    )
    validity = _der(SEQUENCE, _utc_time(now - VALID_BEFORE_SECONDS), _utc_time(now + VALID_AFTER_SECONDS))
    public_key = _der(
        SEQUENCE,
        _der(SEQUENCE, _der(IDENTIFIER, EC_PUBLIC_KEY), _der(IDENTIFIER, PRIME256V1)),
        _der(BIT_STRING, b"\0" + point),
    )
    to_be_signed = _der(
        SEQUENCE,
        _der(0xA0, _integer(2)),  # version 3
        _integer(int.from_bytes(os.urandom(16), "big") >> 1 | 1),
        algorithm,
        name,
        validity,
        name,
        public_key,
        _der(0xA3, _extensions()),
    )
    r, s = sign(private_key, to_be_signed)
    signature = _der(BIT_STRING, b"\0" + _der(SEQUENCE, _integer(r), _integer(s)))
    key_der = _der(
        SEQUENCE,
        _integer(1),
        _der(OCTET_STRING, private_key.to_bytes(32, "big")),
        _der(0xA0, _der(IDENTIFIER, PRIME256V1)),
        _der(0xA1, _der(BIT_STRING, b"\0" + point)),
    )
    return Certificate(_der(SEQUENCE, to_be_signed, algorithm, signature), key_der)


def _extensions() -> bytes:
    localhost = _der(SEQUENCE, _der(0x82, b"localhost"))  # dNSName
    usage = _der(BIT_STRING, b"\x02\x84")  # digitalSignature and keyCertSign; two bits unused
    return _der(
        SEQUENCE,
        _der(SEQUENCE, _der(IDENTIFIER, BASIC_CONSTRAINTS), TRUE, _der(OCTET_STRING, _der(SEQUENCE, TRUE))),
        _der(SEQUENCE, _der(IDENTIFIER, KEY_USAGE), TRUE, _der(OCTET_STRING, usage)),
        _der(
            SEQUENCE,
            _der(IDENTIFIER, EXTENDED_KEY_USAGE),
            _der(OCTET_STRING, _der(SEQUENCE, _der(IDENTIFIER, SERVER_AUTH))),
        ),
        _der(SEQUENCE, _der(IDENTIFIER, SUBJECT_ALT_NAME), _der(OCTET_STRING, localhost)),
    )


def _der(tag: int, *parts: bytes) -> bytes:
    """Tag, length and contents (X.690)."""
    body = b"".join(parts)
    length = len(body)
    if length < 0x80:
        return bytes((tag, length)) + body
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body


def _integer(value: int) -> bytes:
    """A positive INTEGER; a leading zero keeps a high bit from making it negative."""
    return _der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _utc_time(seconds: float) -> bytes:
    return _der(UTC_TIME, time.strftime("%y%m%d%H%M%SZ", time.gmtime(seconds)).encode())


def _pem(label: str, der: bytes) -> bytes:
    text = binascii.b2a_base64(der, newline=False)
    lines = b"\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return b"-----BEGIN %s-----\n%s\n-----END %s-----\n" % (label.encode(), lines, label.encode())
