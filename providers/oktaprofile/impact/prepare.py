"""What a change asks of an org, made ready for many people: who has to be read, and which lines run for whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oktaprofile.expression.fits import LOGIN, limited
from oktaprofile.impact.affected import Target, already_required, newly_required, no_longer_required
from oktaprofile.impact.beside import Beside
from oktaprofile.impact.change import After
from oktaprofile.impact.effects import ValueCheck
from oktaprofile.impact.prepared import Prepared
from oktaprofile.impact.pushes import Pushes
from oktaprofile.impact.rules import Rule, attributes_of, ready
from oktaprofile.impact.sources import UNMAPPED, Candidates, candidates, in_doubt
from oktaprofile.impact.steps import Source, Step, deleted, limits, same
from oktaprofile.impact.taken import alone
from oktaprofile.impact.values import Values
from oktaprofile.impact.whole import Side, Sides, sided
from oktaprofile.people.organization import TO_APP, TO_OKTA, Definition, MappingKey, Organization

NOT_YET = "apply_to_existing_users takes the app users as stored, and they have no values of it yet"
NO_SOURCE = "the value is edited in Okta: no app is its source for this user"


class Preparation:
    """A change, an org before and after it. `targets` is what is predicted."""

    def __init__(
        self,
        before: Organization,
        after: After,
        targets: Sequence[Target],
        order: Sequence[str],
        values: Values | None,
    ) -> None:
        """`order`: ids of profile sources, highest priority first, as far as somebody knows it."""
        self.targets = targets
        self._mapping = {app_id for target in targets for app_id in target.expressions}
        self.new: dict[str, frozenset[str]] = {}
        for app_id, name in after.new_attributes:
            self.new[app_id] = self.new.get(app_id, frozenset()) | {name}
        self._before = before
        self._after = after.organization
        self._doubts, self._at_once = after.doubts, after.at_once
        self._order = order
        self._values = values
        self._rules: dict[tuple[str, str, str, str, bool], Rule | None] = {}
        self._sources = before.profile_sources, self._after.profile_sources
        self._beside = Beside(self._after, order, self._rule, self._unknown)
        self.pushes = Pushes(before, after, targets, self._rule, self._beside)
        self._of_okta: dict[tuple[str, frozenset[str]], Prepared] = {}
        self._decide: dict[str, frozenset[str]] = {}
        self._beside_all: dict[str, list[tuple[str, Side]]] = {}

    def needed_apps(self) -> set[str]:
        """The apps whose users have to be read: possible sources of a target, and the apps of targets."""
        needed = {target.app_id for target in self.targets if target.app_id is not None}
        of_okta = [target for target in self.targets if target.app_id is None]
        for target in of_okta:
            for organization in (self._before, self._after):
                definition = organization.user_schemas.get(target.type_id, {}).get(target.attribute, {})
                needed |= _priority(definition)
        if of_okta:
            needed.update(*self._sources)
        return {app_id for app_id in needed if app_id in self._after.apps}

    def needed_attributes(self) -> dict[str, set[str]]:
        """By app id, the app user's attributes that may be looked at: what the lines read, under whatever name
        of the profile, and the targets downstream; the user name where a values file goes by it."""
        needed: dict[str, set[str]] = {app_id: set() for app_id in self.needed_apps()}
        if self._values is not None:
            needed.setdefault(self._values.app_id, set()).update({"userName", *self._values.attributes})
        for target in self.targets:
            names = {target.attribute} if target.app_id is not None else set()
            for app_id, lines in target.expressions.items():
                read = {name for line in lines for name in attributes_of(line)}
                needed.setdefault(app_id, set()).update(names | read)
        for app_id, one in self._all_sides(TO_OKTA):
            needed.setdefault(app_id, set()).update(attributes_of(one.rule.line))
        for app_id, one in self._all_sides(TO_APP):
            needed.setdefault(app_id, set()).add(one.rule.target)
        for app_id, names in needed.items():
            names.update(newly_required(self._before, self._after, app_id))
            names.update(no_longer_required(self._before, self._after, app_id))
            if app_id in self._mapping:
                names.update(already_required(self._before, self._after, app_id))
        return needed

    def looked_at(self) -> dict[str, bool]:
        """The apps that play a part: whether their app users do, or only who is assigned."""
        read = {app_id for app_id, names in self.needed_attributes().items() if names}
        read |= self._mapping | {app_id for way in (TO_OKTA, TO_APP) for app_id, _ in self._all_sides(way)}
        return {app_id: app_id in read for app_id in self.needed_apps() | read}

    def needed_user_attributes(self) -> set[str]:
        """The Okta user's attributes that may be looked at."""
        names = {LOGIN}
        for target in self.targets:
            names |= {target.attribute} if target.app_id is None else set()
            names |= {
                name for pair in target.expressions.values() for line in pair for name in attributes_of(line)
            }
        for _, one in self._all_sides(TO_APP):
            names |= attributes_of(one.rule.line)
        return names | {one.rule.target for _, one in self._all_sides(TO_OKTA) if one.alone}

    def prepare(self, type_id: str, assigned: frozenset[str]) -> Prepared:
        """What runs for people of a user type who are assigned to these apps."""
        key = type_id, assigned & self._deciding(type_id)
        if key not in self._of_okta:
            self._of_okta[key] = self._upstream(*key)
        of_okta = self._of_okta[key]
        sources = {app_id for step in of_okta.steps for app_id in step.sources}
        pushes, push_sides = self.pushes.of(type_id, assigned, sources)
        return of_okta._replace(
            pushes=pushes,
            push_sides=push_sides,
            at_once=of_okta.at_once or any(push.at_once for push in pushes),
            waiting=any(push.line_changes or push.at_once for push in pushes),
            lets_in=any(push.lets_in for push in pushes),
        )

    def _deciding(self, type_id: str) -> frozenset[str]:
        """The apps that decide what runs towards Okta for people of a user type: profile sources, and what overrides
        name."""
        if type_id not in self._decide:
            schemas = (org.user_schemas.get(type_id, {}) for org in (self._before, self._after))
            named = (_priority(definition) for schema in schemas for definition in schema.values())
            self._decide[type_id] = frozenset().union(*self._sources, *named)
        return self._decide[type_id]

    def _upstream(self, type_id: str, deciding: frozenset[str]) -> Prepared:
        """What runs towards Okta for people who are assigned to these of the apps that decide about it."""
        steps = [
            self._step(index, target, deciding)
            for index, target in enumerate(self.targets)
            if target.type_id == type_id and target.app_id is None
        ]
        sources = {app_id for step in steps for app_id in step.sources}
        judged = {(None, step.attribute) for step in steps if not step.fixed}
        of_okta = self._beside.of_apps(sources, type_id, TO_OKTA, deciding, judged)
        all_sides = {one.app_id: one for one in of_okta}
        shared: dict[Candidates, tuple[Sides, ...]] = {}
        for index, step in enumerate(steps):
            sides = tuple(all_sides[app_id] for app_id in step.sources if app_id in all_sides)
            steps[index] = step._replace(sides=shared.setdefault(step.sources, sides))
        return Prepared(
            steps,
            [],
            of_okta,
            [],
            [step for step in steps if step.redefined is not None],
            self._by_app(newly_required, sources),
            self._by_app(already_required, sources & self._mapping),
            self._by_app(no_longer_required, sources),
            deciding.isdisjoint(self._sources[0]) and not deciding.isdisjoint(self._sources[1]),
            any(step.at_once for step in steps),
        )

    def _step(self, index: int, target: Target, assigned: frozenset[str]) -> Step:
        if target.attribute not in self._after.user_schemas.get(target.type_id, {}):
            return deleted(index, target.attribute)
        sides = []
        definitions, masters = [], []
        for organization, profile_sources in zip((self._before, self._after), self._sources, strict=True):
            definition = organization.user_schemas.get(target.type_id, {}).get(target.attribute, {})
            definitions.append(limits(definition))
            masters.append(definition.get("master"))
            found = candidates(definition, assigned, profile_sources, self._order)
            where = (target.type_id, TO_OKTA, target.attribute)
            sides.append(tuple(self._source(one, self._rule(organization, one, *where)) for one in found))
        before, after = sides
        unchanged = same(before, after)
        if not unchanged:
            after = tuple(self._if_unmapped(one, target) for one in after)
        outside = in_doubt(definition, assigned, found)
        unchanged_source = masters[0] == masters[1]
        fixed = ""
        if not after:
            fixed = NO_SOURCE
        elif all(one.rule is None and not one.unmapped for one in after):
            fixed = f"its source maps nothing to it: {self._labels(after)}"
        elif unchanged:
            others = {app_id for app_id, (was, becomes) in target.expressions.items() if was != becomes}
            priority = bool(others) or not unchanged_source
            words = "another source has priority" if priority else "its source gives what it gave"
            fixed = f"{words}: {self._labels(after)}"
        if fixed and outside and not unchanged_source:
            fixed = f"{fixed}; {outside}"
        sources = tuple(one.app_id for one in after)
        comparable = bool(before) and all(one.rule is not None for one in before)
        doubt = self._doubts.get((target.type_id, None, target.attribute), "")
        old, new = definitions
        redefined = (ValueCheck(old), ValueCheck(new)) if old != new else None
        refusing = [
            self._beside.line(one.app_id, target.type_id, one.rule, certain=True)
            for one in before
            if one.rule
        ]
        guarded = any(refusing) and not unchanged
        alone_ = target.type_id in alone(self._after, target.attribute)
        # An app that becomes the source with the same apply may do so after its mapping is applied.
        early = bool(after) and unchanged_source and sources == tuple(one.app_id for one in before)
        applied = [one for one in after if MappingKey(one.app_id, target.type_id, TO_OKTA) in self._at_once]
        early = early and applied == list(after)
        if any(one.rule and one.rule.reads & self.new.get(one.app_id, frozenset()) for one in applied):
            doubt = doubt or NOT_YET
        if early:  # whatever an import would bring
            fixed = "" if any(one.rule for one in after) else fixed
            after = tuple(one._replace(stopped="") if one.rule else one for one in after)
        return Step(
            index,
            target.attribute,
            before,
            after,
            sources,
            comparable,
            fixed,
            doubt,
            outside,
            (),
            bool(doubt or fixed or outside or guarded or alone_ or len(after) != 1),
            guarded,
            alone_,
            redefined,
            early,
        )

    def _by_app(
        self, asked: Callable[[Organization, Organization, str], list[str]], apps: set[str]
    ) -> list[tuple[str, list[str]]]:
        found = ((app_id, asked(self._before, self._after, app_id)) for app_id in sorted(apps))
        return [(app_id, names) for app_id, names in found if names]

    def _all_sides(self, direction: str) -> list[tuple[str, Side]]:
        """The side lines of every app that may give or get a value, of every user type."""
        if direction not in self._beside_all:
            apps = self.needed_apps()
            self._beside_all[direction] = [
                (app_id, one)
                for type_id in {target.type_id for target in self.targets}
                for app_id in sorted(apps)
                for one in self._beside.lines(app_id, type_id, direction, apps, ())
            ]
        return self._beside_all[direction]

    def _unknown(self, app_id: str) -> frozenset[str]:
        """The attributes that a line towards Okta may read and that nobody has a value of yet."""
        given = self._values.attributes if self._values and self._values.app_id == app_id else frozenset()
        return self.new.get(app_id, frozenset()) - given

    def _source(self, app_id: str, rule: Rule | None) -> Source:
        app = self._after.apps[app_id]
        stopped = ""
        if rule is None:
            stopped = f"its source maps nothing to it: {app.label}"
        elif not app.imports:
            stopped = f"{app.label} imports no profile updates"
        in_file = self._values is not None and self._values.app_id == app_id
        new = self.new.get(app_id, frozenset())
        return Source(
            app_id, rule, stopped, "", in_file or (rule is not None and not rule.reads.isdisjoint(new))
        )

    def _if_unmapped(self, source: Source, target: Target) -> Source:
        """A source that the change makes one of an attribute to which its app maps nothing."""
        lines = self._after.mappings.get(MappingKey(source.app_id, target.type_id, TO_OKTA), {})
        if source.rule is not None or target.attribute in lines:
            return source
        return source._replace(unmapped=f"its source {self._after.label(source.app_id)} {UNMAPPED}")

    def _labels(self, side: tuple[Source, ...]) -> str:
        return " or ".join(self._after.label(one.app_id) for one in side)

    def _rule(self, org: Organization, app_id: str, type_id: str, direction: str, target: str) -> Rule | None:
        key = (app_id, type_id, direction, target, org is self._after)
        if key not in self._rules:
            lines = org.mappings.get(MappingKey(app_id, type_id, direction), {})
            app, to_okta = org.apps[app_id], direction == TO_OKTA
            schema = (org.user_schemas.get(type_id) if to_okta else org.app_schemas.get(app_id)) or {}
            definition: Definition = schema.get(target, {})
            asked = sided(target, definition) if to_okta else limited(app.name, target, definition)
            asked_schema = {**schema, target: asked} if definition else schema
            rule = self._rules[key] = ready(lines, target, asked_schema, direction, app.name)
            if rule is not None:
                found = self._beside.line(app_id, type_id, rule, certain=True, direction=direction)
                rule.refusable = found is not None
        return self._rules[key]


def _priority(definition: Definition) -> set[str]:
    """The apps that an attribute's override names."""
    return {str(one["value"]) for one in (definition.get("master") or {}).get("priority") or ()}
