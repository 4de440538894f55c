"""The whole sync: RingCentral's numbers into Okta's `primaryPhone`, and on to other apps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oktaprofile.constructs.app_profile_attributes import AppProfileAttributes, ProfileAttribute
from oktaprofile.constructs.apps import OktaApp, app_id
from oktaprofile.constructs.assertions import Asserted, Together, blocking
from oktaprofile.constructs.downstream import DownstreamMapping, mapped_to
from oktaprofile.constructs.framework import Construct, framework_of
from oktaprofile.constructs.impact import ImpactGates
from oktaprofile.constructs.integrations import RINGCENTRAL
from oktaprofile.constructs.number_formats import E164, HASH, NumberFormat
from oktaprofile.constructs.profile_mapping import ProfileMapping
from oktaprofile.constructs.profile_master_override import MANAGE, VERIFY
from oktaprofile.constructs.readiness import ReadinessCheck, SyncReadiness
from oktaprofile.constructs.sync_rules import (
    DEFAULT_TYPE,
    attribute_if_any,
    further_than,
    impact_gates,
    is_format,
    mappings_by_key,
    other_than,
    with_own_app,
)
from oktaprofile.constructs.user_type_sync import NONE, UserTypeSync, Wanted
from oktaprofile.constructs.validation import (
    SettingError,
    attribute_name,
    check,
    flag,
    given_if_any,
    one_of,
    texts_if_any,
)

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf

SEED_EXPRESSION = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
"""The expression this project began with. A person without an extension gets a number that ends in `#null`."""

DIRECT_AND_EXTENSION = HASH.expression
"""`DIRECT#EXTENSION` as the seed has it, with both guarded: `DIRECT` without an extension, `#EXTENSION` without a
direct number, and an empty text for a person who has neither: a lone `#` would be dialled by somebody. The empty text
is a value: a number that such a person had in Okta before is blanked (`oktaprofile impact` counts them beforehand)."""

DEFAULT_ATTRIBUTES = RINGCENTRAL.attributes
DEFAULT_TARGET = "primaryPhone"
CHECK = "check"
PRECONDITION = "precondition"


class RingCentralAttributeSync(Construct):
    """Adds RingCentral's attributes to its app profile, maps them into an Okta attribute, makes RingCentral that
    attribute's source, and maps the attribute on to other apps.

    The order that Okta forces (attributes, mapping, source; and back on destroy) is kept by references. The children
    are `attributes`, `mapping`, `source`, `extension-source`, `readiness`, `impact` and `downstream-KEY`; they are None
    when switched off. Those of a further user type are in `user-type-NAME`: each type's are in `user_types`.
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
        allow: Sequence[str] | None = None,
        user_type: str | None = None,
        further_user_types: Sequence[str] = (),
        override: str = MANAGE,
        sources: Sequence[OktaApp | str | RingCentralAttributeSync] | None = None,
        readiness: str = CHECK,
        gates: ImpactGates | None = None,
        downstream: Mapping[str, DownstreamMapping] | None = None,
        adopt_existing: bool | None = None,
        prevent_destroy: bool = False,
        outputs: bool = True,
        provider: cdktf.TerraformProvider | None = None,
    ) -> None:
        """Add the sync to `scope` under the construct id `id_`.

        `app`: the RingCentral app's id, or `OktaApp.by_label(…)`.
        `attributes`: the app attributes to add, as `AppProfileAttributes` takes them; empty: they exist and are
            somebody else's. Default: `directNumber` and `extensionNumber`. Assumed (row 3): RingCentral fills
            attributes of these names; if its connector wants an external name, give `ProfileAttribute(title=…,
            external_name=…)`. An org with RingCentral settles it: the check `attribute_values` stays `missing` after
            an import.
        `number_format`: how the number is written: `HASH`, `X_EXTENSION`, `E164`, `E164_SPACED`, `RFC3966`, and what
            their methods give (docs/guides/number-formats.md). Default: `HASH`; `E164` with `extension_target`.
        `expression`: fills the target instead of a format; `SEED_EXPRESSION` is the help page's, without a guard.
            Default: the format's.
        `target`: the Okta user attribute to fill. Default: `primaryPhone`.
        `extension_target`: an Okta user attribute, which exists, that gets the extension alone. Default: none.
        `push_status`: `PUSH`, `DONT_PUSH` or `auto`. Default: `auto`, derived from the app's features.
        `allow`: checks of the expressions that warn instead of refusing, by their codes. Default: each refuses.
        `user_type`: id or name of the Okta user type. Default: the org's default type.
        `further_user_types`: ids or names of other user types that are synced alike: the attributes are made once, and
            each type has its own mapping, source, gates and mappings to other apps. A type's name is part of the
            addresses of its resources, so their order does not matter. Default: none.
        `override`: `manage` makes RingCentral the target's source; `verify` asserts that an administrator did; `none`
            leaves the source alone. Default: `manage`.
        `sources`: the apps of that override, in order, where there are more than this one (two instances of
            RingCentral). Each is an app or another sync of this stack, and this sync's app is among them. With
            `override="none"` another sync writes the override, and the gates reckon with it. Default: this app alone.
        `readiness`: `check` warns while the org is not ready, `precondition` refuses to apply, `none` does not look.
            Default: `check`.
        `gates`: how many people of a user type a deployment may change, and in which way: `ImpactGates(max_blanked=0)`
            stops one that would blank anybody's number, before anything is written. Reads the app users and users of
            the org at every plan in which something would change (scopes `okta.apps.read`, `okta.users.read`). Default:
            no gates.
        `downstream`: key -> app that gets the value from Okta; the key is part of the construct's path. Default: none.
        `adopt_existing`: take over app attributes that exist with another definition. Default: an error at plan.
        `prevent_destroy`: Terraform refuses every plan that would destroy a resource of this sync. Default: no.
        `outputs`: whether the stack gets the outputs `ID_app_id`, `ID_mapping_id` and `ID_restores` (and
            `ID_mapping_ids`, by user type, where there are several). Default: yes.
        `provider`: the provider to use. Default: the stack's only one.

        Raises SettingError, naming the setting, for what no org would take.
        """
        construct = f"{type(self).__name__} {id_!r}"
        check(
            construct,
            {
                "number_format": (number_format, [is_format]),
                "expression": (expression, [given_if_any]),
                "target": (target, [attribute_name]),
                "extension_target": (extension_target, [attribute_if_any, other_than(target)]),
                "user_type": (user_type, [given_if_any]),
                "further_user_types": (further_user_types, [further_than(user_type)]),
                "override": (override, [one_of(MANAGE, VERIFY, NONE)]),
                "sources": (sources, [with_own_app(app)]),
                "readiness": (readiness, [one_of(CHECK, PRECONDITION, NONE)]),
                "gates": (gates, [impact_gates]),
                "allow": (allow, [texts_if_any]),
                "downstream": (downstream, [mappings_by_key]),
                "adopt_existing": (adopt_existing, [flag]),
                "prevent_destroy": (prevent_destroy, [flag]),
                "outputs": (outputs, [flag]),
            },
        )
        if gates is not None:
            gates.check(construct)
        if expression is not None and number_format is not None:
            raise SettingError(
                construct, "expression", f"is given, and so is number_format {number_format.name}; give one"
            )
        written = number_format or (HASH if extension_target is None else E164)
        expressions = {target: written.expression if expression is None else expression}
        if extension_target is not None:
            expressions[extension_target] = written.extension_expression
        super().__init__(scope, id_)
        self.app_id = app_id(self, "app", app, construct=construct, setting="app", provider=provider)
        others = [
            None
            if source == app
            else source
            if isinstance(source, RingCentralAttributeSync)
            else app_id(
                self,
                f"source-{number}-app",
                source,
                construct=construct,
                setting=f"sources[{number}]",
                provider=provider,
            )
            for number, source in enumerate(sources or [app])
        ]
        wanted = Wanted(
            app_id=self.app_id,
            target=target,
            extension_target=extension_target,
            expressions=expressions,
            push_status=push_status,
            allow=allow,
            override=override,
            source_ids=None if sources is None else [_id_of(one or self) for one in others],
            gates=gates,
            new_attributes=list(attributes),
            downstream={
                key: mapped_to(self, key, one, construct=construct, target=target, provider=provider)
                for key, one in (downstream or {}).items()
            },
            prevent_destroy=prevent_destroy,
            provider=provider,
        )
        scopes = {user_type: self} | {
            name: Construct(self, f"user-type-{name}") for name in further_user_types
        }

        def asked(**settings: Any) -> list[SyncReadiness]:  # noqa: ANN401 - its own arguments
            """Readiness by user type. What is the same for all types is asked of the first alone."""
            return [
                SyncReadiness(
                    within,
                    "readiness",
                    app_id=self.app_id,
                    user_type=name,
                    property=target,
                    provider=provider,
                    **(settings if within is self else {**settings, "attributes": None}),
                )
                for name, within in scopes.items()
            ]

        self.readiness: SyncReadiness | None = None
        ready: list[Asserted] = []
        if readiness == PRECONDITION:
            # Before the first write no attribute exists, so only the org and the app are asked about.
            self.readiness, *more = asked()
            ready = [Together([self.readiness, *more]) if more else self.readiness]
        self.user_types = {name: UserTypeSync(within, name, wanted) for name, within in scopes.items()}
        self.attributes: AppProfileAttributes | None = None
        if attributes:
            self.attributes = AppProfileAttributes(
                self,
                "attributes",
                app_id=self.app_id,
                attributes=attributes,
                adopt_existing=adopt_existing,
                lifecycle=blocking(self, *ready, prevent_destroy=prevent_destroy),
                provider=provider,
            )
        for one in self.user_types.values():
            one.add_resources(
                self.attributes.app_id if self.attributes else self.app_id,
                [_source_for(other, one.user_type) for other in others],
                () if self.attributes else ready,
            )
        first = self.user_types[user_type]
        self.impact, self.mapping, self.downstream = first.impact, first.mapping, first.downstream
        self.source, self.extension_source = first.source, first.extension_source
        if readiness == CHECK:
            # Read after the attributes are made: before, it could only say that they are missing.
            self.readiness, *more = asked(
                attributes=list(attributes) or None,
                depends_on=[self.attributes] if self.attributes else None,
            )
            ReadinessCheck(self, "ready", Together([self.readiness, *more]) if more else self.readiness)
        if outputs:
            self._add_outputs(id_)

    def _add_outputs(self, id_: str) -> None:
        first, *further = self.user_types.values()
        restores: dict[str, Any] = dict(first.restores)
        if self.attributes:
            restores["attributes"] = self.attributes.interpolation_for_attribute("restores")
        if further:
            restores["user_types"] = {one.user_type: one.restores for one in further}
        outputs = [
            ("app_id", self.mapping.app_id, "Id of the app that the values come from."),
            ("mapping_id", self.mapping.id, "Id of the mapping between that app and the Okta user type."),
            ("restores", restores, "What destroy would put back; an attribute not listed is removed."),
        ]
        if further:
            ids = {one.user_type or DEFAULT_TYPE: one.mapping.id for one in self.user_types.values()}
            outputs.append(("mapping_ids", ids, "Id of the mapping of each Okta user type."))
        for name, value, description in outputs:
            output = framework_of(self).TerraformOutput(
                self, f"output-{name}", value=value, description=description
            )
            output.override_logical_id(f"{id_}_{name}")


def _id_of(source: str | RingCentralAttributeSync) -> str:
    """The id of a source's app, known at plan."""
    return source if isinstance(source, str) else source.app_id


def _source_for(
    source: str | RingCentralAttributeSync | None, user_type: str | None
) -> str | ProfileMapping | None:
    """A source as an override of this user type takes it: by its mapping, so that the mapping is made before."""
    if not isinstance(source, RingCentralAttributeSync):
        return source
    return source.user_types[user_type].mapping if user_type in source.user_types else source.app_id
