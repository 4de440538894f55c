"""The report as JSON, for programs: format `oktaprofile-review`, version 1 (docs/review.md lists its fields).

`version` is raised when a field changes its meaning or goes; fields may be added.
"""

from __future__ import annotations

import json
from typing import Any

from oktaprofile.review.expression_diff import attributes_read
from oktaprofile.review.masking import mask_json, masked_values
from oktaprofile.review.model import ExpressionChange, Note, Review, Step
from oktaprofile.review.words import plain

FORMAT, VERSION = "oktaprofile-review", 1


def write(review: Review) -> str:
    """The JSON text."""
    return mask_json(json.dumps(masked_values(document(review)), indent=2, ensure_ascii=False) + "\n")


def unreadable(message: str, next_step: str) -> str:
    """The document of a plan that cannot be read."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "status": "unreadable",
        "message": message,
        "next_step": next_step,
    }
    return mask_json(json.dumps(masked_values(body), indent=2, ensure_ascii=False) + "\n")


def document(review: Review) -> dict[str, Any]:
    """The report as plain JSON values. Sentences are texts with values in single quotes."""
    ids = {node.key: f"n{index}" for index, node in enumerate(review.flow.nodes)}
    return {
        "format": FORMAT,
        "version": VERSION,
        "subject": review.subject,
        "status": review.status,
        "verdict": plain(review.verdict),
        "terraform_version": review.terraform_version,
        "actions": review.counts,
        "unchanged": review.unchanged,
        "gates": [gate._asdict() for gate in review.gates],
        "risks": [
            {"level": one.level, "code": one.code, "address": one.address, "text": plain(one.words)}
            for one in review.risks
        ],
        "changes": [_step(step) for step in review.steps],
        "expressions": [_expression(change) for change in review.expressions],
        "sources": [
            {
                "address": one.address,
                "attribute": one.attribute,
                "user_type": one.user_type,
                "before": plain(one.before),
                "after": plain(one.after),
                "winner": plain(one.winner),
            }
            for one in review.sources
        ],
        "foreign": [
            {"address": one.address, "type": one.type, "action": one.action, "arguments": list(one.arguments)}
            for one in review.foreign
        ],
        "changed_outside": [_step(step) for step in review.drift],
        "outputs": review.outputs,
        "conditions": [
            {"address": address, "status": status, "messages": list(messages)}
            for address, status, messages in review.checks
        ],
        "restores": [{"address": one.address, "text": plain(one.words)} for one in review.restores],
        "unverified": [plain(one) for one in review.unverified],
        "flow": {
            "nodes": [
                {"id": ids[node.key], "title": node.title, "lines": list(node.lines)}
                for node in review.flow.nodes
            ],
            "edges": [
                {
                    "from": ids[edge.start],
                    "to": ids[edge.end],
                    "attribute": edge.target,
                    "state": edge.state,
                    "reads": list(edge.reads),
                }
                for edge in review.flow.edges
            ],
            "left_out": review.flow.left_out,
        },
        "impact": _impact(review),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "part": step.part,
        "effect": step.effect,
        "address": step.address,
        "text": plain(step.words),
        "before": plain(step.before) or None,
        "after": plain(step.after) or None,
    }


def _expression(change: ExpressionChange) -> dict[str, Any]:
    return {
        "address": change.address,
        "app": change.app,
        "direction": change.direction,
        "attribute": change.target,
        "before": change.before,
        "after": change.after,
        "known": change.known,
        "reads_before": list(attributes_read(change.before)),
        "reads_after": list(attributes_read(change.after)),
        "gone": [text for text, changed in change.before_runs if changed],
        "new": [text for text, changed in change.after_runs if changed],
        "findings_before": [_note(note) for note in change.before_notes],
        "findings_after": [_note(note) for note in change.after_notes],
    }


def _note(note: Note) -> dict[str, str]:
    return {
        "severity": note.severity,
        "code": note.code,
        "message": note.message,
        "text": note.text,
        "fix": note.fix,
    }


def _impact(review: Review) -> dict[str, Any] | None:
    impact = review.impact
    if impact is None:
        return None
    return {
        "source": impact.source,
        "taken_at": impact.taken_at,
        "age_seconds": impact.age_seconds,
        "people": impact.people,
        "targets": [
            {
                "system": target.system,
                "app_id": target.app_id,
                "attribute": target.attribute,
                "people": target.users,
                "changed": target.changed,
                "outcomes": dict(target.outcomes),
                "shapes": [shape.__dict__ for shape in target.shapes],
                "shapes_left_out": target.shapes_left_out,
            }
            for target in impact.targets
        ],
    }
