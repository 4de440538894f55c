"""The impact's promises: 100,000 people of the embedded org, a million from a snapshot file.

The API's own time is asking for the pages and decoding them; what an impact adds to that is measured as processor
time, because the embedded org runs on the same machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from oktaprofile.impact.change import Change, Mapped, Mastered, override
from oktaprofile.impact.predict import Question, predict_from_org
from oktaprofile.okta.client import connect
from oktaprofile.okta.clock import Clock
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.org import Org
from oktaprofile.okta.pagination import Pages
from oktaprofile.people.kept_reading import Keeping
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from oktaprofile.people.snapshot import Snapshot
from tests.acceptance.harness import TOKEN, start_org
from tests.bench.figure import Figure

PEOPLE = 100_000
MILLION = 1_000_000
SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


def change() -> Change:
    """The seed's mapping to Okta and on to Active Directory, with RingCentral as the source."""
    return Change(
        [
            Mapped("RingCentral", None, TO_OKTA, "primaryPhone", Line(SEED)),
            Mapped("Active Directory", None, TO_APP, "telephoneNumber", Line("user.primaryPhone")),
        ],
        [Mastered(None, "primaryPhone", override(["RingCentral"]))],
    )


def figures() -> Iterator[Figure]:
    """Seconds beyond the API for an org; memory, speed and linearity for a snapshot."""
    flags = ("--rate-limit", "all=1000000")
    with start_org(*flags, users=PEOPLE) as org, TemporaryDirectory() as folder:
        app_id = org.app_id("RingCentral")
        named = {name: {"title": name, "type": "string"} for name in ("directNumber", "extensionNumber")}
        org.set_app_properties(app_id, named)
        requests.post(f"{org.url}/simulator/import", json={"app_id": app_id}, timeout=600).raise_for_status()
        clock = Clock(threading.Event())
        client = connect(OktaConfig(org.url, api_token=TOKEN), clock=clock)
        with reading() as spent:
            began, worked = time.perf_counter(), time.process_time()
            # As the command does: so that an interrupted run could go on.
            keeping = Keeping(Path(folder), lambda reading: None)
            report = predict_from_org(Question(change()), Org(client, clock), org.url, keeping=keeping)
            taken, working = time.perf_counter() - began, time.process_time() - worked
        assert report.read.people == PEOPLE
        assert report.tallies[0].changed > PEOPLE // 2
        floor = f"{spent[0]:.0f} s of {taken:.0f} s for reading the pages"
        yield Figure(f"impact on {PEOPLE:,} people, beyond the API", working - spent[1], "s", 2, floor=floor)
    with TemporaryDirectory() as folder:
        quarter, whole = Path(folder) / "quarter.jsonl", Path(folder) / "whole.jsonl"
        write(quarter, MILLION // 4)
        write(whole, MILLION)
        seconds_of_quarter, _ = measured(quarter)
        seconds, megabytes = measured(whole)
        size = whole.stat().st_size / 1024**2
        worked = time.process_time()
        count = sum(1 for _ in Snapshot(whole).people())
        assert count == MILLION
        floor = f"{time.process_time() - worked:.0f} s for reading its {size:.0f} MB alone"
        yield Figure(f"impact on {MILLION:,} people of a snapshot", seconds, "s", floor=floor)
        yield Figure("the same, peak memory", megabytes, "MB", 200)
        yield Figure("the same, against four times a quarter", seconds / (4 * seconds_of_quarter), "×", 1.2)


@contextmanager
def reading() -> Iterator[list[float]]:
    """Wall and processor seconds that are spent in asking for pages, decoding them and dropping them again."""
    spent, ask = [0.0, 0.0], Pages.next_page
    last: list[list[Any]] = []

    def timed(pages: Pages[Any]) -> list[Any]:
        began, worked = time.perf_counter(), time.process_time()
        try:
            last.clear()
            last.append(ask(pages))
            return last[0]
        finally:
            spent[0] += time.perf_counter() - began
            spent[1] += time.process_time() - worked

    Pages.next_page = timed  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        Pages.next_page = ask  # type: ignore[method-assign]


RUN = """
import json, sys, time
from pathlib import Path
from oktaprofile.impact.predict import Question, predict_from_snapshot
from oktaprofile.impact.report import document
from oktaprofile.people.snapshot import Snapshot
from tests.bench.impact import change
began = time.process_time()
report = predict_from_snapshot(Question(change()), Snapshot(Path(sys.argv[1])))
document(report)
seconds = time.process_time() - began
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps([seconds, int(peak.split()[1]) / 1024]))
"""


def measured(path: Path) -> tuple[float, float]:
    """(processor seconds, peak megabytes) of an impact in a process of its own. Linux tells the peak of this very
    program; getrusage would tell that of the process it was forked from, too."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", RUN, str(path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def write(path: Path, people: int) -> None:
    """A snapshot of that many fictional people in three apps, as `oktaprofile snapshot` writes it."""
    text = {"type": "string", "master": {"type": "PROFILE_MASTER"}}
    apps = [
        ("0oaR", "RingCentral", True, True),
        ("0oaW", "Workday", True, False),
        ("0oaA", "Active Directory", False, True),
    ]
    organization = {
        "url": "https://acme.okta.com",
        "default_type": "oty1",
        "types": {"oty1": "user"},
        "apps": [
            {
                "id": id_,
                "name": label.lower(),
                "label": label,
                "status": "ACTIVE",
                "features": ["IMPORT_PROFILE_UPDATES"]
                + ["PROFILE_MASTERING"] * source
                + ["PUSH_PROFILE_UPDATES"] * pushed,
            }
            for id_, label, source, pushed in apps
        ],
        "app_schemas": {
            "0oaR": {"directNumber": text, "extensionNumber": text},
            "0oaW": {"workPhone": text},
            "0oaA": {"telephoneNumber": {**text, "maxLength": 64}},
        },
        "user_schemas": {"oty1": {"login": text, "primaryPhone": {**text, "maxLength": 100}}},
        "mappings": [
            {"app_id": "0oaR", "type_id": "oty1", "direction": TO_OKTA, "lines": {}},
            {"app_id": "0oaA", "type_id": "oty1", "direction": TO_APP, "lines": {}},
        ],
    }
    counts = dict.fromkeys(("0oaR", "0oaW", "0oaA"), people)
    header = {
        "format": "oktaprofile-snapshot", "version": 1, "notice": "", "org": "https://acme.okta.com",
        "started": "2026-11-23T00:00:00Z", "finished": "2026-11-23T00:00:00Z",
        "coverage": {"users": people, "apps": counts}, "organization": organization,
    }  # fmt: skip
    with path.open("w") as file:
        file.write(json.dumps(header) + "\n")
        for number in range(people):
            direct = "" if number % 6 == 0 else f'"directNumber":"+1415555{number % 10000:04d}",'
            login = f"person.{number}@example.com"
            rest = f'"firstName":"Person","lastName":"Number {number}","email":"{login}","department":"Sales"'
            file.write(
                f'{{"id":"00u{number:017}","type":"oty1","status":"ACTIVE","profile":{{"login":"{login}",{rest},'
                f'"title":"Engineer","primaryPhone":"+18005550199"}},"apps":{{'
                f'"0oaA":{{"external_id":"a{number}","status":"ACTIVE","profile":{{{rest},"userName":"{login}"}}}},'
                f'"0oaR":{{"external_id":"r{number}","status":"ACTIVE","profile":{{{direct}'
                f'"extensionNumber":"{number % 9000 + 1000}",{rest},"userName":"{login}"}}}},'
                f'"0oaW":{{"external_id":"w{number}","status":"ACTIVE","profile":{{"workPhone":"+18005550199",{rest},'
                f'"userName":"{login}"}}}}}}}}\n'
            )
        file.write(json.dumps({"end": people}) + "\n")
