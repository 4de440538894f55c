"""The table of scopes in docs/guides/real-org.md is what the code needs; a missing one is named."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from oktaprofile.cli.main import main as command
from oktaprofile.okta.client import OktaClient, connect
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.permissions import has_scope
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.listing import ListRequest
from oktaprofile.plugin.registry import Registry
from oktaprofile.plugin.resource import ApplyFailed
from oktaprofile.provider.provider import OktaProfileProvider
from oktaprofile.simulator.running import ThreadedOrg, running_org
from oktaprofile.simulator.state.clients import Client
from oktaprofile.simulator.switches import Switches
from tests.unit.okta.test_permissions import operations
from tests.unit.provider.small_terraform import Run, Terraform, filled

PAGE = Path(__file__).parents[3] / "docs/guides/real-org.md"
SCOPE_OF = {one.id: one.scope for one in operations()}
SITE = {"name": "site", "title": "Site"}
ARGUMENTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "oktaprofile_app_user_properties": lambda app: {"app_id": app, "properties": {"a": {"title": "A"}}},
    "oktaprofile_app_user_property": lambda app: {"app_id": app, **SITE},
    "oktaprofile_user_property": lambda app: {"user_type": "contractor", **SITE},
    "oktaprofile_mapping": lambda app: {
        "app_id": app,
        "user_type": "contractor",
        "properties": {"nickName": {"expression": "appuser.email"}},
    },
    "oktaprofile_master_override": lambda app: {
        "property": "primaryPhone",
        "sources": [app],
        "user_type": "contractor",
    },
    "data oktaprofile_app": lambda app: {"label": "RingCentral"},
    "data oktaprofile_user_type": lambda app: {"name": "contractor"},
    "data oktaprofile_app_user_schema": lambda app: {"app_id": app},
    "data oktaprofile_user_schema": lambda app: {"user_type": "contractor"},
    "data oktaprofile_mapping": lambda app: {"app_id": app, "user_type": "contractor"},
    "data oktaprofile_sync_readiness": lambda app: {
        "app_id": app,
        "user_type": "contractor",
        "attributes": ["directNumber"],
    },
    "data oktaprofile_mapping_impact": lambda app: {
        "app_id": app,
        "expressions": {"primaryPhone": "appuser.email"},
    },
}
COMMANDS = {
    "oktaprofile doctor": ["doctor", "--user-type", "contractor"],
    "oktaprofile snapshot": ["snapshot", "--out", "{folder}/people.db"],
    "oktaprofile impact": ["impact", "--app", "RingCentral", "--map", "primaryPhone=appuser.email"],
}
# Asked for by the plan that deletes an attribute, which warns where it may not look; and by what says who else reads.
OPTIONAL = {
    "oktaprofile_app_user_properties": {"okta.profileMappings.read"},
    "oktaprofile_app_user_property": {"okta.profileMappings.read"},
    "oktaprofile_user_property": {"okta.profileMappings.read", "okta.users.read"},
    "data oktaprofile_sync_readiness": {"okta.idps.read"},
    "data oktaprofile_mapping_impact": {"okta.idps.read"},
}
# What these say of a missing scope is the verdict of a check, not an error.
CHECKS = ("data oktaprofile_sync_readiness", "oktaprofile doctor")


def table() -> dict[str, set[str]]:
    """Each thing of the table with its scopes: `resource`, `data NAME`, `oktaprofile COMMAND`."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \| .+? \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    found: dict[str, set[str]] = {}
    for what, scopes in rows:
        data = "data " if what.startswith("data ") else ""
        for name in re.findall(r"`(oktaprofile.+?)`", what):
            found[name if " " in name else data + name] = set(re.findall(r"`(okta\..+?)`", scopes))
    return found


@pytest.fixture(scope="module")
def key() -> Any:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def org() -> Iterator[ThreadedOrg]:
    with running_org(users=3, switches=Switches(quarantine_seconds=0)) as running:
        yield running


def pem_of(key: Any) -> str:
    return str(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
    )


def client_with(org: ThreadedOrg, key: Any, scopes: set[str], called: list[str]) -> OktaClient:
    """A client whose service app was granted these scopes."""
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    org.org.clients.put(Client("0oaservice", sorted(scopes), [jwk]))
    config = OktaConfig(org.url, client_id="0oaservice", private_key=pem_of(key), scopes=sorted(scopes))
    return connect(config, observe=lambda call: called.append(call.operation))


