"""The report in its pull request, and after the merge: `oktaprofile review post`, `fetch` and `same`.

`post` puts the Markdown report into the pull or merge request, updating the comment that is there. `fetch` loads what
was reviewed in the pull request that a commit merged, and `same` compares it with the plan that is about to be applied.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from oktaprofile.cli.shared import Parser, fail, read_text
from oktaprofile.plan import comparison
from oktaprofile.plan.errors import DocumentError
from oktaprofile.review import gates
from oktaprofile.review.errors import ReviewError
from oktaprofile.text.arguments import whole

_DIFFERS = {
    comparison.ONLY_REVIEWED: "is in the reviewed plan only",
    comparison.ONLY_NEW: "is in the new plan only",
    comparison.DIFFERENT: "differs",
    comparison.NOT_UNDERSTOOD: "is not understood by this version",
}
_MOST_DIFFERENCES = 20


def post_parser() -> Parser:
    """The options of `oktaprofile review post`."""
    result = Parser(
        prog="oktaprofile review post",
        description="Puts the Markdown report into a pull or merge request, as one comment that is updated in place.",
        epilog="GitHub: GITHUB_TOKEN, GITHUB_REPOSITORY (and GITHUB_API_URL). GitLab: GITLAB_TOKEN, CI_PROJECT_ID (and "
        "CI_API_V4_URL). Exit codes: 0 done, 1 it could not be posted.",
    )
    site = result.add_mutually_exclusive_group(required=True)
    site.add_argument("--github", action="store_true", help="a pull request")
    site.add_argument("--gitlab", action="store_true", help="a merge request")
    result.add_argument(
        "--body", required=True, metavar="FILE", help="what --format markdown wrote; - reads stdin"
    )
    result.add_argument(
        "--number", type=whole(1), metavar="N", help="default: the request that the pipeline runs for"
    )
    result.add_argument(
        "--author",
        metavar="LOGIN",
        help="whose comments are ours; default: the token's user (in GitHub Actions its bot)",
    )
    return result


def post(argv: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """`oktaprofile review post`. Returns 0 or 1."""
    options = post_parser().parse_args(argv)
    from oktaprofile.review.comment import github, gitlab
    from oktaprofile.review.comment.post import post as put

    site_of = github if options.github else gitlab
    try:
        target = site_of.from_environment(environ, number=options.number, author=options.author)
        print(f"The comment is {put(target, read_text(options.body))}.")
    except DocumentError as error:
        return fail("review post", error)
    return 0


def fetch_parser() -> Parser:
    """The options of `oktaprofile review fetch`."""
    result = Parser(
        prog="oktaprofile review fetch",
        description="Loads what was reviewed in the pull request that GITHUB_SHA merged into the branch of "
        "GITHUB_REF: that of the newest run for the request's last commit, if it succeeded and only this request can "
        "have started it.",
        epilog="GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_REF (and GITHUB_API_URL). Exit codes: 0 done, 1 "
        "there is no reviewed plan, with the reason.",
    )
    result.add_argument("--github", action="store_true", required=True, help="from GitHub Actions")
    result.add_argument("--workflow", default="plan.yml", metavar="FILE", help="default: %(default)s")
    result.add_argument("--out", default="reviewed", type=Path, metavar="FOLDER", help="default: %(default)s")
    return result


def fetch(argv: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """`oktaprofile review fetch`. Returns 0 or 1."""
    options = fetch_parser().parse_args(argv)
    from oktaprofile.review.comment import reviewed

    try:
        api, repository, commit, base = reviewed.from_environment(environ)
        head = reviewed.fetch(api, repository, commit, base, options.workflow, options.out)
    except ReviewError as error:
        return fail("review fetch", error)
    print(f"What was reviewed for {head} is in {options.out}.")
    return 0


def same_parser() -> Parser:
    """The options of `oktaprofile review same`."""
    result = Parser(
        prog="oktaprofile review same",
        description="Compares the plan that was reviewed with the one that is about to be applied: configuration, "
        "changes, outputs, conditions, all but when they were made and what they were made against. Shows no values.",
        epilog="Exit codes: 0 they say the same, 1 they cannot be compared, 2 they differ: do not apply.",
    )
    result.add_argument("reviewed", metavar="REVIEWED", help="terraform show -json of the reviewed plan")
    result.add_argument("new", metavar="NEW", help="terraform show -json of the plan that would be applied")
    return result


def same(argv: list[str]) -> int:
    """`oktaprofile review same`. Returns 0, 1 or 2."""
    options = same_parser().parse_args(argv)
    try:
        found = comparison.differences(read_text(options.reviewed), read_text(options.new))
    except DocumentError as error:
        return fail("review same", error)
    if not found:
        print("Both plans say the same.")
        return gates.CLEAR
    lines = [
        f"{part}{': ' if where else ''}{where} {_DIFFERS[kind]}"
        for kind, part, where in found[:_MOST_DIFFERENCES]
    ]
    if len(found) > _MOST_DIFFERENCES:
        lines.append(f"and {len(found) - _MOST_DIFFERENCES:,} more")
    said = "\n".join(["The plan is not the one that was reviewed.", *lines])
    fail("review same", DocumentError(said, "Do not apply it: plan and review again."))
    return gates.GATE_FAILED
