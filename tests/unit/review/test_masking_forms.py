"""Phone numbers and e-mail addresses in whatever form somebody writes them: generated, never listed."""

from __future__ import annotations

import json
import time
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oktaprofile.review.masking import EMAIL, PHONE, mask, mask_json

EVERY = [chr(code) for code in range(0x20000)]
SPACES = [one for one in EVERY if unicodedata.category(one) == "Zs"] + ["\t", "\n"]
DASHES = [one for one in EVERY if unicodedata.category(one) == "Pd"] + ["\u2212"]
HIDDEN = [one for one in EVERY if unicodedata.category(one) == "Cf" and ord(one) > 127]
ZEROS = [one for one in EVERY if unicodedata.decimal(one, None) == 0]
BETWEEN = st.sampled_from([*SPACES, *DASHES, *"·•‧∙⋅._/", "\u2044", ") ", " (", " / ", " - ", "", "", ""])

WRITTEN = {
    "plain": lambda text: text,
    "decimal references": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "hexadecimal references": lambda text: "".join(f"&#x{ord(one):X};" for one in text),
    "references to references": lambda text: "".join(f"&amp;#{ord(one)};" for one in text),
    "mermaid": lambda text: "".join(one if one.isalnum() else f"#{ord(one)};" for one in text),
    "a URL": lambda text: quote(text, safe=""),
    "a URL in a URL": lambda text: quote(quote(text, safe=""), safe=""),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, every character": lambda text: "".join(
        f"\\u{unit:04x}" for unit in memoryview(text.encode("utf-16-le")).cast("H")
    ),
}
FORMS = pytest.mark.parametrize("form", WRITTEN, ids=lambda name: name.replace(" ", "-"))
FEW = settings(max_examples=25, deadline=None)


@st.composite
def digits(draw: st.DrawFn, least: int, most: int) -> str:
    """Digits of one script."""
    zero = ord(draw(st.sampled_from(ZEROS)))
    return "".join(chr(zero + draw(st.integers(0, 9))) for _ in range(draw(st.integers(least, most))))


@st.composite
def international(draw: st.DrawFn) -> str:
    """+ and 7 to 15 digits, grouped in any way, with something invisible in it, perhaps with an extension."""
    number = draw(st.sampled_from("+\uff0b\ufe62\u2795"))
    for digit in draw(digits(7, 15)):
        number += draw(BETWEEN) + draw(st.sampled_from([*HIDDEN, "", "", ""])) + digit
    return number + draw(st.sampled_from(["", "", "#101", " x12", " ext. 7", ";ext=1234"]))


@st.composite
def national(draw: st.DrawFn) -> str:
    """Ten digits as 3-3-4 or after a zero, or in a row, or as a URI."""
    between = draw(BETWEEN.filter(str.strip) | st.sampled_from(SPACES))
    ten = draw(digits(10, 10))
    zero = ten[0].translate({ord(ten[0]): ord(ten[0]) - unicodedata.decimal(ten[0])})
    groups = [ten[:3], ten[3:6], ten[6:]]
    return draw(
        st.sampled_from(
            [
                between.join(groups),
                f"({groups[0]}){between}{groups[1]}{between}{groups[2]}",
                between.join([zero + ten[:3], ten[3:]]),
                f"({zero}){ten[:3]}{between}{ten[3:]}",
                ten,
                f"tel:{between.join(groups)}",
            ]
        )
    )


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """A local part (plain, tagged, or quoted with a space in it) and a domain (perhaps internationalized)."""
    word = st.text("abzäöé0123456789", min_size=1, max_size=8)
    local = draw(word) + draw(st.sampled_from(["", ".x", "+tag", "'n", "_y", "!#$*?~z"]))
    if draw(st.booleans()):
        local = f'"{local} {draw(word)}"'
    at, dot = draw(st.sampled_from("@\uff20\ufe6b")), draw(st.sampled_from(".\u3002\uff0e\uff61"))
    return f"{local}{at}{draw(word)}{dot}{draw(st.sampled_from(['com', 'de', 'рф']))}"


@FORMS
@given(number=international() | national())
@FEW
def test_a_phone_number(form: str, number: str) -> None:
    """Whatever its digits, separators, invisible characters and escapes: all of it goes, and nothing else."""
    shown = mask(f"Call {WRITTEN[form](number)} or not")
    assert shown.replace(f"tel:{PHONE}", PHONE) == f"Call {PHONE} or not"


@FORMS
@given(address=addresses())
@FEW
def test_an_e_mail_address(form: str, address: str) -> None:
    """The same for an address."""
    assert mask(f"Write to {WRITTEN[form](address)} or not") == f"Write to {EMAIL} or not"


@given(st.dictionaries(st.text(), st.text() | st.integers() | international()))
@FEW
def test_json_stays_json(value: dict[str, object]) -> None:
    """Inside of a JSON text's strings nothing is masked that would end the string."""
    json.loads(mask_json(json.dumps(value)))
    json.loads(mask_json(json.dumps(value, ensure_ascii=False)))


@given(st.text())
@settings(deadline=None)
def test_any_text(text: str) -> None:
    """Masking is total, and masking twice is masking once."""
    assert mask(mask(text)) == mask(text)


UNITS = [
    "1",
    "+1",
    "a@",
    "0 1",
    '"a',
    "%2B1",
    "&#43;",
    "a",
    "@a.",
    "(0)",
    "\u200b1",
    "1-",
    "000 ",
    "+",
    "0(",
    "a.b@",
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_time_grows_with_the_length(unit: str) -> None:
    """Ten times the text takes some ten times as long, not a hundred times."""
    short, long = (min(_seconds(unit * count) for _ in range(3)) for count in (4_000, 40_000))
    assert long < 40 * short + 0.05


def _seconds(text: str) -> float:
    start = time.process_time()
    mask(text)
    return time.process_time() - start
