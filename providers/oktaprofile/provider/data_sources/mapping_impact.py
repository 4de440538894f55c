"""Data source `oktaprofile_mapping_impact`: how many people a mapping would change, for a check or a precondition."""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import NUMBER, STRING, List, Map
from oktaprofile.provider.app_features import TO_APP, TO_OKTA
from oktaprofile.provider.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.impact.change import Change
    from oktaprofile.impact.report import Report
    from oktaprofile.plugin.resource import Context
    from oktaprofile.provider.session import Session

# Outcome -> its description; the words are those of docs/impact.md.
OUTCOMES = {
    "unchanged": "People whose value stays.",
    "changed": "People who get another value.",
    "newly_populated": "People who had no value and get one.",
    "blanked": "People who had a value and have none afterwards.",
    "literal_null": "People whose value contains the word `null`: a missing value was joined to a text.",
    "over_length": "People whose new value is over the attribute's length, so that the old one is kept.",
    "error": "People for whom the expression fails, so that the old value is kept.",
    "undetermined": "People of whom nothing can be said: see `oktaprofile impact` for the reasons.",
    "not_affected": "People whose attribute comes from another source.",
}


class MappingImpact(DataSource):
    """Reads the app users and users of the org (or a snapshot file) and counts. No value of anybody is returned."""

    schema: ClassVar[Schema] = Schema(
        {
            "app_id": Attribute(STRING, required=True, description="Id of the app (`0oa…`)."),
            "direction": Attribute(
                STRING,
                optional=True,
                default=TO_OKTA,
                one_of=(TO_OKTA, TO_APP),
                description="As in `oktaprofile_mapping`: `to_okta` or `to_app`. Default: `to_okta`.",
            ),
            "user_type": Attribute(
                STRING,
                optional=True,
                description="Id or name of the user type. Default: the org's default type.",
            ),
            "expressions": Attribute(
                Map(STRING),
                required=True,
                description="The expressions to judge, by the name of the target attribute.",
            ),
            "overrides": Attribute(
                List(STRING),
                optional=True,
                description="Okta attributes whose source becomes this app, as `oktaprofile_master_override` makes it.",
            ),
            "new_attributes": Attribute(
                List(STRING),
                optional=True,
                description="Attributes of the app that this configuration creates and Okta may not have yet. Without "
                "`values` they make people `undetermined`.",
            ),
            "profile_source_order": Attribute(
                List(STRING),
                optional=True,
                description="Ids or labels of the profile sources, highest priority first. No API tells the order.",
            ),
            "snapshot": Attribute(
                STRING,
                optional=True,
                description="Path of a file that `oktaprofile snapshot` made. Default: the people are read from "
                "the org at every plan.",
            ),
            "values": Attribute(
                STRING,
                optional=True,
                description="Path of a CSV or JSON file with values of the app's attributes that Okta does not have "
                "yet.",
            ),
            "users": Attribute(NUMBER, computed=True, description="How many people were looked at."),
            "age_seconds": Attribute(
                NUMBER, computed=True, description="How old what was read is; 0 without a snapshot."
            ),
            "warnings": Attribute(
                List(STRING), computed=True, description="What a reader of the counts should know."
            ),
            "targets": Attribute(
                nested=Nested(
                    "map",
                    {
                        "users": Attribute(NUMBER, computed=True, description="People of the user type."),
                        "changed_percent": Attribute(
                            NUMBER,
                            computed=True,
                            description="How many of them get another value, in per cent.",
                        ),
                        **{
                            name: Attribute(NUMBER, computed=True, description=description)
                            for name, description in OUTCOMES.items()
                        },
                    },
                ),
                computed=True,
                description="The counts of each attribute that may change: `okta.NAME` for the Okta user's, "
                "`LABEL.NAME` for one of an app that Okta pushes to.",
            ),
        },
        description="Predicts how many people a mapping would change, and what it does to the apps downstream, before "
        "it is applied. Use it in a `check` block or a precondition. `oktaprofile impact` shows the same with shapes, "
        "reasons and gates.",
    )

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        from oktaprofile.impact.errors import ImpactError, InvalidExpression
        from oktaprofile.okta.errors import OktaError
        from oktaprofile.plugin.diagnostics import DiagnosticError
        from oktaprofile.provider.diagnose import problem

        try:
            report = _report(config, session_of(ctx))
        except InvalidExpression as error:
            raise DiagnosticError("An expression is not valid", error.message, ("expressions",)) from error
        except ImpactError as error:
            raise DiagnosticError(
                "The impact cannot be predicted", f"{error.message} {error.next_step}".strip()
            ) from error
        except OktaError as error:
            raise problem(error, "Reading whom the mapping changes", ("app_id",)) from error
        return {
            **config,
            "users": report.read.people,
            "age_seconds": round(report.read.age_seconds),
            "warnings": list(report.warnings),
            "targets": _targets(report),
        }


def _report(config: dict[str, Any], session: Session) -> Report:
    from pathlib import Path

    from oktaprofile.impact.gates import Policy
    from oktaprofile.impact.predict import Question, predict_from_org, predict_from_snapshot
    from oktaprofile.impact.snapshot_file import Snapshot

    question = Question(
        _change(config),
        Policy(profile_source_order=tuple(config["profile_source_order"] or ())),
        values=Path(config["values"]) if config["values"] else None,
        values_app=config["app_id"],
        phones=False,
    )
    if config["snapshot"]:
        return predict_from_snapshot(question, Snapshot(Path(config["snapshot"])))
    return predict_from_org(question, session.org, session.org_url)


def _change(config: dict[str, Any]) -> Change:
    from oktaprofile.impact.change import AUTO, Attributed, Change, Mapped, Mastered, override
    from oktaprofile.impact.organization import Line

    app_id, user_type = config["app_id"], config["user_type"]
    return Change(
        [
            Mapped(app_id, user_type, config["direction"] or TO_OKTA, target, Line(expression, AUTO))
            for target, expression in sorted(config["expressions"].items())
        ],
        [Mastered(user_type, name, override([app_id])) for name in config["overrides"] or ()],
        [Attributed(app_id, None, name, {}) for name in config["new_attributes"] or ()],
    )


def _targets(report: Report) -> dict[str, dict[str, Any]]:
    found = {}
    for tally in report.tallies:
        target = tally.target
        system = "okta" if target.app_id is None else report.after.label(target.app_id)
        found[f"{system}.{target.attribute}"] = {
            "users": tally.users,
            "changed_percent": round(tally.changed_percent, 3),
            **{outcome: tally.counts()[outcome] for outcome in OUTCOMES},
        }
    return found
