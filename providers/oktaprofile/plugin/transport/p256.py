"""Keys and ECDSA signatures on the curve P-256, for one certificate per process.

The standard library has no elliptic curves, and a native package would tie the provider to a platform and
cost more start-up time than all else. The arithmetic is not constant in time: a key lives as long as the
process and signs once, before anything could measure it; the TLS handshakes are signed by OpenSSL. Curve:
FIPS 186-5, SEC 2 "secp256r1". Signature: SEC 1, section 4.1.3.
"""

from __future__ import annotations

import hashlib
import os

PRIME = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BASE_X = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
BASE_Y = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5


def random_scalar() -> int:
    """A uniformly random number from 1 to ORDER - 1."""
    while True:
        scalar = int.from_bytes(os.urandom(32), "big")
        if 0 < scalar < ORDER:
            return scalar


def multiply_base(scalar: int) -> tuple[int, int]:
    """The affine point ``scalar`` times the base point; ``scalar`` from 1 to ORDER - 1.

    Double and add in Jacobian coordinates (x / z², y / z³), so that there is one inversion in all.
    """
    p = PRIME
    x, y, z = BASE_X, BASE_Y, 1
    for bit in bin(scalar)[3:]:
        # Doubling for a = -3: "dbl-2001-b" of the Explicit-Formulas Database.
        delta = z * z % p
        gamma = y * y % p
        beta = x * gamma % p
        alpha = 3 * (x - delta) * (x + delta) % p
        z = ((y + z) * (y + z) - gamma - delta) % p
        x = (alpha * alpha - 8 * beta) % p
        y = (alpha * (4 * beta - x) - 8 * gamma * gamma) % p
        if bit == "1":
            # Adding the base point, whose z is 1. Its multiple here is never itself nor its negative:
            # scalar < ORDER.
            zz = z * z % p
            h = (BASE_X * zz - x) % p
            r = (BASE_Y * zz * z - y) % p
            hh = h * h % p
            hhh = h * hh % p
            v = x * hh % p
            x = (r * r - hhh - 2 * v) % p
            y = (r * (v - x) - y * hhh) % p
            z = z * h % p
    inverse = pow(z, -1, p)
    return x * inverse * inverse % p, y * inverse * inverse * inverse % p


def sign(private_key: int, message: bytes) -> tuple[int, int]:
    """The ECDSA signature (r, s) of the SHA-256 of ``message``."""
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    while True:
        nonce = random_scalar()
        r = multiply_base(nonce)[0] % ORDER
        s = pow(nonce, -1, ORDER) * (digest + r * private_key) % ORDER
        if r and s:
            return r, s
