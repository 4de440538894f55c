"""The source of one Okta user attribute, whatever the order of the profile sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oktaprofile.constructs.framework import Construct
from oktaprofile.constructs.generated import MasterOverride
from oktaprofile.constructs.profile_mapping import ProfileMapping
from oktaprofile.constructs.validation import attribute_name, check, distinct, given, given_if_any, one_of

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf

MANAGE = "manage"
VERIFY = "verify"


class ProfileMasterOverride(MasterOverride):
    """Makes apps the source of an attribute ("Override profile source" in the admin console)."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        property: str,
        sources: Sequence[str | ProfileMapping],
        user_type: str | None = None,
        mode: str = MANAGE,
        lifecycle: cdktf.TerraformResourceLifecycle | None = None,
        provider: cdktf.TerraformProvider | None = None,
    ) -> None:
        """Add the resource to `scope` under the construct id `id_`.

        `property`: the Okta user attribute, base (`primaryPhone`) or custom.
        `sources`: app ids in order of precedence. A `ProfileMapping` stands for its app and is made before, removed
            after.
        `user_type`: id or name of the Okta user type. Default: the org's default type.
        `mode`: `manage` writes the override and restores the former source on destroy; `verify` writes nothing and
            asserts what an administrator set by hand. Default: `manage`.
        `lifecycle`, `provider`: Terraform's own. Default: none, and the stack's only provider.

        Raises SettingError for what no org would take.
        """
        construct = f"{type(self).__name__} {id_!r}"
        check(
            construct,
            {
                "property": (property, [attribute_name]),
                "sources": (sources, [distinct]),
                "user_type": (user_type, [given_if_any]),
                "mode": (mode, [one_of(MANAGE, VERIFY)]),
            },
        )
        ids = [source.app_id if isinstance(source, ProfileMapping) else source for source in sources]
        for index, source in enumerate(ids):
            check(construct, {f"sources[{index}]": (source, [_an_app])})
        super().__init__(
            scope,
            id_,
            property=property,
            sources=ids,
            user_type=user_type,
            mode=mode,
            lifecycle=lifecycle,
            provider=provider,
        )


def _an_app(value: object) -> str | None:
    """An app's id; of an app that is only known by its label, a data source has it."""
    return (
        None
        if given(value) is None
        else f"is {value!r}; give an app's id, or the ProfileMapping that fills it"
    )
