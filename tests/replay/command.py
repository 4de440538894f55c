"""`python -m tests.replay FILES… [--json] [--minimum PERCENT] [--url URL]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.replay.recording import Recording, RecordingError, read_recording
from tests.replay.report import Report
from tests.replay.session import replay_recording
from tests.replay.simulator import SimulatorError, simulator_at, started_simulator

EPILOG = """
Without --url a simulator is started for the replay and stopped after it. With --url the org that runs
there is emptied and filled again for every recording: never give the URL of one whose state you want to keep,
and start it with --rate-limit all=1000000 (a replay sends hundreds of requests a second).

exit codes:
  0  every compared exchange agrees, or as many of the named operations as --minimum asks for
  1  the replay could not be done (a file is no recording, the simulator cannot be reached)
  2  wrong usage
  3  some exchanges differ (with --minimum: more than it allows)
"""


def main(argv: list[str]) -> int:
    """Runs the command; returns its exit code (see the epilog of its help)."""
    arguments = _parser().parse_args(argv)
    try:
        recordings = [read_recording(path) for path in _files(arguments.files)]
        report = _replay(recordings, arguments.url)
    except (RecordingError, SimulatorError) as problem:
        print(f"python -m tests.replay: {problem}", file=sys.stderr)
        return 1
    print(json.dumps(report.as_json(), indent=2) if arguments.json else report.as_text())
    if arguments.minimum is None:
        return 3 if report.different else 0
    agreement = report.agreement()
    return 0 if agreement is not None and agreement >= arguments.minimum else 3


def replay_files(paths: Sequence[Path]) -> Report:
    """Replays recordings against a simulator of their own. Raises RecordingError, SimulatorError."""
    return _replay([read_recording(path) for path in paths], None)


def _replay(recordings: Sequence[Recording], url: str | None) -> Report:
    report = Report()
    with simulator_at(url) if url else started_simulator() as simulator:
        for recording in recordings:
            report.add(recording.name, replay_recording(recording, simulator))
    return report


def _files(given: Sequence[str]) -> list[Path]:
    """The files named, and for a folder the `*.jsonl` in it. Raises RecordingError for a folder without any."""
    found: list[Path] = []
    for path in map(Path, given):
        inside = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not inside:
            raise RecordingError(f"{path} is a folder without a .jsonl file")
        found += inside
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.replay",
        description="Replays recorded Okta traffic against the simulator and lists what differs, "
        "apart from ids, hosts and times.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a recording (.jsonl), or a folder of them")
    parser.add_argument("--json", action="store_true", help="print counts and every difference as JSON")
    parser.add_argument(
        "--minimum",
        type=float,
        metavar="PERCENT",
        help="succeed when at least PERCENT of the exchanges on schemas, user types, mappings "
        "and app features agree",
    )
    parser.add_argument("--url", help="replay against the simulator that runs there (its state is lost)")
    return parser
