"""check: whether what an expression gives fits the attribute that it fills."""

from __future__ import annotations

import pytest

from oktaprofile.expression import check
from tests.unit.expression.checked import codes, to_okta


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("appuser.userName", "primryPhone", [("error", "unknown-target")]),
        ("appuser.level", "rank", []),
        ("appuser.level", "ratio", []),
        ("appuser.share", "rank", [("error", "target-type")]),
        ("appuser.level", "email", [("warning", "target-type")]),
        ("appuser.userName", "flag", [("error", "target-type")]),
        ("appuser.userName", "words", [("error", "target-type")]),
        ("appuser.tags", "words", []),
        ("appuser.marks", "words", [("error", "target-type")]),
        ("appuser.marks", "shares", []),
        ("appuser.userName", "login", []),
        ("appuser.directNumber ?: appuser.userName", "login", []),
        ('appuser.directNumber == null ? "none" : appuser.directNumber', "login", []),
        ("appuser.tags", "email", [("error", "target-type")]),
        ('appuser.level == 1 ? "red" : "green"', "colour", []),
        ('appuser.level == 1 ? "red" : "blue"', "colour", [("error", "target-choice")]),
        ('"Red"', "colour", [("error", "target-choice")]),
        ('"abcde"', "nickName", [("error", "target-length")]),
        ('"a"', "nickName", [("error", "target-length")]),
        ('""', "nickName", [("warning", "target-length")]),
        ("appuser.longName", "primaryPhone", [("warning", "target-length")]),
        ('appuser.userName + "@"', "primaryPhone", [("warning", "target-length")]),
        ('appuser.extensionNumber ?: ""', "primaryPhone", []),
        ("appuser.directNumber", "login", [("info", "target-required")]),  # Okta's own mappings are like this
        ("directNumber", "login", [("info", "target-required")]),
        ('appuser.level == 1 ? "a" : appuser.directNumber', "login", [("warning", "target-required")]),
        ("null", "login", [("warning", "target-required")]),
        ("appuser.nothing", "login", [("error", "unknown-attribute")]),
    ],
)
def test_target(source, target, found):
    """What an expression gives is held against the type, choices, lengths and presence of its target."""
    assert codes(to_okta(source, target)) == found


@pytest.mark.parametrize(
    ("source", "shown", "severity"),
    [
        ("user.primaryPhone", {}, "info"),  # Okta's own mapping
        ('user.primaryPhone + "x"', {}, "warning"),
        ("user.primaryPhone", {"maxLength": 64}, "warning"),
    ],
)
def test_a_limit_of_the_directory_that_okta_does_not_show(source, shown, severity):
    """It is no warning of an attribute that is handed on as it is: the published sync would have one in every plan."""
    phone = {"type": "string", "maxLength": 100}
    user = {"definitions": {"base": {"properties": {"primaryPhone": phone}}}}
    telephone = {"telephoneNumber": {"type": "string", **shown}}
    directory = {"name": "active_directory", "definitions": {"custom": {"properties": telephone}}}
    findings = check(
        source, direction="to_app", source_schema=user, target_schema=directory, target="telephoneNumber"
    )
    assert (severity, "target-length") in codes(findings)
