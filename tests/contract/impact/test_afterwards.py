"""One change over HTTP from its prediction to its outcome, and what the org's people answer."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.answers import document as answers
from oktaprofile.cli import verify
from oktaprofile.impact.change import Change, Mapped, Mastered, override
from oktaprofile.impact.predict import Question, predict_from_org
from oktaprofile.impact.report import document, json_text
from oktaprofile.okta.client import connect
from oktaprofile.okta.clock import Clock
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.org import Org
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from oktaprofile.people.reading import Reader
from tests.acceptance.harness import TOKEN, SimulatedOrg, start_org

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


class Sync:
    """The sync, step by step."""

    def __init__(self, org: SimulatedOrg) -> None:
        self.org = org
        self.ringcentral, self.directory = org.app_id("RingCentral"), org.app_id("Active Directory")

    def map_to_okta(self) -> None:
        self._map(self.org.mapping(self.ringcentral), "primaryPhone", SEED)

    def map_to_directory(self) -> None:
        mapping = self.org.mapping(self.directory, direction="to_app")
        self._map(mapping, "telephoneNumber", "user.primaryPhone")

    def source(self) -> None:
        master = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": self.ringcentral}]}
        base = {"id": "#base", "type": "object", "properties": {"primaryPhone": {"master": master}}}
        self.org.call("POST", "/api/v1/meta/schemas/user/default", {"definitions": {"base": base}})

    def _map(self, mapping: dict[str, Any], target: str, expression: str) -> None:
        line = {target: {"expression": expression, "pushStatus": "PUSH"}}
        self.org.call("POST", f"/api/v1/mappings/{mapping['id']}", {"properties": line})


def test_from_the_prediction_to_the_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each state has its verdict and its cause; rate limits are waited for; an interruption writes nothing."""
    with start_org(users=60) as org:
        monkeypatch.setenv("OKTA_ORG_URL", org.url)
        monkeypatch.setenv("OKTA_API_TOKEN", TOKEN)
        for name in ("RC_APP_CLIENT_ID", "RC_APP_CLIENT_SECRET", "RC_USER_JWT"):
            monkeypatch.setenv(name, "x")
        monkeypatch.setenv("RC_SERVER_URL", f"{org.url}/simulator/ringcentral")
        named = {name: {"title": name, "type": "string"} for name in ("directNumber", "extensionNumber")}
        org.set_app_properties(org.app_id("RingCentral"), named)
        org.run_import()
        time.sleep(1.1)  # the prediction's time has whole seconds, and the log is asked from there on
        clock = Clock(threading.Event())
        client = Org(connect(OktaConfig(org.url, api_token=TOKEN), clock=clock), clock)
        change = Change(
            [
                Mapped("RingCentral", None, TO_OKTA, "primaryPhone", Line(SEED)),
                Mapped("Active Directory", None, TO_APP, "telephoneNumber", Line("user.primaryPhone")),
            ],
            [Mastered(None, "primaryPhone", override(["RingCentral"]))],
        )
        report = predict_from_org(Question(change, people=True), client, org.url)
        kept = "".join(json_text(report, document(report)))
        (tmp_path / "impact.json").write_text(kept)
        predicted = json.loads(kept)
        reports = iter(range(99))

        def verified(*options: str) -> tuple[int, str, dict[str, Any]]:
            out = tmp_path / f"{next(reports)}.json"
            code = verify.main([str(tmp_path / "impact.json"), "--out", str(out), *options])
            found: dict[str, Any] = json.loads(out.read_text())
            return code, found["verdict"], {one["attribute"]: one for one in found["targets"]}

        doing = Sync(org)
        doing.map_to_okta()
        code, verdict, targets = verified()
        assert (code, verdict) == (verify.DIFFERS, "not_applied")
        states = {name: one["applied"] for name, one in targets.items()}
        assert states == {"primaryPhone": "partly", "telephoneNumber": "not_applied"}

        org.run_import()  # before the plan is whole: it brings nothing that counts
        doing.map_to_directory()
        doing.source()
        code, verdict, targets = verified()
        assert (code, verdict) == (verify.DIFFERS, "waiting")
        assert {one["why"] for one in targets["primaryPhone"]["why"]} == {"no_import"}

        org.run_import()
        for operation in ("listLogEvents", "listApplicationUsers"):
            org.add_fault(operation=operation, action="rate_limit", reset_seconds=0, remaining=17)
        written = tmp_path / "answers.json"
        code, verdict, targets = verified("--answers-to", str(written), "--directory", "ringcentral:")
        org.end_faults()
        assert (code, verdict) == (verify.AS_PREDICTED, "as_predicted")
        assert all(not one["why"] for one in targets.values())
        told = answers.read(str(written))
        assert told.switches() == {"null_joined": "word", "import_reevaluates": "on"}
        assert told.document["answers"]["null-joined"]["by"] == answers.BY_VERIFY
        assert org.url not in written.read_text()

        person = next(one for one in predicted["targets"][0]["people"] if one["after"])["user"]
        where = f"/api/v1/apps/{doing.directory}/users/{person}"
        org.call("POST", where, {"profile": {"telephoneNumber": None}}, expect=None)
        org.call("DELETE", f"/api/v1/apps/{doing.ringcentral}/users/{person}", expect=204)
        org.call("DELETE", where, expect=204)
        code, verdict, targets = verified("--samples", "5")
        assert (code, verdict, targets["telephoneNumber"]["gone"]) == (verify.DIFFERS, "differs", 1)
        assert verified("--max-gone", "1")[0] == verify.AS_PREDICTED

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        capsys.readouterr()
        monkeypatch.setattr(Reader, "people", interrupted)
        path = tmp_path / "never.json"
        assert verify.main([str(tmp_path / "impact.json"), "--out", str(path)]) == 130
        assert not path.exists()
        assert "Nothing was written" in capsys.readouterr().err
