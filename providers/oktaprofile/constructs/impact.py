"""Limits on whom a mapping may change, as a condition that stops an apply or as a Terraform check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oktaprofile.constructs.assertions import CheckBlock
from oktaprofile.constructs.downstream import Pushed
from oktaprofile.constructs.framework import Construct
from oktaprofile.constructs.generated import (
    DataMappingImpact,
    DataMappingImpactDownstream,
    DataMappingImpactGates,
)
from oktaprofile.constructs.profile_mapping import MappedAttribute
from oktaprofile.constructs.validation import Rule, SettingError, check, given_if_any, is_token, one_of

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf

PRECONDITION = "precondition"
CHECK = "check"
_DURATION = re.compile(r"\d+(\.\d+)?\s*[smhd]\Z")


@dataclass(frozen=True, kw_only=True)
class ImpactGates:
    """How many people a deployment may change, and in which way. Names and meaning are those of `oktaprofile impact`
    and its policy file (docs/impact.md); each limit holds for every target attribute, the worst one counts.

    `max_literal_null`: people whose value may contain the word `null`. Where an expression lets a missing value
        through, people of whom nothing can be said count too: so a bad expression is stopped on the first deployment,
        when the attributes have no values yet. Default: 0; a large number lifts it.
    `max_refused`: people whose whole update may be refused, because one value does not fit its attribute. Default: 0; a
        large number lifts it.
    `max_blanked`, `max_over_length`, `max_errors`: people. Default: no limit.
    `max_undetermined`: people of whom nothing need be said. Default: no limit, and a warning tells of them. With 0 a
        first deployment needs `values`.
    `max_not_known`: user types and apps that the change is about and of which nobody could be read: a role that sees no
        people, or an app that nobody is assigned to yet. Default: 0; a large number lifts it.
    `max_changed_percent`: of the people of the user type. Default: no limit.
    `require_fresh_snapshot`: greatest age of `snapshot`: `90m`, `24h`, `7d`. Default: no limit.
    `mode`: `precondition` stops the plan (or, where something is known at apply only, the apply before the mapping is
        written); `check` warns and stops nothing. Default: `precondition`.
    `snapshot`: a file of `oktaprofile snapshot`, to take the people from. Default: they are read from the org at every
        plan in which something would change: an org of 100,000 takes some minutes of Okta's rate limits.
    `values`: a CSV or JSON file with what RingCentral knows of its people, for attributes that Okta does not have yet.
        Needed for as long as the deployment would change something.
    `profile_source_order`: labels or ids of the profile sources, highest priority first. Default: not known, and people
        for whom it matters are undetermined.

    Relative paths are taken from the folder in which the stack is synthesized.
    """

    max_literal_null: int = 0
    max_refused: int = 0
    max_not_known: int = 0
    max_blanked: int | None = None
    max_over_length: int | None = None
    max_errors: int | None = None
    max_undetermined: int | None = None
    max_changed_percent: float | None = None
    require_fresh_snapshot: str | None = None
    mode: str = PRECONDITION
    snapshot: Path | str | None = None
    values: Path | str | None = None
    profile_source_order: Sequence[str] = ()

    def check(self, construct: str, setting: str = "gates") -> None:
        """Raise SettingError, naming the limit, for one that is none."""
        counts = ("max_blanked", "max_over_length", "max_errors", "max_undetermined")
        check(
            construct,
            {
                f"{setting}.max_literal_null": (self.max_literal_null, [_people]),
                f"{setting}.max_refused": (self.max_refused, [_people]),
                f"{setting}.max_not_known": (self.max_not_known, [_people]),
                **{f"{setting}.{name}": (getattr(self, name), [_if_any(_people)]) for name in counts},
                f"{setting}.max_changed_percent": (self.max_changed_percent, [_if_any(_percent)]),
                f"{setting}.require_fresh_snapshot": (self.require_fresh_snapshot, [_if_any(_duration)]),
                f"{setting}.mode": (self.mode, [one_of(PRECONDITION, CHECK)]),
                f"{setting}.snapshot": (_text(self.snapshot), [given_if_any]),
                f"{setting}.values": (_text(self.values), [given_if_any]),
            },
        )
        order = self.profile_source_order
        if isinstance(order, str) or not all(isinstance(name, str) and name.strip() for name in order):
            raise SettingError(
                construct,
                f"{setting}.profile_source_order",
                f"is {order!r}; give a list of app labels or ids",
            )
        if self.require_fresh_snapshot is not None and self.snapshot is None:
            raise SettingError(
                construct,
                f"{setting}.require_fresh_snapshot",
                f"is {self.require_fresh_snapshot!r}, and there is no snapshot: it would guard nothing",
            )


class MappingImpact(DataMappingImpact):
    """Predicts, while Terraform plans, whom a mapping changes, and judges that by gates.

    `report` and `condition` are what an assertion needs; `ImpactCheck` is one that warns and stops nothing.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        gates: ImpactGates,
        app_id: str,
        expressions: Mapping[str, str],
        push_status: str | None = None,
        allow: Sequence[str] | None = None,
        user_type: str | None = None,
        overrides: Sequence[str] | None = None,
        override_sources: Sequence[str] | None = None,
        new_attributes: Sequence[str] | None = None,
        downstream: Sequence[Pushed] = (),
        provider: cdktf.TerraformProvider | None = None,
    ) -> None:
        """Add the data source to `scope` under the construct id `id_`.

        `gates`: the limits. `app_id`: the app's id, and no reference to a resource of this deployment: the condition
        comes before them. `expressions`, `push_status`, `overrides`, `new_attributes`: what the deployment makes of
        this app. `downstream`: each mapping from Okta that it makes.

        Raises SettingError for a limit that is none.
        """
        gates.check(f"{type(self).__name__} {id_!r}")
        super().__init__(
            scope,
            id_,
            app_id=app_id,
            expressions=expressions,
            push_status=push_status,
            allow=allow,
            user_type=user_type,
            overrides=overrides,
            override_sources=override_sources,
            new_attributes=new_attributes,
            downstream=[line for one in downstream for line in _by_push_status(one)] or None,
            profile_source_order=list(gates.profile_source_order) or None,
            snapshot=_absolute(gates.snapshot),
            values=_absolute(gates.values),
            gates=DataMappingImpactGates(
                max_blanked=gates.max_blanked,
                max_literal_null=gates.max_literal_null,
                max_refused=gates.max_refused or None,  # 0 is the default
                max_over_length=gates.max_over_length,
                max_errors=gates.max_errors,
                max_undetermined=gates.max_undetermined,
                max_not_known=gates.max_not_known or None,  # 0 is the default
                max_changed_percent=gates.max_changed_percent,
                require_fresh_snapshot=gates.require_fresh_snapshot,
            ),
            provider=provider,
        )

    @property
    def condition(self) -> str:
        """An expression that is true when every gate is passed."""
        return f"${{{self._address()}.clear}}"

    @property
    def report(self) -> str:
        """An expression for the text of an error: each failed gate with its limit, what was found, and what to do."""
        return f"The deployment would change people as its impact gates do not allow. ${{{self._address()}.report}}"

    def _address(self) -> str:
        return f"data.{self.TERRAFORM_TYPE}.{self.friendly_unique_id}"


