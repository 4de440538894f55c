"""The gates as JUnit XML: one test case a gate, so that a pipeline's test view shows which one failed."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from oktaprofile.review.masking import mask
from oktaprofile.review.model import Review
from oktaprofile.review.words import plain, printable

_SUITE, _CLASS = "oktaprofile review", "oktaprofile.review.gates"
# What XML 1.0 cannot hold, even as a reference
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(review: Review) -> str:
    """The XML."""
    failed = [gate for gate in review.gates if not gate.passed]
    suite = _suite(len(review.gates), failures=len(failed))
    for gate in review.gates:
        case = _case(suite, gate.name)
        if not gate.passed:
            where = f", worst: {gate.where}" if gate.where else ""
            failure = ElementTree.SubElement(
                case, "failure", type="gate", message=_clean(f"limit {gate.limit}, found {gate.found}{where}")
            )
            failure.text = _clean(
                f"{gate.words or gate.name}: limit {gate.limit}, found {gate.found}{where}.\n{plain(review.verdict)}."
            )
    return _text(suite)


def unreadable(message: str, next_step: str) -> str:
    """The suite of a plan that cannot be read: one case, in error."""
    suite = _suite(1, errors=1)
    error = ElementTree.SubElement(
        _case(suite, "readable_plan"), "error", type="unreadable", message=_clean(message)
    )
    error.text = _clean(f"{message}\n{next_step}")
    return _text(suite)


def _suite(tests: int, *, failures: int = 0, errors: int = 0) -> ElementTree.Element:
    return ElementTree.Element(
        "testsuite",
        name=_SUITE,
        tests=str(tests),
        failures=str(failures),
        errors=str(errors),
        skipped="0",
        time="0",
    )


def _case(suite: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=_CLASS, name=_clean(name), time="0")


def _text(suite: ElementTree.Element) -> str:
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return mask(
        '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
    )


def _clean(text: str) -> str:
    return "\n".join(printable(_FORBIDDEN.sub("\ufffd", mask(line))) for line in text.splitlines())