def use(what: str, org: ThreadedOrg, client: OktaClient) -> str:
    """Makes, reads, plans and destroys a resource, or reads a data source. Returns what it said, "" for success."""
    app = org.org.apps.by_label("RingCentral")
    assert app is not None
    arguments = ARGUMENTS[what](app.id)
    kind = what.removeprefix("data ")
    provider = OktaProfileProvider
    located = (provider.data_sources if kind != what else provider.resources)[kind]
    module, _, name = located.partition(":")
    made = getattr(importlib.import_module(module), name)()
    try:
        if kind != what:
            run = Run(client)  # type: ignore[arg-type]
            answer = made.read(filled(made.schema.attributes, arguments), run.context())
            return json.dumps(answer.get("checks", "")) if what in CHECKS else "\n".join(run.told)
        terraform = Terraform(made, client)  # type: ignore[arg-type]
        terraform.apply(**arguments)
        terraform.plan(**arguments)
        terraform.destroy()
    except (DiagnosticError, ApplyFailed) as error:
        return f"{error.summary} {error.detail}"
    except (AssertionError, OktaError) as error:
        return str(error)
    return ""


def test_the_table_lists_everything() -> None:
    """Every resource, data source, and command that asks Okta has its row, and nothing else has."""
    provider = OktaProfileProvider
    everything = {*provider.resources, *(f"data {name}" for name in provider.data_sources), *COMMANDS}
    assert set(table()) == everything
    assert set(ARGUMENTS) | set(COMMANDS) == everything


@pytest.mark.parametrize("what", ARGUMENTS)
def test_the_scopes_of_a_block(what: str, org: ThreadedOrg, key: Any) -> None:
    """With the scopes of the table it works; without one of them it does not, and the error names that one."""
    scopes = table()[what]
    called: list[str] = []
    said = use(what, org, client_with(org, key, scopes, called))
    assert said == "" if what not in CHECKS else "Grant the scope" not in said
    needed = {SCOPE_OF[name] for name in called if name != "token"}
    beyond = {scope for scope in needed if not has_scope(scope, scopes)}
    assert beyond <= OPTIONAL.get(what, set())
    assert all(f"`{scope}`" in PAGE.read_text("utf-8") for scope in beyond)
    for scope in scopes:
        rest = scopes - {scope}
        lacking = {one for one in needed if not has_scope(one, rest)}
        assert lacking, f"{scope} is not needed"
        said = use(what, org, client_with(org, key, rest | {"okta.logs.read"}, []))
        assert any(one in said for one in lacking), said


def test_the_scopes_of_lists(org: ThreadedOrg, key: Any) -> None:
    """All lists together need what the row of `terraform query` says; without one of them a list says which."""
    row = re.search(r"^\| `terraform query` \| (.+?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert row is not None
    scopes = set(re.findall(r"`(okta\..+?)`", row[1]))
    registry = Registry(OktaProfileProvider())

    def listed(granted: set[str], called: list[str]) -> None:
        client = client_with(org, key, granted, called)
        for type_name in OktaProfileProvider.list_resources:
            lister = registry.list_resource(type_name)
            request = ListRequest(dict.fromkeys(lister.schema.attributes), lambda: False)
            assert list(lister.list(request, Run(client).context()))  # type: ignore[arg-type]

    called: list[str] = []
    listed(scopes, called)
    assert {SCOPE_OF[name] for name in called if name != "token"} == scopes
    for scope in sorted(scopes):
        with pytest.raises(DiagnosticError) as refused:
            listed((scopes - {scope}) | {"okta.logs.read"}, [])
        assert scope in refused.value.detail


@pytest.mark.parametrize("what", COMMANDS)
def test_the_scopes_of_a_command(
    what: str,
    org: ThreadedOrg,
    key: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same for what is run by hand: less is refused, or (doctor) told as what could not be looked at."""
    scopes = table()[what]
    for name, value in {
        "OKTA_ORG_URL": org.url,
        "OKTA_API_CLIENT_ID": "0oaservice",
        "OKTA_API_PRIVATE_KEY": pem_of(key),
        "COLUMNS": "400",
        "OKTAPROFILE_CACHE_DIR": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("OKTA_API_TOKEN", raising=False)
    words = [word.format(folder=tmp_path) for word in COMMANDS[what]]
    for missing in (None, *sorted(scopes)):
        given = (scopes - {missing}) | {"okta.logs.read"} if missing else scopes
        client_with(org, key, given, [])
        monkeypatch.setenv("OKTA_API_SCOPES", ",".join(sorted(given)))
        code = command(words)
        printed = capsys.readouterr()
        said = " ".join((printed.out + printed.err).split())
        if missing is None:
            assert "the scope okta" not in said, said
            assert code in (0, 3), said
        else:
            assert missing in said, said
