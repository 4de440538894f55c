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
BLOCK_BITS = 64
# Of each number 1 to 15, the sum of BASE x 2**(64 * bit) over its bits, as x and y of 32 bytes: the base point is the
# first. A table saves two thirds of the arithmetic, 5 ms of every start.
_TABLE = bytes.fromhex(
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e16"
    "2bce33576b315ececbb6406837bf51f50fa822bc2811aaa58492592e326e25de29493baaad651f7e90e75cb48e14db63"
    "bff44ae8f5dba80d6f4ad4bcb3df188b34b1a65050fe82f5e41124545f462ee7300a4bbc89d6726fb257c0de95e02789"
    "e96c98fd0d35f1fa93391ce2097992af72aac7e0d09b46447f1ddb25ff1e3c6f5bb1eeada9d806a5aa54a291c08127a0"
    "447d739beedb5e67fb982fd588c6766efc35ff7dc297eac357c84fc9d789bd852d4825ab834131eee12e9d953a4aaff7"
    "3d349b95a7fae5000c7e33c972e25b32ef9519328a9c72ffddc6068bb91dfc60ef7fbd2b1a0a11b713949c932a1d367f"
    "611e9fc37dbb2c9bc1ee9807022c219c23183b0895ca1740196035a77376d8a8550663797b51f5d87dea6482e11238bf"
    "2936df5ec6c9bc36cae2b1920b57f4bc157164848aecb8510afa40018d9d50e59fb3d576dbdefbe144ffe216348a964c"
    "eb5d7745b21141eaa2e8f483f43e43917ccd84e70d715f26e48ecafffc5cde01eafd72ebdbecc17b0990e6a158006cee"
    "85f22cfe2844b645cac917e2731a3479a6d39677a78492762736ff8344315fc596439591a3c6b94a6cf20ffb313728be"
    "674f84749b0b881666b8babd2d27ecdf824a920c2284059bf2bab833c357f5f44e769e7672c9ddad31855f7db8c7fedb"
    "74e02f080203a56b2df48c04677c8a3e42b99082de8306631ec0057206947281fb9ae16f3b9122a5a4c36165b824bbb0"
    "78878ef61c6ce04d7fdc1ca008a1c478d1f89e799c0ce1316ef95150dda868b9b6cb3f5d7b72c321de53142c12309def"
    "6ace570ebde08d4f9c62b9121fe0d9760c88bc4d716b1287595c5220812ffcae5b82dd5bd54fb4967f991ed2c31a3573"
    "dd5ddea3f3901dc618d1b5b39c04e6aa7c8181f4df2564f33a57bf635f48aca868f344af6b317466efe0a423083e49f3"
    "43a0a28c42ba792fe96a79fb3e72ad0c31b9c405f8540a20604ed93c24d67ff3668bfc2271f5c626cdfe17db3fb24d4a"
    "4052bf4b6f461db9663c62c3edbad7a00d1a10144ec39c28d36b4789a2582e7ffecf4d5190b0fc61862be6bd71d70cc8"
    "e724f33999bfcc5b235a27c3188d25eb1eddbae2c802e41a123202a8f62bff7aafdf5cc08526a7a474346c10a1d4cfac"
    "43104d86560ebcfc0c45f45273db33a036e06b7e4c7019178fa0af2dd603f844b48e26b484f7a21c0a4a46fb6aaf363a"
    "66b0de3225c4744b9615b5110d1d78e5fac015404d4d3dab64131bcdfed6f668c004e4048b7b0f9806ebb0f621a01b2d"
)
SUMS = [
    (int.from_bytes(_TABLE[at : at + 32], "big"), int.from_bytes(_TABLE[at + 32 : at + 64], "big"))
    for at in range(0, len(_TABLE), 64)
]


def random_scalar() -> int:
    """A uniformly random number from 1 to ORDER - 1."""
    while True:
        scalar = int.from_bytes(os.urandom(32), "big")
        if 0 < scalar < ORDER:
            return scalar


def multiply_base(scalar: int) -> tuple[int, int]:
    """The affine point ``scalar`` times the base point; ``scalar`` from 1 to ORDER - 1.

    A comb of four blocks of the scalar, in Jacobian coordinates (x / z², y / z³), with one inversion in all.
    """
    p = PRIME
    blocks = [scalar >> start & (1 << BLOCK_BITS) - 1 for start in range(0, 4 * BLOCK_BITS, BLOCK_BITS)]
    x, y, z = 0, 0, 0  # z = 0: nothing is added up yet
    for bit in reversed(range(BLOCK_BITS)):
        if z:
            # Doubling for a = -3: "dbl-2001-b" of the Explicit-Formulas Database.
            delta = z * z % p
            gamma = y * y % p
            beta = x * gamma % p
            alpha = 3 * (x - delta) * (x + delta) % p
            z = ((y + z) * (y + z) - gamma - delta) % p
            x = (alpha * alpha - 8 * beta) % p
            y = (alpha * (4 * beta - x) - 8 * gamma * gamma) % p
        chosen = sum((block >> bit & 1) << number for number, block in enumerate(blocks))
        if chosen and not z:
            (x, y), z = SUMS[chosen - 1], 1
        elif chosen:
            # Adding a sum, whose z is 1. What is added up is never that sum nor its negative: it is twice something in
            # every block, and below ORDER, whose highest block is reached by the last bit alone.
            sum_x, sum_y = SUMS[chosen - 1]
            zz = z * z % p
            h = (sum_x * zz - x) % p
            r = (sum_y * zz * z - y) % p
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
