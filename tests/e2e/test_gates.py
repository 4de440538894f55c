"""The stack's impact gates with the real terraform: what they stop, when they look, and that they are quiet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness import SimulatedOrg, start_org
from tests.e2e.conftest import Checkout
from tests.e2e.test_cdktf import plain

PEOPLE = 60


@pytest.fixture
def org() -> Iterator[SimulatedOrg]:
    """An org with people, some of them without an extension and some without a direct number."""
    with start_org(users=PEOPLE) as running:
        yield running


@pytest.fixture
def gated(new_checkout: Callable[[str], Checkout]) -> Callable[..., Checkout]:
    """A checkout whose demo settings have these gates and this expression, written as Python; synthesized."""
    checkout = new_checkout("checkout")
    published = (checkout.folder / "stacks" / "settings.py").read_text()

    def settle(gates: str, expression: str = "DIRECT_AND_EXTENSION") -> Checkout:
        text = published.replace(
            'environment="demo",', f'environment="demo", gates={gates}, expression={expression},'
        ).replace("import ImpactGates,", "import DIRECT_AND_EXTENSION, SEED_EXPRESSION, ImpactGates,")
        assert text != published
        (checkout.folder / "stacks" / "settings.py").write_text(text)
        checkout.synthesize()
        if not (checkout.stack / ".terraform").exists():
            checkout.terraform("init")
        return checkout

    return settle


def planned(checkout: Checkout, expect: int = 0) -> str:
    """What `terraform plan` printed, on one line."""
    return plain(checkout.terraform("plan", "-no-color", "-out=tfplan", expect=expect)).replace("│ ", "")


def counted(checkout: Checkout) -> dict[str, Any]:
    """What the data source gave to the saved plan."""
    shown = checkout.terraform("show", "-json", "tfplan")
    document = json.loads(shown[shown.index("{") :])
    resources = document["prior_state"]["values"]["root_module"]["resources"]
    [found] = [one["values"] for one in resources if one["type"] == "oktaprofile_mapping_impact"]
    return dict(found)


@pytest.mark.timeout(600)
def test_a_bad_expression_is_stopped_at_plan_and_a_good_one_goes_through(
    org: SimulatedOrg, gated: Callable[..., Checkout]
) -> None:
    """On the first deployment, when the attributes have no values yet, as on a later one; after an apply nobody is
    read any more, and the plan is empty."""
    before = org.snapshot()
    told = planned(gated("ImpactGates()", "SEED_EXPRESSION"), expect=1)
    assert "max_literal_null" in told
    assert "at okta.primaryPhone, and at most 0 are allowed" in told
    assert "oktaprofile impact --app RingCentral" in told
    assert org.snapshot() == before

    checkout = gated("ImpactGates()")
    told = planned(checkout)
    assert "The gates could not judge" in told
    assert "directNumber, extensionNumber are new attributes" in told
    first = counted(checkout)
    assert first["targets"]["okta.primaryPhone"]["undetermined"] > PEOPLE // 2
    assert first["targets"]["Active Directory.telephoneNumber"]["users"] > 0
    checkout.terraform("apply", "tfplan")
    for people_have_values in (False, True):
        org.reset_requests()
        told = plain(checkout.terraform("plan", "-detailed-exitcode", "-no-color"))
        assert "No changes." in told
        assert "could not judge" not in told
        asked = org.requests()["operations"]
        assert asked["getUserSchema"] > 0
        assert "listUsers" not in asked  # app users: the readiness check looks at a page of them
        if not people_have_values:
            org.run_import()

    numberless = {
        one["id"]
        for one in org.call("GET", f"/api/v1/apps/{org.app_id('RingCentral')}/users?limit=500")
        if one["profile"].get("extensionNumber") is None
    }
    default = next(one["id"] for one in org.call("GET", "/api/v1/meta/types/user") if one["default"])
    concerned = [
        one
        for one in org.call("GET", "/api/v1/users?limit=200")
        if one["id"] in numberless and one["type"]["id"] == default
    ]
    assert concerned
    told = planned(gated("ImpactGates()", "SEED_EXPRESSION"), expect=1)
    assert f"max_literal_null: {len(concerned)} people at" in told
    assert "of whom nothing can be said" not in told


@pytest.mark.timeout(600)
def test_values_let_the_first_deployment_be_judged(
    org: SimulatedOrg, gated: Callable[..., Checkout], tmp_path: Path
) -> None:
    """With RingCentral's own export every gate is judged; the file may go once the deployment is done."""
    values = tmp_path / "checkout" / "export.csv"
    lines = ["externalId,Direct Number,Extension Number"]
    for key, entry in json.loads(org.snapshot())["directory"].items():
        app, _, external_id = key.partition("/")
        if app == org.app_id("RingCentral"):
            known = entry["attributes"]
            lines.append(f"{external_id},{known.get('directNumber', '')},{known.get('extensionNumber', '')}")
    values.write_text("\n".join(lines) + "\n")
    told = planned(gated('ImpactGates(values="export.csv", max_blanked=0)', "'\"\"'"), expect=1)
    assert "max_blanked" in told
    assert "They would lose the value they have" in told

    checkout = gated('ImpactGates(values="export.csv", max_undetermined=0)')
    assert "could not judge" not in planned(checkout)
    assert counted(checkout)["targets"]["okta.primaryPhone"]["changed"] > PEOPLE // 2
    checkout.terraform("apply", "tfplan")
    values.unlink()
    checkout.terraform("plan", "-detailed-exitcode")


@pytest.mark.timeout(600)
def test_a_check_warns_and_stops_nothing(org: SimulatedOrg, gated: Callable[..., Checkout]) -> None:
    """`mode="check"`, for those who want to know."""
    checkout = gated('ImpactGates(mode="check", max_undetermined=0)')
    told = planned(checkout)
    assert "Warning: Check block assertion failed" in told
    assert "max_undetermined" in told
    assert "4 added" in plain(checkout.terraform("apply", "tfplan"))


def test_a_wrong_limit_stops_the_synthesis(new_checkout: Callable[[str], Checkout]) -> None:
    """With its name, and no traceback."""
    checkout = new_checkout("checkout")
    path = checkout.folder / "stacks" / "settings.py"
    path.write_text(
        path.read_text().replace(
            'environment="demo",', 'environment="demo", gates=ImpactGates(max_blanked=-1),'
        )
    )
    command = [str(checkout.folder / ".venv" / "bin" / "python"), "main.py"]
    printed = checkout.run(command, checkout.folder, 1)
    assert "stacks/settings.py, demo: gates.max_blanked is -1; give a number of people" in printed
    assert "Traceback" not in printed


def test_gates_are_the_same_in_hcl(org: SimulatedOrg, gated: Callable[..., Checkout]) -> None:
    """`cdktf synth --hcl`: the precondition stops there, too, with the same words."""
    checkout = gated('ImpactGates(profile_source_order=["Workday", "RingCentral"])', "SEED_EXPRESSION")
    (checkout.stack / "cdk.tf.json").unlink()
    checkout.synthesize(SYNTH_HCL_OUTPUT="true")
    assert (checkout.stack / "cdk.tf").exists()
    told = planned(checkout, expect=1)
    assert "The deployment would change people as its impact gates do not allow. max_literal_null:" in told
