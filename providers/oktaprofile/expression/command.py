"""`oktaprofile expression`: check, eval and format on the command line.

    check EXPR [--source SCHEMA.json] [--target SCHEMA.json] [--attribute NAME] [--direction to_okta|to_app]
               [--allow CODE]
    eval EXPR --context FILE          the value as JSON
    eval --batch FILE|-               a JSON list of {id, expression, context, dialect?}; writes one of
                                      {id, value | error | undetermined}, in the same order
    format EXPR                       the expression in one spelling

EXPR or FILE may be `-` for the standard input. Exit codes are in `EXIT_CODES`.
"""

from __future__ import annotations

import argparse
import json
import sys

from oktaprofile.expression import (
    EvaluationError,
    ExpressionError,
    Value,
    check,
    compile_expression,
    format_expression,
)
from oktaprofile.expression.documents import Unreadable, named, read_object, read_text
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


def main(argv: list[str]) -> int:
    """Runs one of the subcommands with its arguments and returns the exit code. Writes to stdout and stderr."""
    arguments = parser()
    try:
        options = arguments.parse_args(argv)
    except SystemExit as leaving:  # argparse has printed the usage or the help
        return int(leaving.code or 0)
    usage = _wrong_usage(options)
    if usage:
        print(f"oktaprofile expression {options.command}: {usage}", file=sys.stderr)
        return 2
    try:
        return int(options.run(options))
    except Unreadable as unreadable:
        print(f"oktaprofile expression {options.command}: {unreadable}", file=sys.stderr)
        return TOOL_ERROR
    except ExpressionError as refusal:
        print(f"error: {refusal.render()}", file=sys.stderr)
        return INVALID


def _wrong_usage(options: argparse.Namespace) -> str:
    """What is wrong with the options together, or ""."""
    given = vars(options)
    if sum(given.get(name) == "-" for name in ("expression", "context", "batch", "source", "target")) > 1:
        return "only one of the expression and the files can be -, the standard input"
    if options.command == "eval" and (options.batch is None) is (options.expression is None):
        return "give either an expression or --batch FILE"
    if options.command == "eval" and options.batch is not None and options.context is not None:
        return "--context is for one expression; in a batch each item has its own"
    if options.command == "check" and options.attribute is not None and options.target is None:
        return "--attribute is an attribute of the target: give --target SCHEMA.json too"
    return ""


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile expression`."""
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
    checking.add_argument(
        "--allow",
        metavar="CODE",
        action="append",
        default=[],
        help="findings of this code are warnings at most",
    )
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
        source_schema=_schema(options.source) if options.source else None,
        target_schema=_schema(options.target) if options.target else None,
        target=options.attribute,
        allow=options.allow,
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
    context = read_object(options.context, "context") if options.context else {}
    outcome = compile_expression(_text(options.expression)).evaluate(context)
    if isinstance(outcome, Value):
        print(json.dumps(outcome.value, ensure_ascii=False))
        return DONE
    if isinstance(outcome, EvaluationError):
        print(f"error: {outcome.render()}", file=sys.stderr)
        return FAILED
    print(f"undetermined: {outcome.render()}", file=sys.stderr)
    return UNDETERMINED


def _batch(path: str) -> int:
    from oktaprofile.expression.batch import answers

    print(json.dumps(answers(path), indent=1))
    return DONE


# format


def _format(options: argparse.Namespace) -> int:
    print(format_expression(_text(options.expression)))
    return DONE


# files


def _text(argument: str) -> str:
    """The expression; what a shell adds at the end of standard input is no part of it."""
    return read_text("-").rstrip("\r\n") if argument == "-" else argument


def _schema(path: str) -> dict[str, Any]:
    """One of Okta's schema documents. Raises Unreadable."""
    document = read_object(path, "schema")
    if not isinstance(document.get("definitions"), dict):
        raise Unreadable(
            f"the schema in {named(path)} has no definitions: it is the answer to GET "
            "/api/v1/meta/schemas/apps/APP_ID/default or /api/v1/meta/schemas/user/SCHEMA_ID that is needed"
        )
    return document
