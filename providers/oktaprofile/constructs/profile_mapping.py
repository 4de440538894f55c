"""A mapping between an app's profile and the Okta user profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oktaprofile.constructs import generated
from oktaprofile.constructs.framework import Construct
from oktaprofile.constructs.validation import (
    SettingError,
    attribute_names,
    check,
    flag,
    given,
    given_if_any,
    one_of,
    texts_if_any,
)

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf

MappedAttribute = generated.MappingProperty
"""An expression with its push status: `MappedAttribute(expression="user.email", push_status="DONT_PUSH")`."""

TO_OKTA = "to_okta"
TO_APP = "to_app"
PUSH_STATUSES = ("auto", "PUSH", "DONT_PUSH")


class ProfileMapping(generated.Mapping):
    """Fills attributes by expressions; owns these attributes of the mapping and no others.

    On destroy each attribute gets back the expression it had before, or is removed when it had none.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        app_id: str,
        properties: Mapping[str, MappedAttribute | str],
        direction: str = TO_OKTA,
        user_type: str | None = None,
        allow: Sequence[str] | None = None,
        apply_to_existing_users: bool | None = None,
        lifecycle: cdktf.TerraformResourceLifecycle | None = None,
        provider: cdktf.TerraformProvider | None = None,
    ) -> None:
        """Add the resource to `scope` under the construct id `id_`.

        `app_id`: the app's id; `AppProfileAttributes.app_id` where the expressions read its attributes.
        `properties`: target attribute -> expression (Okta Expression Language).
        `direction`: `to_okta` fills the Okta user from the app (`appuser.…`), `to_app` the app from the Okta user
            (`user.…`). Default: `to_okta`.
        `user_type`: id or name of the Okta user type. Default: the org's default type.
        `allow`: checks of the expressions that warn instead of refusing, by their codes. Default: each refuses.
        `apply_to_existing_users`: each change is applied to everybody at once, by an operation that is internal to Okta
            and takes an API token only. Default: people get it with the next change of what it reads.
        `lifecycle`, `provider`: Terraform's own. Default: none, and the stack's only provider.

        Raises SettingError for what no org would take.
        """
        construct = f"{type(self).__name__} {id_!r}"
        check(
            construct,
            {
                "app_id": (app_id, [given]),
                "direction": (direction, [one_of(TO_OKTA, TO_APP)]),
                "user_type": (user_type, [given_if_any]),
                "properties": (properties, [attribute_names]),
                "allow": (allow, [texts_if_any]),
                "apply_to_existing_users": (apply_to_existing_users, [flag]),
            },
        )
        mapped = {
            name: MappedAttribute(expression=value) if isinstance(value, str) else value
            for name, value in properties.items()
        }
        for name, value in mapped.items():
            setting = f"properties[{name!r}]"
            if not isinstance(value, MappedAttribute):
                raise SettingError(
                    construct, setting, f"is {value!r}; give an expression, or MappedAttribute(…)"
                )
            check(
                construct,
                {
                    f"{setting}.expression": (value.expression, [given]),
                    f"{setting}.push_status": (value.push_status or "auto", [one_of(*PUSH_STATUSES)]),
                },
            )
        super().__init__(
            scope,
            id_,
            app_id=app_id,
            direction=direction,
            user_type=user_type,
            properties=mapped,
            allow=None if allow is None else list(allow),
            apply_to_existing_users=apply_to_existing_users,
            lifecycle=lifecycle,
            provider=provider,
        )
