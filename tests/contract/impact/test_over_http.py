"""Reading an org over HTTP: paged, with refusals in between, and the same from the org as from a snapshot of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.cli import reconcile, verify
from oktaprofile.impact.change import Change, Mapped, Mastered, override
from oktaprofile.impact.predict import Question, predict_from_org, predict_from_snapshot
from oktaprofile.impact.report import Report, document, json_text
from oktaprofile.impact.ringcentral import Directory
from oktaprofile.okta.client import connect
from oktaprofile.okta.clock import Clock
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.org import Org
from oktaprofile.people.kept_reading import Keeping
from oktaprofile.people.making import make_snapshot
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line, MappingKey
from oktaprofile.people.snapshot import Snapshot
from oktaprofile.plan.outcomes import Outcome
from tests.acceptance.harness import TOKEN, SimulatedOrg, start_org

PEOPLE = 450  # three pages of users, one of each app's
SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


@pytest.fixture(scope="module")
def simulated() -> Iterator[SimulatedOrg]:
    """An org whose RingCentral numbers have been imported."""
    with start_org(users=PEOPLE) as running:
        named = {name: {"title": name, "type": "string"} for name in ("directNumber", "extensionNumber")}
        running.set_app_properties(running.app_id("RingCentral"), named)
        running.run_import()
        yield running


@pytest.fixture
def org(simulated: SimulatedOrg) -> Org:
    """The org as a command sees it."""
    clock = Clock(threading.Event())
    return Org(connect(OktaConfig(simulated.url, api_token=TOKEN), clock=clock), clock)


@pytest.fixture
def question() -> Question:
    """The seed's change, by the labels of the apps."""
    return Question(
        Change(
            [
                Mapped("RingCentral", None, TO_OKTA, "primaryPhone", Line(SEED)),
                Mapped("Active Directory", None, TO_APP, "telephoneNumber", Line("user.primaryPhone")),
            ],
            [Mastered(None, "primaryPhone", override(["RingCentral"]))],
        )
    )


def test_org_and_snapshot_give_one_answer(
    simulated: SimulatedOrg, org: Org, question: Question, tmp_path: Path
) -> None:
    """Person by person the same, whatever way they were read."""
    seen: list[tuple[str, int]] = []
    live = predict_from_org(
        question, org, simulated.url, progress=lambda what, count: seen.append((what, count))
    )
    assert live.read.people == PEOPLE
    assert {("users", PEOPLE), ("apps", 4)} <= set(seen)
    phone = live.tallies[0]
    assert phone.outcomes[Outcome.CHANGED] > PEOPLE // 2
    assert phone.outcomes[Outcome.LITERAL_NULL] > 0
    path = tmp_path / "org.snapshot"
    header = make_snapshot(org, simulated.url, path)
    assert header.users == PEOPLE
    assert MappingKey(simulated.app_id("RingCentral"), header.organization.default_type, TO_OKTA) in (
        header.organization.mappings
    )
    assert document(predict_from_snapshot(question, Snapshot(path)))["targets"] == document(live)["targets"]


def test_refusals_on_the_way_are_waited_for(simulated: SimulatedOrg, org: Org, question: Question) -> None:
    """A server error in the middle of a list costs a repetition, not the prediction."""
    simulated.add_fault(operation="listUsers", status=503, skip=1)
    report = predict_from_org(question, org, simulated.url)
    assert report.read.people == PEOPLE
    simulated.end_faults()


def test_a_snapshot_goes_on_after_a_failure(simulated: SimulatedOrg, org: Org, tmp_path: Path) -> None:
    """The second run asks for the pages that are missing, and for nothing else."""
    path = tmp_path / "org.snapshot"
    simulated.add_fault(operation="listUsers", status=403, skip=1)
    with pytest.raises(OktaError):
        make_snapshot(org, simulated.url, path)
    simulated.end_faults()
    simulated.reset_requests()
    make_snapshot(org, simulated.url, path)
    assert sum(1 for _ in Snapshot(path).people()) == PEOPLE
    assert simulated.requests()["total"] == 2


def test_an_impact_goes_on_after_a_failure(
    simulated: SimulatedOrg, org: Org, question: Question, tmp_path: Path
) -> None:
    """As a snapshot does: two pages of users are missing, and two are asked for; the result is that of one run."""
    whole = document(predict_from_org(question, org, simulated.url))
    simulated.add_fault(operation="listUsers", status=403, skip=1)
    keeping = Keeping(tmp_path, lambda reading: None)
    with pytest.raises(OktaError):
        predict_from_org(question, org, simulated.url, keeping=keeping)
    simulated.end_faults()
    simulated.reset_requests()
    again = Keeping(tmp_path, lambda reading: None)
    report = document(predict_from_org(question, org, simulated.url, keeping=again))
    asked = simulated.requests()["operations"]
    assert (asked["listUsers"], asked.get("listApplicationUsers", 0)) == (2, 0)
    assert report["targets"] == whole["targets"]
    assert list(tmp_path.iterdir()) == []


def test_ringcentrals_own_directory_says_what_the_import_will_bring(
    simulated: SimulatedOrg, org: Org, question: Question
) -> None:
    """Before the attributes exist: the same prediction as from a values file, and as from Okta after an import."""
    secrets = {"RC_APP_CLIENT_ID": "a", "RC_APP_CLIENT_SECRET": "b", "RC_USER_JWT": "c"}
    directory = Directory({**secrets, "RC_SERVER_URL": f"{simulated.url}/simulator/ringcentral"})
    question.values = directory
    told = document(predict_from_org(question, org, simulated.url))
    question.values = None
    imported = document(predict_from_org(question, org, simulated.url))
    assert told["targets"] == imported["targets"]
    assert told["targets"][0]["changed"] > PEOPLE // 2


