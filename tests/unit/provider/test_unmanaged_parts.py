"""Parts of a definition that no argument describes: they survive, and can be read."""

from __future__ import annotations

import copy
import json

import pytest

from oktaprofile.plugin.resource import Resource
from oktaprofile.provider.data_sources.app_user_schema import AppUserSchema
from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties
from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
from tests.unit.provider.small_okta import RINGCENTRAL, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform, validate

OBJECTS = {
    "title": "Lines",
    "type": "array",
    "items": {"type": "object", "properties": {"number": {"type": "string"}}, "enum": [{"number": "1"}]},
    "default": [],
    "scope": "NONE",
    "master": {"type": "PROFILE_MASTER"},
}
CHOICE = {"title": "Lines", "type": "string", "default": "a", "enum": ["a", "b"], "scope": "NONE"}


@pytest.mark.parametrize(
    "resource", [AppUserProperties(), AppUserProperty()], ids=lambda one: type(one).__name__
)
@pytest.mark.parametrize("found", [OBJECTS, CHOICE], ids=["objects", "default"])
def test_what_no_argument_describes_survives(resource: Resource, found: dict[str, object]) -> None:
    """An import, an empty plan, a change of the title and a destroy: the elements and the default stay."""
    okta = SmallOkta()
    there = okta.app_schemas[RINGCENTRAL]["definitions"]["custom"]["properties"]
    there["lines"] = copy.deepcopy(found)
    one = Terraform(resource, okta)
    one.import_(f"{RINGCENTRAL}/lines")
    definition = {"type": found["type"], "array_type": "object" if found is OBJECTS else None}

    def arguments(title: str) -> dict[str, object]:
        wanted = {name: value for name, value in {"title": title, **definition}.items() if value is not None}
        if isinstance(resource, AppUserProperties):
            return {"app_id": RINGCENTRAL, "properties": {"lines": wanted}}
        return {"app_id": RINGCENTRAL, "name": "lines", **wanted}

    run = Run(okta)
    validate(resource, one.config(**arguments("Lines")), run.context())
    assert run.told == []
    assert one.plan(**arguments("Lines")).planned == one.state
    one.apply(**arguments("Other lines"))
    assert there["lines"] == {**found, "title": "Other lines"}
    one.destroy()
    assert there["lines"] == found


def test_choices_of_objects_cannot_be_written_down() -> None:
    """Refused at validate, with what to do."""
    okta = SmallOkta()
    one, run = Terraform(AppUserProperty(), okta), Run(okta)
    array = {"type": "array", "array_type": "object", "array_enum": ["{}"]}
    config = one.config(app_id=RINGCENTRAL, name="lines", title="Lines", **array)
    validate(one.resource, config, run.context())
    assert any("Leave it out" in line for line in run.told)


def test_the_data_source_shows_them() -> None:
    """As JSON, beside the arguments."""
    okta = SmallOkta()
    okta.app_schemas[RINGCENTRAL]["definitions"]["custom"]["properties"]["lines"] = OBJECTS
    shown = AppUserSchema().read({"app_id": RINGCENTRAL}, Run(okta).context())["properties"]["lines"]
    assert shown["array_type"] == "object"
    assert json.loads(shown["json"]) == OBJECTS
