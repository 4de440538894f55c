"""A site, a gateway or a debug proxy that repeats the token in its answer: nothing that is printed shows it."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

from tests.acceptance.review.conftest import Run


def written(token: str) -> dict[str, str]:
    """How a gateway or a debug proxy may repeat a token."""
    return {
        "plain": f"Bearer {token}",
        "json": json.dumps({"authorization": token}),
        "json twice": json.dumps(json.dumps(token)),
        "url": quote(token, safe=""),
        "base64": base64.b64encode(f"oauth2:{token}".encode()).decode(),
        "html": html.escape(token),
        "cut": f"{'x' * 280}{token}",
    }


@pytest.mark.parametrize("form", written(""))
def test_an_answer_that_repeats_the_token_is_not_printed(
    run: Run, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a refusal, in the address it leads to, and as the author's name."""
    token = 'glpat-a"b\\c/d+e&f-1234567890abcdef'
    said = written(token)[form]
    login = {"GITHUB_TOKEN": token, "GITLAB_TOKEN": token}
    run.site.faults = [
        ("GET", 401, {"X-Says": said}, False),
        ("GET", 302, {"Location": f"https://{quote(token, safe='')}.example/"}, False),
    ]
    run.site.answers = {"/user": {"login": said, "username": said}}
    run.site.token = token
    assert [run.post(**login) for _ in range(2)] == [1, 1]
    run.site.answers = {}
    run.site.author = said
    assert run.post(**login) == 1
    printed = "".join(capsys.readouterr())
    assert "status 401" in printed
    assert "leads to" in printed
    assert "The comment is made, but by" in printed
    for spelled in written(token).values():
        assert spelled[-24:].strip('"}\\') not in printed, spelled
    assert "1234567890abcdef" not in printed
