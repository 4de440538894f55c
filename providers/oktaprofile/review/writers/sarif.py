"""Risks and findings as SARIF 2.1.0, each at the line of the configuration that makes the resource.

Format: OASIS "Static Analysis Results Interchange Format" 2.1.0; GitHub shows a result only with a location.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from urllib.parse import quote

from oktaprofile import __version__
from oktaprofile.plan.resources import TO_OKTA
from oktaprofile.review.gates import Gate
from oktaprofile.review.masking import mask, mask_json, masked_values
from oktaprofile.review.model import HIGH, MEDIUM, ExpressionChange, Review
from oktaprofile.review.source_lines import SourceLine, SourceLines
from oktaprofile.review.words import plain, printable

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {HIGH: "error", MEDIUM: "warning", "low": "note"}
_SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}
_DOCS = "docs/review.md"


def write(review: Review, lines: SourceLines) -> str:
    """The SARIF text."""
    results = []
    for risk in review.risks:
        if risk.code.startswith("expression-"):
            continue  # the finding below says more
        results.append(_result(risk.code, _LEVELS[risk.level], plain(risk.words), risk.address, lines))
    for change in review.expressions:
        for note in change.after_notes:
            text = f"{change.target} ({change.app}): {note.text}"
            results.append(
                _result(
                    f"expression-{note.code}",
                    _SEVERITIES.get(note.severity, "warning"),
                    text,
                    change.address,
                    lines,
                )
            )
    for gate in review.gates:
        if not gate.passed:
            where = f" ({gate.where})" if gate.where else ""
            text = f"Gate {gate.name} failed: limit {gate.limit}, found {gate.found}{where}."
            address = next((one.address for one in review.expressions if fills(one, gate)), "")
            rule = "gate-" + re.sub(r"[^A-Za-z0-9_.]+", "-", mask(gate.name)).strip("-")
            results.append(_result(rule, "error", text, address, lines))
    return _document(results, {"executionSuccessful": True})


def fills(change: ExpressionChange, gate: Gate) -> bool:
    """Whether a mapped attribute is the one that a gate names."""
    app_id = None if change.direction == TO_OKTA else change.app_id
    return change.target == gate.attribute and (gate.app_id is None or gate.app_id == app_id)


def unreadable(message: str, next_step: str) -> str:
    """A run that did not succeed, for a plan that cannot be read."""
    notification = {"level": "error", "message": {"text": _message(f"{message} {next_step}".strip())}}
    return _document([], {"executionSuccessful": False, "toolExecutionNotifications": [notification]})


def _document(results: list[dict[str, Any]], invocation: dict[str, Any]) -> str:
    rules = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = rules.index(result["ruleId"])
    driver = {
        "name": "oktaprofile review",
        "version": __version__,
        "rules": [
            {
                "id": rule,
                "name": rule,
                "shortDescription": {"text": rule.replace("-", " ")},
                "help": {"text": f"See {_DOCS}."},
            }
            for rule in rules
        ],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "results": results,
    }
    body = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return mask_json(json.dumps(masked_values(body), indent=2, ensure_ascii=False) + "\n")


def _result(rule: str, level: str, text: str, address: str, lines: SourceLines) -> dict[str, Any]:
    line = lines.find(address) or lines.anywhere()
    digest = hashlib.sha256(
        f"{rule}\0{address}\0{text.splitlines()[0]}".encode("utf-8", "surrogatepass")
    ).hexdigest()[:32]
    result: dict[str, Any] = {
        "ruleId": rule,
        "level": level,
        "message": {"text": _message(text)},
        "partialFingerprints": {"oktaprofile/v1": digest},
    }
    location: dict[str, Any] = {}
    if line is not None:
        location["physicalLocation"] = _physical(line)
    if address:
        location["logicalLocations"] = [{"fullyQualifiedName": address, "kind": "resource"}]
    if location:
        result["locations"] = [location]
    return result


def _message(text: str) -> str:
    """Without what a viewer takes for a link (SARIF 2.1.0, 3.11.6), and without what turns or hides text."""
    return "\n".join(printable(mask(line)) for line in text.splitlines()).replace("](", "] (")


def _physical(line: SourceLine) -> dict[str, Any]:
    """A path is written as a URI; one outside of the repository is left as it is."""
    outside = line.path.startswith("/")
    artifact = {"uri": "file://" * outside + quote(line.path, errors="replace")}
    if not outside:
        artifact["uriBaseId"] = "%SRCROOT%"
    return {"artifactLocation": artifact, "region": {"startLine": line.line}}
