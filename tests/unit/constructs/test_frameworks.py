"""The same constructs in cdktf and in CDK Terrain, with both installed, in one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

from oktaprofile.constructs import (
    DownstreamMapping,
    ImpactGates,
    OktaApp,
    OktaprofileProvider,
    ProfileMapping,
    RingCentralAttributeSync,
)
from oktaprofile.constructs.binding import Resource
from oktaprofile.constructs.framework import NAMES, Construct, FrameworkError, framework_of
from oktaprofile.constructs.generated import Mapping, MappingProperty
from oktaprofile.packaging import SOURCE_ADDRESS

OTHER = {"cdktf": "cdktn", "cdktn": "cdktf"}


@pytest.fixture(params=NAMES)
def cdk(request: pytest.FixtureRequest) -> Any:
    """Each framework in turn; both are imported."""
    for name in NAMES:
        import_module(name)
    return import_module(request.param)


def new_stack(cdk: Any) -> Any:
    """An empty stack in an app of its own."""
    return cdk.TerraformStack(cdk.Testing.app(), "stack")


def whole_sync(stack: Any) -> RingCentralAttributeSync:
    """Every construct there is, with lifecycle, outputs, a check block and data sources."""
    OktaprofileProvider(stack, "okta")
    return RingCentralAttributeSync(
        stack,
        "sync",
        app=OktaApp.by_label("RingCentral"),
        gates=ImpactGates(),
        downstream={"ad": DownstreamMapping(app=OktaApp.by_label("Active Directory"))},
        further_user_types=["contractor"],
        prevent_destroy=True,
    )


def test_both_write_the_same() -> None:
    """Nothing but the frameworks' own notes differs."""
    written = []
    for name in NAMES:
        cdk = import_module(name)
        stack = new_stack(cdk)
        whole_sync(stack)
        document = json.loads(cdk.Testing.synth(stack))
        written.append({key: value for key, value in document.items() if key != "//"})
    assert json.dumps(written[0]).replace("cdktf", "cdktn") == json.dumps(written[1]).replace(
        "cdktf", "cdktn"
    )
    assert written[0]["terraform"]["required_providers"]["oktaprofile"]["source"] == SOURCE_ADDRESS


def test_a_construct_is_one_of_its_framework_and_of_ours(cdk: Any) -> None:
    """`isinstance` holds for both; the other framework's class is none of its own."""
    mapping = whole_sync(new_stack(cdk)).mapping
    assert isinstance(mapping, ProfileMapping)
    assert isinstance(mapping, Resource)
    assert isinstance(mapping, cdk.TerraformResource)
    assert not isinstance(mapping, import_module(OTHER[cdk.__name__]).TerraformResource)
    assert framework_of(mapping) is cdk
    assert ProfileMapping.is_construct(mapping)
    assert repr(type(mapping)) == repr(ProfileMapping)


def test_a_users_own_construct_and_subclass_work(cdk: Any) -> None:
    """A plain Construct between app and resource, and a subclass with a method of its own."""

    class Mine(ProfileMapping):
        def mine(self) -> str:
            return self.app_id

    between = Construct(new_stack(cdk), "between")
    mapping = Mine(between, "mapping", app_id="0oa1", properties={"nickName": "appuser.email"})
    assert isinstance(mapping, cdk.TerraformResource)
    assert mapping.mine().startswith("${")


@pytest.mark.parametrize("argument", ["lifecycle", "count", "depends_on", "provider"])
def test_what_is_of_the_other_framework_is_refused_by_name(cdk: Any, argument: str) -> None:
    """jsii would say that it cannot deserialize something."""
    other = import_module(OTHER[cdk.__name__])
    foreign = new_stack(other)
    value = {
        "lifecycle": lambda: other.TerraformResourceLifecycle(prevent_destroy=True),
        "count": lambda: other.TerraformCount.of(2),
        "depends_on": lambda: [whole_sync(foreign).mapping],
        "provider": lambda: OktaprofileProvider(foreign, "okta"),
    }[argument]()
    properties = {"nickName": MappingProperty(expression="appuser.email")}
    words = (
        rf"{argument} is a \w+ of {other.__name__}, but the app is one of {cdk.__name__}\. Next step: import"
    )
    stack = new_stack(cdk)
    with pytest.raises(FrameworkError, match=words):
        Mapping(stack, "mapping", app_id="0oa1", properties=properties, **{argument: value})


def test_a_stack_of_one_framework_in_an_app_of_the_other_is_refused(cdk: Any) -> None:
    """Synthesizing it would fail in words of JavaScript."""
    other = import_module(OTHER[cdk.__name__])
    stack = cdk.TerraformStack(other.Testing.app(), "stack")
    with pytest.raises(
        FrameworkError, match=f"the stack is one of {cdk.__name__}, but its app is one of {other.__name__}"
    ):
        OktaprofileProvider(stack, "okta")


PRINT = """
import sys
from oktaprofile.constructs.framework import cdktf
print(cdktf.__name__, *sorted({"cdktf", "cdktn"} & set(sys.modules)))
"""
HIDE = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in {hidden} else find(name, *more)
"""


@pytest.mark.parametrize(
    ("before", "variable", "expected"),
    [
        ("", None, "cdktf cdktf"),
        ("", "cdktn", "cdktn cdktn"),
        ("import cdktn", "cdktf", "cdktn cdktn"),
        ("import cdktf, cdktn", "cdktn", "cdktn cdktf cdktn"),
        (HIDE.format(hidden=["cdktf"]), None, "cdktn cdktn"),
    ],
)
def test_the_one_for_a_new_app_is_what_is_imported_then_what_is_set_then_what_is_there(
    before: str, variable: str | None, expected: str
) -> None:
    """Only the chosen one is imported; our own import alone imports neither."""
    done = run(before + PRINT, variable)
    assert (done.returncode, done.stdout) == (0, expected + "\n"), done.stderr


def test_neither_installed_says_what_to_install() -> None:
    """And a wrong setting names the variable."""
    assert (
        "pip install 'oktaprofile[cdktf]' or 'oktaprofile[cdktn]'"
        in run(HIDE.format(hidden=["cdktf", "cdktn"]) + PRINT, None).stderr
    )
    assert "OKTAPROFILE_FRAMEWORK is 'pulumi'; allowed: cdktf, cdktn" in run(PRINT, "pulumi").stderr
    blocked = "import sys; sys.modules['jsii'] = None; import oktaprofile.constructs"
    assert "pip install 'oktaprofile[cdktf]'" in run(blocked, None).stderr


def run(code: str, variable: str | None) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, with OKTAPROFILE_FRAMEWORK set or not."""
    environment = {key: value for key, value in os.environ.items() if key != "OKTAPROFILE_FRAMEWORK"}
    if variable is not None:
        environment["OKTAPROFILE_FRAMEWORK"] = variable
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
