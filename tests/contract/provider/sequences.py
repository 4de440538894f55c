"""Random sequences of configurations, applies, destroys and edits by hand, on an embedded org, beside a small model.

The model knows nothing of Okta or the provider: what each name holds, who owns it, and what was there before. After
every step the org must hold exactly that; after every apply the state must say it, and the next plan be empty.

Properties of an app, keys of its mappings with two user types, and the app's end. The same few names and values come
up again and again, so that owner and stranger often want the same thing.
"""

from __future__ import annotations

from typing import Any

import requests
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from oktaprofile.okta.client import connect
from oktaprofile.okta.config import OktaConfig
from oktaprofile.provider.resources.app_user_properties import AppUserProperties
from oktaprofile.provider.resources.mapping import Mapping
from oktaprofile.simulator.running import running_org
from oktaprofile.simulator.switches import Switches
from tests.unit.provider.small_okta import Terraform

NAMES = ("seqOne", "seqTwo", "seqThree")
FOREIGN_NAME = "seqForeign"
KEYS = ("nickName", "title", "division")
FOREIGN_KEY = "displayName"
TYPES = ("user", "contractor")
TITLES = st.sampled_from(["A", "B", "C"])
EXPRESSIONS = st.sampled_from(["appuser.email", "appuser.userName", "appuser.givenName"])


class Owned:
    """What the model knows of one resource: `there` is Okta's side, `former` what each owned name goes back to."""

    def __init__(self, there: dict[str, str], *, forgets_deleted: bool) -> None:
        self.there = there
        self.former: dict[str, str | None] = {}
        self.forgets_deleted = forgets_deleted

    def apply(self, wanted: dict[str, str]) -> None:
        """The configuration is applied; {} destroys."""
        if self.forgets_deleted:  # a property that was deleted by hand is a new one when it is added again
            self.former = {name: value for name, value in self.former.items() if name in self.there}
        for name in [name for name in self.former if name not in wanted]:
            former = self.former.pop(name)
            if former is None:
                self.there.pop(name, None)
            else:
                self.there[name] = former
        for name, value in wanted.items():
            self.former.setdefault(name, self.there.get(name))
            self.there[name] = value

    def by_hand(self, name: str, value: str | None) -> None:
        """Somebody sets or removes it in Okta."""
        if value is None:
            self.there.pop(name, None)
        else:
            self.there[name] = value


