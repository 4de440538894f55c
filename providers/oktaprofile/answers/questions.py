"""Every open question: its row in docs/unverified.md, the answers it can have, and what follows from each.

The id of a question is the name of the embedded org's switch with `-` for `_`, where `has_switch`. The answers are
that switch's words.
"""

from __future__ import annotations

from oktaprofile.answers.by_hand import BY_HAND
from oktaprofile.answers.question import Question, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def _stored(attribute: str, where: str) -> dict[str, str]:
    return {
        "store": "",
        "drop": f"{where} drops {attribute} without a word: leave it out, or the apply fails at it.",
        "reject": f"{where} refuses {attribute}: leave it out.",
    }


_SET_BY_HAND = (
    'set the source in the Admin Console and use mode = "verify": an apply that manages it would fail here.'
)

BASE_MASTER = "base-master"

QUESTIONS: tuple[Question, ...] = (
    Question("pipeline", None, "Which engine does the org have?", words("idx", "v1")),
    Question(
        "mappings-api",
        4,
        "Does the org have the Mappings API?",
        {
            "on": "",
            "off": "Ask Okta Support to enable the Mappings API: no mapping can be managed without it.",
        },
    ),
    Question(
        "attribute-level-mastering",
        4,
        "Is attribute-level mastering on?",
        {
            "on": "",
            "off": "Ask Okta Support for ATTRIBUTE_LEVEL_MASTERING: no override is stored without it.",
        },
    ),
    Question(
        BASE_MASTER,
        1,
        "Is an OVERRIDE on a base attribute stored?",
        {
            "accept": "",
            "ignore": f"Okta answers 200 to an override of a base attribute and stores nothing: {_SET_BY_HAND}",
            "reject": f"Okta refuses an override of a base attribute: {_SET_BY_HAND}",
        },
    ),
    Question(
        "null-attribute",
        9,
        "Does null clear an optional attribute of a property?",
        {
            "clear": "",
            "keep": "A description is not cleared by null: destroy leaves what it cannot clear, and warns.",
            "reject": "Okta refuses null for an optional attribute: destroy leaves what it cannot clear.",
        },
    ),
    Question(
        "left-out-attribute",
        9,
        "Does an optional attribute stay that a write leaves out?",
        {"keep": "", "clear": "What a configuration leaves out of a property is lost with the next write."},
    ),
    Question(
        "user-external-name",
        19,
        "Does a user schema store externalName?",
        _stored("externalName", "A user schema"),
    ),
    Question(
        "user-external-namespace",
        19,
        "Does a user schema store externalNamespace?",
        _stored("externalNamespace", "A user schema"),
    ),
    Question(
        "user-pattern",
        19,
        "Does a user schema store a custom attribute's pattern?",
        _stored("pattern", "A user schema"),
    ),
    Question("app-unique", 19, "Does an app's schema store unique?", _stored("unique", "An app's schema")),
    Question(
        "absent-deletion",
        7,
        "What does removing an attribute answer that is absent?",
        words("accept", "reject"),
    ),
    Question(
        "mapping-checks",
        8,
        "Which of two mistakes does a refused mapping name?",
        {"push-status-first": "", "expression-first": ""},
    ),
    Question(
        "mapped-external-id",
        18,
        "May a mapping read appuser.externalId?",
        {"accept": "", "reject": "A mapping that reads appuser.externalId is refused."},
    ),
    Question(
        "foreign-push-status",
        10,
        "What becomes of PUSH towards an app that has no push?",
        {
            "accept": "",
            "ignore": 'Okta keeps its own push status: leave push_status out ("auto").',
            "reject": 'Okta refuses another push status than the app\'s: leave push_status out ("auto").',
        },
    ),
    Question(
        "null-joined",
        5,
        "What is a text joined to null in a mapping?",
        {
            "word": "A number without an extension would end in the word null: guard both attributes.",
            "empty": "",
            "fail": "A mapping that joins null keeps the old value: guard both attributes.",
        },
    ),
    Question(
        "length-of-null",
        16,
        "What is String.len of null in a mapping?",
        {
            "zero": "",
            "fail": "A guard with String.len fails for people without the value: compare with null.",
        },
    ),
    Question(
        "inactive-schema",
        7,
        "Can the schema of an inactive app be written?",
        words("accept", "reject"),
    ),
    *BY_HAND,
)

BY_ID: Mapping[str, Question] = {question.id: question for question in QUESTIONS}
SETTLED_BY_PROBE = tuple(question for question in QUESTIONS if not question.by_hand)

CONTRADICTIONS: tuple[tuple[str, str, str, str], ...] = (
    ("mappings-api", "off", "mapping-checks", ""),
    ("mappings-api", "off", "foreign-push-status", ""),
    ("attribute-level-mastering", "off", "base-master", "accept"),
    ("attribute-level-mastering", "off", "override-outside", ""),
    ("ringcentral-takes-numbers", "yes", "push-whole-profile", "off"),
)
"""Answers that one org cannot give at one time: a question and its word, another one and its word ("": any)."""
