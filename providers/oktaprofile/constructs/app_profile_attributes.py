"""Custom attributes of an app's user profile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from oktaprofile.constructs.framework import Construct
from oktaprofile.constructs.generated import AppUserProperties, AppUserPropertiesProperty
from oktaprofile.constructs.validation import (
    SettingError,
    attribute_names,
    check,
    flag,
    given,
    is_token,
    one_of,
)

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf

ProfileAttribute = AppUserPropertiesProperty
"""The definition of one attribute: `ProfileAttribute(title="Direct Number", external_name="…")`."""

TYPES = ("string", "boolean", "number", "integer", "array")


class AppProfileAttributes(AppUserProperties):
    """Adds attributes to an app's user profile, all of them with one write; other attributes are never touched.

    Give its `app_id` to the `ProfileMapping` that reads the attributes: Terraform then keeps the order that Okta
    forces, on destroy too.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        app_id: str,
        attributes: Mapping[str, ProfileAttribute | str | None],
        adopt_existing: bool | None = None,
        lifecycle: cdktf.TerraformResourceLifecycle | None = None,
        provider: cdktf.TerraformProvider | None = None,
    ) -> None:
        """Add the resource to `scope` under the construct id `id_`.

        `attributes`: variable name -> definition; a text is the title of an otherwise ordinary string attribute, None
            makes the title from the name (`directNumber`: "Direct Number").
        `adopt_existing`: take over attributes that exist with another definition. Default: that is an error at plan.
        `lifecycle`, `provider`: Terraform's own. Default: none, and the stack's only provider.

        Raises SettingError for a name or definition that no org would take.
        """
        construct = f"{type(self).__name__} {id_!r}"
        check(
            construct,
            {
                "app_id": (app_id, [given]),
                "attributes": (attributes, [attribute_names]),
                "adopt_existing": (adopt_existing, [flag]),
            },
        )
        for name, value in attributes.items():
            if not (value is None or isinstance(value, (str, ProfileAttribute))):
                raise SettingError(
                    construct,
                    f"attributes[{name!r}]",
                    f"is {value!r}; give a title, ProfileAttribute(…) or None",
                )
        definitions = {name: _definition(name, value) for name, value in attributes.items()}
        for name, definition in definitions.items():
            setting = f"attributes[{name!r}]"
            check(
                construct,
                {
                    f"{setting}.title": (definition.title, [given]),
                    f"{setting}.type": (definition.type or "string", [one_of(*TYPES)]),
                },
            )
        super().__init__(
            scope,
            id_,
            app_id=app_id,
            properties=definitions,
            adopt_existing=adopt_existing,
            lifecycle=lifecycle,
            provider=provider,
        )


def _definition(name: str, value: ProfileAttribute | str | None) -> ProfileAttribute:
    if value is None:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", name).strip()
        return ProfileAttribute(title=words[:1].upper() + words[1:])
    if isinstance(value, str):
        return ProfileAttribute(title=value)
    return (
        replace(value, title=value.title.strip())
        if not is_token(value.title) and given(value.title) is None
        else value
    )
