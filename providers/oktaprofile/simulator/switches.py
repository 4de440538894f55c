"""What can be switched in the simulated org. One object, fixed while the org runs except through `/simulator/load`."""

from __future__ import annotations

from dataclasses import dataclass, fields

BASE_MASTER_ANSWERS = ("accept", "ignore", "reject")
PIPELINES = ("idx", "v1")
UNMAPPED_SOURCES = ("keep", "blank")
OVERRIDES_OUTSIDE = ("follow", "frozen")
_STORED = ("store", "drop", "reject")
CHOICES = {
    "base_master": BASE_MASTER_ANSWERS,
    "pipeline": PIPELINES,
    "unmapped_source": UNMAPPED_SOURCES,
    "override_outside": OVERRIDES_OUTSIDE,
    "skipped_people": ("deactivate", "suspend", "keep"),
    "null_joined": ("word", "empty", "fail"),
    "length_of_null": ("zero", "fail"),
    "absent_deletion": ("accept", "reject"),
    "inactive_schema": ("accept", "reject"),
    "mapping_checks": ("push-status-first", "expression-first"),
    "null_attribute": ("clear", "keep", "reject"),
    "left_out_attribute": ("keep", "clear"),
    "foreign_push_status": ("accept", "ignore", "reject"),
    "mapped_external_id": ("accept", "reject"),
    "user_external_name": _STORED,
    "user_external_namespace": _STORED,
    "user_pattern": _STORED,
    "app_unique": ("drop", "store", "reject"),
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


def value_of(name: str, text: str) -> object:
    """A switch's value out of a text of the command line: a word, a number, or `on` and `off`. Raises ValueError."""
    if name in CHOICES:
        if text not in CHOICES[name]:
            raise ValueError(f"{name} is one of {', '.join(CHOICES[name])}, not {text!r}")
        return text
    if name in LARGEST:
        return amount(name, float(text))
    if name not in {field.name for field in fields(Switches)}:
        raise ValueError(f"there is no switch {name!r}; see docs/simulator.md")
    if text not in ("on", "off"):
        raise ValueError(f"{name} is on or off, not {text!r}")
    return text == "on"


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

    skipped_people: str = "deactivate"
    """What a full import does to people whom it skips for want of a required value, where its app is the highest of
    their profile sources: the app's setting "When a user is deactivated in the app", which no API shows. Published:
    the next full import deactivates or suspends them, as that says (Okta support, "A recent full import from AD
    unexpectedly deactivated or suspended users"); `deactivate` is the default of a new source (Okta's help, "App
    profile source").
    """

    import_reevaluates: bool = True
    """Whether a full import evaluates the mappings of people again whose values did not change at the source. Assumed:
    no source tells; a changed mapping and a full import would settle it.
    """

    push_whole_profile: bool = False
    """Whether a push writes every attribute of the app's profile to the app, empty and unmapped ones too (Okta support,
    "Does Okta support partial profile push": it does; whether RingCentral's connector takes them is published nowhere).
    """

    null_joined: str = "word"
    """What a text joined to null is in a mapping: with the `word` null, with nothing (`empty`), or no value (`fail`).
    Assumed, like every switch below: docs/unverified.md has the question, `oktaprofile probe` asks it.
    """

    length_of_null: str = "zero"
    """What `String.len` gives of null in a mapping: `zero`, or no value (`fail`)."""

    absent_deletion: str = "accept"
    """What removing a property that is absent from a schema answers."""

    inactive_schema: str = "accept"
    """Whether the schema of an inactive app can be written."""

    mapping_checks: str = "push-status-first"
    """Which of two mistakes of one mapping Okta names."""

    null_attribute: str = "clear"
    """What null does to an optional attribute of a property. `pattern` is cleared whatever this says (recorded)."""

    left_out_attribute: str = "keep"
    """What becomes of an optional attribute that a write of its property leaves out."""

    foreign_push_status: str = "accept"
    """What becomes of a push status towards an app that its features do not call for: stored, 200 with the app's own
    one in its place, or 400.
    """

    mapped_external_id: str = "reject"
    """Whether a mapping may read `appuser.externalId`, which no schema has."""

    user_external_name: str = "store"
    """What a user schema makes of `externalName`: stored, left out of the answer, or 400."""

    user_external_namespace: str = "store"
    """The same of `externalNamespace`."""

    user_pattern: str = "store"
    """The same of `pattern` on a custom attribute."""

    app_unique: str = "drop"
    """The same of `unique` in an app's schema."""
