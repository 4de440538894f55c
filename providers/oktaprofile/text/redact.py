"""Secrets that must never reach a log line, a diagnostic, an error or a command's output.

Whoever uses a secret calls `hide`; whoever writes a text for people passes it through `redact`. A secret is found as it
is, escaped as in JSON, a URL, HTML or Python, any three of these on top of each other, and in base64 (also where it
begins in the middle, as in `Basic user:password`). A part of 16 characters is found too: texts are cut.

It is the last defence: messages are written without secrets in the first place.
"""

from __future__ import annotations

from binascii import b2a_base64
from threading import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    # The first pieces to look for, the smallest part that counts, and the whole secret as it may be written.
    Needle = tuple[list[bytes], int, bytes]

HIDDEN = "(sensitive)"
SHORTEST_SECRET = 8
"""A shorter text is no secret worth the name, and hiding each "true" or "admin" would garble messages."""
SHORTEST_PART = 16
MOST_PASSING = 64
"""Proofs and assertions are made for one request each: so many of the last ones are kept."""
MOST_LAYERS = 3

_secrets: dict[str, None] = {}
_passing: dict[str, None] = {}
_needles: dict[str, list[tuple[bool, Needle]]] = {}
_lock = Lock()


def hide(value: object, *, passing: bool = False) -> None:
    """Show ``(sensitive)`` in place of this text from now on. Lists and dicts: each string in them.

    `passing`: a text that is used once and soon forgotten, such as a signed proof.
    """
    if isinstance(value, str):
        with _lock:
            kept = _passing if passing else _secrets
            for text in (value, *value.splitlines()):
                if len(text) >= SHORTEST_SECRET:
                    kept[text] = None
            while len(_passing) > MOST_PASSING:
                _needles.pop(oldest := next(iter(_passing)), None)
                del _passing[oldest]
    elif isinstance(value, dict):
        for item in value.values():
            hide(item, passing=passing)
    elif isinstance(value, (list, tuple)):
        for item in value:
            hide(item, passing=passing)


def hide_proxy_passwords(environment: Mapping[str, str]) -> None:
    """Hide the passwords in the addresses of proxies, as written and as meant (%40 for @)."""
    from urllib.parse import unquote

    for name, value in environment.items():
        if name.lower() in ("https_proxy", "http_proxy", "all_proxy") and "@" in value:
            # Not by urlsplit: it refuses addresses whose password must be hidden all the same.
            login = value.rpartition("@")[0].rpartition("://")[2]
            password = login.partition(":")[2]
            hide([password, unquote(password)])


def is_hidden(text: str) -> bool:
    """Whether ``text`` holds a hidden secret as it is."""
    return any(secret in text for secret in _all())


def is_in(content: bytes, secret: str) -> bool:
    """Whether a whole answer, which may be long, holds this secret as it is, escaped as in JSON, or in base64. Quick
    where there is nothing to unescape: Okta writes letters as they are.
    """
    if b"\\u00" in content:
        content = _unescaped(content, None)[0]
    for in_base64, (_, _, whole) in _needles_of(secret):
        forms = [whole, whole.replace(b"+", b"-").replace(b"/", b"_")] if in_base64 else [secret.encode()]
        if any(form in content for form in forms):
            return True
    return False


def redact(text: str) -> str:
    """``text`` without any hidden secret, and without what is none of anybody's words: a JWT, a private key."""
    secrets = _all()
    if secrets:
        text = _without(text, [needle for secret in secrets for needle in _needles_of(secret)])
    if "eyJ" in text or "PRIVATE KEY-----" in text:
        import re  # only here: every start of the plugin would pay for it

        text = re.sub(r"eyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?", HIDDEN, text)
        text = re.sub(
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)",
            HIDDEN,
            text,
            flags=re.DOTALL,
        )
    return text


def _all() -> list[str]:
    with _lock:
        return [*_secrets, *_passing]


