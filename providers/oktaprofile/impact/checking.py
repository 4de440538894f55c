"""Whether the expressions of a change are valid, and what is doubtful in them, against the schemas as they will be."""

from __future__ import annotations

from oktaprofile.expression import check
from oktaprofile.impact.change import After, Change
from oktaprofile.impact.errors import InvalidExpression
from oktaprofile.people.organization import TO_OKTA, schema_document
from oktaprofile.plan.markers import Secret
from oktaprofile.plan.warnings import EXPRESSION, Warned

SENSITIVE_ERROR = "error: the expression is not valid. It is sensitive, so it is not shown."


def check_expressions(change: Change, after: After) -> list[Warned]:
    """What is doubtful in the changed expressions, against the schemas as they will be. Raises InvalidExpression with
    every error in them."""
    organization = after.organization
    problems, doubts = [], []
    for one in change.mapped:
        if one.line is None or one.line.expression is None:
            continue
        type_id = organization.type_of(one.user_type) or ""
        app = schema_document(organization.app_schemas.get(one.app_id, {}))
        user = schema_document(organization.user_schemas.get(type_id, {}))
        source, target = (app, user) if one.direction == TO_OKTA else (user, app)
        app_name = organization.apps[one.app_id].name
        findings = check(
            one.line.expression,
            direction=one.direction,
            source_schema=source,
            target_schema={**target, "name": app_name if target is app else ""},
            target=one.target,
            allow=one.allow,
        )
        label = organization.label(one.app_id)
        route = f"{label} → Okta" if one.direction == TO_OKTA else f"Okta → {label}"
        hidden = isinstance(one.line.expression, Secret)  # which a finding would quote
        problems += [
            f"{route}, {one.target}: {SENSITIVE_ERROR if hidden else finding.render()}"
            for finding in findings
            if finding.severity == "error"
        ]
        doubts += [
            Warned(EXPRESSION, {"route": route, "attribute": one.target, "finding": finding.message})
            for finding in findings
            if finding.severity == "warning" and not hidden
        ]
    if problems:
        raise InvalidExpression(problems)
    return doubts
