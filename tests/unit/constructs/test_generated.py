"""The L1s: fresh, typed, and the same configuration as JSON and as HCL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.constructs import generated
from oktaprofile.constructs.binding import DataSource, Resource, hcl_attributes, terraform_values
from oktaprofile.constructs.framework import FrameworkError, cdktf
from oktaprofile.constructs.validation import SettingError
from oktaprofile.packaging import SOURCE_ADDRESS, VERSION
from oktaprofile.provider.provider import OktaProfileProvider

ROOT = Path(__file__).parents[3]
APP = "0oa1a2b3c4d5e6f7g8h9"


def test_generated_modules_are_fresh() -> None:
    """`make generate` was run after the last change of a schema."""
    command = [sys.executable, "tools/generate_bindings.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_type_of_the_provider_has_a_class() -> None:
    """None is forgotten, none is left over."""
    classes = [value for value in vars(generated).values() if hasattr(value, "TERRAFORM_TYPE")]
    resources = {item.TERRAFORM_TYPE for item in classes if issubclass(item, Resource)}
    data_sources = {item.TERRAFORM_TYPE for item in classes if issubclass(item, DataSource)}
    assert resources == set(OktaProfileProvider.resources)
    assert data_sources == set(OktaProfileProvider.data_sources)


def test_provider_is_required_with_source_and_version(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Terraform looks for it under this address; no credential is in the JSON."""
    generated.OktaprofileProvider(stack, "okta", org_url="http://127.0.0.1:9", max_retries=0)
    document = synthesize(stack)
    assert document["terraform"]["required_providers"] == {
        "oktaprofile": {"source": SOURCE_ADDRESS, "version": VERSION}
    }
    assert document["provider"] == {"oktaprofile": [{"org_url": "http://127.0.0.1:9", "max_retries": 0}]}


def test_second_provider_has_an_alias(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Two orgs in one stack."""
    generated.OktaprofileProvider(stack, "okta")
    other = generated.OktaprofileProvider(stack, "preview", org_name="acme", alias="preview")
    generated.DataUserType(stack, "type", provider=other)
    document = synthesize(stack)
    assert document["provider"]["oktaprofile"][1] == {"alias": "preview", "org_name": "acme"}
    assert document["data"]["oktaprofile_user_type"]["type"] == {"provider": "oktaprofile.preview"}


def test_nested_objects_and_meta_arguments(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Dataclasses become objects by field name; what is None is not there at all."""
    app = generated.DataApp(stack, "app", label="RingCentral")
    generated.AppUserProperty(
        stack,
        "site",
        app_id=app.id,
        name="site",
        title="Site",
        one_of=[generated.AppUserPropertyOneOf(const="a", title="A")],
        depends_on=[app],
        lifecycle=cdktf.TerraformResourceLifecycle(prevent_destroy=True),
    )
    assert synthesize(stack)["resource"]["oktaprofile_app_user_property"]["site"] == {
        "app_id": "${data.oktaprofile_app.app.id}",
        "name": "site",
        "title": "Site",
        "one_of": [{"const": "a", "title": "A"}],
        "depends_on": ["data.oktaprofile_app.app"],
        "lifecycle": {"prevent_destroy": True},
    }


def test_a_lifecycle_given_as_a_dict_guards_all_the_same(
    stack: cdktf.TerraformStack, synthesize: Any
) -> None:
    """As the framework's own classes take it; jsii would drop every name of it, the guard among them."""
    condition = {"condition": "${true}", "error_message": "no"}
    generated.AppUserProperty(
        stack,
        "x",
        app_id=APP,
        name="x",
        title="X",
        lifecycle={"prevent_destroy": True, "precondition": [condition]},  # type: ignore[arg-type]
    )
    generated.DataApp(stack, "y", label="Y", lifecycle={"postcondition": [condition]})  # type: ignore[arg-type]
    found = synthesize(stack)
    kept = found["resource"]["oktaprofile_app_user_property"]["x"]["lifecycle"]
    assert kept == {"prevent_destroy": True, "precondition": [condition]}
    assert found["data"]["oktaprofile_app"]["y"]["lifecycle"] == {"postcondition": [condition]}


@pytest.mark.parametrize("lifecycle", [{"preventDestroy": True}, "prevent_destroy", 5])
def test_a_lifecycle_that_is_none_is_refused(stack: cdktf.TerraformStack, lifecycle: Any) -> None:
    """Nothing of it would reach Terraform."""
    with pytest.raises(SettingError, match=r"AppUserProperty 'x': lifecycle is .*TerraformResourceLifecycle"):
        generated.AppUserProperty(stack, "x", app_id=APP, name="x", title="X", lifecycle=lifecycle)


@pytest.mark.parametrize("scope", [None, "stack"])
def test_a_scope_that_is_none_is_named(scope: Any) -> None:
    """Also where it is left out."""
    with pytest.raises(FrameworkError, match="which is no construct"):
        generated.DataApp(scope, "x", label="X")
    with pytest.raises(FrameworkError, match="which is no construct"):
        generated.DataApp(id_="x", label="X")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("id", "${oktaprofile_mapping.m.id}"),
        ("user_type_id", "${oktaprofile_mapping.m.user_type_id}"),
        ("restores", "${oktaprofile_mapping.m.restores}"),
    ],
)
def test_attributes_read_as_references(
    stack: cdktf.TerraformStack, synthesize: Any, attribute: str, expected: str
) -> None:
    """What Terraform knows later can be given to outputs and other resources."""
    mapping = generated.Mapping(stack, "m", app_id=APP, properties={})
    cdktf.TerraformOutput(stack, "value", value=getattr(mapping, attribute))
    assert synthesize(stack)["output"]["value"]["value"] == expected