def _needles_of(secret: str) -> list[tuple[bool, Needle]]:
    """What to look for: (in base64, needle)."""
    found = _needles.get(secret)
    if found is None:
        raw = secret.encode(errors="surrogatepass")
        # A secret may itself hold what reads as an escape: it loses a layer where its surroundings do.
        meant = raw
        found = [(False, _needle(_as_words(raw), SHORTEST_PART))]
        while (less := _unescaped(meant, None)[0]) != meant:
            meant = less
            found.append((False, _needle(_as_words(meant), SHORTEST_PART)))
        for before in range(3):
            # The characters that hold bits of a neighbour are left out.
            coded = b2a_base64(b"\0" * before + raw, newline=False).rstrip(b"=")
            first, last = (before * 8 + 5) // 6, (before + len(raw)) * 8 // 6
            found.append((True, _needle(_as_base64(coded[first:last]), SHORTEST_PART * 4 // 3)))
        _needles[secret] = found
    return found


def _needle(whole: bytes, part: int) -> Needle:
    """Any `part` neighbouring characters of the secret hold one of the pieces whole."""
    if len(whole) <= part:
        return [whole], len(whole), whole
    size = part // 2
    return [whole[at : at + size] for at in range(0, len(whole) - size + 1, size)], part, whole


def _without(text: str, needles: list[tuple[bool, Needle]]) -> str:
    data = text.encode(errors="surrogatepass")
    hidden = bytearray(len(data))  # 1 for each byte to hide
    layer, offsets = data, None
    for _ in range(MOST_LAYERS + 1):
        for in_base64, as_compared in ((False, _as_words), (True, _as_base64)):
            compared = as_compared(layer)
            for of_base64, needle in needles:
                if of_base64 is in_base64:
                    for start, end in _found(compared, needle):
                        first, last = (start, end) if offsets is None else (offsets[start], offsets[end])
                        hidden[first:last] = b"\1" * (last - first)
        if not any(mark in layer for mark in b"\\%&"):
            break
        before = layer
        layer, offsets = _unescaped(layer, offsets)
        if layer == before:
            break
    if 1 not in hidden:
        return text
    shown, at = bytearray(), 0
    while at < len(data):
        if hidden[at]:
            shown += HIDDEN.encode()
            at = end if (end := hidden.find(0, at)) >= 0 else len(data)
        else:
            end = end if (end := hidden.find(1, at)) >= 0 else len(data)
            shown += data[at:end]
            at = end
    return shown.decode(errors="surrogatepass")


def _found(text: bytes, needle: Needle) -> Iterator[tuple[int, int]]:
    """Where the secret, or a large enough part of it, is."""
    pieces, part, whole = needle
    at = 0
    for number, piece in enumerate(pieces):
        offset, at = number * len(piece), 0
        while (at := text.find(piece, at)) >= 0:
            start, end, before, after = at, at + len(piece), offset, offset + len(piece)
            while start and before and text[start - 1] == whole[before - 1]:
                start, before = start - 1, before - 1
            while end < len(text) and after < len(whole) and text[end] == whole[after]:
                end, after = end + 1, after + 1
            if end - start >= part:
                yield start, end
            at = max(end, at + 1)


def _as_words(text: bytes) -> bytes:
    """For comparison: a blank may be written +, and a host's name is written small."""
    return text.lower().replace(b"+", b" ")


def _as_base64(text: bytes) -> bytes:
    """For comparison: the alphabet for URLs is the other one."""
    return text.replace(b"-", b"+").replace(b"_", b"/")


_ESCAPES: dict[bytes, bytes] = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_ENTITIES = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}
_pattern: Any = None


def _unescaped(layer: bytes, offsets: list[int] | None) -> tuple[bytes, list[int]]:
    """One layer of escapes less, and for each of its bytes (and its end) its offset in the first text."""
    global _pattern
    offset: Callable[[int], int] = (lambda index: index) if offsets is None else offsets.__getitem__
    if not any(mark in layer for mark in b"\\%&"):  # mostly, and each plan would wait for the pattern
        return layer, [offset(index) for index in range(len(layer) + 1)]
    if _pattern is None:
        import re

        _pattern = re.compile(
            rb"\\u([dD][89abAB]HH)\\u([dD][c-fC-F]HH)|\\(?:u(HHHH)|U(HHHHHHHH))|(?:\\x|%)(HH)|&#[xX]0*(HH);?"
            rb"|\\([\\\"'/bfnrt])|&#0*([0-9]{2,3});|&(amp|lt|gt|quot|apos);".replace(b"H", b"[0-9a-fA-F]")
        )
    plain, where, at = bytearray(), [], 0
    for match in _pattern.finditer(layer):
        start, end = match.span()
        plain += layer[at:start]
        where += [offset(index) for index in range(at, start)]
        made = _meant(match)
        plain += made
        where += [offset(start)] * len(made)
        at = end
    plain += layer[at:]
    where += [offset(index) for index in range(at, len(layer) + 1)]
    return bytes(plain), where


def _meant(match: Any) -> bytes:  # noqa: ANN401 - re is imported late
    """What one escape stands for, in UTF-8."""
    high, low, unit, long, byte, hexadecimal, character, number, entity = match.groups()
    if high:
        return chr(0x10000 + (int(high, 16) - 0xD800 << 10) + int(low, 16) - 0xDC00).encode()
    if unit or long:
        code = int(unit or long, 16)
        return chr(code).encode(errors="surrogatepass") if code < 0x110000 else b"?"
    if byte:
        # %C3%A9 are two bytes of one character; \xe9 is a character, and below 128 both are the same.
        value = int(byte, 16)
        return bytes([value]) if match[0].startswith(b"%") else chr(value).encode()
    if hexadecimal:
        return chr(int(hexadecimal, 16)).encode()
    if character:
        return _ESCAPES.get(character, bytes(character))
    return chr(int(number)).encode() if number else _ENTITIES[entity]
