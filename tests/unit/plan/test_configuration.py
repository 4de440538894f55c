"""What a plan's configuration can do: every provisioner and everything that reaches out is found, in any module."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.plan.configuration import (
    ADDRESS,
    BUILT_IN,
    DATA,
    FILE,
    MODULE,
    OURS,
    PROVIDER,
    PROVISIONER,
    Reach,
    read_configuration,
)

HTTP, LOCAL, FOREIGN = (
    "registry.terraform.io/hashicorp/http",
    "registry.terraform.io/hashicorp/local",
    "evil.example/x/okta",
)
LOCAL_EXEC = {"type": "local-exec", "expressions": {"command": {"constant_value": "curl evil.example"}}}


def resource(kind: str, key: str, mode: str = "managed", **more: Any) -> dict[str, Any]:
    """A resource of a configuration, named x."""
    prefix = {"managed": "", "data": "data.", "ephemeral": "ephemeral."}.get(mode, "")
    return {
        "address": f"{prefix}{kind}.x",
        "mode": mode,
        "type": kind,
        "name": "x",
        "provider_config_key": key,
        **more,
    }


def plan(*resources: Any, calls: Any = None, **more: Any) -> dict[str, Any]:
    """A plan's JSON with a configuration of these resources and module calls."""
    names = {"ours": OURS, "terraform": BUILT_IN, "http": HTTP, "local": LOCAL}
    module = {"resources": list(resources), **({"module_calls": calls} if calls else {})}
    providers = {key: {"name": key, "full_name": full_name} for key, full_name in names.items()}
    return {"configuration": {"provider_config": providers, "root_module": module}, **more}


def call(source: str, *resources: Any, calls: Any = None) -> dict[str, Any]:
    """A module call."""
    inner = {"resources": list(resources), **({"module_calls": calls} if calls else {})}
    return {"source": source, "module": inner}


def test_a_quiet_configuration_reaches_nowhere() -> None:
    """Our resources and data sources, and terraform_data without provisioners."""
    found = read_configuration(
        plan(
            resource("oktaprofile_mapping", "ours"),
            resource("oktaprofile_app", "ours", "data"),
            resource("terraform_data", "terraform"),
        )
    )
    assert found == ((), ())


@pytest.mark.parametrize("kind", ["local-exec", "remote-exec", "file", "habitat"])
def test_every_provisioner_is_found(kind: str) -> None:
    """Whatever it is called; two of one resource that differ are two."""
    provisioners = [{"type": kind, "expressions": {}}, {**LOCAL_EXEC, "type": "other"}]
    found = read_configuration(plan(resource("terraform_data", "terraform", provisioners=provisioners)))
    assert found.reaches == (
        Reach(PROVISIONER, "terraform_data.x", kind),
        Reach(PROVISIONER, "terraform_data.x", "other"),
    )


def test_nested_modules_are_read() -> None:
    """Three deep, each with its address; a module from elsewhere is named itself."""
    inner = call("../inner", resource("terraform_data", "terraform", provisioners=[LOCAL_EXEC]))
    outer = call("git::https://evil.example/m.git", calls={"inner": inner})
    found = read_configuration(plan(calls={"outer": outer}))
    assert found == (
        (
            Reach(MODULE, "module.outer", "git::https://evil.example/m.git"),
            Reach(PROVISIONER, "module.outer.module.inner.terraform_data.x", "local-exec"),
        ),
        (),
    )


