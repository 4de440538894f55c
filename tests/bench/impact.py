"""The impact's promises: 100,000 people of the embedded org, a million from a snapshot file.

The API's own time is asking for the pages and decoding them; what an impact adds to that is measured as processor
time, because the embedded org runs on the same machine.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
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
from oktaprofile.people import decoding
from oktaprofile.people.decoding import encoded
from oktaprofile.people.kept_reading import Keeping
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from oktaprofile.people.snapshot import Snapshot
from oktaprofile.people.store import VERSION, Store
from tests.acceptance.harness import TOKEN, spawn_org
from tests.bench.figure import Figure, times

PEOPLE = 100_000
MILLION = 1_000_000
LIVE_LIMIT = 2.5
"""Processor time of a whole impact, against that of asking for the pages and decoding them."""
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
    with spawn_org(*flags, users=PEOPLE) as org, TemporaryDirectory() as folder:
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
        floor = f"processor time of asking for the pages and decoding them: {spent[1]:.0f} s of {taken:.0f} s in all"
        yield Figure(
            f"impact on {PEOPLE:,} people of an org", working / spent[1], "×", LIVE_LIMIT, floor=floor
        )
    with TemporaryDirectory() as folder:
        yield from of_snapshots(Path(folder))


def of_snapshots(folder: Path) -> Iterator[Figure]:
    """A million people of a snapshot: time against the decoder alone, memory, and how both grow."""
    lines, quarter, whole = (folder / name for name in ("people.jsonl", "quarter.snapshot", "whole.snapshot"))
    write(lines, MILLION // 4)
    as_store(lines, quarter)
    write(lines, MILLION)
    as_store(lines, whole)
    megabytes: list[float] = []

    def ours() -> None:
        megabytes.append(measured(whole)[1])

    size = lines.stat().st_size / 1024**2
    decoder = decoding.orjson.__name__ if decoding.orjson else "json"
    of = f"{decoder} alone on the same people as {size:.0f} MB of JSON lines"
    yield times(f"impact on {MILLION:,} people of a snapshot", ours, lambda: decode(lines), of, 5, runs=3)
    yield Figure("the same, peak memory of all its processes", max(megabytes), "MB", 200)
    ratios = [measured(whole)[0] / (4 * measured(quarter)[0]) for _ in range(3)]
    yield Figure("the same, against four times a quarter", statistics.median(ratios), "×", 1.2)


def decode(lines: Path) -> None:
    """What the decoder alone takes, in a process of its own as well."""
    program = (
        "import sys, json\ntry:\n from orjson import loads\nexcept ImportError:\n from json import loads\n"
    )
    program += "for line in open(sys.argv[1], 'rb'):\n loads(line)\n"
    subprocess.run([sys.executable, "-c", program, str(lines)], check=True)


def as_store(lines: Path, path: Path) -> None:
    """The same people as `oktaprofile snapshot` keeps them."""
    old = Snapshot(lines)
    sql = sqlite3.connect(path, isolation_level=None)
    apps = list(old.header.app_users)
    store = Store.made(sql, apps)

    def rows() -> Iterator[tuple[object, ...]]:
        for one in old.people():
            found = (one.apps[app_id] for app_id in apps)
            cells = (encoded((app.external_id, app.status, app.profile)) for app in found)
            yield one.id, encoded((one.type_id, one.status, one.profile)), *cells

    sql.execute("BEGIN")
    sql.executemany(f"INSERT INTO people VALUES (?, ?{', ?' * len(apps)})", rows())
    store.set_meta("header", old.header.document(VERSION))
    sql.execute("COMMIT")
    store.close()


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
import json, os, resource, sys
from pathlib import Path
from oktaprofile.impact.predict import Question, predict_from_snapshot
from oktaprofile.impact.report import document
from oktaprofile.impact.side_by_side import MOST_PROCESSES
from oktaprofile.people.snapshot import Snapshot
from tests.bench.impact import change
document(predict_from_snapshot(Question(change()), Snapshot(Path(sys.argv[1]))))
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
of_children = MOST_PROCESSES * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([sum(os.times()[:4]), (int(peak.split()[1]) + of_children) / 1024]))
"""


def measured(path: Path) -> tuple[float, float]:
    """(processor seconds, peak megabytes) of an impact in a process of its own, with the processes that it forks. Linux
    tells the peak of this very program; getrusage would tell that of the process it was forked from, too."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", RUN, str(path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def write(path: Path, people: int) -> None:
    """A snapshot of that many fictional people in three apps, as version 0.1.0 wrote it."""
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
