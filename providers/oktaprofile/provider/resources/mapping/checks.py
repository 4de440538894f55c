"""What is wrong with a planned mapping in this org.

The target and every attribute that an expression reads exist (counting what the same plan creates), the push status is
one that Okta takes from this app, the app is active. Whatever is unknown is skipped, and checked once it is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.expression import ExpressionError, check, references
from oktaprofile.expression.suggest import nearest
from oktaprofile.plugin.values import UNKNOWN, is_wholly_known
from oktaprofile.provider.app_features import (
    DONT_PUSH,
    PUSH,
    TO_APP,
    automatic_push_status,
    is_active,
    named,
    push_status_refusal,
)
from oktaprofile.provider.resources.mapping import document
from oktaprofile.provider.resources.mapping.rules import allowed, explained
from oktaprofile.provider.resources.mapping.schema import AUTO
from oktaprofile.provider.run.pending import ATTRIBUTES, IN_PLACE, MAPPINGS, user_schema_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from oktaprofile.expression.findings import Finding
    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.plugin.resource import Context
    from oktaprofile.provider.resources.mapping.document import Entry
    from oktaprofile.provider.resources.mapping.location import MappingLocation, Side
    from oktaprofile.provider.run.session import Session

MOST_CORRECTIONS = 20


def refuse_removed_in_place(session: Session, prior: Mapping[str, Any], diagnostics: Diagnostics) -> None:
    """Errors for user attributes that this row holds and that the same plan replaces or drops by an update.

    Terraform does that before it updates the mapping, and Okta refuses it as long as the mapping is there: the apply
    would fail, and fail again. (For an app's attributes the plan of the attribute looks at the mappings.)
    """

    removed = session.pending.removes(user_schema_key(prior["user_type_id"]))
    going = {name for name, how in removed.items() if how == IN_PLACE}
    for key, item in (prior["properties"] or {}).items() if going else ():
        used = {key}
        if prior["direction"] == TO_APP:
            try:
                used = {one.attribute for one in references(item["expression"])}
            except ExpressionError:  # somebody's, which this parser cannot read: Okta decides
                continue
        for name in sorted(used & going):
            diagnostics.error(
                f"This mapping still uses {name}",
                f"The same plan deletes the user attribute {name} (or replaces it), and this mapping uses it: "
                f"{key} = {item['expression']}\n\n"
                "Okta deletes an attribute only when no mapping uses it, and Terraform does that before it updates the "
                "mapping that refers to it. So this takes two applies: keep the attribute, take it out of "
                "the mapping and apply; then make the other change and apply.",
                ("properties",),
            )


def check_against_org(
    session: Session,
    location: MappingLocation,
    planned: Mapping[str, Any],
    ctx: Context,
    *,
    warned: Mapping[str, Any] | None,
    found: Mapping[str, Entry],
    writes: bool,
) -> None:
    """The checks that need the app and both schemas. `writes`: apply will change something in Okta.

    `warned`: a state whose plan gave its warnings already; they are not repeated for an expression that stays. `found`:
    what Okta has: what it took exactly like this is not refused, unless this plan removes what it uses, or takes the
    check out of `allow`.
    """
    diagnostics = ctx.diagnostics
    if not is_active(location.app):
        _inactive(location, diagnostics, writes=writes)
        return
    session.pending.wait(
        ATTRIBUTES,
        MAPPINGS,
        lambda: _has_all(location.direction, planned, *location.sides(session)),
        ctx.stop,
    )
    source, target = location.sides(session)
    allow = allowed(planned)
    withdrawn = set((warned or {}).get("allow") or ()) - set(allow)
    for key, item in planned["properties"].items():
        if item is UNKNOWN:
            continue
        stored = is_wholly_known(item) and document.wanted_of(item) == found.get(key)
        report = diagnostics.warning if stored else diagnostics.error
        _check_push_status(session, location, key, item, report)
        if key not in target.attributes:
            warns = "unknown-target" in allow or (stored and "unknown-target" not in withdrawn)
            report = diagnostics.warning if warns and key not in target.removed else diagnostics.error
            report(f"There is no attribute {key} to map to", _missing(key, target), ("properties", key))
        elif item["expression"] is not UNKNOWN:
            before = ((warned or {}).get("properties") or {}).get(key)
            new = before is None or before["expression"] != item["expression"]
            refusing = withdrawn if stored else None
            _check_expression(
                location.direction, key, item["expression"], source, target, allow, diagnostics, refusing, new
            )


def _has_all(direction: str, planned: Mapping[str, Any], source: Side, target: Side) -> bool:
    """Whether both sides have what the mapping uses: attributes may be on their way in this run."""

    allow = allowed(planned)
    for key, item in planned["properties"].items():
        if item is UNKNOWN:
            continue
        if key not in target.attributes and "unknown-target" not in allow:
            return False
        if item["expression"] is UNKNOWN or "unknown-attribute" in allow:
            continue
        findings = check(item["expression"], direction=direction, source_schema=source.schema)
        if any(finding.code == "unknown-attribute" for finding in findings):
            return False
    return True


def _inactive(location: MappingLocation, diagnostics: Diagnostics, *, writes: bool) -> None:
    report = diagnostics.error if writes else diagnostics.warning
    report(
        "The app is not active",
        f"The app {named(location.app)} is {location.app.get('status')}: Okta neither imports from it nor pushes "
        "to it, so the mapping would have no effect. Activate the app in the Admin Console under "
        "Applications, then plan again.",
        ("app_id",),
    )


def _check_push_status(
    session: Session,
    location: MappingLocation,
    key: str,
    item: Mapping[str, Any],
    report: Callable[[str, str, Path], None],
) -> None:
    word = item["push_status"]
    if word is UNKNOWN or word == AUTO:
        return
    refusal = push_status_refusal(location.app, location.direction, word)
    asked = (TO_APP, PUSH, DONT_PUSH)  # of the other way round nobody knows: it is sent as configured
    if asked == (location.direction, word, automatic_push_status(location.app, TO_APP)):
        refusal = session.known("foreign-push-status")
    if refusal:
        report(f"Okta does not take {word} for this app", refusal, ("properties", key, "push_status"))


def _missing(name: str, side: Side) -> str:

    similar = nearest(name, side.attributes)
    hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
    return (
        f"{side.name[0].upper()}{side.name[1:]} has no attribute {name}.{hint}\n\n{_how_to_get(name, side)}"
    )


def _how_to_get(name: str, side: Side) -> str:
    if name in side.removed:
        return (
            f"{name} exists now, but this plan removes it from {side.name}: take it out of this mapping too."
        )
    return (
        "If it's created in this configuration, reference it, so that Terraform creates it first: app_id = "
        "oktaprofile_app_user_properties.NAME.app_id (for an attribute of the Okta user: user_type = "
        "oktaprofile_user_property.NAME.user_type_id)."
    )


def _check_expression(
    direction: str,
    key: str,
    expression: str,
    source: Side,
    target: Side,
    allow: Collection[str],
    diagnostics: Diagnostics,
    refusing: Collection[str] | None,
    new: bool,
) -> None:
    """Errors one by one, warnings together with one corrected expression. `refusing`: the checks whose errors refuse;
    None: all of them do. `new`: no plan before has given its warnings.
    """

    path = ("properties", key, "expression")

    def findings_of(text: str) -> list[Finding]:
        return check(
            text,
            direction=direction,
            source_schema=source.schema,
            target_schema=target.schema,
            target=key,
            allow=allow,
        )

    findings = findings_of(expression)
    warnings = [finding for finding in findings if finding.severity == "warning"]
    for finding in findings:
        if finding.severity == "error":
            unknown = finding.code == "unknown-attribute"
            name = expression[finding.span[0] : finding.span[1]]
            advice = _how_to_get(name, source) if unknown else ""
            removed = unknown and name in source.removed
            refuses = refusing is None or removed or finding.code in refusing
            report = diagnostics.error if refuses else diagnostics.warning
            report(f"The expression for {key} is not valid", explained(finding, advice), path)
    if new and warnings and not diagnostics.has_errors:
        sentences = "\n".join(explained(finding) for finding in warnings)
        better = _repaired(expression, findings_of)
        fix = f"\n\n{_to_paste(better)}" if better != expression else ""
        null = any(finding.code.startswith("null") for finding in warnings)
        what = "goes wrong for people without a value" if null else "may not do what is meant"
        diagnostics.warning(f"The expression for {key} {what}", sentences + fix, path)


def _to_paste(expression: str) -> str:
    """A corrected expression as it is, and as HCL and Python write it."""
    escaped = expression.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{")
    hcl = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'Corrected:\n  {expression}\n\nIn HCL:\n  expression = "{hcl}"\n\nIn Python:\n  expression={expression!r}'


def _repaired(expression: str, findings_of: Callable[[str], list[Finding]]) -> str:
    """The expression with every correction that the checker knows, one after the other."""
    for _ in range(MOST_CORRECTIONS):
        fix = next((finding.fix for finding in findings_of(expression) if finding.fix), "")
        if not fix or fix == expression:
            break
        expression = fix
    return expression
