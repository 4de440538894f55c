"""The options of `oktaprofile demo`, apart from what needs the embedded org: its help works without that extra."""

from __future__ import annotations

import argparse

from oktaprofile.text.arguments import whole

FRAMEWORKS = ("cdktf", "cdktn")


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile demo`."""
    result = argparse.ArgumentParser(
        prog="oktaprofile demo",
        description="Shows the whole sync on an embedded Okta org.",
        epilog="Exit codes: 0 all as promised, 1 a step failed or the second plan was not empty, 2 wrong usage.",
    )
    result.add_argument(
        "--users", type=whole(1), default=1000, help="people in the org (default: %(default)s)"
    )
    result.add_argument("--seed", type=int, default=7, help="makes the people (default: %(default)s)")
    result.add_argument(
        "--framework",
        choices=FRAMEWORKS,
        default=FRAMEWORKS[0],
        help="whose command it is (default: %(default)s)",
    )
    result.add_argument(
        "--existing", action="store_true", help="an org that was set up by hand is brought under code instead"
    )
    result.add_argument(
        "--stay",
        action="store_true",
        help="keep the org and its page until Enter or Ctrl-C; without a terminal it ends as ever",
    )
    return result


def main(argv: list[str]) -> int:
    """Runs the demo. Returns the exit code that the docstring of `command` lists."""
    options = parser().parse_args(argv)
    from oktaprofile.cli.demo.command import play

    return play(options.users, options.seed, options.framework, existing=options.existing, stays=options.stay)
