"""`oktaprofile expression`: check, eval and format on the command line.

    check EXPR [--source SCHEMA.json] [--target SCHEMA.json] [--attribute NAME] [--direction to_okta|to_app]
    eval EXPR --context FILE          the value as JSON
    eval --batch FILE                 a JSON list of {id, expression, context, dialect?}; writes one of
                                      {id, value | error | undetermined}, in the same order
    format EXPR                       the expression in one spelling

EXPR or FILE may be `-` for the standard input. Exit codes are in `EXIT_CODES`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from oktaprofile.expression import (
    Compiled,
    EvaluationError,
    ExpressionError,
    Outcome,
    Undetermined,
    Value,
    check,
    compile_expression,
    format_expression,
)
from oktaprofile.expression.findings import ERROR, INFO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DONE, TOOL_ERROR, INVALID, FAILED, UNDETERMINED = 0, 1, 3, 4, 5

EXIT_CODES = """exit codes:
  0  done: the expression is valid (check: warnings at most), or it has a value; a batch was evaluated
  1  a file could not be read, or is not what it should be
  2  wrong usage of the command
  3  the expression is not valid, or check found errors (--strict: or warnings)
  4  eval: the evaluation fails, Okta keeps the old value
  5  eval: nothing published says what Okta gives"""

_DIALECTS = ("classic", "spel", "identity-engine")


class _Unreadable(Exception):  # noqa: N818 - said to the user, never raised further
    """A file that cannot be used, and why."""


def main(argv: list[str]) -> int:
    """Runs one of the subcommands with its arguments and returns the exit code. Writes to stdout and stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Unicode shows escapes
    parser = _parser()
    try:
        options = parser.parse_args(argv)
    except SystemExit as leaving:  # argparse has printed the usage or the help
        return int(leaving.code or 0)
    if options.command == "eval" and (options.batch is None) is (options.expression is None):
        print("oktaprofile expression eval: give either an expression or --batch FILE", file=sys.stderr)
        return 2
    try:
        return int(options.run(options))
    except _Unreadable as unreadable:
        print(f"oktaprofile expression {options.command}: {unreadable}", file=sys.stderr)
        return TOOL_ERROR
    except ExpressionError as refusal:
        print(f"error: {refusal.render()}", file=sys.stderr)
        return INVALID


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="oktaprofile expression",
        description="Okta Expression Language, the classic dialect that profile mappings use.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="check | eval | format")
    checking = commands.add_parser("check", help="find what is wrong with an expression before Okta does")
    checking.add_argument(
        "expression", metavar="EXPR", help="the expression, or - to read it from standard input"
    )
    checking.add_argument("--source", metavar="SCHEMA.json", help="the schema of the profile that is read")
    checking.add_argument("--target", metavar="SCHEMA.json", help="the schema of the profile that is written")
    checking.add_argument(
        "--attribute", metavar="NAME", help="the attribute of the target that the mapping fills"
    )
    checking.add_argument(
        "--direction",
        choices=("to_okta", "to_app"),
        default="to_okta",
        help="to_okta (default): an app's profile to Okta's; to_app: the other way",
    )
    checking.add_argument("--strict", action="store_true", help="a warning is a failure too")
    checking.add_argument("--json", action="store_true", help="the findings as a JSON list")
    checking.set_defaults(run=_check)

    evaluating = commands.add_parser("eval", help="evaluate an expression, or many")
    evaluating.add_argument(
        "expression", metavar="EXPR", nargs="?", help="the expression, or - for standard input"
    )
    evaluating.add_argument(
        "--context", metavar="FILE", help="JSON: the profiles by name, or - for standard input"
    )
    evaluating.add_argument(
        "--batch", metavar="FILE", help="a JSON list of {id, expression, context, dialect?}"
    )
    evaluating.set_defaults(run=_eval)

    formatting = commands.add_parser("format", help="print an expression in one spelling")
    formatting.add_argument(
        "expression", metavar="EXPR", help="the expression, or - to read it from standard input"
    )
    formatting.set_defaults(run=_format)
    return parser


