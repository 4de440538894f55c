"""RingCentral's directory: what is asked, what is taken, and what no message shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.impact import ringcentral
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.ringcentral import Directory
from oktaprofile.okta.transport import Answer
from oktaprofile.text.redact import redact

SECRETS = {
    "RC_APP_CLIENT_ID": "app-1",
    "RC_APP_CLIENT_SECRET": "hush-hush-1",
    "RC_USER_JWT": "jwt-of-an-admin",
}


def number(text: str, **more: Any) -> dict[str, Any]:
    return {"phoneNumber": text, "usageType": "DirectNumber", "type": "VoiceFax", **more}


PEOPLE = [
    {"email": "ana@example.com", "extensionNumber": "101", "phoneNumbers": [number("+14155550100")]},
    {"email": "bob@example.com", "extensionNumber": "102", "phoneNumbers": []},
    {"email": "eve@example.com", "phoneNumbers": [number("+14155550101"), number("+14155550102")]},
    {
        "email": "fay@example.com",
        "extensionNumber": "104",
        "phoneNumbers": [
            number("+14155550103", type="FaxOnly"),
            number("+18005550199", usageType="MainCompanyNumber"),
        ],
    },
    {"email": "SAME@example.com", "extensionNumber": "105"},
    {"email": "same@example.com", "extensionNumber": "106"},
    {"extensionNumber": "107"},
]


class Scripted:
    """A transport that gives these answers in turn, and notes what it was asked."""

    def __init__(self, *answers: tuple[int, Any] | Answer) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def send(self, method: str, url: str, **how: Any) -> Answer:
        self.asked.append(f"{method} {url}")
        answer = self.answers.pop(0)
        if isinstance(answer, Answer):
            return answer
        return Answer(answer[0], {}, json.dumps(answer[1]).encode())


def directory(*answers: tuple[int, Any] | Answer, monkeypatch: pytest.MonkeyPatch | None = None) -> Any:
    made = Directory({**SECRETS, "RC_SERVER_URL": "https://platform.devtest.ringcentral.com"})
    made._transport = Scripted((200, {"access_token": "t-1"}), *answers)  # type: ignore[assignment]
    return made


def test_who_has_which_number() -> None:
    """Direct voice numbers only; the first of several, counted. People who share an address are left out, as Okta's
    import fails for them."""
    found = directory((200, {"records": PEOPLE, "paging": {"totalPages": 1}}))
    assert found.people() == [
        {"email": "ana@example.com", "directNumber": "+14155550100", "extensionNumber": "101"},
        {"email": "bob@example.com", "directNumber": None, "extensionNumber": "102"},
        {"email": "eve@example.com", "directNumber": "+14155550101", "extensionNumber": None},
        {"email": "fay@example.com", "directNumber": None, "extensionNumber": "104"},
    ]
    assert (found.several, found.shared) == (1, 1)


def test_every_page_is_asked_for_once() -> None:
    """2,000 people a call, people of this account alone."""
    pages = [
        (200, {"records": PEOPLE[:1], "paging": {"totalPages": 2}}),
        (200, {"records": PEOPLE[1:2], "paging": {"totalPages": 2}}),
    ]
    found = directory(*pages)
    assert len(found.people()) == 2
    first, second = found._transport.asked[1:]
    assert first.endswith("typeGroup=User&showFederated=false&accessibleSitesOnly=false&page=1&perPage=2000")
    assert "page=2" in second


def test_a_penalty_is_waited_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request during it would restart it: Retry-After, or the minute that the reference names."""
    waits: list[float] = []
    late = Answer(429, {"Retry-After": "7"}, b"{}")
    found = directory(late, Answer(429, {}, b"{}"), (200, {"records": PEOPLE[:1]}))
    monkeypatch.setattr(found._clock, "sleep", lambda seconds, waiting_for: waits.append(seconds))
    assert len(found.people()) == 1
    assert waits == [7.0, 60.0]


def test_a_directory_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """All answers together, not each: what is read is held at once."""
    monkeypatch.setattr(ringcentral, "_MOST_BYTES", 1000)
    endless = [page([{"id": number, **PEOPLE[0]}], totalPages=1000) for number in range(1000)]
    found = directory(*endless)
    with pytest.raises(ImpactError, match="answered more than"):
        found.people()
    assert len(found._transport.asked) < 20


