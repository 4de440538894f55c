"""`oktaprofile review post` on both sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oktaprofile.cli.review_request import post
from oktaprofile.review.comment import transport
from oktaprofile.review.writers.markdown import marker
from tests.acceptance.review.stand_in import TOKEN, Site, running

ME = "github-actions[bot]"
BODY = f"{marker('stack')}\n### 🟢 Plan review\n"


class Run:
    """The command on one site."""

    def __init__(self, kind: str, site: Site, folder: Path) -> None:
        self.kind, self.site, self.folder = kind, site, folder
        self.environment = {
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_REPOSITORY": "owner/name",
            "GITHUB_API_URL": site.url,
            "GITHUB_REF": "refs/pull/7/merge",
            "GITLAB_TOKEN": TOKEN,
            "CI_PROJECT_ID": "group/name",
            "CI_API_V4_URL": site.url,
            "CI_MERGE_REQUEST_IID": "7",
        }

    def post(self, body: str = BODY, **environment: str) -> int:
        path = self.folder / "review.md"
        path.write_text(body)
        return post([f"--{self.kind}", "--body", str(path)], {**self.environment, **environment})


@pytest.fixture(params=["github", "gitlab"])
def run(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Each test runs on both sites, without waiting between tries."""
    monkeypatch.setattr(transport, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(transport, "LONGEST_WAIT_SECONDS", 0.002)
    with running(ME) as site:
        yield Run(request.param, site, tmp_path)


@pytest.fixture
def netrc(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Writes the person's ~/.netrc."""

    def write(content: str) -> None:
        path = tmp_path_factory.mktemp("home") / "netrc"
        path.write_text(content)
        path.chmod(0o600)
        monkeypatch.setenv("NETRC", str(path))

    return write
