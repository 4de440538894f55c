"""Apply updates now: a mapping for the people who exist, as they are stored."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.simulator.app_users.rules import change
from oktaprofile.simulator.apps.wire import user_type_id
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.operations import Answer, Caller
from oktaprofile.simulator.import_engine import run_import
from tests.unit.simulator.calling import Api, ManualClock
from tests.unit.simulator_import.small_org import AD, CONTRACTOR, EMPLOYEE, RINGCENTRAL, SmallOrg

NUMBERS = {"directNumber": "+14155550100", "extensionNumber": "101"}


def ask(small: SmallOrg, source: str, target: str, scopes: Any = None) -> int:
    """The status of a call."""
    api = Api(small.org, ManualClock())
    path = f"/api/internal/v1/mappings/reapply?source={source}&target={target}"
    request, operation = api.request("PUT", path)
    request.caller = Caller("test", scopes)
    try:
        answer = operation.handler(request)
    except ApiError as error:
        return error.status
    assert isinstance(answer, Answer)
    return answer.status


def test_a_changed_mapping_reaches_a_directory_at_once() -> None:
    """Nobody's profile in Okta changes, and only people of the user type are touched."""
    small = SmallOrg()
    ana = small.person("ana", {RINGCENTRAL: NUMBERS, AD: {"cn": "ana"}})
    bob = small.person("bob", {RINGCENTRAL: NUMBERS, AD: {"cn": "bob"}}, type_id=CONTRACTOR)
    run_import(small.org)
    small.map(AD, {"telephoneNumber": 'user.primaryPhone + "!"'}, direction="to_app")
    small.map(AD, {"telephoneNumber": "user.firstName"}, direction="to_app", type_id=CONTRACTOR)
    app = small.org.apps.app(AD)
    assert app is not None
    own = user_type_id(small.org, app)
    assert ask(small, EMPLOYEE, own, frozenset({"okta.profileMappings.manage"})) == 403
    assert ask(small, EMPLOYEE, "oty0") == 404
    assert small.app_profile(AD, ana) == {"telephoneNumber": "+14155550100#101"}
    assert ask(small, EMPLOYEE, own) == 204
    assert small.app_profile(AD, ana) == {"telephoneNumber": "+14155550100#101!"}
    assert small.app_profile(AD, bob) == {}


@pytest.mark.parametrize("sourced", [True, False])
def test_towards_okta_it_works_from_the_app_user_as_stored(sourced: bool) -> None:
    """Not from what the app knows by now, and only where the app is the source; what changes is pushed on."""
    small = SmallOrg()
    ana = small.person("ana", {RINGCENTRAL: NUMBERS, AD: {"cn": "ana"}})
    run_import(small.org)
    if not sourced:
        small.master("primaryPhone", {"type": "OKTA"})
    small.map(RINGCENTRAL, {"primaryPhone": "appuser.directNumber"})
    app = small.org.apps.app(RINGCENTRAL)
    assert app is not None
    assert ask(small, user_type_id(small.org, app), EMPLOYEE) == 204
    expected = "+14155550100" if sourced else "+14155550100#101"
    assert small.profile(ana)["primaryPhone"] == expected
    assert small.app_profile(AD, ana) == {"telephoneNumber": expected}


def test_a_value_that_somebody_typed_stays_until_it_is_reset() -> None:
    """Typed while the app was not pushed to (with push on it is refused); whatever is mapped later (published)."""
    small = SmallOrg()
    user = small.person("ana", {RINGCENTRAL: NUMBERS, AD: {"cn": "ana"}})
    run_import(small.org)
    app = small.org.apps.app(AD)
    app_user = small.org.app_users.get(AD, user)
    assert app is not None
    assert app_user is not None
    pushed, app.features = app.features, frozenset()
    change(small.org, app, app_user, {"profile": {"telephoneNumber": "typed"}})
    app.features = pushed
    small.map(AD, {"telephoneNumber": 'user.primaryPhone + "!"'}, direction="to_app")
    own = user_type_id(small.org, app)
    assert ask(small, EMPLOYEE, own) == 204
    assert small.app_profile(AD, user) == {"telephoneNumber": "typed"}
    app.features = frozenset()
    change(small.org, app, app_user, {"profile": {"telephoneNumber": None}})
    assert ask(small, EMPLOYEE, own) == 204
    assert small.app_profile(AD, user) == {"telephoneNumber": "+14155550100#101!"}
