"""`make demo`, as processes: a new sync, and an org that was set up by hand brought under code."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from oktaprofile.cli.demo import plans
from tests.e2e.conftest import Checkout

DEMO = [sys.executable, "-m", "oktaprofile.cli.main", "demo", "--users", "60"]


@pytest.mark.timeout(600)
def test_a_new_sync(new_checkout: Callable[[str], Checkout]) -> None:
    """Every step runs; the second plan is empty; the report is there."""
    checkout = new_checkout("checkout")
    printed = checkout.run(
        [*DEMO, "--framework", checkout.environment["OKTAPROFILE_FRAMEWORK"]], checkout.folder, 0
    )
    assert "4 added, 0 changed, 0 destroyed" in printed or plans.UNHEARD in printed
    assert "No changes: Okta is what the code says." in printed
    assert (checkout.folder / "out" / "demo" / "review.html").stat().st_size > 1000


@pytest.mark.timeout(600)
def test_an_existing_tenant(new_checkout: Callable[[str], Checkout]) -> None:
    """The code imports everything without a write, and its destroy leaves the org byte for byte as it was."""
    checkout = new_checkout("checkout")
    framework = checkout.environment["OKTAPROFILE_FRAMEWORK"]
    printed = checkout.run([*DEMO, "--existing", "--framework", framework], checkout.folder, 0)
    said = " ".join(printed.split())
    for sentence in (
        "Plan: 4 to import, 0 to add, 0 to change, 0 to destroy.",
        "0 of them writes",
        "No changes: Okta is what the code says.",
        "The org is byte for byte as it was.",
    ):
        assert sentence in said
    assert "4 imported, 0 added, 0 changed, 0 destroyed" in said or plans.UNHEARD in said
