"""What runs downstream: made ready once an app, for whoever is assigned to it.

Where there are hundreds of apps, everybody has a set of their own: what is made for a set is made for one person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from oktaprofile.impact.affected import Target
from oktaprofile.impact.beside import Beside
from oktaprofile.impact.change import After
from oktaprofile.impact.downstream import HIDDEN, Push
from oktaprofile.impact.rules import Rule
from oktaprofile.impact.steps import limits
from oktaprofile.impact.whole import Sides
from oktaprofile.people.organization import TO_APP, MappingKey, Organization

OF_A_GROUP = "a group's assignment gives it a value, which may come back where nothing is mapped to it"
"""Published (Okta support, "Usage of group type attributes for assignments", read 2026-11-30): a mapped attribute
cannot be given by a group; once it is unmapped, it can."""


class Pushes:
    """The targets downstream and what is beside them. `given`: (app id, attribute) of what groups give."""

    def __init__(
        self,
        before: Organization,
        after: After,
        targets: Sequence[Target],
        rule_of: Callable[[Organization, str, str, str, str], Rule | None],
        beside: Beside,
    ) -> None:
        self.given: frozenset[tuple[str, str]] = frozenset()
        self._before = before
        self._after = after
        self._rule_of = rule_of
        self._beside = beside
        self._targets: defaultdict[str, dict[str, list[tuple[int, Target]]]] = defaultdict(dict)
        for index, target in enumerate(targets):
            if target.app_id is not None:
                self._targets[target.type_id].setdefault(target.app_id, []).append((index, target))
        self._ready: dict[tuple[str, str], tuple[list[Push], list[Sides]]] = {}

    def of(
        self, type_id: str, assigned: Collection[str], sources: Collection[str]
    ) -> tuple[list[Push], list[Sides]]:
        """In the order of the targets, for people who are assigned to these apps and get values from `sources`."""
        pushes: list[Push] = []
        sides: list[Sides] = []
        for app_id in self._targets.get(type_id, ()):
            if app_id in assigned:
                of_app, beside = self._of_app(type_id, app_id)
                pushes += [one._replace(is_source=True) for one in of_app] if app_id in sources else of_app
                sides += beside
        return pushes, sides

    def _of_app(self, type_id: str, app_id: str) -> tuple[list[Push], list[Sides]]:
        key = (type_id, app_id)
        if key not in self._ready:
            targets = self._targets[type_id][app_id]
            judged = {(app_id, target.attribute) for _, target in targets}
            self._ready[key] = (
                [self._push(index, target, app_id) for index, target in targets],
                self._beside.of_apps((app_id,), type_id, TO_APP, (app_id,), judged),
            )
        return self._ready[key]

    def _push(self, index: int, target: Target, app_id: str) -> Push:
        type_id, name, after = target.type_id, target.attribute, self._after.organization
        rule, former = (self._rule_of(org, app_id, type_id, TO_APP, name) for org in (after, self._before))
        key, app = MappingKey(app_id, type_id, TO_APP), after.apps[app_id]
        by_group = (app_id, name) in self.given
        other = (
            rule is not None and former is not None and limits(rule.definition) != limits(former.definition)
        )
        line_changes = target.line_changes or other
        back = OF_A_GROUP if by_group and rule is None and former is not None else ""
        required = after.app_schemas.get(app_id, {}).get(name, {}).get("required")
        return Push(
            index,
            name,
            app_id,
            rule,
            line_changes,
            key in self._after.at_once,
            False,
            self._after.doubts.get((type_id, app_id, name), "") or back,
            HIDDEN & rule.reads if rule else frozenset(),
            former,
            lets_in=app.imports and bool(required),
            guarded=former is not None and former.refusable and line_changes,
            unmapped=not (app.imports or by_group or name in self._before.mappings.get(key, {})),
        )
