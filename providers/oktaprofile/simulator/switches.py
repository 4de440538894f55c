"""What can be switched in the simulated org. One object, fixed while the org runs except through `/simulator/load`."""

from __future__ import annotations

from dataclasses import dataclass

BASE_MASTER_ANSWERS = ("accept", "ignore", "reject")
PIPELINES = ("idx", "v1")
UNMAPPED_SOURCES = ("keep", "blank")
OVERRIDES_OUTSIDE = ("follow", "frozen")
CHOICES = {
    "base_master": BASE_MASTER_ANSWERS,
    "pipeline": PIPELINES,
    "unmapped_source": UNMAPPED_SOURCES,
    "override_outside": OVERRIDES_OUTSIDE,
}
"""The values of each switch that is a word."""
LARGEST = {"quarantine_seconds": 31_536_000.0, "latency_ms": 600_000.0}
"""The largest value of each switch that is a number; the smallest is 0."""


def amount(name: str, value: object) -> float:
    """The value of the switch `name` as a number. Raises ValueError for what is none, is not finite or out of range."""
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else float("nan")
    if not 0 <= number <= LARGEST[name]:
        raise ValueError(f"{name} is a number from 0 to {LARGEST[name]:g}, not {value!r}")
    return number


@dataclass
class Switches:
    """Each field is one switch; the defaults are the documented org with both support flags on."""

    attribute_level_mastering: bool = True
    """Off: `master` is dropped on every write and absent everywhere (recorded in such orgs)."""

    mappings_api: bool = True
    """Off: every mapping operation answers 401 E0000015 (user reports #773, #984, #1355, #1403)."""

    base_master: str = "accept"
    """What POST does with a changed `master` of a base property of a user type. No source settles it (no
    recording shows such a change), so all three answers exist: `accept` stores it, `ignore` answers 200 and
    keeps the old one, `reject` answers 400. `accept` is the default because only it shows the whole sync;
    the acceptance tests run under all three.
    """

    quarantine_seconds: float = 2.0
    """How long a deleted variable name stays taken (recorded: 1 to 2 s in small orgs, unbounded in big
    ones).
    """

    latency_ms: float = 0.0
    """Waited in every Okta operation; schema writes wait between reading and writing the whole document."""

    pipeline: str = "idx"
    """The engine that the org says it is: `idx` (Identity Engine) or `v1` (Classic Engine). Apps of the former name
    their policies.
    """

    import_hand_made_attributes: bool = True
    """Whether an import fills an app attribute that has no external name, matching it by its variable name.
    Assumed: no source tells. A RingCentral import into a tenant with a hand-made attribute would settle it.
    """

    unmapped_source: str = "keep"
    """What an import does to an attribute whose source maps nothing to it: `keep` leaves the value, `blank` makes it
    null. Okta's help says both ("Map profile attributes": null; "AD agent import considerations": what was imported
    stays).
    """

    override_outside: str = "follow"
    """Which source people follow who have none of an override's apps: `follow` their profile source, `frozen` none.
    Assumed: no source tells; a user outside RingCentral with an override on primaryPhone would settle it.
    """

    import_reevaluates: bool = True
    """Whether a full import evaluates the mappings of people again whose values did not change at the source. Assumed:
    no source tells; a changed mapping and a full import would settle it.
    """

    push_whole_profile: bool = False
    """Whether a push writes every attribute of the app's profile to the app, empty and unmapped ones too (Okta support,
    "Does Okta support partial profile push": it does; whether RingCentral's connector takes them is published nowhere).
    """
