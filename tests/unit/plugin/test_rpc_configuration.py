"""The RPCs behind the seam: schema, validation, configuration, functions."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from oktaprofile.plugin.dispatch import SERVICE, BadRequestError, Servicer, UnimplementedError
from oktaprofile.plugin.schema_cache import build
from oktaprofile.plugin.types import STRING, List
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.plugin.wire import dynamic
from tests.unit.plugin.scripted_provider import Terraform, steps, thing

# -- the seam


@pytest.mark.parametrize(
    "path", ["/tfplugin6.Provider/OpenEphemeralResource", "/tfplugin5.Provider/GetSchema", "", "GetMetadata"]
)
def test_a_path_that_is_not_served(terraform: Terraform, path: str) -> None:
    """Terraform may ask for what this provider does not have; the transport then answers UNIMPLEMENTED."""
    with pytest.raises(UnimplementedError):
        terraform.servicer.dispatch(path, b"")


def test_bytes_that_are_no_request(terraform: Terraform) -> None:
    """They are refused as such, not answered with a diagnostic."""
    with pytest.raises(BadRequestError, match="ReadResource"):
        terraform.servicer.dispatch(SERVICE + "ReadResource", b"\x0a\xff")


def test_an_unknown_type_is_named(terraform: Terraform) -> None:
    """The diagnostic says which types there are."""
    response = terraform.call("ReadDataSource", type_name="sample_other")
    assert "No data source is called sample_other" in response["diagnostics"][0]["summary"]
    assert "sample_things" in response["diagnostics"][0]["detail"]


# -- schema


def test_the_schema_shows_what_the_author_declared(terraform: Terraform) -> None:
    """Names, types, flags, nesting and the capability to plan destruction reach Terraform."""
    response = terraform.call("GetProviderSchema")
    assert response["server_capabilities"] == {
        "plan_destroy": True,
        "get_provider_schema_optional": True,
        "move_resource_state": True,
        "generate_resource_config": True,
    }
    schema = response["resource_schemas"]["sample_thing"]
    assert schema["version"] == 2
    attributes = {attribute["name"]: attribute for attribute in schema["block"]["attributes"]}
    assert attributes["name"]["required"]
    assert attributes["kind"]["optional"]
    assert attributes["kind"]["computed"]
    assert attributes["secret"]["sensitive"]
    assert attributes["tags"]["type"] == b'["set","string"]'
    assert attributes["rows"]["nested_type"]["nesting"] == 4
    assert "type" not in attributes["rows"]


def test_a_provider_s_default_is_not_computed(terraform: Terraform) -> None:
    """Terraform allows no computed attribute in a provider block."""
    block = terraform.call("GetProviderSchema")["provider"]["block"]
    retries = next(attribute for attribute in block["attributes"] if attribute["name"] == "retries")
    assert "computed" not in retries


def test_metadata_names_all_types_and_loads_none(terraform: Terraform) -> None:
    """The names come from the provider's own tables."""
    response = terraform.call("GetMetadata")
    assert response["resources"] == [{"type_name": "sample_thing"}]
    assert response["data_sources"] == [{"type_name": "sample_things"}]
    assert response["functions"] == [{"name": "join"}]
    assert not terraform.servicer.registry._instances


def test_no_identities(terraform: Terraform) -> None:
    """Terraform 1.12 asks for identity schemas: a provider without any says so, which is no error."""
    terraform.servicer.registry.provider.identities = ""  # type: ignore[misc]
    assert terraform.call("GetResourceIdentitySchemas") == {}


def test_the_prebuilt_schema_is_the_live_one(terraform: Terraform, tmp_path: Any) -> None:
    """The same bytes on each build; served from the file without loading the provider."""
    module = sys.modules["sample_module"]
    built = build(module.SampleProvider())
    assert built == build(module.SampleProvider())
    assert built == terraform.servicer.dispatch(SERVICE + "GetProviderSchema", b"")
    (tmp_path / "schema").write_bytes(built)
    cached = Servicer("no_such_module:Provider", tmp_path / "schema")
    assert cached.dispatch(SERVICE + "GetProviderSchema", b"") == built