@pytest.mark.parametrize("asked", ["99999999", "9" * 400, "\xb2"])
def test_what_a_hostile_answer_asks_to_wait_for(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    """No command waits for days; what is no number (a superscript two, which a header may hold) is the usual minute."""
    waits: list[float] = []
    found = directory(Answer(429, {"Retry-After": asked}, b"{}"), (200, {"records": PEOPLE[:1]}))
    monkeypatch.setattr(found._clock, "sleep", lambda seconds, waiting_for: waits.append(seconds))
    if asked.isdecimal():
        with pytest.raises(ImpactError, match=r"asks to wait for 9+ seconds"):
            found.people()
    else:
        found.people()
    assert waits == ([] if asked.isdecimal() else [60.0])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {"errorCode": "OAU-123", "message": "token t-1 of jwt-of-an-admin"}), "401 OAU-123"),
        ((403, {"errorCode": "hush-hush-1 app-1"}), "403 to GET"),
        ((200, {"nothing": True}), "has no records"),
        (Answer(502, {}, b"<html>hush-hush-1</html>"), "RingCentral's answer"),
    ],
)
def test_a_refusal_says_what_to_do_and_shows_no_secret(answer: Any, said: str) -> None:
    """The code, the path and the next step; nothing of what was sent or answered."""
    with pytest.raises(ImpactError) as caught:
        directory(answer).people()
    text = f"{caught.value.message} {caught.value.next_step}"
    assert said in text
    assert not [secret for secret in (*SECRETS.values(), "t-1") if secret in text]


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT"),
        ({**SECRETS, "RC_SERVER_URL": "http://ringcentral.example"}, "RC_SERVER_URL is no address"),
        ({**SECRETS, "RC_SERVER_URL": "nonsense"}, "RC_SERVER_URL is no address"),
    ],
)
def test_without_credentials_or_over_http_nothing_is_asked(environ: dict[str, str], said: str) -> None:
    """A secret goes over TLS, or to this machine."""
    with pytest.raises(ImpactError, match=said):
        Directory(environ)


def page(people: list[dict[str, Any]], **paging: Any) -> tuple[int, Any]:
    return 200, {"records": people, "paging": paging}


ANA, BOB = {"id": 1, **PEOPLE[0]}, {"id": 2, **PEOPLE[1]}


def test_people_who_move_between_pages_are_read_again() -> None:
    """One read twice would be two with one address, one who is missed would be judged by nobody."""
    twice = [page([ANA], totalPages=2, totalElements=2), page([ANA], totalPages=2, totalElements=2)]
    fewer = [page([ANA], totalPages=2, totalElements=3), page([BOB], totalPages=2, totalElements=2)]
    whole = [page([ANA], totalPages=2, totalElements=2), page([BOB], totalPages=2, totalElements=2)]
    found = directory(*twice, *fewer, *whole)
    assert [one["email"] for one in found.people()] == ["ana@example.com", "bob@example.com"]
    assert found.shared == 0
    with pytest.raises(ImpactError, match="changed while it was read"):
        directory(*twice, *twice, *twice).people()


@pytest.mark.parametrize(
    "answer",
    [
        page([{"email": f"{number}@example.com"} for number in range(2000)]),
        page([ANA], totalPages="many"),
        (200, {"records": [ANA] * 2000, "paging": []}),
        page(["ana"], totalPages=1),  # type: ignore[list-item]
        page([{**ANA, "phoneNumbers": ["+14155550100"]}], totalPages=1),
    ],
)
def test_a_directory_that_may_not_be_whole_is_refused(answer: tuple[int, Any]) -> None:
    """A page that says nothing of further ones, or people who are not built as people are: never half of them."""
    with pytest.raises(ImpactError, match="RingCentral's directory"):
        directory(answer).people()


def test_what_it_sends_is_hidden_from_everything_that_is_printed() -> None:
    """The access token too, as Okta's is."""
    found = directory(page([], totalPages=1))
    found._transport.answers[0] = (200, {"access_token": "opaque-access-token-0123456789"})
    found.people()
    for secret in ("opaque-access-token-0123456789", SECRETS["RC_APP_CLIENT_SECRET"], SECRETS["RC_USER_JWT"]):
        assert secret not in redact(f"an answer says {secret}.")


def test_the_numbers_of_people_who_are_left_out_are_known() -> None:
    """Who shares an address, or has none, is in no row; but their numbers are somebody's."""
    left_out = [
        {"email": "same@example.com", "phoneNumbers": [number("+14155550111")]},
        {"email": "SAME@example.com", "phoneNumbers": [number("+14155550112")]},
        {"phoneNumbers": [number("+14155550113")]},
    ]
    found = directory(page(left_out, totalPages=1))
    assert found.people() == []
    assert found.numbers == {
        "same@example.com": ["+14155550111", "+14155550112"],
        "": ["+14155550113"],
    }
