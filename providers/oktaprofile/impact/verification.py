"""What became of a prediction: person by person, what was predicted and what is there now.

It reads a document that `oktaprofile impact --people --out FILE` wrote, and the org. Of what the prediction left open
it says what happened: that is a fact of this org then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from oktaprofile.impact.errors import ImpactError
from oktaprofile.people.person import Person
from oktaprofile.plan.json_text import parsed
from oktaprofile.plan.outcomes import REFUSALS, UNDETERMINED

FORMAT, VERSION = "oktaprofile-verification", 1
AS_PREDICTED, NOT_YET, OTHERWISE, GONE, STAYED, CHANGED = (
    "as_predicted",
    "not_yet",
    "otherwise",
    "gone",
    "stayed",
    "changed",
)
WORDS: Mapping[str, str] = {
    AS_PREDICTED: "as predicted",
    NOT_YET: "still have their former value",
    OTHERWISE: "have another value than was predicted",
    GONE: "are not there any more",
}
_KEPT = frozenset(one.value for one in REFUSALS) | {"error"}
_NEXT = "Make it with: oktaprofile impact plan.json --people --out impact.json"


class Expected(NamedTuple):
    """One attribute of one person. `before`, `after`: values; None and "" are the same."""

    outcome: str
    before: Any
    after: Any
    reason: str
    waits: bool


class Target(NamedTuple):
    """One attribute of the prediction, and what was predicted of whom (by user id)."""

    system: str
    app_id: str | None
    type_id: str
    attribute: str
    people: Mapping[str, Expected]


class Prediction(NamedTuple):
    """What an impact document holds of people. `org`: its URL; `taken_at`: UTC text; `open`: whether the plan left
    something open, of which somebody's value depends."""

    org: str
    taken_at: str
    targets: tuple[Target, ...]
    open: bool = False


def read_prediction(text: str) -> Prediction:
    """The people of an impact document. Raises ImpactError for anything else, and for one without people."""
    document = parsed(text, "The impact file", _NEXT, ImpactError)
    if not isinstance(document, dict) or document.get("format") != "oktaprofile-impact":
        raise ImpactError("The impact file is no oktaprofile-impact document.", _NEXT)
    try:
        targets = tuple(_target(one) for one in document["targets"])
        data = document["data"]
        open_ = bool(document.get("not_known"))
        found = Prediction(str(data["org"]), str(data["taken_at"]), targets, open_)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImpactError(
            f"The impact file is not built as oktaprofile impact builds it ({type(error).__name__}).", _NEXT
        ) from None
    if (
        targets
        and not any(one.people for one in targets)
        and any(_changes(one) for one in document["targets"])
    ):
        raise ImpactError(
            "The impact file holds nobody's values, so there is nothing to compare with.", _NEXT
        )
    return found


def _changes(item: Mapping[str, Any]) -> bool:
    return any(count for name, count in item["outcomes"].items() if name not in ("unchanged", "not_affected"))


def _target(item: Mapping[str, Any]) -> Target:
    people = {
        str(one["user"]): Expected(
            str(one["outcome"]), one["before"], one["after"], str(one["reason"]), bool(one["waits"])
        )
        for one in item.get("people") or ()
    }
    app_id = None if item["app_id"] is None else str(item["app_id"])
    return Target(str(item["system"]), app_id, str(item["user_type"]["id"]), str(item["attribute"]), people)


class Verified:
    """The counts of one target. `open`: reason of what was undetermined -> STAYED or CHANGED -> people."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.counts: Counter[str] = Counter()
        self.waiting = 0
        self.open: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.differing: list[tuple[str, str, Any, Any]] = []  # user id, verdict, predicted value, value now
        self._left = dict(target.people)

    def take(self, person: Person) -> None:
        """Looks at one person."""
        expected = self._left.pop(person.id, None)
        if expected is None:
            return
        app_id, name = self.target.app_id, self.target.attribute
        if app_id is not None and app_id not in person.apps:
            self.counts[GONE] += 1
            return
        profile = person.profile if app_id is None else person.apps[app_id].profile
        now = profile.get(name)
        if expected.outcome == UNDETERMINED.value:
            self.open[expected.reason][STAYED if _same(now, expected.before) else CHANGED] += 1
            return
        wanted = expected.before if expected.outcome in _KEPT else expected.after
        verdict = (
            AS_PREDICTED if _same(now, wanted) else NOT_YET if _same(now, expected.before) else OTHERWISE
        )
        self.counts[verdict] += 1
        if verdict == NOT_YET and expected.waits:
            self.waiting += 1
        elif verdict != AS_PREDICTED:
            self.differing.append((person.id, verdict, wanted, now))

    def finish(self) -> None:
        """Everybody was looked at: who is left is gone."""
        self.counts[GONE] += len(self._left)
        self._left.clear()

    @property
    def compared(self) -> int:
        """People of whom something was predicted, and who are there."""
        return sum(users for verdict, users in self.counts.items() if verdict != GONE)

    @property
    def not_as_predicted(self) -> int:
        """People whose value is not the predicted one, without those of whom it was said that they wait."""
        return self.counts[NOT_YET] + self.counts[OTHERWISE] - self.waiting


def verified(prediction: Prediction, people: Iterable[Person]) -> list[Verified]:
    """Everybody compared, target by target. Raises ImpactError where nobody is left to compare."""
    found = [Verified(target) for target in prediction.targets]
    for person in people:
        for one in found:
            one.take(person)
    for one in found:
        one.finish()
    gone = sum(one.counts[GONE] for one in found)
    if gone and not any(one.compared or one.open for one in found):
        raise ImpactError(
            "Nobody of whom something was predicted is there any more, so there is nothing to compare with.",
            "Look whether the credentials may read all users and app users, and whether the app lost its assignments.",
        )
    return found


def document(
    prediction: Prediction, found: list[Verified], *, samples: int, most_different: int, read_at: str
) -> dict[str, Any]:
    """The JSON document (docs/impact.md). Without samples it holds no id and no value of anybody."""
    worst = max((one.not_as_predicted for one in found), default=0)
    unsure = not any(one.compared for one in found) and (prediction.open or any(one.open for one in found))
    return {
        "format": FORMAT,
        "version": VERSION,
        "verdict": "differs" if worst > most_different else "not_known" if unsure else "as_predicted",
        "data": {"org": prediction.org, "predicted_at": prediction.taken_at, "read_at": read_at},
        "gate": {
            "name": "max_different",
            "limit": most_different,
            "found": worst,
            "passed": worst <= most_different,
        },
        "targets": [
            {
                "system": one.target.system,
                "app_id": one.target.app_id,
                "attribute": one.target.attribute,
                **{name: one.counts[name] for name in WORDS},
                "waiting": one.waiting,
                "open": [
                    {"reason": reason, STAYED: counts[STAYED], CHANGED: counts[CHANGED]}
                    for reason, counts in sorted(one.open.items())
                ],
                **(
                    {
                        "samples": [
                            dict(zip(("user", "verdict", "predicted", "now"), row, strict=True))
                            for row in one.differing[:samples]
                        ]
                    }
                    if samples
                    else {}
                ),
            }
            for one in found
        ],
    }


def _same(one: object, other: object) -> bool:
    return (one in (None, "") and other in (None, "")) or (one == other and type(one) is type(other))
