"""A destroy of everything asks for all at once: how far each call of Terraform has to ask Okta itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.okta.org import Org
from oktaprofile.plugin.resource import ApplyRequest, PlanRequest
from oktaprofile.provider.owned.companions import COMPANIONS
from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties
from oktaprofile.provider.resources.mapping.schema import Mapping
from oktaprofile.provider.resources.master_override.schema import MasterOverride
from tests.unit.provider.small_okta import RINGCENTRAL, ImpatientClock, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform

ATTRIBUTES = {"app_id": RINGCENTRAL, "properties": {"desk": {"title": "Desk"}}}
LINES = {"app_id": RINGCENTRAL, "properties": {"primaryPhone": {"expression": "appuser.desk"}}}
SOURCE = {"property": "primaryPhone", "sources": [RINGCENTRAL]}


class AtOnce:
    """In place of threads: what is begun ahead is done before the call goes on."""

    def start(self, work: Callable[[], None]) -> bool:
        """Does it."""
        work()
        return True


class Sync:
    """Attributes, the mapping that reads them and the override that follows, each written in Terraform's order."""

    def __init__(self) -> None:
        self.okta = SmallOkta()
        self.attributes, self.mapping, self.override = self.all = [
            Terraform(kind, self.okta) for kind in (AppUserProperties(), Mapping(), MasterOverride())
        ]
        run = self.process()
        run.session.org.listed_applications()
        for one, arguments in zip(self.all, (ATTRIBUTES, LINES, SOURCE), strict=True):
            plan = one.plan(run=run, **arguments)
            request = ApplyRequest(None, plan.planned, one.config(**arguments), plan.private)
            applied = one.resource.create(request, run.context())
            one.state, one.private = applied.state, applied.private

    def process(self) -> Run:
        """A new process of the provider."""
        run = Run(self.okta)
        run.session._org = Org(self.okta, ImpatientClock(run.stop), AtOnce())  # type: ignore[arg-type]
        return run

    def asked(self, act: Callable[[], Any]) -> Counter[str]:
        """What the provider asks Okta during a call."""
        before = Counter(self.okta.calls)
        act()
        return self.okta.calls - before

    def plan_destroy(self, one: Terraform, run: Run) -> None:
        """Terraform's plan of a destroy; the delete gets its private state."""
        one.private = one.resource.plan(
            PlanRequest(None, one.state, None, one.private), run.context()
        ).private

    def delete(self, one: Terraform, run: Run) -> None:
        """Terraform's delete."""
        one.resource.delete(ApplyRequest(one.state, None, None, one.private), run.context())


@pytest.fixture
def sync() -> Sync:
    return Sync()


def test_the_first_plan_of_a_destroy_begins_what_all_of_them_read(sync: Sync) -> None:
    """The override's: the mapping's row, and whatever maps the app whose attributes go. Then nothing is asked."""
    run = sync.process()
    assert sync.asked(lambda: sync.plan_destroy(sync.override, run)) == {
        "get_user_schema": 1,
        "get_profile_mapping": 4,
        "list_profile_mappings": 2,
        "list_application_users": 1,
    }
    assert sync.asked(lambda: sync.plan_destroy(sync.mapping, run)) == {}
    assert sync.asked(lambda: sync.plan_destroy(sync.attributes, run)) == {}


def test_each_delete_begins_what_the_next_one_reads(sync: Sync) -> None:
    """Beside its own read, write and read-back."""
    run = sync.process()
    for one in reversed(sync.all):
        sync.plan_destroy(one, run)
    run = sync.process()
    asked = sync.asked(lambda: sync.delete(sync.override, run))
    assert (asked["get_user_schema"], asked["get_profile_mapping"]) == (3, 1)
    asked = sync.asked(lambda: sync.delete(sync.mapping, run))
    assert (asked["get_profile_mapping"], asked["get_application_user_schema"]) == (2, 1)
    assert sync.asked(lambda: sync.delete(sync.attributes, run))["get_application_user_schema"] == 2
    assert sync.okta.keys() == {"login": {"expression": "appuser.userName", "pushStatus": "PUSH"}}


def test_where_others_stay_nothing_is_asked_for_them(sync: Sync) -> None:
    """A run that reads what stays: the override alone leaves the configuration."""
    run = sync.process()
    for one in sync.all:
        one.refresh(run)
    assert sync.asked(lambda: sync.plan_destroy(sync.override, run)) == {}
    run = sync.process()
    assert "get_profile_mapping" not in sync.asked(lambda: sync.delete(sync.override, run))


def test_ids_that_are_out_of_date_change_nothing_but_the_calls(sync: Sync) -> None:
    """Okta made another row meanwhile, and the mapping of another type is gone."""
    companions = sync.override.private[COMPANIONS]
    companions["rows"] = {"prm-gone": [RINGCENTRAL, "otyDefault"]}
    companions["listed"] = ["prm-gone-too"]
    sync.attributes.private = {key: one for key, one in sync.attributes.private.items() if key != COMPANIONS}
    run = sync.process()
    for one in reversed(sync.all):
        sync.plan_destroy(one, run)
    run = sync.process()
    for one in reversed(sync.all):
        sync.delete(one, run)
    assert list(sync.okta.keys()) == ["login"]
    assert sync.okta.master("primaryPhone") == {"type": "PROFILE_MASTER"}


def test_a_refresh_tells_who_looks_for_the_row(sync: Sync) -> None:
    """The readiness of an org in place lists no rows, also where it is asked before the mapping itself."""
    sync.attributes.private = {**sync.attributes.private, COMPANIONS: sync.override.private[COMPANIONS]}
    run = sync.process()
    sync.attributes.refresh(run)
    asked = sync.asked(lambda: run.session.org.mapping(RINGCENTRAL, "to_okta").read())
    assert asked == {"get_user_schema": 1, "get_profile_mapping": 1}


def test_a_later_change_keeps_what_was_noted(sync: Sync) -> None:
    """It reads less than the run that made everything, and the row of the source that it adds."""
    noted = sync.override.private[COMPANIONS]
    sync.override.apply(**{**SOURCE, "sources": [RINGCENTRAL, "0oaWork"]})
    now = sync.override.private[COMPANIONS]
    assert now == {**noted, "rows": {**noted["rows"], **now["rows"]}}
