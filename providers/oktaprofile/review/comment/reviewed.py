"""What was reviewed in a pull request, for the merge that applies it.

GitHub only: REST "Artifacts", docs.github.com, read 2026-11. Nothing of it is applied or run: the merge plans again and
compares (`oktaprofile review same`).
"""

from __future__ import annotations

import hashlib
import io
import lzma
import re
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

import requests

from oktaprofile import private_file
from oktaprofile.review.comment.github import api_of
from oktaprofile.review.comment.merged import AGAIN, merged_by, reviewing_run
from oktaprofile.review.comment.transport import Api, Sleep
from oktaprofile.review.errors import ReviewError
from oktaprofile.text.address import Address

ARTIFACT = "reviewed-plan-"
FILES = ("plan.json", "cdk.tf.json", "terraform.lock.hcl", "tree")
MOST_BYTES = 200_000_000
MOST_PACKED_BYTES = 50_000_000
_CHUNK = 1 << 16
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def fetch(
    api: Api,
    repository: str,
    commit: str,
    base: str,
    workflow: str,
    folder: Path,
) -> str:
    """Puts what was reviewed in the pull request that `commit` merged into `base` into `folder`. Returns the request's
    last commit.

    Raises ReviewError when there is nothing, and says why.
    """
    pull = merged_by(api, repository, commit, base)
    run = reviewing_run(api, repository, workflow, pull)
    path = f"repos/{repository}/actions/runs/{run['id']}/artifacts?name={ARTIFACT}{pull.head}"
    found = [
        one
        for one in api.pages(path, "artifacts")
        if not one.get("expired")
        and str(one.get("created_at")) >= str(run["run_started_at"])
        and (one.get("workflow_run") or {}).get("id") == run["id"]
    ]
    if not found:
        raise ReviewError(f"The run that reviewed {pull.head} kept no plan, or it is too old.", AGAIN)
    newest = max(found, key=lambda one: str(one.get("created_at")))
    archive = _archive(api, f"repos/{repository}/actions/artifacts/{newest['id']}/zip")
    digest = f"sha256:{hashlib.sha256(archive).hexdigest()}"
    if newest.get("digest") not in (None, digest):
        raise ReviewError("What was loaded is not what was kept: its hash is another one.", AGAIN)
    files = _unpacked(archive)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            private_file.write(folder / name, content)
    except OSError as error:
        raise ReviewError(
            f"What was reviewed cannot be written to {folder}: {error.strerror or error}."
        ) from None
    return pull.head


def _archive(api: Api, path: str) -> bytes:
    """GitHub leads to a storage on another host, which gets no token."""
    answer = api.call("GET", path, redirect=True)
    found = bytearray()
    try:
        if answer.is_redirect:
            url = urljoin(answer.url, answer.headers["location"])
            if Address(url).scheme not in ("https", Address(answer.url).scheme):
                raise ReviewError("The site leads to an address without TLS.", "Check the API's address.")
            answer = api.elsewhere(url)
        if answer.status_code != 200:
            raise ReviewError(f"The reviewed plan cannot be loaded (status {answer.status_code}).", AGAIN)
        for chunk in answer.iter_content(_CHUNK):
            found += chunk
            if len(found) > MOST_PACKED_BYTES:
                raise ReviewError("What was kept is too big for a reviewed plan.", AGAIN)
    except (requests.RequestException, ValueError) as error:
        raise ReviewError(f"The reviewed plan cannot be loaded ({type(error).__name__}).", AGAIN) from None
    return bytes(found)


def _unpacked(archive: bytes) -> dict[str, bytes]:
    """The files that the workflow keeps. Raises ReviewError where there is another one, or a name twice."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            entries = packed.infolist()
            if sorted(one.filename for one in entries) != sorted(FILES):
                raise ReviewError("What was kept is no reviewed plan: it holds other files.", AGAIN)
            return {one.filename: _content(packed, one) for one in entries}
    except _BROKEN as error:
        raise ReviewError(f"What was kept is no reviewed plan ({type(error).__name__}).", AGAIN) from None


def _content(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file. The size that the archive names may be wrong: it is not trusted."""
    with packed.open(entry) as file:
        found = file.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise ReviewError(f"{entry.filename} of the reviewed plan is too big.", AGAIN)
    return found


def from_environment(environ: Mapping[str, str], *, sleep: Sleep = time.sleep) -> tuple[Api, str, str, str]:
    """API, repository, commit and branch of the run. Raises ReviewError naming what is missing."""
    api, repository = api_of(environ, sleep)
    commit, ref = environ.get("GITHUB_SHA", ""), environ.get("GITHUB_REF", "")
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise ReviewError(f"GITHUB_SHA is {commit!r}.", "Set it to the commit on the main branch.")
    if not ref.startswith("refs/heads/"):
        raise ReviewError(f"GITHUB_REF is {ref!r}.", "Set it to refs/heads/ and the name of the main branch.")
    return api, repository, commit, ref.removeprefix("refs/heads/")
