"""The arguments and results of the data source `oktaprofile_mapping_impact`."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, Nested, Schema, computed
from oktaprofile.plugin.types import BOOL, NUMBER, STRING, List, Map
from oktaprofile.plugin.validators import Each, NotEmpty, Unique
from oktaprofile.provider import arguments
from oktaprofile.provider.app_features import DONT_PUSH, PUSH, TO_APP, TO_OKTA
from oktaprofile.provider.resources.mapping.schema import AUTO

# Outcome -> its description; the words are those of docs/impact.md.
OUTCOMES = {
    "unchanged": "People whose value stays.",
    "changed": "People who get another value.",
    "newly_populated": "People who had no value and get one.",
    "blanked": "People who had a value and have none afterwards.",
    "literal_null": "People whose value contains the word `null`: a missing value was joined to a text.",
    "over_length": "People whose new value is over the attribute's length, so that their whole update is refused.",
    "error": "People for whom the expression fails, so that the old value is kept.",
    "refused": "People for whom nothing is stored, because a value of theirs does not fit its attribute.",
    "skipped": "The same for a required value that is missing; the next full import may deactivate them.",
    "undetermined": "People of whom nothing can be said: see `oktaprofile impact` for the reasons.",
    "not_affected": "People whose attribute comes from another source.",
}

# Gate -> its description; the names are those of the command line and of its policy file.
LIMITS = {
    "max_blanked": "People who may lose their value. Default: no limit.",
    "max_literal_null": "People whose value may contain the word `null`. Where an expression lets a missing value "
    "through, people of whom nothing can be said count too. Default: 0.",
    "max_refused": "People whose whole update may be refused, because one value does not fit. Default: 0.",
    "max_over_length": "People whose new value may be over the attribute's length. Default: no limit.",
    "max_errors": "People for whom an expression may fail, or whose update is refused. Default: no limit.",
    "max_undetermined": "People of whom nothing need be said. Default: no limit.",
    "max_not_known": "User types and apps that the change is about and of which nobody could be read, so nobody was "
    "judged. Default: 0.",
    "max_changed_percent": "How many people may get another value, in per cent of those of the user type. Default: "
    "no limit.",
}
FRESH = "require_fresh_snapshot"


def _push_status(whose: str) -> Attribute:
    return Attribute(
        STRING,
        optional=True,
        default=AUTO,
        one_of=(AUTO, PUSH, DONT_PUSH),
        description=f"`push_status` of {whose}, as in `oktaprofile_mapping`. Default: `auto`.",
    )


def _allow(whose: str) -> Attribute:
    return Attribute(
        List(STRING),
        optional=True,
        validators=(Each(NotEmpty()),),
        description=f"`allow` of {whose}, as in `oktaprofile_mapping`: checks that do not refuse them.",
    )


SCHEMA = Schema(
    {
        "app_id": arguments.app_id(),
        "direction": Attribute(
            STRING,
            optional=True,
            default=TO_OKTA,
            one_of=(TO_OKTA, TO_APP),
            description="As in `oktaprofile_mapping`: `to_okta` or `to_app`. Default: `to_okta`.",
        ),
        "user_type": arguments.user_type(),
        "expressions": Attribute(
            Map(STRING),
            required=True,
            description="The expressions to judge, by the name of the target attribute.",
        ),
        "push_status": _push_status("these expressions"),
        "allow": _allow("these expressions"),
        "overrides": Attribute(
            List(STRING),
            optional=True,
            validators=(Each(NotEmpty()),),
            description="Okta attributes whose source becomes this app, as `oktaprofile_master_override` makes it.",
        ),
        "override_sources": Attribute(
            List(STRING),
            optional=True,
            validators=(
                NotEmpty("Name the apps, or leave the argument out."),
                Each(arguments.AN_APP),
                Unique(),
            ),
            description="Ids of the apps that these overrides name, in order. Default: this app alone.",
        ),
        "new_attributes": Attribute(
            List(STRING),
            optional=True,
            validators=(Each(NotEmpty()),),
            description="Attributes of the app that this configuration creates and Okta may not have yet. Without "
            "`values` they make people `undetermined`.",
        ),
        "downstream": Attribute(
            nested=Nested(
                "list",
                {
                    "app_id": arguments.app_id(),
                    "expressions": Attribute(
                        Map(STRING), required=True, description="Its expressions, by target attribute."
                    ),
                    "push_status": _push_status("its expressions"),
                    "allow": _allow("its expressions"),
                },
            ),
            optional=True,
            description="Mappings from Okta to apps that the same configuration makes. Those that Okta has already are "
            "followed without being named.",
        ),
        "profile_source_order": Attribute(
            List(STRING),
            optional=True,
            validators=(Each(NotEmpty()),),
            description="Ids or labels of the profile sources, highest priority first. No API tells the order.",
        ),
        "snapshot": Attribute(
            STRING,
            optional=True,
            validators=(NotEmpty("Give the path of a file, or leave the argument out."),),
            description="Path of a file that `oktaprofile snapshot` made, to take the people from. Default: the people "
            "are read from the org, at every plan in which something would change.",
        ),
        "values": Attribute(
            STRING,
            optional=True,
            validators=(NotEmpty("Give the path of a file, or leave the argument out."),),
            description="Path of a CSV or JSON file with values of the app's attributes that Okta does not have yet. "
            "It need not exist any more once nothing would change.",
        ),
        "gates": Attribute(
            nested=Nested(
                "single",
                {
                    **{
                        name: Attribute(NUMBER, optional=True, description=description)
                        for name, description in LIMITS.items()
                    },
                    FRESH: Attribute(
                        STRING,
                        optional=True,
                        description="Greatest age of the snapshot: `90m`, `24h`, `7d`. Default: no limit.",
                    ),
                },
            ),
            optional=True,
            description="Limits for `clear`, each for the worst target attribute. Default: `max_literal_null = 0`, "
            "`max_refused = 0` and `max_not_known = 0`. Given, a warning tells of people of whom nothing can be said.",
        ),
        "users": computed(NUMBER, "How many people were looked at; 0 when nothing would change."),
        "age_seconds": computed(NUMBER, "How old what was read is; 0 without a snapshot."),
        "warnings": computed(List(STRING), "What a reader of the counts should know."),
        "clear": computed(
            BOOL,
            "Whether every gate is passed: the condition of a precondition or a check. True when nothing "
            "would change.",
        ),
        "report": computed(
            STRING,
            "The failed gates, each with its limit and what was found, and what to do: the error message "
            "beside `clear`.",
        ),
        "gate_results": Attribute(
            nested=Nested(
                "list",
                {
                    "name": computed(STRING, "Name of the gate."),
                    "limit": computed(NUMBER, "What it allows (an age in seconds)."),
                    "found": computed(NUMBER, "What was found."),
                    "passed": computed(BOOL, "Whether it is passed."),
                    "where": computed(STRING, "The target that was worst, a key of `targets`, or empty."),
                },
            ),
            computed=True,
            description="Every gate that is set.",
        ),
        "targets": Attribute(
            nested=Nested(
                "map",
                {
                    "users": computed(NUMBER, "People of the user type."),
                    "changed_percent": computed(NUMBER, "How many of them get another value, in per cent."),
                    **{name: computed(NUMBER, description) for name, description in OUTCOMES.items()},
                },
            ),
            computed=True,
            description="The counts of each attribute that may change: `okta.NAME` for the Okta user's, "
            "`LABEL.NAME` for one of an app that Okta pushes to. Empty when nothing would change, so ask with "
            '`try(….targets["okta.NAME"].blanked, 0)`, or use `gates` and `clear`.',
        ),
    },
    description="Predicts how many people a mapping would change, and what it does to the apps downstream, before "
    "it is applied, and judges it by limits. Use `clear` in a precondition, which stops the apply, or in a `check` "
    "block, which warns. `oktaprofile impact` shows the same with shapes and reasons.",
)
