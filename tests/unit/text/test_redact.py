"""A hidden secret shows nowhere, however it is written; other texts stay as they are."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from oktaprofile.text import redact
from oktaprofile.text.redact import HIDDEN, hide, is_hidden, is_in

PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=10, max_size=60)
ANY = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=8, max_size=40)


@pytest.fixture(autouse=True)
def nothing_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has secrets of its own."""
    forget(monkeypatch.setattr)


def forget(replace: Callable[..., None] = setattr) -> None:
    for name in ("_secrets", "_passing", "_needles"):
        replace(redact, name, {})


FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON as Go writes it": lambda text: (
        json.dumps(text)[1:-1].replace("&", "\\u0026").replace("<", "\\u003c")
    ),
    "JSON with \\/": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "every character escaped": lambda text: json.dumps(text.encode("utf-16-be").decode("utf-16-be"))[1:-1],
    "quote": lambda text: quote(text),
    "quote, nothing safe": lambda text: quote(text, safe=""),
    "quote_plus": quote_plus,
    "quote, small letters": lambda text: quote(text, safe="").replace("%2F", "%2f").replace("%3D", "%3d"),
    "every byte quoted": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "HTML": html.escape,
    "repr": lambda text: repr(text)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text))[1:-1],
    "a URL in JSON": lambda text: json.dumps(quote(text))[1:-1],
    "quoted twice": lambda text: quote(quote(text, safe=""), safe=""),
}


def shown(form: str, secret: str) -> str:
    """What is left of the secret between two texts."""
    return redact.redact(f"before {FORMS[form](secret)} after")


@pytest.mark.parametrize("form", FORMS)
@given(secret=ANY)
@example(secret="00000\xa0;0")  # what follows an escape is no part of it
def test_a_secret_is_hidden_in_every_form(form: str, secret: str) -> None:
    """Whatever it holds: signs of JSON and URLs, letters of other alphabets."""
    forget()
    hide(secret)
    text = shown(form, secret)
    assert text.startswith("before ")
    assert text.endswith(" after")
    assert text.count(HIDDEN) == 1
    assert len(text) <= len("before  after") + len(HIDDEN) + 4  # the quotes of JSON in JSON


@given(secret=PRINTABLE, before=st.binary(max_size=5), after=st.binary(max_size=5), urlsafe=st.booleans())
def test_a_secret_is_hidden_in_base64(secret: str, before: bytes, after: bytes, urlsafe: bool) -> None:
    """At each of the three alignments, in both alphabets: what is left tells at most a character at each end."""
    forget()
    hide(secret)
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    coded = encode(before + secret.encode() + after).decode()
    text = redact.redact(f"Basic {coded}!")
    assert HIDDEN in text
    left = len(text.removeprefix("Basic ").removesuffix("!")) - len(HIDDEN)
    assert left <= -(-(len(before) + len(after)) * 4 // 3) + 8


@given(
    secret=st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=40, max_size=60),
    cut=st.integers(16, 39),
)
def test_a_part_of_a_secret_is_hidden(secret: str, cut: int) -> None:
    """Texts are cut at a length, by whoever answers and by us."""
    forget()
    hide(secret)
    assert redact.redact(f"Invalid token {secret[:cut]}…") == f"Invalid token {HIDDEN}…"
    assert redact.redact(f"…{secret[-cut:]}") == f"…{HIDDEN}"


@given(text=ANY, secret=PRINTABLE.filter(lambda secret: len(set(secret)) > 5))
def test_other_texts_stay(text: str, secret: str) -> None:
    """A text that does not hold the secret is not touched, escapes and all."""
    forget()
    hide("Ω" + secret)
    assume(secret[:16] not in text and secret[-16:] not in text)
    assert redact.redact(text) == text


def test_a_host_name_is_written_small() -> None:
    """A redirect may lead to a host that is named like the token."""
    hide("00AbCdEfGhIjKl")
    assert (
        redact.redact("a redirect to https://00abcdefghijkl.evil") == f"a redirect to https://{HIDDEN}.evil"
    )


def test_each_line_of_a_key_counts() -> None:
    """An answer may repeat one line, or all of them with other line ends."""
    lines = [
        "-----BEGIN PRIVATE KEY-----",
        "MIIEvQIBADANBgkqhkiG",
        "c2VjcmV0LXNlY3JldC1z",
        "-----END PRIVATE KEY-----",
    ]
    hide("\n".join(lines))
    text = redact.redact("\\r\\n".join(lines))
    assert not any(line in text for line in lines)


def test_passing_secrets_are_forgotten_in_the_end() -> None:
    """A snapshot signs a proof for each of ten thousand pages."""
    for number in range(1000):
        hide(f"proof-number-{number:05}", passing=True)
    assert redact.redact("proof-number-00999") == HIDDEN
    assert len(redact._passing) == redact.MOST_PASSING
    assert len(redact._needles) <= redact.MOST_PASSING


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("http://me:p%40ssword1@proxy:8080", "p@ssword1"),
        ("me:p%40ssword1@proxy:8080", "p%40ssword1"),
        ("http://me:pass@word1@[::1:80", "pass@word1"),
    ],
)
def test_the_password_of_a_proxy(address: str, password: str) -> None:
    """As it is written, as it is meant, and where the address itself is wrong."""
    redact.hide_proxy_passwords({"https_proxy": address, "PATH": "/usr/bin@x"})
    assert password not in redact.redact(f"no connection by {password}")
    header = base64.b64encode(f"me:{password}".encode()).decode()
    assert header[6:-4] not in redact.redact(f"Proxy-Authorization: Basic {header}")


def test_a_long_content_is_searched_quickly() -> None:
    """An answer is looked through as bytes, for one credential."""
    secret = "00abcdefghijklmnop_qrs-tuv"
    filler = b'{"label": "x"},' * 1000
    assert not is_in(filler, secret)
    for before in (b"", b"1", b"12"):
        assert is_in(filler + base64.b64encode(before + secret.encode()), secret)
        assert is_in(filler + base64.urlsafe_b64encode(before + secret.encode()), secret)
    assert is_in(filler + secret.encode() + filler, secret)
    assert is_in(filler + "".join(f"\\u{ord(letter):04x}" for letter in secret).encode(), secret)
    hide(secret)
    assert is_hidden(f"x{secret}")
    assert not is_hidden("x")


def test_short_words_are_no_secrets() -> None:
    """Hiding every "true" would garble messages."""
    hide(["true", "", None, 7])
    assert redact.redact("true 7") == "true 7"