class ImpactCheck(CheckBlock):
    """A `check` block on `MappingImpact`: a failed one is a warning at plan and apply."""

    def __init__(self, scope: Construct, id_: str, impact: MappingImpact) -> None:
        super().__init__(
            scope, id_, impact, what="check of the impact", instead='ImpactGates(mode="precondition")'
        )


def _by_push_status(pushed: Pushed) -> list[DataMappingImpactDownstream]:
    """One mapping, its attributes of one push status together."""
    lines: dict[str | None, dict[str, str]] = {}
    for target, value in pushed.properties.items():
        mapped = MappedAttribute(expression=value) if isinstance(value, str) else value
        lines.setdefault(mapped.push_status, {})[target] = mapped.expression
    return [
        DataMappingImpactDownstream(
            app_id=pushed.app_id, expressions=expressions, push_status=status, allow=pushed.allow
        )
        for status, expressions in lines.items()
    ]


def _absolute(path: Path | str | None) -> str | None:
    """Terraform runs in the stack's own folder, so a relative path would mean another file there."""
    if path is None or is_token(str(path)):
        return None if path is None else str(path)
    return str(Path(path).expanduser().absolute())


def _text(path: Path | str | None) -> object:
    return str(path) if isinstance(path, Path) else path


def _people(value: object) -> str | None:
    """A number of people."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return None
    return f"is {value!r}; give a number of people, 0 or more"


def _percent(value: object) -> str | None:
    """A share in per cent."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 100:
        return None
    return f"is {value!r}; give per cent, 0 to 100"


def _duration(value: object) -> str | None:
    """A length of time."""
    if isinstance(value, str) and _DURATION.fullmatch(value):
        return None
    return f"is {value!r}; give a number and s, m, h or d, such as 24h"


def _if_any(rule: Rule) -> Rule:
    return lambda value: None if value is None else rule(value)