class Sequences(RuleBasedStateMachine):
    """One org, properties and two mappings, one administrator."""

    steps = 0

    @initialize()
    def start(self) -> None:
        self._running = running_org(users=0, switches=Switches(quarantine_seconds=0))
        org = self._running.__enter__()
        self.url, self.http = org.url, requests.Session()
        self.http.headers.update(org.headers)
        apps = self._call("GET", "/api/v1/apps?limit=200")
        self.app_id = next(app["id"] for app in apps if app["label"] == "RingCentral")
        types = self._call("GET", "/api/v1/meta/types/user")
        self.rows = {}
        for one in types:
            if one["name"] in TYPES:
                found = self._call("GET", f"/api/v1/mappings?sourceId={self.app_id}&targetId={one['id']}")
                self.rows[one["name"]] = f"/api/v1/mappings/{found[0]['id']}"
        self.gone = False
        self.schema = f"/api/v1/meta/schemas/apps/{self.app_id}/default"
        client = connect(OktaConfig(org.url, api_token=org.token))
        self.properties = Terraform(AppUserProperties(), client)  # type: ignore[arg-type]
        self.mappings = {name: Terraform(Mapping(), client) for name in TYPES}  # type: ignore[arg-type]
        self.titles = Owned(self._titles(), forgets_deleted=True)
        self.expressions = {name: Owned(self._expressions(name), forgets_deleted=False) for name in TYPES}

        # Something to take over and to put back from the first step on.
        self.edit_a_property_by_hand(NAMES[0], "A")
        for name in TYPES:
            self.edit_a_mapping_by_hand(name, KEYS[0], "appuser.email")

    def teardown(self) -> None:
        if hasattr(self, "_running"):
            self._running.__exit__(None, None, None)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, self.url + path, json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _titles(self) -> dict[str, str]:
        found = self._call("GET", self.schema)["definitions"]["custom"]["properties"]
        return {name: item["title"] for name, item in found.items()}

    def _expressions(self, type_name: str) -> dict[str, str]:
        found = self._call("GET", self.rows[type_name])["properties"]
        return {name: item["expression"] for name, item in found.items()}

    @precondition(lambda self: not self.gone)
    @rule(wanted=st.dictionaries(st.sampled_from(NAMES), TITLES))
    def apply_properties(self, wanted: dict[str, str]) -> None:
        """A configuration of properties is applied; an empty one is destroyed."""
        arguments = {
            "app_id": self.app_id,
            "adopt_existing": True,
            "properties": {name: {"title": title} for name, title in wanted.items()},
        }
        self._apply(self.properties, self.titles, wanted, arguments, "title")

    @precondition(lambda self: not self.gone)
    @rule(type_name=st.sampled_from(TYPES), wanted=st.dictionaries(st.sampled_from(KEYS), EXPRESSIONS))
    def apply_mapping(self, type_name: str, wanted: dict[str, str]) -> None:
        """The same for keys of the mapping towards one user type."""
        properties = {key: {"expression": expression} for key, expression in wanted.items()}
        arguments = {"app_id": self.app_id, "properties": properties}
        if type_name != TYPES[0]:
            arguments["user_type"] = type_name
        self._apply(self.mappings[type_name], self.expressions[type_name], wanted, arguments, "expression")

    def _apply(
        self,
        terraform: Terraform,
        model: Owned,
        wanted: dict[str, str],
        arguments: dict[str, Any],
        value: str,
    ) -> None:
        if wanted:
            terraform.apply(**arguments)
            assert terraform.state is not None
            assert {name: item[value] for name, item in terraform.state["properties"].items()} == wanted
            assert terraform.plan(**arguments).planned == terraform.state, (
                "the plan after an apply is not empty"
            )
        else:
            terraform.refresh()
            if terraform.state is not None:
                terraform.destroy()
        model.apply(wanted)

    @precondition(lambda self: not self.gone)
    @rule(name=st.sampled_from((*NAMES, FOREIGN_NAME)), title=st.none() | TITLES)
    def edit_a_property_by_hand(self, name: str, title: str | None) -> None:
        """An administrator adds, renames or deletes a property, ours or not."""
        if title is None and name not in self.titles.there:
            return
        item = None if title is None else {"title": title, "type": "string"}
        custom = {"id": "#custom", "type": "object", "properties": {name: item}}
        self._call("POST", self.schema, {"definitions": {"custom": custom}})
        self.titles.by_hand(name, title)

    @precondition(lambda self: not self.gone)
    @rule(
        type_name=st.sampled_from(TYPES),
        key=st.sampled_from((*KEYS, FOREIGN_KEY)),
        expression=st.none() | EXPRESSIONS,
    )
    def edit_a_mapping_by_hand(self, type_name: str, key: str, expression: str | None) -> None:
        """The same for a key of the mapping."""
        entry = None if expression is None else {"expression": expression, "pushStatus": "PUSH"}
        self._call("POST", self.rows[type_name], {"properties": {key: entry}})
        self.expressions[type_name].by_hand(key, expression)

    @precondition(lambda self: not self.gone)
    @rule(chance=st.integers(0, 29))
    def delete_the_app(self, chance: int) -> None:
        """Now and then somebody deletes the app: everything leaves the state, and a plan says why it cannot go on."""
        if chance != 17:  # no round number: hypothesis likes those
            return
        self._call("POST", f"/api/v1/apps/{self.app_id}/lifecycle/deactivate")
        assert self.http.delete(f"{self.url}/api/v1/apps/{self.app_id}", timeout=30).status_code == 204
        self.gone = True
        for terraform in (self.properties, *self.mappings.values()):
            terraform.refresh()
            assert terraform.state is None
        self.plan_without_the_app()

    @precondition(lambda self: self.gone)
    @rule()
    def plan_without_the_app(self) -> None:
        """It stays gone: every further plan says so."""
        refused = self.properties.refused(app_id=self.app_id, properties={NAMES[0]: {"title": "A"}})
        assert "There is no such app" in refused

    @invariant()
    def okta_is_as_the_model_says(self) -> None:
        """Nothing foreign is lost, nothing of ours is left."""
        type(self).steps += 1
        if hasattr(self, "titles") and not self.gone:
            assert self._titles() == self.titles.there
            for name, model in self.expressions.items():
                assert self._expressions(name) == model.there
