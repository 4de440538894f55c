"""The attributes of a schema as data sources show them: every argument of a definition, computed, and `base`."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, Nested, computed
from oktaprofile.plugin.types import BOOL, STRING
from oktaprofile.provider.resources.properties import schema as shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def shown(kind: str) -> Attribute:
    """The attribute `properties` of a data source on schemas of this kind (`shape.APP` or `USER`)."""
    attributes = {name: _computed(attribute) for name, attribute in shape.attributes(kind).items()}
    attributes["base"] = computed(
        BOOL, "Whether Okta or the app's template defined it, and it cannot be removed."
    )
    attributes["json"] = computed(
        STRING,
        "The whole definition as Okta has it, as JSON: also what no argument describes, such as a "
        "`default` or the elements of an array of objects.",
    )
    return Attribute(
        nested=Nested("map", attributes),
        computed=True,
        description="Every attribute of the schema by its variable name.",
    )


def values(schema: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """The value of that attribute for a schema as Okta answers it."""
    import json

    from oktaprofile.okta.schema import SECTIONS, properties_of
    from oktaprofile.provider.resources.properties.document import flatten

    return {
        name: {
            **flatten(found, kind),
            "base": section == "base",
            "json": json.dumps(found, ensure_ascii=False, sort_keys=True),
        }
        for section in SECTIONS
        for name, found in properties_of(schema, section).items()
    }


def _computed(attribute: Attribute) -> Attribute:
    if attribute.nested is None:
        return computed(attribute.type, attribute.description)
    inner = {name: _computed(one) for name, one in attribute.nested.attributes.items()}
    return Attribute(
        nested=Nested(attribute.nested.mode, inner), computed=True, description=attribute.description
    )
