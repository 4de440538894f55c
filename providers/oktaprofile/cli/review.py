"""`oktaprofile review`: what a plan does to people and data flow, for a reviewer and for a pipeline.

`oktaprofile review post`, `fetch` and `same` are in review_request.

Exit codes: 0 clear, 1 no report could be made (an unreadable plan, wrong usage), 2 a gate failed, 3 an expression is
not valid. `--fail-on` chooses what counts as a failed gate. The reports are written in every case; of a plan that
cannot be read they say just that.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from oktaprofile import private_file
from oktaprofile.cli.shared import Parser, fail, read_text
from oktaprofile.plan.errors import DocumentError, UnreadablePlan
from oktaprofile.plan.reader import read_plan
from oktaprofile.review import gates
from oktaprofile.review.build import build
from oktaprofile.review.errors import NO_DRIFT, NO_IMPACT, NO_PLAN, ReviewError, Unreadable, UnreadableImpact
from oktaprofile.review.impact_file import Impact, read_impact
from oktaprofile.review.model import Review
from oktaprofile.review.source_lines import SourceLines
from oktaprofile.review.writers import html_page, json_document, junit, markdown, sarif

FORMATS = ("terminal", "markdown", "html", "json", "sarif", "junit")
STDOUT = "-"
WIDTH = 110  # where there is no terminal


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile review`."""
    result = Parser(
        prog="oktaprofile review",
        description="Shows what a Terraform plan does to people and data flow. Reads files only.",
        epilog="`oktaprofile review post --help`: put the report into a pull request. "
        "`oktaprofile review fetch --help`: load the plan that was reviewed in one. "
        "`oktaprofile review same --help`: compare two plans. "
        "Exit codes: 0 clear, 1 no report could be made, 2 a gate failed, 3 an expression is not valid. "
        "See docs/review.md.",
    )
    what = result.add_mutually_exclusive_group(required=True)
    what.add_argument("--plan", metavar="FILE", help="output of terraform show -json; - reads stdin")
    what.add_argument(
        "--failed",
        metavar="REASON",
        help="there is no plan: report that, so that no older report is taken for this one",
    )
    result.add_argument("--impact", metavar="FILE", help="what `oktaprofile impact PLAN --out FILE` wrote")
    add_output(result)
    return result


def add_output(result: argparse.ArgumentParser, fail_on: tuple[str, ...] = gates.DEFAULT) -> None:
    """The options about the report itself, which `oktaprofile drift` has as well. `fail_on`: the default."""
    result.add_argument(
        "--format", action="append", choices=FORMATS, dest="formats", help="repeatable; default: terminal"
    )
    result.add_argument(
        "--out",
        action="append",
        default=[],
        metavar="FILE",
        help="where the format goes: the first --out is of the first --format, and so on; one format may go without, "
        "to the standard output",
    )
    result.add_argument(
        "--fail-on",
        metavar="WORDS",
        default=",".join(fail_on),
        help=f"what the exit code counts, with commas between: {', '.join(gates.CHOICES)}; default: %(default)s",
    )
    result.add_argument(
        "--key",
        default=markdown.DEFAULT_KEY,
        metavar="NAME",
        help="distinguishes the comments of several stacks",
    )
    result.add_argument(
        "--full-report", default="", metavar="URL", help="https address that the Markdown links to"
    )
    result.add_argument(
        "--source",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="the stack's source, for SARIF; default: stacks",
    )
    result.add_argument("--synthesized", type=Path, metavar="FILE", help="the stack's cdk.tf.json, for SARIF")


def main(argv: list[str]) -> int:
    """Writes the reports. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    return report(options, "review", lambda: plan_text(options.plan, options.failed), drift=False)


def plan_text(path: str | None, failed: str | None) -> str:
    """The plan's JSON. Raises UnreadablePlan, also where there is none."""
    if path is None:
        raise UnreadablePlan(
            failed or "There is no plan.", "Look at the pipeline's log, correct the error and plan again."
        )
    return read_text(path)


def report(options: argparse.Namespace, command: str, read: Callable[[], str], *, drift: bool) -> int:
    """Reads, builds and writes; what cannot be read is said in every format asked for."""
    try:
        fail_on = chosen(options.fail_on)
        outputs = paired(options.formats or ["terminal"], options.out)
    except ReviewError as error:
        return fail(command, error)
    try:
        plan = read_plan(read())
        impact = impact_of(options.impact) if getattr(options, "impact", None) else None
        review = build(plan, impact, fail_on=fail_on, drift=drift)
    except (UnreadableImpact, UnreadablePlan) as error:
        no_plan = NO_DRIFT if drift else NO_PLAN
        refused, missing = error, NO_IMPACT if isinstance(error, UnreadableImpact) else no_plan
        deliver(command, outputs, lambda name, path: unreadable(name, refused, options.key, path, missing))
        return fail(command, error)
    except ReviewError as error:
        return fail(command, error)
    lost = deliver(command, outputs, lambda name, path: written(name, review, options, path))
    return gates.exit_code(review.gates, fail_on) or lost


