"""Settings: the environment that was chosen, and errors that name the wrong setting."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.constructs import SEED_EXPRESSION, ImpactGates, OktaApp, ProfileAttribute, SettingError
from oktaprofile.constructs.framework import cdktf
from stacks.ringcentral_sync import RingCentralSync
from stacks.settings import HcpState, LocalState, S3State, Settings, chosen

pytestmark = pytest.mark.cdktf


def settings(tmp_path: Path, **changed: Any) -> Settings:
    """Settings that are right but for what is changed."""
    right: dict[str, Any] = {
        "environment": "preview",
        "ringcentral": OktaApp.by_label("RingCentral"),
        "active_directory": None,
        "state": LocalState(path=tmp_path / "x.tfstate"),
    }
    return Settings(**{**right, **changed})


def synthesized(chosen_settings: Settings) -> dict[str, Any]:
    """The stack's JSON."""
    return dict(json.loads(cdktf.Testing.synth(RingCentralSync(cdktf.Testing.app(), chosen_settings))))


def test_demo_is_the_default_and_production_must_be_named(tmp_path: Path) -> None:
    """Nobody reaches production by forgetting a variable."""
    assert chosen({}).stack_name == "ringcentral-sync-demo"
    named = chosen({"OKTAPROFILE_ENVIRONMENT": "production", "OKTAPROFILE_STATE_BUCKET": "states"})
    assert named.stack_name == "ringcentral-sync-production"
    assert named.state == S3State(
        bucket="states", key="oktaprofile/ringcentral-sync.tfstate", region="us-east-1"
    )
    assert named.gates is not None
    assert (named.gates.mode, named.gates.max_literal_null) == ("precondition", 0)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        (
            {"OKTAPROFILE_ENVIRONMENT": "prod"},
            "OKTAPROFILE_ENVIRONMENT is 'prod'; allowed: demo, preview, production",
        ),
        ({"OKTAPROFILE_ENVIRONMENT": "production"}, "production: state.bucket is empty"),
    ],
)
def test_wrong_environment_is_named(environ: dict[str, str], message: str) -> None:
    """The error says which variable or setting, and what would be right."""
    with pytest.raises(SettingError, match=re.escape(message)):
        chosen(environ)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"environment": "staging"}, "environment is 'staging'"),
        ({"ringcentral": "RingCentral"}, "ringcentral is 'RingCentral'; give OktaApp.by_label"),
        ({"ringcentral": OktaApp()}, "ringcentral selects an app by 0 things"),
        ({"active_directory": OktaApp.by_id("00g1")}, "active_directory is '00g1', which is no app id"),
        ({"gates": "max_blanked=0"}, "gates is 'max_blanked=0'; give ImpactGates(…)"),
        ({"gates": ImpactGates(max_blanked=-1)}, "preview: gates.max_blanked is -1; give a number of people"),
        ({"state": HcpState(organization="acme", workspace="")}, "state.workspace is empty"),
    ],
)
def test_wrong_setting_is_named(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    """At construction, before anything is synthesized."""
    with pytest.raises(SettingError, match=re.escape(message)):
        settings(tmp_path, **changed)


@pytest.mark.parametrize(
    ("changed", "setting"), [({"override": "always"}, "override"), ({"readiness": "yes"}, "readiness")]
)
def test_setting_of_the_construct_is_named_too(tmp_path: Path, changed: dict[str, Any], setting: str) -> None:
    """What the construct checks fails when the stack is made."""
    with pytest.raises(SettingError) as caught:
        RingCentralSync(cdktf.Testing.app(), settings(tmp_path, **changed))
    assert caught.value.setting == setting


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            S3State(bucket="b", key="k", region="eu-west-1"),
            {
                "s3": {
                    "bucket": "b",
                    "key": "k",
                    "region": "eu-west-1",
                    "encrypt": True,
                    "use_lockfile": True,
                }
            },
        ),
        (
            LocalState(path="/tmp/oktaprofile-test.tfstate"),
            {"local": {"path": "/tmp/oktaprofile-test.tfstate"}},
        ),
    ],
)
def test_state_backend_of_the_environment(tmp_path: Path, state: Any, expected: dict[str, Any]) -> None:
    """The synthesized backend is the setting's."""
    assert synthesized(settings(tmp_path, state=state))["terraform"]["backend"] == expected


def test_hcp_backend(tmp_path: Path) -> None:
    """HCP Terraform is a cloud block, not a backend."""
    document = synthesized(settings(tmp_path, state=HcpState(organization="acme", workspace="sync")))
    assert document["terraform"]["cloud"] == {
        "hostname": "app.terraform.io",
        "organization": "acme",
        "workspaces": {"name": "sync"},
    }


def test_settings_reach_the_sync(tmp_path: Path) -> None:
    """Apps, expression and switches arrive in the resources."""
    document = synthesized(
        settings(
            tmp_path,
            active_directory=OktaApp.by_name("active_directory"),
            user_type="contractor",
            expression=SEED_EXPRESSION,
            override="none",
            readiness="none",
            gates=ImpactGates(max_blanked=2),
        )
    )
    [impact] = document["data"]["oktaprofile_mapping_impact"].values()
    assert impact["gates"] == {"max_blanked": 2, "max_literal_null": 0}
    assert "oktaprofile_master_override" not in document["resource"]
    mappings = document["resource"]["oktaprofile_mapping"].values()
    assert {mapping["user_type"] for mapping in mappings} == {"contractor"}
    assert {"primaryPhone": {"expression": SEED_EXPRESSION}} in [
        mapping["properties"] for mapping in mappings
    ]


def test_no_secret_in_synthesized_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider reads credentials itself; what is in the environment at synth stays there."""
    for name in ("OKTA_API_TOKEN", "OKTA_API_PRIVATE_KEY", "OKTA_API_CLIENT_ID"):
        monkeypatch.setenv(name, "do-not-write-me")
    document = synthesized(settings(tmp_path))
    assert "do-not-write-me" not in json.dumps(document)
    assert document["provider"] == {"oktaprofile": [{}]}


@pytest.mark.parametrize("path", ["/proc/none/x.tfstate", "~nobody-of-this-name/x", "/dev/null/x", "/tmp"])
def test_a_state_that_can_be_nowhere_is_named(path: str) -> None:
    """A folder that cannot be made, somebody who does not exist, a folder for a file: no traceback."""
    stack = cdktf.TerraformStack(cdktf.Testing.app(), "s")
    with pytest.raises(SettingError, match="path"):
        LocalState(path=path).add_to(stack)


def test_everything_of_several_types_reaches_the_sync(tmp_path: Path) -> None:
    """User types, attributes with their external names, adoption, opt-ins and protection."""
    number = ProfileAttribute(title="Direct Number", external_name="directNumber")
    document = synthesized(
        settings(
            tmp_path,
            further_user_types=["contractor"],
            attributes={"directNumber": number, "extensionNumber": None},
            adopt_existing=True,
            allow=["target-length"],
            prevent_destroy=True,
        )
    )
    [attributes] = document["resource"]["oktaprofile_app_user_properties"].values()
    assert attributes["adopt_existing"] is True
    assert attributes["properties"]["directNumber"]["external_name"] == "directNumber"
    mappings = document["resource"]["oktaprofile_mapping"].values()
    assert {one.get("user_type") for one in mappings} == {None, "contractor"}
    assert all(one["allow"] == ["target-length"] for one in mappings)
    assert all(one["lifecycle"]["prevent_destroy"] is True for one in [attributes, *mappings])