# check


def _check(options: argparse.Namespace) -> int:
    findings = check(
        _text(options.expression),
        direction=options.direction,
        source_schema=_object(options.source, "schema") if options.source else None,
        target_schema=_object(options.target, "schema") if options.target else None,
        target=options.attribute,
    )
    if options.json:
        print(json.dumps([finding.as_json() for finding in findings], indent=2))
    elif findings:
        print("\n\n".join(finding.render() for finding in findings))
    else:
        print("nothing found")
    failing = [one for one in findings if one.severity == ERROR or (options.strict and one.severity != INFO)]
    return INVALID if failing else DONE


# eval


def _eval(options: argparse.Namespace) -> int:
    if options.batch is not None:
        return _batch(options.batch)
    context = _object(options.context, "context") if options.context else {}
    outcome = compile_expression(_text(options.expression)).evaluate(context)
    if isinstance(outcome, Value):
        print(_json_text(outcome.value))
        return DONE
    if isinstance(outcome, EvaluationError):
        print(f"error: {outcome.render()}", file=sys.stderr)
        return FAILED
    print(f"undetermined: {outcome.render()}", file=sys.stderr)
    return UNDETERMINED


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _batch(path: str) -> int:
    items = _json(path)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _Unreadable(f"{_named(path)} is not a JSON list of objects with id, expression and context")
    compiled: dict[str, Compiled | ExpressionError] = {}
    results = [{"id": item.get("id"), **_answer(item, compiled)} for item in items]
    print(json.dumps(results, indent=1))
    return DONE


def _answer(item: dict[str, Any], compiled: dict[str, Compiled | ExpressionError]) -> dict[str, Any]:
    """{"value": ...}, {"error": text} or {"undetermined": text} for one item of a batch."""
    expression, context = item.get("expression"), item.get("context", {})
    dialect = item.get("dialect") or "classic"
    if not isinstance(expression, str):
        return {"error": "the item has no expression"}
    if not isinstance(context, dict):
        return {"error": "the item's context is not an object"}
    if dialect not in _DIALECTS:
        return {"error": f"the dialect {dialect} is not one of {', '.join(_DIALECTS)}"}
    if expression not in compiled:
        try:
            compiled[expression] = compile_expression(expression)
        except ExpressionError as refusal:
            compiled[expression] = refusal
    known = compiled[expression]
    if isinstance(known, ExpressionError):
        return {"error": known.message}
    if dialect == "identity-engine":
        return {"error": "the item is in the Identity Engine dialect, which profile mappings do not use"}
    return _outcome(known.evaluate(context))


def _outcome(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, EvaluationError):
        return {"error": outcome.message}
    if isinstance(outcome, Undetermined):
        return {"undetermined": outcome.reason}
    try:
        json.dumps(outcome.value, allow_nan=False)
    except ValueError:
        return {"undetermined": "the number has no form in JSON, and what Okta stores is published nowhere"}
    return {"value": outcome.value}


# format


def _format(options: argparse.Namespace) -> int:
    print(format_expression(_text(options.expression)))
    return DONE


# files


def _text(argument: str) -> str:
    """The expression; what a shell adds at the end of standard input is no part of it."""
    return sys.stdin.read().rstrip("\r\n") if argument == "-" else argument


def _object(path: str, what: str) -> dict[str, Any]:
    found = _json(path)
    if not isinstance(found, dict):
        raise _Unreadable(f"the {what} in {_named(path)} is not a JSON object")
    return found


def _json(path: str) -> object:
    """The JSON in a file. Raises _Unreadable."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise _Unreadable(f"cannot read {_named(path)}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else "not UTF-8, or nested too deep"
        raise _Unreadable(f"{_named(path)} is not JSON: {reason}") from error


def _named(path: str) -> str:
    return "the standard input" if path == "-" else path
