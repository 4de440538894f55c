"""Two labels that a person cannot tell apart: the error names the code points."""

from __future__ import annotations

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider.lookup import application_by_label, look_alikes
from tests.unit.provider.small_okta import RINGCENTRAL, SmallOkta
from tests.unit.provider.small_terraform import Run


@pytest.mark.parametrize(
    ("ours", "theirs", "says"),
    [
        ("RingCentral", "RingC\u0435ntral", "U+0435 CYRILLIC SMALL LETTER IE in the one in Okta"),
        ("R\u0456ngCentral", "RingCentral", "U+0456 CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I in yours"),
        ("RingCentral", "Ring\u200bCentral", "U+200B ZERO WIDTH SPACE in the one in Okta"),
        ("Ring Central", "Ring\u00a0Central", "U+00A0 NO-BREAK SPACE in the one in Okta"),
        ("RingCentral", "\uff32ingCentral", "U+FF32 FULLWIDTH LATIN CAPITAL LETTER R"),
        ("RingCentral", "RingCentral ", "blanks differ"),
        ("RingCentral", "Ring\u202eCentral", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ],
)
def test_what_looks_alike_is_told_by_its_code_points(ours: str, theirs: str, says: str) -> None:
    """Printed side by side they would be the same word twice."""
    told = look_alikes(ours, [theirs])
    assert says in told
    assert told.isascii()


def test_what_looks_different_needs_no_code_points() -> None:
    """A slip of the pen can be seen."""
    assert look_alikes("RingCentral", ["RingCental", "Workday", "RingCentral"]) == ""


def test_an_app_that_is_not_found_names_its_double() -> None:
    """The hint stands in the error of a data source by label."""
    okta = SmallOkta()
    okta.apps[RINGCENTRAL]["label"] = "RingC\u0435ntral"
    context = Run(okta).context()
    with pytest.raises(DiagnosticError) as caught:
        application_by_label(context.client.org, "RingCentral")
    assert "U+0435 CYRILLIC SMALL LETTER IE" in caught.value.detail
