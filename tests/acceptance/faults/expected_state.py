"""What a cell of the matrix has to keep: the message, the state, and what a destroy puts back."""

from __future__ import annotations

from typing import Any

from tests.acceptance.faults.fault_free import Orgs, warnings_of
from tests.acceptance.faults.kinds import Kind, Sentence
from tests.acceptance.faults.report import Report
from tests.acceptance.faults.writes import Write
from tests.acceptance.harness import Outcome, SimulatedOrg, Workspace
from tests.acceptance.harness.terraform import differences


def check_outcome(
    outcome: Outcome, write: Write, kind: Kind, usual_warnings: tuple[str, ...], report: Report
) -> None:
    right = "the message is right"
    if not kind.sentences:
        if outcome.returncode != 0:
            report.say(right, "an apply that survives the fault", outcome.output)
        elif warnings_of(outcome) != usual_warnings:
            report.say(right, f"the warnings {usual_warnings} and no other", outcome.output)
        return
    if outcome.returncode != 1:
        report.say(right, "an apply that fails", outcome.output)
    for sentence in kind.sentences_for(write):
        if not printed(outcome, sentence):
            report.say(right, f"the words {sentence!r}", outcome.output)
    if "Traceback" in outcome.output or "Provider produced" in outcome.message:
        report.say(right, "a message for the person who applies", outcome.output)


def printed(outcome: Outcome, sentence: Sentence) -> bool:
    """Whether a command printed the sentence, however it broke the lines."""
    wanted = (sentence,) if isinstance(sentence, str) else sentence
    return any(" ".join(one.split()) in outcome.message for one in wanted)


def check_state(
    state: dict[str, Any],
    before: dict[str, Any],
    previous: dict[str, Any],
    okta: dict[str, Any],
    kind: Kind,
    report: Report,
) -> None:
    """What the state names exists as it says, and what it does not name is as it was before Terraform came."""
    true = "the state says what exists"
    if kind.state == "behind":
        if state != before:
            report.say(true, f"as before the killed apply: {before}", f"{state}")
        return
    told = {**previous, **state}
    for name, value in told.items():  # a source list that is empty says: some other kind of source
        if isinstance(value, dict) and not value.get("priority", True) and okta[name]["type"] != "OVERRIDE":
            told[name] = okta[name]
    if kind.state == "exact" and told != okta:
        report.say(true, f"{okta}", f"with the state there should be {told}")
    if kind.state == "cautious":
        # Nobody knows what is stored; what may be is in the state, with what it has to restore.
        missing = [name for name in okta if okta[name] != previous.get(name) and name not in state]
        if missing:
            report.say(true, f"what may exist, of {okta}", f"it lost sight of {missing}: {state}")


def check_org(
    org: SimulatedOrg, workspace: Workspace, orgs: Orgs, unrecorded: bool, mended: Outcome, report: Report
) -> None:
    """Nothing foreign is touched, and after a destroy nothing previous is forgotten.

    `unrecorded`: a create was stored and its process killed before any state was. Then nothing can know what was there
    before, and the next apply has to say that it adopts what exists, and destroy leaves it.
    """
    if changed := differences(orgs.written, org.snapshot()):
        report.say(
            "foreign data is byte-equal, and Okta has what was written",
            "the org as after the same write without a fault",
            "\n".join(changed),
        )
    if unrecorded and "adopted" not in mended.message:
        report.say("the message is right", "a warning that what exists is adopted", mended.output)
    destroyed = workspace.destroy()
    changed = differences(orgs.written if unrecorded else orgs.destroyed, org.snapshot())
    if destroyed.returncode != 0 or changed:
        report.say(
            "destroy puts back what was there",
            "what was adopted" if unrecorded else "the org as before Terraform",
            "\n".join([destroyed.output, *changed]),
        )
