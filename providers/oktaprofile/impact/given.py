"""What the mappings give people by now, whatever a prediction said: whether a source has changed since.

Lines and sources are those that Okta has now. Where several profile sources may be a person's, their order is not
visible, and nothing is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from oktaprofile.expression import Compiled, ExpressionError, Value, compile_expression, references
from oktaprofile.impact.prediction_file import Target
from oktaprofile.impact.sources import candidates
from oktaprofile.impact.values import Values
from oktaprofile.people.organization import PUSH, TO_APP, TO_OKTA, MappingKey, Organization
from oktaprofile.people.organization_reader import USER_NAME
from oktaprofile.people.person import Person


class Given:
    """`apps`, `users`: the attributes that have to be read of app users, by app id, and of Okta users."""

    def __init__(self, targets: Sequence[Target], now: Organization, values: Values | None = None) -> None:
        """`values`: what the source itself has by now, where Okta may not have imported it yet."""
        self.values = values
        self.apps: defaultdict[str, set[str]] = defaultdict(set)
        self.users: set[str] = set()
        self._targets = targets
        self._now = now
        self._sources = now.profile_sources
        self._lines = [self._lines_of(target) for target in targets]
        if values is not None:
            self.apps[values.app_id].add(USER_NAME)

    def value(self, index: int, person: Person, *, imported: bool = False) -> tuple[bool, Any]:
        """Whether it is known, and the value that a target would get for a person: by what the source has, or by what
        Okta `imported`."""
        target = self._targets[index]
        app_id = target.app_id or self._source(target, person)
        line = self._lines[index].get(app_id or "")
        if app_id is None or line is None or app_id not in person.apps:
            return False, None
        app_user = person.apps[app_id]
        profile: dict[str, Any] | None = app_user.profile
        if self.values is not None and self.values.app_id == app_id and not imported:
            profile = self.values.of(person.id, app_user)
        if profile is None:
            return False, None
        source = profile if target.app_id is None else person.profile
        name = self._now.apps[app_id].name
        context = {
            "appuser": profile,
            "appUser": profile,
            "user": person.profile,
            "source": source,
            name: profile,
        }
        result = line.evaluate(context)
        return (True, result.value) if isinstance(result, Value) else (False, None)

    def _source(self, target: Target, person: Person) -> str | None:
        definition = self._now.user_schemas.get(target.type_id, {}).get(target.attribute, {})
        found = candidates(definition, person.apps, self._sources)
        return found[0] if len(found) == 1 else None  # several: their order is not visible

    def _apps_of(self, target: Target) -> Sequence[str]:
        """The apps whose users have to be read. Who has none of an override's is not judged."""
        if target.app_id is not None:
            return (target.app_id,)
        definition = self._now.user_schemas.get(target.type_id, {}).get(target.attribute, {})
        master = definition.get("master") or {}
        if master.get("type") == "OVERRIDE":
            return [
                id_ for one in master.get("priority") or () if (id_ := str(one["value"])) in self._now.apps
            ]
        return [] if master.get("type") == "OKTA" else self._sources

    def _lines_of(self, target: Target) -> dict[str, Compiled]:
        found = {}
        direction = TO_OKTA if target.app_id is None else TO_APP
        for app_id in self._apps_of(target):
            lines = self._now.mappings.get(MappingKey(app_id, target.type_id, direction), {})
            line = lines.get(target.attribute)
            if line is None or line.expression is None or line.push_status != PUSH:
                continue
            try:
                found[app_id] = compile_expression(line.expression)
            except ExpressionError:
                continue
            for one in references(line.expression):
                of_user = one.root == "user" or (one.root in ("source", "") and direction == TO_APP)
                (self.users if of_user else self.apps[app_id]).add(one.attribute)
        return found
