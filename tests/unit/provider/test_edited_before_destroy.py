"""A plan that destroys what somebody edited says so, from whichever state Terraform plans it.

Terraform 1.9.3 to 1.11 plan the destroy of a resource that left the configuration from the stored state; others,
OpenTofu, and every `terraform destroy` plan it from the refreshed one, in which an edit is no difference any more.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from oktaprofile.plugin.resource import PlanRequest, ReadRequest
from oktaprofile.provider.resources.mapping.schema import Mapping
from oktaprofile.provider.resources.master_override.schema import MasterOverride
from tests.unit.provider.small_okta import RINGCENTRAL, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform

LINES = {"app_id": RINGCENTRAL, "properties": {"primaryPhone": {"expression": "appuser.userName"}}}
SOURCE = {"property": "primaryPhone", "sources": [RINGCENTRAL]}


def edit_mapping(okta: SmallOkta) -> None:
    okta.keys()["primaryPhone"]["expression"] = "'by hand'"


def edit_source(okta: SmallOkta) -> None:
    for schema in okta.user_schemas.values():
        schema["definitions"]["base"]["properties"]["primaryPhone"]["master"] = {"type": "OKTA"}


def planned_destroy(one: Terraform, *, refreshed: bool) -> str:
    """What the provider says of the destroy, after the refresh that every plan begins with."""
    run, stored = Run(one.okta), copy.deepcopy(one.state)
    found = one.resource.read(ReadRequest(stored, one.private), run.context())
    assert found is not None
    prior = found.state if refreshed else one.state
    one.resource.plan(PlanRequest(None, prior, None, one.private), run.context())
    return "\n".join(run.told)


@pytest.mark.parametrize("refreshed", [False, True])
@pytest.mark.parametrize(
    ("resource", "arguments", "edit"),
    [(Mapping(), LINES, edit_mapping), (MasterOverride(), SOURCE, edit_source)],
    ids=["mapping", "override"],
)
def test_an_edit_is_named(resource: Any, arguments: dict[str, Any], edit: Any, refreshed: bool) -> None:
    """Named with what Okta has now; not named where nobody edited anything."""
    okta = SmallOkta()
    one = Terraform(resource, okta)
    one.apply(**arguments)
    assert "Changed in Okta" not in planned_destroy(one, refreshed=refreshed)
    edit(okta)
    assert "Changed in Okta since the last apply: primaryPhone" in planned_destroy(one, refreshed=refreshed)