def impact_of(path: str) -> Impact:
    """The prediction in a file. Raises UnreadableImpact."""
    if path == STDOUT:
        return read_impact(read_text(path))
    try:
        with Path(path).open("rb") as file:
            return read_impact(file)
    except OSError as error:
        why = error.strerror or error
        raise UnreadableImpact(
            f"{path} cannot be read: {why}.", "Give the path of an existing file."
        ) from None


def chosen(words: str) -> frozenset[str]:
    """The words of --fail-on. Raises ReviewError for one that is not known: a misspelt one would guard nothing."""
    found = {word.strip() for word in words.split(",") if word.strip()}
    unknown = sorted(found - set(gates.CHOICES))
    if unknown or not found:
        raise ReviewError(
            f"--fail-on has {', '.join(unknown) or 'nothing'}.",
            f"It takes {', '.join(gates.CHOICES)}, with commas between.",
        )
    if gates.NOTHING in found and len(found) > 1:
        raise ReviewError("--fail-on has none beside other words.", "Give none alone.")
    if gates.MEDIUM_RISK in found:
        found.add(gates.HIGH_RISK)
    return frozenset(found - {gates.NOTHING})


def paired(formats: list[str], out: list[str]) -> list[tuple[str, str]]:
    """Each format with where it goes. Raises ReviewError if two would share the standard output, or a file."""
    if len(out) > len(formats):
        raise ReviewError("There are more --out than --format.", "Give each --format its --out.")
    targets = [*out, *[STDOUT] * (len(formats) - len(out))]
    twice = sorted({target for target in targets if targets.count(target) > 1})
    if twice:
        where = "the standard output" if twice[0] == STDOUT else twice[0]
        raise ReviewError(f"More than one format would go to {where}.", "Give each --format its own --out.")
    return list(zip(formats, targets, strict=True))


def written(name: str, review: Review, options: argparse.Namespace, path: str) -> str:
    """The report in one format."""
    if name == "markdown":
        return markdown.write(review, key=options.key, full_report=options.full_report)
    if name == "html":
        return html_page.write(review)
    if name == "json":
        return json_document.write(review)
    if name == "junit":
        return junit.write(review)
    if name == "sarif":
        folders = options.source or ([Path("stacks")] if Path("stacks").is_dir() else [])
        return sarif.write(review, SourceLines(Path.cwd(), folders, options.synthesized))
    from oktaprofile.review.writers import terminal

    width, colour = _terminal(path)
    return terminal.write(review, width=width, colour=colour)


def unreadable(name: str, error: DocumentError, key: str, path: str, reason: Unreadable) -> str:
    """The report of a plan that cannot be read, in one format."""
    if name == "markdown":
        return markdown.unreadable(error.message, error.next_step, reason=reason, key=key)
    if name == "terminal":
        from oktaprofile.review.writers import terminal

        width, colour = _terminal(path)
        return terminal.unreadable(error.message, error.next_step, reason=reason, width=width, colour=colour)
    if name == "html":
        return html_page.unreadable(error.message, error.next_step, reason=reason)
    writers = {
        "json": json_document.unreadable,
        "junit": junit.unreadable,
        "sarif": sarif.unreadable,
    }
    return writers[name](error.message, error.next_step)


def _terminal(path: str) -> tuple[int, bool]:
    """Width and whether to colour: of the terminal that is written to, if one is."""
    if path != STDOUT or not sys.stdout.isatty():
        return WIDTH, False
    return os.get_terminal_size().columns, "NO_COLOR" not in os.environ


def deliver(command: str, outputs: list[tuple[str, str]], text: Callable[[str, str], str]) -> int:
    """Writes each report. Returns 1 where one could not be written, which is said; the others are."""
    lost = 0
    for name, path in outputs:
        try:
            content = text(name, path)
            if path == STDOUT:
                sys.stdout.write(content)
                continue
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            private_file.write(Path(path), content.encode("utf-8", "backslashreplace"))
        except ReviewError as error:
            lost = fail(command, error)
        except OSError as error:
            reason = f"The report cannot be written to {path}: {error.strerror or error}."
            lost = fail(command, ReviewError(reason))
    return lost
