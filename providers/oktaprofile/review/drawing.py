"""Draws the data flow of a plan: every mapping in it, with what happens to each mapped attribute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.plan.markers import UNKNOWN
from oktaprofile.plan.reader import PlanFile, ResourceChange
from oktaprofile.plan.resources import TO_OKTA, VERIFY, direction, former_lines, lines
from oktaprofile.review import mappings, sources
from oktaprofile.review.directory import Directory
from oktaprofile.review.expression_diff import attributes_read
from oktaprofile.review.flow import (
    CHANGED,
    GONE,
    NEW,
    OKTA_SIDE,
    SAME,
    SOURCE_SIDE,
    TARGET_SIDE,
    Drawing,
    Flow,
)

MOST_EDGES = 30


def flow_of(plan: PlanFile, directory: Directory, drift: bool) -> Flow:
    """The mappings of the plan, unchanged ones too, and the overrides as notes. `drift`: also what changed outside."""
    drawing = Drawing(attributes_read)
    changes = [*plan.drift, *plan.changes] if drift else plan.changes
    for change in changes:
        if change.type in mappings.TYPES:
            _draw(drawing, change, directory)
    for change in changes:
        if change.type in sources.TYPES:
            _draw_source(drawing, change, directory, drift)
    return drawing.finished(MOST_EDGES)


def _draw(drawing: Drawing, change: ResourceChange, directory: Directory) -> None:
    before, after = lines(change.before), lines(change.after)
    if change.after is not None:
        before = {**former_lines(change.after), **before}
    state: Mapping[str, Any] = change.after or change.before or {}
    if direction(state) is UNKNOWN:
        return
    label, user = directory.label(state.get("app_id")), directory.type_name(state)
    for target in {**before, **after}:
        if target not in after and target not in lines(change.before):
            continue
        old, new = before.get(target), after.get(target)
        if change.after is None and change.before is not None:  # what destroy puts back stays in the picture
            new = former_lines(change.before).get(target)
        how = (
            SAME
            if old == new or not change.changes
            else NEW
            if old is None
            else GONE
            if new is None
            else CHANGED
        )
        line = new or old
        expression = line.expression if line else None
        title = "Okta user" if user == "default" else f"Okta user ({user})"
        okta = drawing.node(user, title, OKTA_SIDE)
        if direction(state) == TO_OKTA:
            app = drawing.node(str(state.get("app_id")), label, SOURCE_SIDE)
            drawing.edge(app, okta, target, how, expression)
        else:
            app = drawing.node(str(state.get("app_id")), label, TARGET_SIDE)
            drawing.edge(okta, app, target, how, expression)


def _draw_source(drawing: Drawing, change: ResourceChange, directory: Directory, drift: bool) -> None:
    state: Mapping[str, Any] = change.after or change.before or {}
    user = directory.type_name(state)
    key = f"{OKTA_SIDE}:{user}"
    if key not in drawing.titles or not isinstance(state.get("sources"), list):
        return
    before, after = (sources.in_short(one, directory) for one in sources.both(change, outside=drift))
    subject = f"{state.get('property')} source:"
    if not change.changes or before == after or state.get("mode") == VERIFY:
        drawing.note(key, f"{subject} {after}")
    else:
        drawing.note(key, subject)
        drawing.note(key, f"{before} → {after}")
