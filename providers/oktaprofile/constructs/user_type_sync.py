"""What a sync has for each user type: its gates, its mapping, its source, its mappings to other apps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oktaprofile.constructs.assertions import Asserted, blocking
from oktaprofile.constructs.downstream import Pushed
from oktaprofile.constructs.framework import Construct
from oktaprofile.constructs.impact import PRECONDITION, ImpactCheck, ImpactGates, MappingImpact
from oktaprofile.constructs.profile_mapping import TO_APP, TO_OKTA, MappedAttribute, ProfileMapping
from oktaprofile.constructs.profile_master_override import MANAGE, ProfileMasterOverride

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf

NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is the same for every user type of a sync. `app_id`: the app's own id, and no reference to a resource.

    `source_ids`: the apps of the override, in order, where it names others than this one.
    """

    app_id: str
    target: str
    extension_target: str | None
    expressions: Mapping[str, str]
    push_status: str | None
    allow: Sequence[str] | None
    override: str
    source_ids: Sequence[str] | None
    gates: ImpactGates | None
    new_attributes: Sequence[str]
    downstream: Mapping[str, Pushed]
    prevent_destroy: bool
    provider: cdktf.TerraformProvider | None


class UserTypeSync:
    """The part of one user type. `user_type` as given, None for the default type.

    `impact`, `mapping`, `source`, `extension_source` and `downstream` are the resources; None when switched off.
    """

    def __init__(self, scope: Construct, user_type: str | None, wanted: Wanted) -> None:
        """Add the gates to `scope`; `add_resources` adds the rest, once the attributes are there."""
        self.scope = scope
        self.user_type = user_type
        self._wanted = wanted
        self.impact: MappingImpact | None = None
        self._harmless: list[Asserted] = []
        if wanted.gates is None:
            return
        overridden = wanted.override == MANAGE or (wanted.override == NONE and wanted.source_ids is not None)
        # By the app's own id: it is known at plan, before the resources that this judges.
        self.impact = MappingImpact(
            scope,
            "impact",
            gates=wanted.gates,
            app_id=wanted.app_id,
            expressions=wanted.expressions,
            push_status=wanted.push_status,
            allow=wanted.allow,
            user_type=user_type,
            overrides=list(wanted.expressions) if overridden else None,
            override_sources=wanted.source_ids if overridden else None,
            new_attributes=list(wanted.new_attributes) or None,
            downstream=list(wanted.downstream.values()),
            provider=wanted.provider,
        )
        if wanted.gates.mode == PRECONDITION:
            self._harmless = [self.impact]
        else:
            ImpactCheck(scope, "harmless", self.impact)

    def add_resources(
        self, app_id: str, sources: Sequence[str | ProfileMapping | None], ready: Sequence[Asserted]
    ) -> None:
        """Add mapping, source and mappings to other apps.

        `app_id`: the app's, by the resource that makes its attributes. `sources`: of the override, in order; None
        stands for this mapping. `ready`: what must hold before the mapping, beside the gates.
        """
        wanted, scope = self._wanted, self.scope
        # The impact comes before the mapping, not before the attributes: these alone change nobody, and may be
        # applied first, so that an import brings values to judge.
        self.mapping = ProfileMapping(
            scope,
            "mapping",
            app_id=app_id,
            direction=TO_OKTA,
            user_type=self.user_type,
            properties={
                name: MappedAttribute(expression=text, push_status=wanted.push_status)
                for name, text in wanted.expressions.items()
            },
            allow=wanted.allow,
            lifecycle=blocking(scope, *self._harmless, *ready, prevent_destroy=wanted.prevent_destroy),
            provider=wanted.provider,
        )
        kept = blocking(scope, prevent_destroy=wanted.prevent_destroy)
        overrides = [
            ProfileMasterOverride(
                scope,
                child,
                property=name,
                sources=[self.mapping if source is None else source for source in sources],
                user_type=self.user_type,
                mode=wanted.override,
                lifecycle=kept,
                provider=wanted.provider,
            )
            for child, name in (
                ("source", wanted.target),
                ("extension-source", wanted.extension_target),
            )
            if wanted.override != NONE and name is not None
        ]
        self.source = overrides[0] if overrides else None
        self.extension_source = overrides[1] if len(overrides) > 1 else None
        self.downstream = {
            key: ProfileMapping(
                scope,
                f"downstream-{key}",
                app_id=one.app_id,
                direction=TO_APP,
                user_type=self.user_type,
                properties=one.properties,
                allow=one.allow,
                apply_to_existing_users=one.apply_to_existing_users,
                lifecycle=kept,
                provider=wanted.provider,
            )
            for key, one in wanted.downstream.items()
        }

    @property
    def restores(self) -> dict[str, cdktf.IResolvable]:
        """What destroy would put back, by what it is of."""
        owners = {
            "mapping": self.mapping,
            "source": self.source,
            "extension_source": self.extension_source,
        }
        return {name: owner.restores for name, owner in owners.items() if owner is not None}
