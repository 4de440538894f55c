"""Data source `oktaprofile_mapping_impact`: whom a mapping would change, for a precondition or a check.

Terraform reads it while planning, as long as every argument is known then, so a first deployment is judged before
anything is written. Where nothing would change (every plan after the deployment), nobody is read and it is clear.
"""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.app_features import TO_APP, TO_OKTA
from oktaprofile.provider.data_sources.mapping_impact_schema import OUTCOMES, SCHEMA
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.impact.change import Change
    from oktaprofile.impact.gates import Policy
    from oktaprofile.impact.report import Report
    from oktaprofile.impact.tally import TargetTally
    from oktaprofile.plugin.resource import Context
    from oktaprofile.plugin.schema import Schema
    from oktaprofile.provider.run.session import Session


class MappingImpact(DataSource):
    """Reads the app users and users of the org (or a snapshot file) and counts. No value of anybody is returned."""

    schema: ClassVar[Schema] = SCHEMA

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        if not isinstance(config["gates"], dict):
            return
        from oktaprofile.impact.gates import policy_of
        from oktaprofile.plan.errors import DocumentError

        for name, limit in config["gates"].items():
            if limit is None or limit is UNKNOWN:
                continue
            try:
                policy_of({name: limit}, "gates")
            except DocumentError as error:
                ctx.diagnostics.error(
                    f"{name} is no limit", f"{error.message} {error.next_step}".strip(), ("gates", name)
                )

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        from oktaprofile.impact.errors import InvalidExpression
        from oktaprofile.okta.errors import OktaError
        from oktaprofile.plan.errors import DocumentError
        from oktaprofile.plugin.diagnostics import DiagnosticError
        from oktaprofile.provider.diagnose import problem

        try:
            report = _report(config, session_of(ctx))
        except InvalidExpression as error:
            raise DiagnosticError("An expression is not valid", error.message, ("expressions",)) from error
        except DocumentError as error:
            raise DiagnosticError(
                "The impact cannot be predicted", f"{error.message} {error.next_step}".strip()
            ) from error
        except OktaError as error:
            raise problem(error, "Reading whom the mapping changes", ("app_id",)) from error
        _tell_of_identity_providers(report, ctx)
        if config["gates"] is not None and report.clear:
            _tell_what_is_not_judged(report, ctx)
        return {
            **config,
            "users": report.read.people,
            "age_seconds": round(report.read.age_seconds),
            "warnings": [str(warning) for warning in report.warnings],
            "clear": report.clear,
            "report": _in_words(report, config),
            "gate_results": [
                {
                    "name": gate.name,
                    "limit": gate.limit,
                    "found": gate.found,
                    "passed": gate.passed,
                    "where": _where(report, gate.where),
                }
                for gate in report.gates
            ],
            "targets": {
                _name(report, tally): {
                    "users": tally.users,
                    "changed_percent": round(tally.changed_percent, 3),
                    **{outcome: tally.counts()[outcome] for outcome in OUTCOMES},
                }
                for tally in report.tallies
            },
        }


def _report(config: dict[str, Any], session: Session) -> Report:
    from pathlib import Path

    from oktaprofile.impact.predict import Question, predict_from_org, predict_from_snapshot
    from oktaprofile.people.snapshot import Snapshot

    question = Question(
        _change(config),
        _policy(config),
        values=Path(config["values"]) if config["values"] else None,
        values_app=config["app_id"],
        phones=False,
        surroundings=False,
    )
    if config["snapshot"]:
        # What is mapped and sourced now is asked of the org: a snapshot of before the deployment would judge it
        # again and again.
        return predict_from_snapshot(
            question, Snapshot(Path(config["snapshot"])), org=session.org, url=session.org_url
        )
    return predict_from_org(question, session.org, session.org_url)


def _policy(config: dict[str, Any]) -> Policy:
    from oktaprofile.impact.gates import policy_of

    limits = {name: limit for name, limit in (config["gates"] or {}).items() if limit is not None}
    return policy_of({**limits, "profile_source_order": list(config["profile_source_order"] or ())}, "gates")


