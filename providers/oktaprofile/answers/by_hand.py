"""The questions that no API settles on things of a probe's own: what a person has to look at."""

from __future__ import annotations

from oktaprofile.answers.question import Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def _by_hand(
    id_: str, row: int, asks: str, how: str, answers: Mapping[str, str], *, has_switch: bool = False
) -> Question:
    return Question(id_, row, asks, answers, has_switch, how)


_MATCHED = "A change of the mapping {} towards Okta may link new people to somebody else, or to nobody."
_NOT_LISTED = "A country, time zone or language that does not exist refuses the person's whole update."

BY_HAND: tuple[Question, ...] = (
    _by_hand(
        "ringcentral-attributes",
        2,
        "Are RingCentral's attributes custom or base ones?",
        "oktaprofile doctor --app RingCentral",
        {"custom": "", "base": "RingCentral's attributes exist from the start: do not create them."},
    ),
    _by_hand(
        "import-hand-made-attributes",
        3,
        "Does an import fill an attribute that was made without an external name?",
        "Add one by hand in the Profile Editor, read the schema, import, and run doctor again.",
        {"on": "", "off": "An attribute without external_name stays empty: set it."},
        has_switch=True,
    ),
    _by_hand(
        "name-release",
        6,
        "How long does a deleted attribute's name stay taken?",
        "Delete and re-add an attribute in an org with more than 10,000 users.",
        {"seconds": "", "minutes": "", "hours": "Raise name_release_timeout_seconds, or use another name."},
    ),
    _by_hand(
        "import-moves-last-sync",
        11,
        "Does an import move lastSync?",
        "Import, then read GET /apps/{id}/users.",
        {"yes": "", "no": "The check attribute_values stays unknown: look at an app user."},
    ),
    _by_hand(
        "expired-token",
        12,
        "Is an expired access token answered with E0000011?",
        "Wait out a token.",
        {
            "yes": "",
            "no": "An access token that expires in a long run ends it: run it again, a new run has a new token.",
        },
    ),
    _by_hand(
        "ringcentral-takes-numbers",
        13,
        "Does RingCentral take directNumber and extensionNumber in a push?",
        "Change an extension at RingCentral, then the person's name in Okta before an import, and look at RingCentral.",
        {
            "yes": "A push overwrites RingCentral's numbers with outdated or empty ones: import first.",
            "no": "",
        },
    ),
    _by_hand(
        "github-rerun-time",
        14,
        "Does a GitHub run that is started anew keep its created_at?",
        "Change a pull request's base, start its run anew, merge, and look at review fetch.",
        {
            "kept": "",
            "moved": "A run that is started anew after its base branch changed passes review fetch; its plan is "
            "compared all the same.",
        },
    ),
    _by_hand(
        "late-writer",
        15,
        "Can a writer that read before our write still overwrite it after the read-back?",
        "Two scripts that add attributes to one app's schema in a loop; count the attributes after each round.",
        {"no": "", "yes": "Let nobody else write the schema during an apply."},
    ),
    _by_hand(
        "ringcentral-plus",
        17,
        "Does RingCentral write directNumber with a +?",
        "Import one person and read the app user.",
        {
            "with": "",
            "without": "Use with_plus() of the number format.",
            "both": "Use with_plus() of the number format.",
        },
    ),
    _by_hand(
        "sibling-names",
        20,
        "Do RingCentral's siblings name their attributes alike?",
        "Add Attribute in the app's profile shows the names; then oktaprofile doctor --app LABEL.",
        {"same": "", "others": "Name the sibling's own attributes in the configuration."},
    ),
    _by_hand(
        "refused-push",
        21,
        "What does an app user show after the app refused a push?",
        "Push a telephoneNumber of 70 characters to Active Directory, then read the app user.",
        {
            "old": "",
            "new": "After a refused push Okta shows what the app does not have: look into the app itself.",
        },
    ),
    _by_hand(
        "directory-empty-text",
        22,
        "What does Active Directory get for an empty text?",
        "Blank one person's primaryPhone, and look at the directory and the System Log.",
        {"cleared": "", "kept": "", "refused": "One blank number stops the person's whole push."},
    ),
    _by_hand(
        "unique-in-import",
        23,
        "Who gets a unique value that several would get in one import?",
        "Two people of one value in an import.",
        {
            "first": "Of several people with one unique value one gets it; the impact counts all as refused.",
            "nobody": "",
            "other": "Of several people with one unique value one may get it; the impact counts all as refused.",
        },
    ),
    _by_hand(
        "changed-definition",
        24,
        "Does an import refuse a person whose present value a changed definition does not allow?",
        "Lower maxLength below one person's value, then import a change of another attribute.",
        {"no": "", "yes": "Shorten the values before the definition."},
    ),
    _by_hand(
        "unmapped-source",
        25,
        "What becomes of a value whose source maps nothing to the attribute?",
        "Override an attribute by an app that does not map it, and import.",
        {
            "keep": "",
            "blank": "Map the attribute in the app before it becomes the source, or people lose the value.",
        },
        has_switch=True,
    ),
    _by_hand(
        "override-outside",
        26,
        "Do people without an override's apps still follow their profile source?",
        "Override primaryPhone by RingCentral, change the phone of somebody outside at Workday, import.",
        {"follow": "", "frozen": "People outside an override's apps keep their value for ever."},
        has_switch=True,
    ),
    _by_hand(
        "import-reevaluates",
        27,
        "Does a full import evaluate a changed mapping for people whose values did not change?",
        "Change a mapping towards Okta, run a full import, look at one person.",
        {"on": "", "off": "A changed mapping reaches nobody by an import alone: Apply updates now."},
        has_switch=True,
    ),
    _by_hand(
        "push-whole-profile",
        28,
        "Does a push write unmapped and empty attributes, too?",
        "As ringcentral-takes-numbers.",
        {"off": "", "on": "A new attribute of a pushed app is written empty: import before it is pushed."},
        has_switch=True,
    ),
    _by_hand(
        "reapply",
        29,
        "Whom does Apply updates now reach through the internal operation?",
        "apply_to_existing_users = true in a preview org, with a person whose app user is behind.",
        {
            "everybody": "",
            "some": "Use Apply updates now in the console.",
            "refused": "Use Apply updates now in the console.",
        },
    ),
    _by_hand(
        "typed-values",
        30,
        "Does an app user show that its value was typed or came from a group?",
        "Type a phone number into one assignment of an app with push, then change the mapping.",
        {
            "yes": "",
            "no": "Whose value was typed does not follow a changed mapping; only verify shows who did not.",
        },
    ),
    _by_hand(
        "refusal-event",
        31,
        "Does the System Log name each person whose update an import refused?",
        "Import somebody whose value does not fit, and look at the System Log.",
        {"yes": "", "no": "verify cannot say of everybody why a change did not arrive."},
    ),
    _by_hand(
        "deactivated-users",
        32,
        "Does an import change people who are deactivated in Okta?",
        'Look at the setting "Allow updates to deactivated users", and at the profile source\'s reactivation options.',
        {"yes": "The impact counts nobody of them: they are no part of what it reads.", "no": ""},
    ),
    _by_hand(
        "match-attribute",
        33,
        "By which attribute does an import match people whom it does not know yet?",
        "Look at the app's Provisioning > To Okta, the import matching rules.",
        {
            "login": _MATCHED.format("of login"),
            "email": _MATCHED.format("of email"),
            "another": _MATCHED.format("of the attribute that the matching rules name"),
        },
    ),
    _by_hand(
        "listed-values",
        34,
        "Does Okta refuse a value that looks like its format and is none of the list behind it?",
        "Import one person with the country code UK and one with the time zone Mars/Phobos.",
        {
            "yes": _NOT_LISTED,
            "no": "",
            "some": _NOT_LISTED,
        },
    ),
    _by_hand(
        "time-fraction",
        35,
        "Has an ISO 8601 time in a mapping always milliseconds?",
        'Map Time.fromUnixToIso8601("0") in a preview org.',
        {"always": "", "when-needed": "A whole second is predicted with .000, which Okta leaves out."},
    ),
    _by_hand(
        "time-without-zone",
        35,
        "Is a time without a zone in UTC?",
        'Map Time.fromStringToIso8601("2020-01-02", "yyyy-MM-dd") in a preview org.',
        {"utc": "", "another": "Times that an expression reads without a zone are predicted in UTC."},
    ),
    _by_hand(
        "unlinked-import",
        36,
        "Does an import update Okta users through an app user that is linked to nobody in the app?",
        "Assign somebody by hand whom the app does not have, import, and look at the person.",
        {
            "no": "",
            "yes": "The impact counts nobody whose app user has no externalId: there are more than it says.",
        },
    ),
    _by_hand(
        "pushed-back",
        37,
        "Does Okta push a value back to the app whose import brought it?",
        "Change a number at RingCentral, import, and look for a push to it in the System Log.",
        {"no": "", "yes": "Each import pushes people back to its app; the impact does not count that."},
    ),
    _by_hand(
        "override-by-no-source",
        38,
        "Is an app that an override names still its source when it is no active profile source any more?",
        "Override an attribute by two apps, deactivate the first, import from the second.",
        {
            "yes": "The impact calls people undetermined for whom such an app would decide: it does.",
            "no": "The impact calls people undetermined for whom the next source would decide: it does.",
        },
    ),
)
