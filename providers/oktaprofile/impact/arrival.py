"""When it arrives: which effects come with the apply itself, where a mapping is applied to the people who exist.

Published (Okta support, "Why was a mass profile push triggered towards an application" and "How to use the Force Sync
option", read 2026-11-30): everybody's profile is evaluated again, towards Okta from the app users as they are stored;
what changes in Okta is pushed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oktaprofile.impact.effects import Result
from oktaprofile.impact.prepared import Prepared
from oktaprofile.plan.outcomes import CHANGES


def with_arrival(prepared: Prepared, results: Sequence[Result]) -> list[Result]:
    """The results of one person, each with whether it comes with the apply. What reads several values that change comes
    with the last of them."""
    steps = len(prepared.steps)
    sources, early = {}, set()
    marked = []
    for step, result in zip(prepared.steps, results, strict=False):
        if not step.deleted and result.effect.value is not result.current:
            sources[step.attribute] = step.sources
            if step.at_once:
                early.add(step.attribute)
                result = replace(result, at_once=result.effect.outcome in CHANGES)
        marked.append(result)
    for push, result in zip(prepared.pushes, results[steps:], strict=True):
        if result.waits or result.at_once or result.effect.value is result.current:
            marked.append(result)
            continue
        others = {name for name, apps in sources.items() if push.app_id not in apps}
        read = (push.rule.reads if push.rule else frozenset()) & others
        pushed = push.at_once or not others.isdisjoint(early)
        marked.append(replace(result, at_once=pushed and read <= early))
    return marked