def _change(config: dict[str, Any]) -> Change:
    from oktaprofile.impact.change import AUTO, Attributed, Change, Mapped, Mastered, override
    from oktaprofile.people.organization import Line

    app_id, user_type = config["app_id"], config["user_type"]
    sources = config["override_sources"] or [app_id]
    mappings = [
        (app_id, config["direction"] or TO_OKTA, config),
        *((one["app_id"], TO_APP, one) for one in config["downstream"] or ()),
    ]
    return Change(
        [
            Mapped(
                owner,
                user_type,
                direction,
                target,
                Line(expression, mapping["push_status"] or AUTO),
                tuple(mapping["allow"] or ()),
            )
            for owner, direction, mapping in mappings
            for target, expression in sorted(mapping["expressions"].items())
        ],
        [Mastered(user_type, name, override(sources)) for name in config["overrides"] or ()],
        [Attributed(app_id, None, name, {}) for name in config["new_attributes"] or ()],
    )


def _name(report: Report, tally: TargetTally) -> str:
    target = tally.target
    system = "okta" if target.app_id is None else report.after.label(target.app_id)
    return f"{system}.{target.attribute}"


def _where(report: Report, where: str) -> str:
    """A gate's target as a key of `targets`."""
    if not where:
        return ""
    app_id, point, attribute = where.rpartition(".")
    return f"{report.after.label(app_id)}.{attribute}" if point else f"okta.{attribute}"


def _tell_of_identity_providers(report: Report, ctx: Context) -> None:
    from oktaprofile.plan.warnings import IDENTITY_PROVIDERS

    for one in report.warnings:
        if one.code == IDENTITY_PROVIDERS:
            summary = "Identity providers write the attribute as well"
            advice = "An override of the attribute (oktaprofile_master_override) keeps it from them."
            ctx.diagnostics.warning(summary, f"{one}\n\n{advice}", ("expressions",))


def _tell_what_is_not_judged(report: Report, ctx: Context) -> None:
    from oktaprofile.plan.outcomes import Outcome

    unsure = max((tally.outcomes[Outcome.UNDETERMINED] for tally in report.tallies), default=0)
    if unsure:
        ctx.diagnostics.warning(
            f"The gates could not judge {unsure:,} of {report.read.people:,} people",
            f"{_doubts(report)}\n\n"
            "To judge them, give what the app knows of its people in values, or apply the attributes first and let an "
            "import run. To be stopped by this, set max_undetermined.",
            ("gates",),
        )


def _doubts(report: Report) -> str:
    """Why nothing can be said of people: the commonest reasons of each target."""
    from oktaprofile.plan.outcomes import Outcome

    lines = []
    for tally in report.tallies:
        reasons = [
            (count, reason)
            for (outcome, reason), count in tally.reasons.most_common()
            if outcome is Outcome.UNDETERMINED
        ]
        lines += [f"{_name(report, tally)}: {count:,} people: {reason}." for count, reason in reasons[:3]]
    return "\n".join(lines)


def _in_words(report: Report, config: dict[str, Any]) -> str:
    """Each failed gate with its limit and what was found, and what to do about it."""
    from oktaprofile.impact.gates import sentence
    from oktaprofile.plan.gates import FRESH
    from oktaprofile.text.characters import without_controls

    failed = [gate for gate in report.gates if not gate.passed]
    if not failed:
        return "Every gate is passed."
    lines = [sentence(gate, _where(report, gate.where)) for gate in failed]
    lines += [f"Note: {warning}" for warning in report.warnings]
    if any(gate.name != FRESH for gate in failed):
        lines.append(f"See shapes and reasons with: {_command(report, config)}")
    # Labels may hold anything, and Terraform prints this to a terminal.
    return without_controls("\n".join(lines), "\n")


def _command(report: Report, config: dict[str, Any]) -> str:
    """The command line that shows the same: no plan can be saved while a precondition fails."""
    from shlex import quote

    words = ["--app", report.after.label(config["app_id"])]
    if (config["direction"] or TO_OKTA) != TO_OKTA:
        words += ["--direction", TO_APP]
    if config["user_type"]:
        words += ["--user-type", config["user_type"]]
    for target, expression in sorted(config["expressions"].items()):
        words += ["--map", f"{target}={expression}"]
    for option, names in (
        ("--allow", config["allow"]),
        ("--override", config["overrides"]),
        ("--override-source", config["override_sources"]),
        ("--new-attribute", config["new_attributes"]),
    ):
        for name in names or ():
            words += [option, name]
    for name in ("values", "snapshot"):
        if config[name]:
            words += [f"--{name}", config[name]]
    return "oktaprofile impact " + " ".join(quote(word) for word in words)
