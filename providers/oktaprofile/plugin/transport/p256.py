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
BLOCKS, BLOCK_BITS = 6, 43
# Of each number 1 to 63, the sum of BASE x 2**(43 * bit) over its bits, as x and y of 32 bytes: the base point is the
# first. A table saves three quarters of the arithmetic, 7 ms of every start.
_TABLE = bytes.fromhex(
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ece"
    "cbb6406837bf51f5987f256d58cff9373be71969fc3a9301e8f9257ae57fdc00cd013f88b049e7cd8e92695694ec505ce860ebd60007e39e"
    "47b4605207aaffdbb7254bbc6efa35d6efcc2c436ed1b2af2df1c41ed2bc2fa698b3ce2abf318eb259db167c5a1c3fb1f3684f9c8d9f3863"
    "a5384a77ed34f543468245333734a58917fe07f197b255136eec95670d54650cc14b66dd02436893ffdc67942d666817fdc73e83bf780c2c"
    "14bb5350997732c2fc281de065ea010579ab66153a07ff89089ec1a1edbfcd3213ccca3455fa625cbf664d2f099c202b410bec28ca167099"
    "aec902647318188e4b5ba5a5af46893de90446b1fb216a5e6b6475216cdb0d71aa84c23105421c0cf86a9078980330f5ab839a14e4e09fd2"
    "ddffc222a1717f8aaca2fa084862c5db20347d0c2568653cba2612b8ff9a093bf75dccfaea6efd986890f24cc1dd7dcc0f74342a40e7e7e7"
    "b6e28740bfe80f8b5591c8eb30f6cda4d3b22809cbdb1c78531c0b00f5c1ec076f58f02a9d994e2e65c5c581f5e17b5ed2968e87351c51f2"
    "a263919b4945a1d447501f2a3c0804c3802f779ea7f6803aeb0421211a6b665e873200bd2aed20fc2e9d3c9de60d60c5ac3f83df4c00efe2"
    "9ee4040030bcdcfb27d6451ec402e050baa9281488b451270f5036295a7e870d2b52c47d8b21aa512a58fa5e1be9e5835d91740ccdeef566"
    "cdeb98290f4150c75c96ec145567432d785b7e9109904e3f5c971ddb14e2280f89bf5229247fde25d8142dff5788c0f66b44059dfa3ea32d"
    "96b84f57c797be308789440e4ce293dd445e45192e7e6f0bdc90d975a2bd0ed8c0b9ecd2e104e9ac2d7ed474b8dd581373b7c5502195a979"
    "c87ce232815374c44cfd3277f0977a3050d554bbc01dfde89fb552034dd6eb2ebddc23ac5c301277b95f91b3f552641e1c65058708b49b2f"
    "e4b541b6cf9a3ca97d0ca9425b04f76173a1c8f54e48efdec003dcc38450cfa2519d070004daba43afb18d2fad6b225f112321eb29f02878"
    "4fd3afc975dac54ccb4dc35b1703406d5ed81c10fcca487731a8d66322208ffb96889755f6b96c2fddf58273f1776a67ed6e13e03892ddc5"
    "10eb194a015a211b0d59b6ae1c4ab236ff0e1f34e834a3c402f322e580d9a8cccde8cd7a619cecba6f0fbf44544026a9ac88df04fb3f678d"
    "460fa9cf2341f4992fb320236511b370897e87bd4251f5b72dc61e1b336aaf4018d6f63a41775e629d59226e809e4a1a937e123f44157434"
    "03e63b79cbaf01a745a511c97f608bf76dbc4189d991ece618c452b1b42a627f3cd5f4e4a9aa52df73be0ec773ea9b6d3fe3337fcb625ad2"
    "5a919b27d22955ce7b52bd12125ec16cdf6b472fb52acd251975b71ecbe490d271b9a7e5d4ec2510c6e4b6d0016476eab42639e1a88fd593"
    "3c9a13371bb51119ccc7b0b3b87d399ef1738716784055ebd949caa224ce0e94f4cf879772096638afcdd2cab50a473386a38d54c219c20b"
    "673ed50057db924d622abc7f8d54956700ef5ba9c984de46678664ae96f9ae13ffcb7ddca5621c63f11eb0a776022c38a10fd0d929fa0df9"
    "41e9420620b4d697d39851295a9c778e862de75e907f3f858d9fc102bd2c199e24e37b1b0927965a4fb6e56241f42bf6da24eb0b664ec19c"
    "0544de81a939440a48d63748b56bc451a92327764d6d91d86f95f5f2bce2d418a4123924d25bd41b21b2c80e66bb5d6b57a46257a86a9116"
    "0a896132459f70b403b7d5238afc696a546a08e7f119b8cc7c4b127d6621ec111a3c5652437850d6f4e61f4074795c6dfaa56fefbb314c65"
    "7c48f60dfcd798cab7b67b02121733fa61e44da01ff3bddc6dd25e26e83cfa35a8a947a8a801e86e158bf2f6426d151693b7f2fb8cae33bb"
    "244d234a090f5154158262fb35b7f6067791eb36fefafbf5baf647e37d37a2f1f41e030756c8815e4c281aa3c98e624ae5be5e703f85288f"
    "6c7cd4ce361b4780f6c3225532dce9e56fd3f54d5f2d643bb5c051274f5ab5b7c78ba26337ea57a29d7f749e7fd58ae50a5fd09864f49798"
    "87f70be98299421fc52d1d2471b289873428e3112116b8cebfc499344bbf5cf4ee748a6fe36e7d644bedd07cb96008f15b2911dd4d6a3def"
    "2743ae8aed51aa40fa01aa94958a248f22639f874891990255c6f62d8e74750f8e4c7b10be6d6dbaa720d4c6af2bff4cc9736051a762deb7"
    "75ea69cbe76ccbc0b5b09cf6717a5340d321c5a62685f018834cbf1fa1fe85ecaf5c0efe2f1284330f3f29ff488f730c8bce1fab91b577f5"
    "8c003612ce4132659cdda82186eb781508f00ea5813829966b1564a44ce5761b1a9699e2aecbf467ebb08063e6960d559125caedfa1f864b"
    "ba9226c346442d00e28c488ae8cd868f6c10cdd296bf8ea5f4925bde07bc6b60d9b85123e535304412dc553768dbe58cf33bd66e2e21b4af"
    "b9e156d01d57c1de941e33c38126c8c4d2a7b5badadd80ee0d17ff3970514a21506ab6aa452142c3450056ab3dc963566a2aa4620202f3ae"
    "220d500dea8105ad93bab59079c826397d5fb32b040077137b1ed83d10a5fba0e0cb10291b20d59936aba935e3026e2c8f277388a9f7a3eb"
    "a35923333551254a977fa5a649b97d9daa144c82132c2614dbf2b189f7f55b1f0565076822beb567f197735bc05131cdc1d89fe3923739b8"
    "01a14d18844743fab1ce72b2ffd0afbef41cbe14b38222512800043ada0982e22ddb6c3ddc7f43d53719a8b66bb19be6f0f679f10b79847d"
    "0f99174667e82909b6c0796584a4dc3ba87058dbb8513ae9fe5b0083908d9edab2035cf87a152c2b18cc80f14291867e58e903dbda522422"
    "12416a5c5f3f5b80f12f359c749680de603e1dc58a14e493bfe02568af97c5b07112569195c80ede998cd5f9db6bdf966a5ea5a857ea120f"
    "6a75a7686f7fc5021caab0ba6aa2b49d3256a8a07b7d9fb36bfc1707bc389ef3be178e5425c03723d2d7ba4c467184a990ea776784bf612d"
    "8900aab1e712693a4651a4dc595e9a3140429d1bfea77b0cd1a321d3101e86f4757544625ba7b6a1f5583bccfb4d594fbdd104250d02f2b6"
    "a03e1d520a3f2ca8b4b2939be6b0b01ae6deffa0f0b989287a2f10b25ac0b3dbea1ad22febb82e0a6f29d6f4f23b00bbe8362908d30fa3f9"
    "fc7795312cbead24a66503f5a07d9893e64e19bf865672aba57023197c5862656890b26ce62da069adba60ec320afc601769fca7e17b1d29"
    "3bae847d7d7100bee4deb7c021fe4743943de3b76740a2840ee660a609afd25b9135fc8df9ec85de74814e1c89806e19afa3b65fe4254a7e"
    "217fb7797134581aa524c6d6d4c486e8dba0327f622227d9be9cf596db271fcd44ef8be038b68e18b26b4a98ae8fc508a3c9d614c4e48158"
    "a1f335e566c67e8a4b772a8ca4139f5973dbe6ff9b9e4d0a737b653e8e6f95ad7588df7f23c095674199b65900669e85f3f65dc1c8297b47"
    "0abfa3ee2d00715bbb0357a46d5bf03b3361b9c03babbc72a0844d348099a8fcabdf62fa868d32275a61a286c34999aeb1b4a2d0050e20df"
    "243c4fed8ce30043c0b161fbf77cf152e8cfaaada1380d3803c6df311ed91ae8975bca7df2c261fe8c7baf6870214eb700456c5c84642dd4"
    "ad80f035f8be76b4ae5ce038c2ec4e56a6bcc84d016f613cfd39b0f291d65c88a85c96b856c684e37bf0b3ab68d0a1700ef7079fde3648c8"
    "2d2b4273e0847f7daf1f9c6d4acf8d4267ba868689f8a2c1c79e3178966d28dd37eaeb101ee4ea4973438a2644cc71ae95cb10fd9383e7b5"
    "1d9e1a9069130cecf11a113ed8a1b5f83cf6a1cd48a35e9bf1235f085ae6598e2a675b54620c767b64a1a66d1f12fbb63c7307a082736067"
    "3f83bd07b6a73d9ba401985d1742a88717be9c2de40faf48852be4202ce31e9a56d66db4c7b1ea1a1c12b5cbd84a37de6914bf943fdbe697"
    "d8cc6e86e75b81c01f8d9d8034b1093e735b3ccb38cc87978266e2fed5bab133ca4ab7508e0a6a287f5f96108dab3936422618c90ccf3981"
    "089cfd68287178ce0a5b194b67fb462da91edaeb5d994d86faa7545bab5500f6aef841697f710de4256fe1ebd0494f9459988ef3002d5707"
    "54b44d3300b16f3575b8b0fa160e8fff1551365e642cf6ddaec9daaebfa0b15cca38fb1f8bd496047de7454a1cc47dab8d71eaba786aaceb"
    "ea17f580317c61f1b246602701feea3522340fece8c85f859a57e43f42b2d441e22cc59bb9ab079c10b69d62ff1b12665893f6f93f98a508"
    "93436236e4d65a031df87ba3e69d45ee6033d113edab9cb926e471bcd4e9384de8301118200c4fb83277ff0d6bc7365eb3832e15aad54fab"
    "ee7400bae7873a2577b40abd51abb743fa494334f35669ca1c1dd91a68c28f39196c1ba4cae9ed817e4fb96c1be8b67d8a90d13f3da8785a"
    "f15d9bf5ed2309d943e33927c6e9e63f04166798f36e0d9266958243f5a34b643276c5a4c52427d8e210daa428413043805ea21e5951e13b"
    "43b89cde0af50dd8899aed76f0ca8d2b5ea59a093188ba78c95fe23d54c5f9255ebce1ff4dfa285ee17f627b98a174fcb994ca42d142931d"
    "c51b56924fc4776237be4a1e5db03d956615bb542d2d81631cba6257f0f16ed0bf01fb38686934c9b33df1ade070a0c9ce46a1650758035b"
    "4ade1f8e891d76581488770da5c215b1d82429a14a6b38dae538a9b6ee93409cfe1a6375bced726e0aa4c4c3fa1c97a1b14f4a607be433ed"
    "bf93cda851a03105e6b2e8723fb7cc37677003ecf6abdff408fb9622ebf37af44db682870409c304a7bb42f5855bb2090d33cb80a362b9ce"
    "5df11a33a105673afe702b4b27ade63f2caa2dae89f7a2aba3323ff5bb6a5b28ff0e08d72351dec6fdcc6096c95fe575187818ec3121dbd5"
    "fbcd5a09d83f2cc2453c333edb973ddc252566b651ff89bbee05650d0ae0c8d7d59ab00bb09991fa4231462355f753e0aea1b45f3b46b949"
    "e6db6ccade0c90f6c3349c3daf24f76c6e04768efb775e412096d6762da7eb49eb90fe3c654bf73537680f04021034b284c3270b781ec427"
    "98aa01f5a416fd873265ead8b11325e978158ecd645cec2a92528b1ae29bd0b4eaf7623ce4976dd87c4d96bc5d8730e9b45c18872feefe38"
    "14ef08452465867d1ca27af8c04780b73157cf6f70b35a982b7b57e07e9b6c7fe2eb0c63346864e78e35bf16b3571976b4c9655d4077475f"
    "eaef7b4e345fa335c20c56906b1a32aefec24c145ac49ea581a25a61d12cbb2cfe68ab07e29e542a80818302754433e33c3d8c9b6c38b3da"
    "f49d838f0892ce931a6066327a77db0fe14ebcf683a56574559948a78f68564741d7e92bdadd006f2ec4c7061b9b2e7b152a0807e18b0ad5"
    "f3f4e3fefcf866b94ce6bb77c1bc85f41726d704357a068102344dffb2aa2f47ff0a8a791d4b6ef7c3ff8d7510ac6edf5f2b68e61684fcb0"
    "ba4d2da9001e908d651ebb868916a00d2accb4f49d10f761bea7ce04c95c2db28f4ff372b1a4dc686997e3eaf5c49a612518373433c7546d"
    "e6c0e12dbb580c9a4f1fb2d63ada2b53b9e437f4afcc2bef531f307fb48f21f22a0c7a7e9ce6f49f2cb9b9b3a185ae46ab12d90fbfd92fb9"
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

    A comb of the scalar's blocks, in Jacobian coordinates (x / z², y / z³), with one inversion in all.
    """
    p = PRIME
    bits = f"{scalar:0{BLOCKS * BLOCK_BITS}b}"
    blocks = [bits[start : start + BLOCK_BITS] for start in range(0, len(bits), BLOCK_BITS)]
    x, y, z = 0, 0, 0  # z = 0: nothing is added up yet
    for column in zip(*blocks, strict=True):
        if z:
            # Doubling for a = -3: "dbl-2001-b" of the Explicit-Formulas Database.
            delta = z * z % p
            gamma = y * y % p
            beta = x * gamma % p
            alpha = 3 * (x - delta) * (x + delta) % p
            z = ((y + z) * (y + z) - gamma - delta) % p
            x = (alpha * alpha - 8 * beta) % p
            y = (alpha * (4 * beta - x) - 8 * gamma * gamma) % p
        chosen = int("".join(column), 2)
        if chosen and not z:
            (x, y), z = SUMS[chosen - 1], 1
        elif chosen:
            # Adding a sum, whose z is 1. What is added up is never that sum nor its negative: it is twice something in
            # every block, and both together are at most the scalar, which is below ORDER.
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