def test_for_each_over_types(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """The framework's iterators work with the generated classes."""
    each = cdktf.TerraformIterator.from_list(["user", "contractor"])
    generated.DataUserType(stack, "types", for_each=each, name=cdktf.Token.as_string(each.value))
    assert synthesize(stack)["data"]["oktaprofile_user_type"]["types"] == {
        "for_each": '${toset(["user", "contractor"])}',
        "name": "${each.value}",
    }


def test_sets_become_sorted_lists() -> None:
    """A set would crash jsii, and its order would differ from run to run."""
    assert terraform_values({"scopes": {"b", "a", "c"}, "left_out": None}) == {"scopes": ["a", "b", "c"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"ext. " + appuser.x', '"\\"ext. \\" + appuser.x"'),
        ("a\\.b", '"a\\\\.b"'),
        ("two\nlines", '"two\\nlines"'),
        ("[1]", '"[1]"'),
        ("007", '"007"'),
        ("${var.x}", "${var.x}"),
    ],
)
def test_hcl_strings_are_quoted_whatever_they_hold(text: str, expected: str) -> None:
    """cdktf's writer prints a text that begins with a quote as it is."""
    assert hcl_attributes({"expression": text})["expression"]["value"] == expected


def test_hcl_and_json_say_the_same(tmp_path: Path) -> None:
    """`cdktf synth --hcl`: Terraform reads the same values from both. The strings are cdktf's worst."""
    strings = ["plain", 'say "hi"', "back\\slash", "[x]", "42", "line\nbreak", '"quoted"', "{}"]
    code = (
        "import sys, json; from oktaprofile.constructs import generated; "
        "from oktaprofile.constructs.framework import cdktf; "
        "app = cdktf.App(outdir=sys.argv[1]); stack = cdktf.TerraformStack(app, 's'); "
        "strings = json.loads(sys.argv[2]); "
        "generated.OktaprofileProvider(stack, 'okta'); "
        "generated.AppUserProperties(stack, 'p', app_id='0oa', adopt_existing=True, properties={"
        "'a': generated.AppUserPropertiesProperty(title=strings[1], enum=strings, max_length=7)}); app.synth()"
    )
    command = [sys.executable, "-c", code, str(tmp_path), json.dumps(strings)]
    env = {**os.environ, "SYNTH_HCL_OUTPUT": "true"}
    subprocess.run(command, env=env, check=True, capture_output=True, cwd=tmp_path)
    text = (tmp_path / "stacks" / "s" / "cdk.tf").read_text()
    for value in strings:
        # For these strings HCL's quoting and JSON's are the same.
        assert f"\n{json.dumps(value)},\n" in text, (value, text)
    assert f"title = {json.dumps(strings[1])}" in text
    assert "max_length = 7" in text
    assert "adopt_existing = true" in text