def with_people(report: Report) -> Any:
    """The document as `impact --people --out` writes it."""
    return json.loads("".join(json_text(report, document(report))))


def test_verify_reads_the_org_and_finds_that_nothing_was_applied(
    simulated: SimulatedOrg,
    org: Org,
    question: Question,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command on a document with people: nobody has changed yet, so the gate fails with exit code 2. Every format
    says the same; a log that is refused is said to be, and a page shows no number."""
    question.people = True
    found = with_people(predict_from_org(question, org, simulated.url))
    path, out, page, text = (tmp_path / name for name in ("impact.json", "verified.json", "a.html", "a.md"))
    path.write_text(json.dumps(found))
    monkeypatch.setenv("OKTA_ORG_URL", simulated.url)
    monkeypatch.setenv("OKTA_API_TOKEN", TOKEN)
    written = ["--out", str(out), "--html", str(page), "--markdown", str(text), "--samples", "3"]
    assert verify.main([str(path), *written]) == verify.DIFFERS
    phone = json.loads(out.read_text())["targets"][0]
    assert phone["not_yet"] == found["targets"][0]["changed"]
    assert phone["why"] == [{"result": "not_yet", "why": "not_applied", "people": phone["not_yet"]}]
    assert phone["samples"][0]["predicted"] in capsys.readouterr().out
    for written_to in (page, text):
        content = written_to.read_text()
        assert "the plan is not applied" in content
        assert phone["samples"][0]["user"] in content
        assert "+1" not in content
        assert written_to.stat().st_mode & 0o777 == 0o600
    simulated.add_fault(operation="listLogEvents", status=403)
    assert verify.main([str(path), "--max-different", str(PEOPLE)]) == verify.DIFFERS  # not applied
    simulated.end_faults()
    assert "could not be read" in capsys.readouterr().out


def test_an_app_or_a_type_that_is_gone_is_an_error(
    simulated: SimulatedOrg,
    org: Org,
    question: Question,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nobody could be compared. So is an app whose people may not be read, by its label."""
    question.people = True
    found = with_people(predict_from_org(question, org, simulated.url))
    path = tmp_path / "impact.json"
    monkeypatch.setenv("OKTA_ORG_URL", simulated.url)
    monkeypatch.setenv("OKTA_API_TOKEN", TOKEN)
    path.write_text(json.dumps(found))
    simulated.add_fault(operation="listApplicationUsers", status=403)
    assert verify.main([str(path)]) == 1
    simulated.end_faults()
    assert "Reading the users of Workday: listApplicationUsers" in capsys.readouterr().err
    for part, value in (("app_id", "0oaGone"), ("user_type", {"id": "otyGone", "name": "gone"})):
        wrong = json.loads(json.dumps(found))
        wrong["targets"][-1][part] = value
        path.write_text(json.dumps(wrong))
        assert verify.main([str(path)]) == 1
        assert "shows none by its id any more" in capsys.readouterr().err


def test_reconcile_by_what_okta_imported_and_by_ringcentral_itself(
    simulated: SimulatedOrg, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the deployment everybody in Workday shows the switchboard, which RingCentral does not know."""
    monkeypatch.setenv("OKTA_ORG_URL", simulated.url)
    monkeypatch.setenv("OKTA_API_TOKEN", TOKEN)
    for name in ("RC_APP_CLIENT_ID", "RC_APP_CLIENT_SECRET", "RC_USER_JWT"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("RC_SERVER_URL", f"{simulated.url}/simulator/ringcentral")
    command = ["--downstream", "Active Directory=telephoneNumber", "--json"]
    told = []
    for further in ([], ["--directory", "ringcentral:"]):
        assert reconcile.main([*command, *further]) == reconcile.DONE
        told.append(json.loads(capsys.readouterr().out)["columns"])
    assert told[0] == told[1][1:]
    twice = ["--downstream", "Active Directory=telephoneNumber", "--directory", "ringcentral:", *command]
    assert reconcile.main([*twice, "--samples", "1"]) == reconcile.DONE
    columns = json.loads(capsys.readouterr().out)["columns"]
    assert [{**one, "samples": []} for one in columns] == [{**one, "samples": []} for one in told[1]]
    assert told[1][0]["own"] > PEOPLE // 2
    assert told[0][0]["unknown"] > PEOPLE // 2
    assert reconcile.main(["--max-unknown", "0"]) == reconcile.GATE_FAILED
    for misspelt in (
        ["--property", "primaryPhon"],
        ["--number", "DirectNumber"],
        ["--downstream", "Active Directory=phone"],
    ):
        assert reconcile.main([*misspelt, "--max-somebody-elses", "0"]) == 1
        assert "has no attribute" in capsys.readouterr().err
    simulated.set_app_properties(simulated.app_id("RingCentral"), {"directNumber": None})
    assert (
        reconcile.main([*command, "--directory", "ringcentral:"]) == reconcile.DONE
    )  # before the deployment
    printed = capsys.readouterr()
    assert json.loads(printed.out)["columns"] == told[0]
    assert "RingCentral has no attribute directNumber in Okta yet" in printed.err
