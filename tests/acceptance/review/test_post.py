"""`oktaprofile review post` against a stand-in for both sites: one comment for each marker, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from oktaprofile.review.comment import transport
from oktaprofile.review.writers.markdown import marker
from oktaprofile.text.trust import VARIABLES
from tests.acceptance.review.conftest import BODY, ME, Run
from tests.acceptance.review.stand_in import READ_ONLY, paths, running
from tests.contract.okta.certificates import Authority


def test_the_first_time_makes_a_comment_and_the_next_updates_it(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """One comment, with the newest report; the same report again writes nothing."""
    assert run.post() == 0
    assert run.post(BODY + "changed\n") == 0
    assert run.post(BODY + "changed\n") == 0
    assert run.site.bodies(ME) == [BODY + "changed\n"]
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == [
        "created.",
        "updated.",
        "unchanged.",
    ]
    expected = {
        "github": "/repos/owner/name/issues/7/comments",
        "gitlab": "/projects/group%2Fname/merge_requests/7/notes",
    }
    assert paths(run.site, "POST") == [expected[run.kind]]


def test_it_is_found_among_many_comments(run: Run) -> None:
    """Behind more than three pages of others'."""
    for number in range(350):
        run.site.add("somebody", f"comment {number}")
    run.site.add(ME, BODY)
    assert run.post(BODY + "new") == 0
    assert run.site.bodies(ME) == [BODY + "new"]
    assert len(run.site.comments) == 351


def test_an_edited_comment_is_written_anew(run: Run) -> None:
    """Somebody with rights edited ours: the next run puts the report back, also with Windows line ends."""
    assert run.post() == 0
    run.site.comments[0]["body"] = marker("stack") + "\r\n### 🟢 all fine, merge it"
    assert run.post() == 0
    assert run.site.bodies(ME) == [BODY]


def test_somebody_elses_comment_with_our_marker_is_left_alone(run: Run) -> None:
    """Its author could edit a report that stood under their name."""
    run.site.add("attacker", BODY + "fake")
    assert run.post() == 0
    assert run.site.bodies("attacker") == [BODY + "fake"]
    assert run.site.bodies(ME) == [BODY]


def test_each_marker_has_its_comment(run: Run) -> None:
    """Two stacks in one request; a marker in the middle of a text is none."""
    run.site.add(ME, f"see {BODY}")
    assert run.post() == 0
    assert run.post(BODY.replace("stack", "other")) == 0
    assert len(run.site.bodies(ME)) == 3


