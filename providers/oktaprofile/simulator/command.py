"""`oktaprofile simulate`: serves a simulated org until SIGTERM or Ctrl-C.

Prints exactly one line on stdout, `listening on URL`, when requests are answered; everything else goes to
stderr.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sqlite3
import sys
from typing import Any, get_args

from oktaprofile.simulator.http.operations import Bucket
from oktaprofile.simulator.http.rate_limits import DEFAULT_CONCURRENCY
from oktaprofile.simulator.switches import (
    BASE_MASTER_ANSWERS,
    OVERRIDES_OUTSIDE,
    PIPELINES,
    UNMAPPED_SOURCES,
    Switches,
    value_of,
)
from oktaprofile.text.arguments import PORTS, whole

_LOOPBACK = "127.0.0.1"
_SWITCHES: tuple[tuple[str, str, tuple[str, ...] | str | None, str], ...] = (
    ("--latency-ms", "latency_ms", None, "wait in every operation (default 0)"),
    (
        "--base-master",
        "base_master",
        BASE_MASTER_ANSWERS,
        "a changed master of a base property is stored (default), ignored with 200, or refused with 400",
    ),
    ("--pipeline", "pipeline", PIPELINES, "Identity Engine (default) or Classic Engine"),
    (
        "--no-attribute-level-mastering",
        "attribute_level_mastering",
        "off",
        "the org lacks attribute-level mastering",
    ),
    ("--no-mappings-api", "mappings_api", "off", "every mapping operation answers 401 E0000015"),
    ("--quarantine-seconds", "quarantine_seconds", None, "how long a deleted name stays taken (default 2)"),
    (
        "--no-hand-made-import",
        "import_hand_made_attributes",
        "off",
        "an import leaves app attributes without an external name empty",
    ),
    (
        "--unmapped-source",
        "unmapped_source",
        UNMAPPED_SOURCES,
        "an import keeps (default) or blanks what the source of an attribute maps nothing to",
    ),
    (
        "--override-outside",
        "override_outside",
        OVERRIDES_OUTSIDE,
        "people with none of an override's apps follow their profile source (default), or stay as they are",
    ),
    (
        "--no-reevaluation",
        "import_reevaluates",
        "off",
        "an import evaluates nobody again whose values did not change at the source",
    ),
    ("--push-whole-profile", "push_whole_profile", "on", "a push writes unmapped and empty attributes, too"),
    ("--switch", "", None, "any switch by its name (docs/simulator.md); repeatable"),
)
"""Flag, switch ("" for any), what it takes (words, what the bare flag sets, or None for a text), help."""
_BUCKETS: tuple[Bucket, ...] = get_args(Bucket)


def main(argv: list[str] | None = None) -> int:
    """Runs the command. Returns 0 after a stop, 1 if it can't listen or read the state, 2 for wrong arguments."""
    try:
        options = parser().parse_args(argv)
        limits = _limits(options.rate_limit)
    except argparse.ArgumentTypeError as error:
        print(f"oktaprofile simulate: {error}", file=sys.stderr)
        return 2
    except SystemExit as stop:
        return int(stop.code or 0)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    try:
        asyncio.run(_serve(options, limits))
    except OSError as error:
        print(
            f"oktaprofile simulate: cannot listen on {options.host}:{options.port}: {error}", file=sys.stderr
        )
        return 1
    except (sqlite3.Error, ValueError) as error:
        print(f"oktaprofile simulate: cannot use the state {options.state}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


async def _serve(options: argparse.Namespace, limits: dict[Bucket, int]) -> None:
    from oktaprofile.simulator.running import make_service, serve

    service = make_service(**service_options(options, limits))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(service, options.host, options.port, stop, _announce)


def service_options(options: argparse.Namespace, limits: dict[Bucket, int]) -> dict[str, Any]:
    """What the parsed options say of the org, as `make_service` takes it."""
    return {
        "users": options.users,
        "seed": options.seed,
        "state": options.state,
        "switches": Switches(**(options.switches or {})),
        "limits": limits,
        "concurrency": options.concurrency,
        "demo_apps": not options.empty,
    }


def _announce(url: str) -> None:
    print(f"listening on {url}", flush=True)
    print(f"the org in a browser: {url}/", file=sys.stderr, flush=True)


def _limits(given: list[str]) -> dict[Bucket, int]:
    limits: dict[Bucket, int] = {}
    for text in given:
        name, _, number = text.partition("=")
        if not number.isdecimal() or name not in (*_BUCKETS, "all"):
            raise argparse.ArgumentTypeError(
                f"--rate-limit {text}: write BUCKET=N, BUCKET one of {('all', *_BUCKETS)}"
            )
        for bucket in _BUCKETS:
            if name in (bucket, "all"):
                limits[bucket] = int(number)
    return limits


class _Switch(argparse.Action):
    """An option that sets one switch: to what follows it, or to `const`. The last one of a command line counts."""

    def __init__(self, *, switch: str = "", **how: Any) -> None:  # noqa: ANN401 - argparse's own arguments
        self._switch = switch
        super().__init__(**{**how, "dest": "switches", "default": None})

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        _: str | None = None,
    ) -> None:
        name, text = self._switch, str(self.const if self.nargs == 0 else values)
        if not name:
            name, _, text = text.partition("=")
        try:
            value = value_of(name, text)
        except ValueError as error:
            parser.error(f"{'/'.join(self.option_strings)}: {error}")
        namespace.switches = {**(namespace.switches or {}), name: value}


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile simulate`."""
    parser = argparse.ArgumentParser(
        prog="oktaprofile simulate",
        description="Serves an embedded Okta org. API token: simulator-token.",
        epilog="Exit codes: 0 stopped, 1 it cannot listen or read the state, 2 wrong usage. See docs/simulator.md.",
    )
    add = parser.add_argument
    add("--port", type=whole(0, PORTS), default=0, help="port; 0 takes a free one (default)")
    add(
        "--host",
        default=_LOOPBACK,
        metavar="ADDRESS",
        help=f"address to listen on (default {_LOOPBACK}: this machine only)",
    )
    add("--users", type=whole(), default=1000, help="how many people a new org has (default 1000)")
    add("--seed", type=int, default=1, help="ids, names and numbers follow from it (default 1)")
    add("--state", metavar="FILE", help="keep the org in this SQLite file (default: in memory)")
    add("--empty", action="store_true", help="a new org has the default user type and nothing else")
    for flag, name, choices, text in _SWITCHES:
        if isinstance(choices, str):
            add(flag, action=_Switch, switch=name, nargs=0, const=choices, help=text)
        else:
            shown = "NAME=VALUE" if not name else None if choices else "N"
            add(flag, action=_Switch, switch=name, choices=choices, metavar=shown, help=text)
    add(
        "--rate-limit",
        action="append",
        default=[],
        metavar="BUCKET=N",
        help=f"requests per minute; buckets: all, {', '.join(_BUCKETS)}",
    )
    add("--concurrency", type=whole(), default=DEFAULT_CONCURRENCY, help="simultaneous requests (default 75)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