def test_a_missing_prebuilt_schema_is_computed(
    terraform: Terraform, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A package without the file still works, and says so in the log."""
    servicer = Servicer("sample_module:SampleProvider", tmp_path / "absent")
    assert servicer.dispatch(SERVICE + "GetProviderSchema", b"")
    assert "prebuilt schema cannot be read" in capsys.readouterr().err


# -- validate


def test_values_outside_one_of(terraform: Terraform) -> None:
    """Refused at each depth with the value, what is allowed, and the place: as a path as far as Terraform can show
    it in the configuration (an element at most, and no element of a set), and in words where it goes deeper.
    """
    found = terraform.validate(
        thing(
            name="n",
            kind="odd",
            tags=["x", "z"],
            rows={"k": {"text": "q"} | dict.fromkeys(("mark", "locked"))},
        )
    )
    assert [steps(diagnostic) for diagnostic in found] == [["kind"], ["tags"], ["rows", "k"]]
    assert found[0]["detail"] == '"odd" is not one of: "plain", "fancy".'
    assert found[2]["detail"].endswith("\n\nAt rows.k.text.")


def test_a_sensitive_value_is_not_shown(terraform: Terraform) -> None:
    """What is refused stays secret where the attribute is sensitive."""
    (found,) = terraform.validate(thing(name="n", secret="my-own-secret"))
    assert "my-own-secret" not in str(found)
    assert "(sensitive)" in found["detail"]


def test_known_parts_are_checked_beside_unknown_ones(terraform: Terraform, thing_class: Any) -> None:
    """One unknown value keeps neither the engine nor the author from checking the others."""

    def validate(self: Any, config: dict[str, Any], ctx: Any) -> None:
        assert ctx.client is None
        if config["count"] is not UNKNOWN and config["count"] > 3:
            ctx.diagnostics.error("Too many", "At most 3.", ("count",))

    thing_class.validate = validate
    found = terraform.validate(thing(name=UNKNOWN, kind="odd", count=4, tags=[UNKNOWN, "z"], rows=UNKNOWN))
    assert [steps(diagnostic) for diagnostic in found] == [["kind"], ["tags"], ["count"]]


# -- configure


def test_configure_makes_the_client(terraform: Terraform) -> None:
    """Its result is what later calls find in their context; defaults of the provider block are filled in."""
    schema = terraform.servicer.registry.provider.schema
    config = dynamic.encode({"token": None, "retries": None}, schema.type)
    assert terraform.call("ConfigureProvider", terraform_version="1.11.4", config=config) == {}
    type_ = terraform.servicer.registry.data_source("sample_things").schema.type
    config = dynamic.encode({"prefix": None, "found": None}, type_)
    response = terraform.call("ReadDataSource", type_name="sample_things", config=config)
    assert dynamic.decode(response["state"], type_) == {"prefix": "p", "found": "p by client"}


def test_a_secret_in_an_exception_is_hidden(
    terraform: Terraform, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in the provider that puts the token in an exception shows it neither to the user nor in the log."""

    def configure(self: Any, config: dict[str, Any], terraform_version: str, ctx: Any) -> Any:
        raise ValueError(f"bad token {config['token']}")

    monkeypatch.setattr(sys.modules["sample_module"].SampleProvider, "configure", configure)
    schema = terraform.servicer.registry.provider.schema
    config = dynamic.encode({"token": "token-1234567890", "retries": None}, schema.type)
    response = terraform.call("ConfigureProvider", config=config)
    assert "bad token (sensitive)" in response["diagnostics"][0]["detail"]
    assert "token-1234567890" not in str(response)
    assert "token-1234567890" not in capsys.readouterr().err


def test_stop_sets_the_flag_and_nothing_else(terraform: Terraform) -> None:
    """Calls go on being answered after StopProvider."""
    assert terraform.call("StopProvider") == {}
    assert terraform.servicer.stop.is_set()
    assert terraform.call("GetMetadata")["resources"]


# -- functions


def test_functions_are_described(terraform: Terraform) -> None:
    """Parameters, and the result's type."""
    join = terraform.call("GetFunctions")["functions"]["join"]
    assert join["parameters"][0]["name"] == "between"
    assert join["parameters"][1]["type"] == b'["list","string"]'
    assert join["return"] == {"type": b'"string"'}


def test_a_function_s_result_and_error(terraform: Terraform) -> None:
    """An error names its argument."""

    def call(between: Any, words: Any) -> dict[str, Any]:
        given = [dynamic.encode(between, STRING), dynamic.encode(words, List(STRING))]
        return terraform.call("CallFunction", name="join", arguments=given)

    assert dynamic.decode(call("-", ["a", "b"])["result"], STRING) == "a-b"
    assert call("-", ["a", None])["error"] == {"text": "a word is null", "function_argument": 1}
    none = terraform.call("CallFunction", name="join", arguments=[])
    assert "takes 2 arguments, not 0" in none["error"]["text"]


def test_an_exception_in_a_function_is_its_error(terraform: Terraform) -> None:
    """A mistake in a function is told as its error."""
    sys.modules["sample_module"].Join.call = lambda self, arguments: 1 / 0
    response = terraform.call(
        "CallFunction", name="join", arguments=[dynamic.encode("x", STRING), dynamic.encode([], List(STRING))]
    )
    assert "ZeroDivisionError" in response["error"]["text"]
