"""The whole sync: RingCentral's numbers into Okta's `primaryPhone`, and on to other apps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from oktaprofile.constructs.app_profile_attributes import AppProfileAttributes, ProfileAttribute
from oktaprofile.constructs.apps import OktaApp, app_id
from oktaprofile.constructs.assertions import blocking
from oktaprofile.constructs.downstream import DownstreamMapping, mapped_to
from oktaprofile.constructs.framework import Construct, framework_of
from oktaprofile.constructs.impact import ImpactCheck, ImpactGates, MappingImpact
from oktaprofile.constructs.number_formats import E164, HASH, NumberFormat
from oktaprofile.constructs.profile_mapping import TO_APP, TO_OKTA, MappedAttribute, ProfileMapping
from oktaprofile.constructs.profile_master_override import MANAGE, VERIFY, ProfileMasterOverride
from oktaprofile.constructs.readiness import ReadinessCheck, SyncReadiness
from oktaprofile.constructs.validation import (
    Rule,
    SettingError,
    attribute_name,
    check,
    given_if_any,
    one_of,
)

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf

SEED_EXPRESSION = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
"""The expression this project began with. A person without an extension gets a number that ends in `#null`."""

DIRECT_AND_EXTENSION = HASH.expression
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


class RingCentralAttributeSync(Construct):
    """Adds RingCentral's attributes to its app profile, maps them into an Okta attribute, makes RingCentral that
    attribute's source, and maps the attribute on to other apps.

    The order that Okta forces (attributes, mapping, source; and back on destroy) is kept by references. The children
    are `attributes`, `mapping`, `source`, `extension-source`, `readiness`, `impact` and `downstream-KEY`; they are None
    when switched off.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        app: OktaApp | str,
        attributes: Mapping[str, ProfileAttribute | str | None] = DEFAULT_ATTRIBUTES,
        number_format: NumberFormat | None = None,
        expression: str | None = None,
        target: str = DEFAULT_TARGET,
        extension_target: str | None = None,
        push_status: str | None = None,
        user_type: str | None = None,
        override: str = MANAGE,
        readiness: str = CHECK,
        gates: ImpactGates | None = None,
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
        `number_format`: how the number is written: `HASH`, `X_EXTENSION`, `E164`, `E164_SPACED`, `RFC3966`, and what
            their methods give (docs/guides/number-formats.md). Default: `HASH`; `E164` with `extension_target`.
        `expression`: fills the target instead of a format; `SEED_EXPRESSION` is the help page's, without a guard.
            Default: the format's.
        `target`: the Okta user attribute to fill. Default: `primaryPhone`.
        `extension_target`: an Okta user attribute, which exists, that gets the extension alone. Default: none.
        `push_status`: `PUSH`, `DONT_PUSH` or `auto`. Default: `auto`, derived from the app's features.
        `user_type`: id or name of the Okta user type. Default: the org's default type.
        `override`: `manage` makes RingCentral the target's source; `verify` asserts that an administrator did; `none`
            leaves the source alone. Default: `manage`.
        `readiness`: `check` warns while the org is not ready, `precondition` refuses to apply, `none` does not look.
            Default: `check`.
        `gates`: how many people a deployment may change, and in which way: `ImpactGates(max_blanked=0)` stops one that
            would blank anybody's number, before anything is written. Reads the app users and users of the org at every
            plan in which something would change (scopes `okta.apps.read`, `okta.users.read`). Default: no gates.
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
                "number_format": (number_format, [_format]),
                "expression": (expression, [given_if_any]),
                "target": (target, [attribute_name]),
                "extension_target": (extension_target, [_attribute_if_any, _other_than(target)]),
                "user_type": (user_type, [given_if_any]),
                "override": (override, [one_of(MANAGE, VERIFY, NONE)]),
                "readiness": (readiness, [one_of(CHECK, PRECONDITION, NONE)]),
                "gates": (gates, [_gates]),
            },
        )
        if gates is not None:
            gates.check(place)
        if expression is not None and number_format is not None:
            raise SettingError(
                place, "expression", f"is given, and so is number_format {number_format.name}; give one"
            )
        written = number_format or (HASH if extension_target is None else E164)
        expressions = {target: written.expression if expression is None else expression}
        if extension_target is not None:
            expressions[extension_target] = written.extension_expression
        super().__init__(scope, id_)
        source_app = app_id(self, "app", app, place=place, setting="app", provider=provider)
        pushed_to = {
            key: mapped_to(self, key, wanted, place=place, target=target, provider=provider)
            for key, wanted in (downstream or {}).items()
        }

        self.readiness: SyncReadiness | None = None
        ready = []
        if readiness == PRECONDITION:
            # Before the first write no attribute exists, so only the org and the app are asked about.
            self.readiness = SyncReadiness(
                self, "readiness", app_id=source_app, user_type=user_type, property=target, provider=provider
            )
            ready = [self.readiness]
        self.impact: MappingImpact | None = None
        harmless = []
        if gates is not None:
            # By the app's own id: it is known at plan, before the resources that this judges.
            self.impact = MappingImpact(
                self,
                "impact",
                gates=gates,
                app_id=source_app,
                expressions=expressions,
                push_status=push_status,
                user_type=user_type,
                overrides=list(expressions) if override == MANAGE else None,
                new_attributes=list(attributes) or None,
                downstream=list(pushed_to.values()),
                provider=provider,
            )
            if gates.mode == PRECONDITION:
                harmless = [self.impact]
            else:
                ImpactCheck(self, "harmless", self.impact)

        self.attributes: AppProfileAttributes | None = None
        if attributes:
            self.attributes = AppProfileAttributes(
                self,
                "attributes",
                app_id=source_app,
                attributes=attributes,
                adopt_existing=adopt_existing,
                lifecycle=blocking(self, *ready) if ready else None,
                provider=provider,
            )
        # The impact stands before the mapping, not before the attributes: these alone change nobody, and may be
        # applied first, so that an import brings values to judge.
        before_mapping = [*harmless, *(() if self.attributes else ready)]
        self.mapping = ProfileMapping(
            self,
            "mapping",
            app_id=self.attributes.app_id if self.attributes else source_app,
            direction=TO_OKTA,
            user_type=user_type,
            properties={
                name: MappedAttribute(expression=text, push_status=push_status)
                for name, text in expressions.items()
            },
            lifecycle=blocking(self, *before_mapping) if before_mapping else None,
            provider=provider,
        )
        sources = [
            ProfileMasterOverride(
                self,
                child,
                property=name,
                sources=[self.mapping],
                user_type=user_type,
                mode=override,
                provider=provider,
            )
            for child, name in (("source", target), ("extension-source", extension_target))
            if override != NONE and name is not None
        ]
        self.source = sources[0] if sources else None
        self.extension_source = sources[1] if len(sources) > 1 else None
        self.downstream = {
            key: ProfileMapping(
                self,
                f"downstream-{key}",
                app_id=to_app,
                direction=TO_APP,
                user_type=user_type,
                properties=properties,
                provider=provider,
            )
            for key, (to_app, properties) in pushed_to.items()
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

    def _add_outputs(self, id_: str) -> None:
        restores = {"mapping": self.mapping.restores}
        if self.attributes:
            restores["attributes"] = self.attributes.interpolation_for_attribute("restores")
        if self.source:
            restores["source"] = self.source.restores
        if self.extension_source:
            restores["extension_source"] = self.extension_source.restores
        for name, value, description in (
            ("app_id", self.mapping.app_id, "Id of the app that the values come from."),
            ("mapping_id", self.mapping.id, "Id of the mapping between that app and the Okta user type."),
            ("restores", restores, "What destroy would put back; an attribute not listed is removed."),
        ):
            output = framework_of(self).TerraformOutput(
                self, f"output-{name}", value=value, description=description
            )
            output.override_logical_id(f"{id_}_{name}")


def _format(value: object) -> str | None:
    """None, or a format."""
    if value is None or isinstance(value, NumberFormat):
        return None
    return f"is {value!r}; give one of oktaprofile.constructs.number_formats, such as E164"


def _attribute_if_any(value: object) -> str | None:
    """None, or the name of an attribute."""
    return None if value is None else attribute_name(value)


def _other_than(target: str) -> Rule:
    """The value is not the target."""
    return lambda value: (
        f"is {value!r}, which is the target; the extension needs its own" if value == target else None
    )


def _gates(value: object) -> str | None:
    """None, or limits."""
    return None if value is None or isinstance(value, ImpactGates) else f"is {value!r}; give ImpactGates(…)"