def test_what_reads_beyond_okta_is_found() -> None:
    """Data sources and ephemeral resources of other providers, another state, and files that are written."""
    found = read_configuration(
        plan(
            resource("http", "http", "data"),
            resource("local_file", "local", "data"),
            resource("terraform_remote_state", "terraform", "data"),
            resource("http", "http", "ephemeral"),
            resource("local_sensitive_file", "local"),
        )
    )
    assert found == (
        (
            Reach(DATA, "data.http.x", "http"),
            Reach(DATA, "data.local_file.x", "local_file"),
            Reach(DATA, "data.terraform_remote_state.x", "terraform_remote_state"),
            Reach(DATA, "ephemeral.http.x", "http"),
            Reach(FILE, "local_sensitive_file.x", "local_sensitive_file"),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("argument", "given", "found"),
    [
        ("org_url", {"constant_value": "https://evil.example"}, "org_url: https://evil.example"),
        (
            "org_url",
            {"constant_value": "https://acme.okta.com.evil.example"},
            "org_url: https://acme.okta.com.evil.example",
        ),
        (
            "org_url",
            {"constant_value": "https://evil.example/.okta.com"},
            "org_url: https://evil.example/.okta.com",
        ),
        ("base_url", {"constant_value": "evil.example"}, "base_url: evil.example"),
        ("org_url", {"references": ["var.x"]}, "org_url: known only to the configuration"),
        ("org_url", {}, "org_url: known only to the configuration"),
        ("org_url", {"constant_value": "https://acme.okta.com/"}, ""),
        ("base_url", {"constant_value": "oktapreview.com"}, ""),
        ("org_name", {"constant_value": "acme"}, ""),
    ],
)
def test_where_the_credentials_go_is_found(argument: str, given: Any, found: str) -> None:
    """An address that is not Okta's, or that an expression makes, gets the token at the next plan."""
    document = plan()
    document["configuration"]["provider_config"]["ours"]["expressions"] = {argument: given}
    expected = (Reach(ADDRESS, "", found),) if found else ()
    assert read_configuration(document) == (expected, ())


@pytest.mark.parametrize("registry", ["registry.terraform.io", "registry.opentofu.org"])
@pytest.mark.parametrize(
    ("argument", "value", "found"),
    [
        ("org_name", "evil.example/", True),
        ("org_name", None, True),
        ("base_url", "evil.example", True),
        ("http_proxy", "https://evil.example", True),
        ("org_name", "acme", False),
        ("base_url", "oktapreview.com", False),
        ("http_proxy", "", False),
        ("api_token", None, False),
    ],
)
def test_where_the_official_provider_sends_them_is_found(
    registry: str, argument: str, value: Any, found: bool
) -> None:
    """It reads the same environment variables: the token of this pipeline. None: an expression."""
    given = {"references": ["local.x"]} if value is None else {"constant_value": value}
    document = plan()
    document["configuration"]["provider_config"]["okta"] = {
        "full_name": f"{registry}/okta/okta",
        "expressions": {argument: given},
    }
    shown = f"{argument}: {'known only to the configuration' if value is None else value}"
    assert read_configuration(document) == (((Reach(ADDRESS, "", shown),) if found else ()), ())


def test_a_provider_of_an_unexpected_publisher_is_found() -> None:
    """Also one that only the state knows; one that is called like ours is another."""
    document = plan(
        resource_changes=[{"address": "a.b", "provider_name": FOREIGN, "change": {"actions": ["delete"]}}]
    )
    document["configuration"]["provider_config"]["oktaprofile"] = {
        "full_name": "evil.example/oktaprofile/oktaprofile"
    }
    assert read_configuration(document) == (
        (Reach(PROVIDER, "", "evil.example/oktaprofile/oktaprofile"), Reach(PROVIDER, "", FOREIGN)),
        (),
    )


@pytest.mark.parametrize(
    "key", ["module.a:ours", "module.a.module.b:ours", "ours"], ids=["outer", "inner", "root"]
)
def test_a_provider_is_found_from_inside_a_module(key: str) -> None:
    """Its key names the module, one further out, or none."""
    inner = call("./b", resource("oktaprofile_app", key, "data"))
    document = plan(calls={"a": call("./a", calls={"b": inner})})
    document["configuration"]["provider_config"][key] = {"full_name": OURS}
    assert read_configuration(document) == ((), ())


@pytest.mark.parametrize("configuration", [None, {}, [], "x", 1])
def test_a_plan_without_configuration_is_not_understood(configuration: Any) -> None:
    """Nothing says then what it runs."""
    assert read_configuration({"configuration": configuration}).not_understood == (
        "configuration (the plan has none)",
    )
    assert read_configuration({}).not_understood


@pytest.mark.parametrize(
    ("document", "named"),
    [
        (plan(resource("terraform_data", "terraform", action_triggers=[])), "terraform_data.x.action_triggers"),
        (plan(resource("terraform_data", "terraform", provisioners={})), "terraform_data.x.provisioners"),
        (plan(resource("terraform_data", "terraform", provisioners=["x"])), "terraform_data.x.provisioners"),
        (
            plan(resource("terraform_data", "terraform", provisioners=[{**LOCAL_EXEC, "connection": {}}])),
            "terraform_data.x.provisioners.connection",
        ),
        (plan(resource("terraform_new", "terraform")), "terraform_new.x.type"),
        (plan(resource("x", "nowhere")), "x.x.provider_config_key"),
        (plan(resource("oktaprofile_app", "ours", "list")), "oktaprofile_app.x.mode"),
        (plan("x"), "root_module.resources"),
        (plan(calls={"a": {"source": "./a"}}), "module.a"),
        (plan(calls={"a": {"module": {}}}), "module.a.source"),
        (plan(calls={"a": {**call("./a"), "enabled": {}}}), "module.a.enabled"),
        (plan(calls=["a"]), "root_module.module_calls"),
        (plan(calls={"a": "x"}), "root_module.module_calls.a"),
        ({"configuration": {"root_module": {}, "actions": []}}, "configuration.actions"),
        ({"configuration": {"root_module": {"actions": []}}}, "root_module.actions"),
        ({"configuration": {"root_module": []}}, "root_module"),
        ({"configuration": {"root_module": {"resources": {}}}}, "root_module.resources"),
        ({"configuration": {"provider_config": {"a": {"full_name": OURS, "x": 1}}}}, "provider_config.a.x"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_named(document: dict[str, Any], named: str) -> None:
    """A newer Terraform may write more, and somebody may have edited the file: neither is taken for nothing."""
    assert named in read_configuration(document).not_understood


def test_a_change_without_configuration_is_not_understood() -> None:
    """Its configuration was taken out of the file; keys of for_each are not part of it."""
    changes = [
        {"address": address, "provider_name": OURS, "change": {"actions": [action]}}
        for address, action in {
            'module.a["x.y[0]"].oktaprofile_app.x["q\\"]"]': "update",
            "oktaprofile_mapping.gone": "create",
            "oktaprofile_mapping.old": "delete",
            "oktaprofile_mapping.left": "forget",
        }.items()
    ]
    document = plan(calls={"a": call("./a", resource("oktaprofile_app", "ours"))}, resource_changes=changes)
    assert read_configuration(document).not_understood == (
        "oktaprofile_mapping.gone (it is not in the configuration)",
    )
