"""The whole sync: RingCentral's numbers into Okta's `primaryPhone`, and on to other apps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oktaprofile.constructs.app_profile_attributes import AppProfileAttributes, ProfileAttribute
from oktaprofile.constructs.apps import OktaApp, app_id
from oktaprofile.constructs.framework import Construct, cdktf
from oktaprofile.constructs.profile_mapping import TO_APP, TO_OKTA, MappedAttribute, ProfileMapping
from oktaprofile.constructs.profile_master_override import MANAGE, VERIFY, ProfileMasterOverride
from oktaprofile.constructs.readiness import ReadinessCheck, SyncReadiness, blocking
from oktaprofile.constructs.validation import attribute_name, check, given, given_if_any, one_of

SEED_EXPRESSION = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
"""The expression this project began with. A person without an extension gets a number that ends in `#null`."""

DIRECT_AND_EXTENSION = (
    '(appuser.directNumber != null ? appuser.directNumber : "") '
    '+ (appuser.extensionNumber != null ? "#" + appuser.extensionNumber : "")'
)
"""`DIRECT#EXTENSION` as the seed has it, with both guarded: `DIRECT` without an extension, `#EXTENSION` without a
direct number, and an empty text for a person who has neither: a lone `#` would be dialled by somebody. The empty text
is a value: a number that such a person had in Okta before is blanked (`oktaprofile impact` counts them beforehand)."""

DEFAULT_ATTRIBUTES: Mapping[str, ProfileAttribute | str | None] = {
    "directNumber": "Direct Number",
    "extensionNumber": "Extension Number",
}
DEFAULT_TARGET = "primaryPhone"
NONE = "none"
CHECK = "check"
PRECONDITION = "precondition"


@dataclass(frozen=True, kw_only=True)
class DownstreamMapping:
    """An app that gets the value from Okta.

    `app`: its id, or an OktaApp.
    `properties`: attribute of the app -> expression. Default: `telephoneNumber`, Active Directory's, from the sync's
        target.
    """

    app: OktaApp | str
    properties: Mapping[str, MappedAttribute | str] | None = None


class RingCentralAttributeSync(Construct):
    """Adds RingCentral's attributes to its app profile, maps them into an Okta attribute, makes RingCentral that
    attribute's source, and maps the attribute on to other apps.

    The order that Okta forces (attributes, mapping, source; and back on destroy) is kept by references. The children
    are `attributes`, `mapping`, `source`, `readiness` and `downstream-KEY`; they are None when switched off.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        app: OktaApp | str,
        attributes: Mapping[str, ProfileAttribute | str | None] = DEFAULT_ATTRIBUTES,
        expression: str = DIRECT_AND_EXTENSION,
        target: str = DEFAULT_TARGET,
        push_status: str | None = None,
        user_type: str | None = None,
        override: str = MANAGE,
        readiness: str = CHECK,
        downstream: Mapping[str, DownstreamMapping] | None = None,
        adopt_existing: bool | None = None,
        outputs: bool = True,
        provider: cdktf.TerraformProvider | None = None,
    ) -> None:
        """Add the sync to `scope` under the construct id `id_`.

        `app`: the RingCentral app's id, or `OktaApp.by_label(…)`.
        `attributes`: the app attributes to add, as `AppProfileAttributes` takes them; empty: they exist and are
            somebody else's. Default: `directNumber` and `extensionNumber`. Assumed: RingCentral fills attributes of
            these names; if its connector wants an external name, give `ProfileAttribute(title=…, external_name=…)`.
            An org with RingCentral settles it: the check `attribute_values` stays `missing` after an import.
        `expression`: fills the target. Default: `DIRECT_AND_EXTENSION`; `SEED_EXPRESSION` is the one without a guard.
        `target`: the Okta user attribute to fill. Default: `primaryPhone`.
        `push_status`: `PUSH`, `DONT_PUSH` or `auto`. Default: `auto`, derived from the app's features.
        `user_type`: id or name of the Okta user type. Default: the org's default type.
        `override`: `manage` makes RingCentral the target's source; `verify` asserts that an administrator did; `none`
            leaves the source alone. Default: `manage`.
        `readiness`: `check` warns while the org is not ready, `precondition` refuses to apply, `none` does not look.
            Default: `check`.
        `downstream`: key -> app that gets the value from Okta; the key is part of the construct's path. Default: none.
        `adopt_existing`: take over app attributes that exist with another definition. Default: an error at plan.
        `outputs`: whether the stack gets the outputs `ID_app_id`, `ID_mapping_id` and `ID_restores`. Default: yes.
        `provider`: the provider to use. Default: the stack's only one.

        Raises SettingError, naming the setting, for what no org would take.
        """
        place = f"{type(self).__name__} {id_!r}"
        check(
            place,
            {
                "expression": (expression, [given]),
                "target": (target, [attribute_name]),
                "user_type": (user_type, [given_if_any]),
                "override": (override, [one_of(MANAGE, VERIFY, NONE)]),
                "readiness": (readiness, [one_of(CHECK, PRECONDITION, NONE)]),
            },
        )
        super().__init__(scope, id_)
        source_app = app_id(self, "app", app, place=place, setting="app", provider=provider)

        self.readiness: SyncReadiness | None = None
        lifecycle = None
        if readiness == PRECONDITION:
            # Before the first write no attribute exists, so only the org and the app are asked about.
            self.readiness = SyncReadiness(
                self, "readiness", app_id=source_app, user_type=user_type, property=target, provider=provider
            )
            lifecycle = blocking(self.readiness)

        self.attributes: AppProfileAttributes | None = None
        if attributes:
            self.attributes = AppProfileAttributes(
                self,
                "attributes",
                app_id=source_app,
                attributes=attributes,
                adopt_existing=adopt_existing,
                lifecycle=lifecycle,
                provider=provider,
            )
        self.mapping = ProfileMapping(
            self,
            "mapping",
            app_id=self.attributes.app_id if self.attributes else source_app,
            direction=TO_OKTA,
            user_type=user_type,
            properties={target: MappedAttribute(expression=expression, push_status=push_status)},
            lifecycle=None if self.attributes else lifecycle,
            provider=provider,
        )
        self.source: ProfileMasterOverride | None = None
        if override != NONE:
            self.source = ProfileMasterOverride(
                self,
                "source",
                property=target,
                sources=[self.mapping],
                user_type=user_type,
                mode=override,
                provider=provider,
            )
        self.downstream = {
            key: self._add_downstream(place, key, wanted, target, user_type, provider)
            for key, wanted in (downstream or {}).items()
        }
        if readiness == CHECK:
            # Read after the attributes are made: before, it could only say that they are missing.
            self.readiness = SyncReadiness(
                self,
                "readiness",
                app_id=source_app,
                user_type=user_type,
                property=target,
                attributes=list(attributes) or None,
                depends_on=[self.attributes] if self.attributes else None,
                provider=provider,
            )
            ReadinessCheck(self, "ready", self.readiness)
        if outputs:
            self._add_outputs(id_)

    def _add_downstream(
        self,
        place: str,
        key: str,
        wanted: DownstreamMapping,
        target: str,
        user_type: str | None,
        provider: cdktf.TerraformProvider | None,
    ) -> ProfileMapping:
        setting = f"downstream[{key!r}]"
        check(place, {f"{setting} key": (key, [given])})
        return ProfileMapping(
            self,
            f"downstream-{key}",
            app_id=app_id(
                self,
                f"downstream-{key}-app",
                wanted.app,
                place=place,
                setting=f"{setting}.app",
                provider=provider,
            ),
            direction=TO_APP,
            user_type=user_type,
            properties=wanted.properties
            if wanted.properties is not None
            else {"telephoneNumber": f"user.{target}"},
            provider=provider,
        )

    def _add_outputs(self, id_: str) -> None:
        restores = {"mapping": self.mapping.restores}
        if self.attributes:
            restores["attributes"] = self.attributes.interpolation_for_attribute("restores")
        if self.source:
            restores["source"] = self.source.restores
        for name, value, description in (
            ("app_id", self.mapping.app_id, "Id of the app that the values come from."),
            ("mapping_id", self.mapping.id, "Id of the mapping between that app and the Okta user type."),
            ("restores", restores, "What destroy would put back; an attribute not listed is removed."),
        ):
            output = cdktf.TerraformOutput(self, f"output-{name}", value=value, description=description)
            output.override_logical_id(f"{id_}_{name}")