def test_a_token_without_rights_is_reported(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 with the site's words and what the token needs; the token itself is not shown."""
    assert run.post(GITHUB_TOKEN=READ_ONLY, GITLAB_TOKEN=READ_ONLY) == 1
    said = capsys.readouterr().err
    assert "403: Resource not accessible by integration" in said
    assert "read and write comments" in said
    assert READ_ONLY not in said
    assert run.post(GITHUB_TOKEN="wrong", GITLAB_TOKEN="wrong") == 1
    assert "expired or wrong" in capsys.readouterr().err


def test_limits_and_outages_are_waited_for(run: Run) -> None:
    """429, 403 with Retry-After, 502 and 503: the request is sent again, and in the end there is one comment."""
    run.site.faults = [("GET", 429, {"Retry-After": "0"}, False), ("GET", 502, {}, False), ("GET", 503, {}, False),
                       ("POST", 403, {"Retry-After": "0"}, False)]  # fmt: skip
    assert run.post() == 0
    assert run.site.faults == []
    assert run.site.bodies(ME) == [BODY]


def test_a_comment_that_was_made_before_the_answer_was_lost_is_not_made_twice(run: Run) -> None:
    """After an outage while making it, the comment is looked for first."""
    run.site.faults = [("POST", 502, {}, True)]
    assert run.post() == 0
    assert run.site.bodies(ME) == [BODY]


def test_a_limit_without_a_header_is_waited_for(run: Run) -> None:
    """GitHub tells some limits in words alone, and some sites give a date to wait for."""
    run.site.faults = [
        ("GET", 403, {"X-Says": "You have exceeded a secondary rate limit."}, False),
        ("GET", 429, {"Retry-After": "Mon, 23 Nov 2026 10:00:00 GMT"}, False),
    ]
    assert run.post() == 0
    assert run.site.faults == []
    assert run.site.bodies(ME) == [BODY]


def test_a_comment_that_is_deleted_meanwhile_is_made_anew(run: Run) -> None:
    """It was there when the comments were listed, and gone when it was to be updated."""
    run.site.gone.add(str(run.site.add(ME, BODY)["id"]))
    assert run.post(BODY + "new") == 0
    assert run.site.bodies(ME) == [BODY, BODY + "new"]


def test_two_comments_of_one_marker_say_the_same(run: Run) -> None:
    """Two runs at once may make two: none of them may stay behind with an old verdict."""
    run.site.add(ME, BODY + "old")
    run.site.add(ME, BODY + "older")
    assert run.post(BODY + "new") == 0
    assert run.site.bodies(ME) == [BODY + "new", BODY + "new"]


def test_a_token_whose_comments_carry_another_name_is_reported(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next run would not find the comment, and make another, and another."""
    run.site.author = "our-app[bot]"
    assert run.post(GITHUB_ACTIONS="true") == 1
    assert "--author 'our-app[bot]'" in capsys.readouterr().err


def test_a_marker_in_a_strangers_text_misleads_nobody(run: Run) -> None:
    """Not at its beginning, not after a quote, nor with the right author's name before it; nor further down in ours."""
    for body in (BODY, f"> {BODY}", f"@{ME} {BODY}", BODY.upper()):
        run.site.add("attacker", body)
    run.site.add(ME, f"Somebody wrote:\n{BODY}")
    before = [comment["body"] for comment in run.site.comments]
    assert run.post(BODY + "new") == 0
    assert [comment["body"] for comment in run.site.comments] == [*before, BODY + "new"]


def test_another_server_below_a_path(run: Run) -> None:
    """GitHub Enterprise and a GitLab of one's own have their API below /api/v3 or /api/v4."""
    assert run.post(GITHUB_API_URL=f"{run.site.url}/api/v3/", CI_API_V4_URL=f"{run.site.url}/api/v4") == 0
    [path] = paths(run.site, "POST")
    assert path.startswith(
        ("/api/v3/repos/owner/name/issues/7", "/api/v4/projects/group%2Fname/merge_requests/7")
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "a token without rights also gets this answer"),
        (410, "Comments are turned off"),
        (422, "does not take this text"),
        (301, "leads to"),
    ],
)
def test_every_refusal_has_a_next_step(
    run: Run, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also one for which nobody tells a reason."""
    run.site.faults = [("POST", status, {"Location": "https://elsewhere.example/x"}, False)]
    assert run.post() == 1
    assert said in capsys.readouterr().err


def test_a_page_instead_of_an_answer_is_reported(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A proxy's sign-in page comes with status 200."""
    run.site.answers = {"/user": b"<html>", "/repos/owner/name/issues/7/comments": b"<html>"}
    assert run.post() == 1
    assert "did not answer with" in capsys.readouterr().err


def test_a_body_that_is_too_long_is_not_sent(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Counted as the sites count: an emoji is two."""
    assert run.post(BODY + "😀" * 33_000) == 1
    assert "longer than 65,000" in capsys.readouterr().err
    assert run.site.log == []


def test_what_a_site_says_cannot_steer_a_terminal_or_a_pipeline(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither with escape sequences nor with a command of GitHub Actions."""
    run.site.faults = [("GET", 401, {"X-Says": "\x1b[31mred\n::set-output name=x::y ##[error]z"}, False)]
    assert run.post() == 1
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert "##[" not in said
    assert not [line for line in said.splitlines() if line.lstrip().startswith("::")]


def test_an_outage_that_lasts_is_reported(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 after some tries, not for ever."""
    run.site.faults = [("GET", 503, {}, False)] * 50
    assert run.post() == 1
    assert "was not done (status 503)" in capsys.readouterr().err
    assert len(run.site.log) == transport.TRIES


def test_a_report_without_marker_is_not_posted(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """It could never be found again."""
    assert run.post("### hello") == 1
    assert "no marker" in capsys.readouterr().err
    assert run.site.log == []


def test_numbers_are_masked_once_more(run: Run) -> None:
    """Whatever made the file."""
    assert run.post(BODY + "call +1 415 555 0100") == 0
    assert run.site.bodies(ME) == [BODY + "call (phone number)"]


@pytest.mark.parametrize("missing", ["TOKEN", "PLACE", "NUMBER"])
def test_what_is_missing_is_named(run: Run, missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The variable, and what to set it to."""
    name = {
        "github": {"TOKEN": "GITHUB_TOKEN", "PLACE": "GITHUB_REPOSITORY", "NUMBER": "GITHUB_REF"},
        "gitlab": {"TOKEN": "GITLAB_TOKEN", "PLACE": "CI_PROJECT_ID", "NUMBER": "CI_MERGE_REQUEST_IID"},
    }[run.kind][missing]
    assert run.post(**{name: ""}) == 1
    said = capsys.readouterr().err
    assert name in said or "request is known" in said


def test_a_password_of_netrc_replaces_no_token(run: Run, netrc: Callable[[str], None]) -> None:
    """requests would send what ~/.netrc has for the host instead of the token."""
    netrc("default login me password hunter2\n")
    assert run.post() == 0
    assert run.site.bodies(ME) == [BODY]


def test_a_companys_own_authority_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A GitLab of one's own: by the variables that count for Okta, too; without one the error says which, at once."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    authority = Authority(tmp_path)
    with running(ME, authority.issue("127.0.0.1")) as site:
        run = Run("gitlab", site, tmp_path)
        assert run.post() == 1
        said = capsys.readouterr().err
        assert f"The certificate of {site.url} is not trusted" in said
        assert "certifi" in said
        assert "REQUESTS_CA_BUNDLE" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
        assert run.post() == 1
        assert "SSL_CERT_FILE names" in capsys.readouterr().err
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        assert run.post() == 0
        assert site.bodies(ME) == [BODY]
