"""What a plan's configuration can do that its resource changes do not show: run code, reach files and networks.

Terraform's JSON ("Configuration representation", developer.hashicorp.com, read 2026-11, and what 1.11 writes) leaves
out the backend, `connection` blocks, a provisioner's `when`, `lifecycle`, and the functions in an expression, such as
`file(…)`. Nothing here can report those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

PROVISIONER, DATA, FILE, MODULE, PROVIDER, ADDRESS = (
    "provisioner", "data", "file", "module", "provider", "address",
)  # fmt: skip

OURS = "terraform.local/oktaprofile/oktaprofile"
BUILT_IN = "terraform.io/builtin/terraform"
_REGISTRIES = ("registry.terraform.io/", "registry.opentofu.org/")
# Providers whose data sources ask Okta, or compute. The namespaces are those of the publishers that a reader expects.
_QUIET = {
    OURS, BUILT_IN, *(f"{registry}{name}" for registry in _REGISTRIES for name in (
        "okta/okta", "hashicorp/null", "hashicorp/random", "hashicorp/time",
    )),
}  # fmt: skip
_EXPECTED = tuple(f"{registry}hashicorp/" for registry in _REGISTRIES)
_OTHER_STATE = "terraform_remote_state"  # the one built-in data source
_BUILT_IN_TYPES = {"terraform_data", _OTHER_STATE}
_WRITES_FILES = {"local_file", "local_sensitive_file"}

_OKTA = re.compile(
    r"(?:https://[a-z0-9-]+\.)?(?:okta|oktapreview|okta-emea|okta-gov)\.com|(?:https://[a-z0-9-]+\.)?okta\.mil"
)
# Provider -> the arguments that decide where the credentials go, each with what is Okta's. Ours takes nothing but one
# label as org_name. okta/okta: its docs (registry.terraform.io, read 2026-11); it has the same environment variables.
_ADDRESSES = {
    OURS: {"org_url": _OKTA, "base_url": _OKTA},
    **{
        f"{registry}okta/okta": {
            "org_name": re.compile("[A-Za-z0-9-]+"),
            "base_url": _OKTA,
            "http_proxy": re.compile(""),
        }
        for registry in _REGISTRIES
    },
}

_CONFIGURATION = {"provider_config", "root_module"}
_PROVIDER = {"name", "full_name", "alias", "version_constraint", "module_address", "expressions"}
_MODULE = {"outputs", "resources", "module_calls", "variables"}
_CALL = {
    "source", "expressions", "count_expression", "for_each_expression", "module", "version_constraint", "depends_on",
}  # fmt: skip
_RESOURCE = {
    "address", "mode", "type", "name", "provider_config_key", "provisioners", "expressions", "schema_version",
    "count_expression", "for_each_expression", "depends_on",
}  # fmt: skip
_PROVISIONER = {"type", "expressions"}
_MODES = {"managed", "data", "ephemeral"}
INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')


class Reach(NamedTuple):
    """One thing that the configuration can do. `address` names a resource or module without instance keys, "" for a
    provider; `what` is the provisioner's type, the resource's type, the module's source, the provider's full name, or
    the address that the credentials go to.
    """

    kind: str
    address: str
    what: str


class Configuration(NamedTuple):
    """`not_understood`: parts that this version does not know, as paths without values."""

    reaches: tuple[Reach, ...] = ()
    not_understood: tuple[str, ...] = ()


def read_configuration(document: Mapping[str, Any]) -> Configuration:
    """The configuration of a plan's JSON. Never raises: what has another form is in `not_understood`, as is a plan
    without configuration, and a resource that changes without one."""
    reader = _Reader()
    reader.read(document)
    return Configuration(tuple(dict.fromkeys(reader.reaches)), tuple(dict.fromkeys(reader.not_understood)))


class _Reader:
    def __init__(self) -> None:
        self.reaches: list[Reach] = []
        self.not_understood: list[str] = []
        self.providers: dict[str, str] = {}
        self.resources: set[str] = set()

    def read(self, document: Mapping[str, Any]) -> None:
        """The parts in the order in which a reader would ask for them."""
        configuration = document.get("configuration")
        if not isinstance(configuration, dict) or not configuration:
            self.not_understood.append("configuration (the plan has none)")
            return
        self._names(configuration, _CONFIGURATION, "configuration")
        for key, entry in self._entries(configuration, "provider_config", "configuration"):
            self._names(entry, _PROVIDER, f"provider_config.{key}")
            self.providers[key] = str(entry.get("full_name", ""))
            self._addresses(
                _ADDRESSES.get(self.providers[key], {}),
                entry.get("expressions") or {},
                f"provider_config.{key}",
            )
        changes = [one for one in document.get("resource_changes") or () if isinstance(one, dict)]
        for name in (*self.providers.values(), *(str(one.get("provider_name", "")) for one in changes)):
            if name not in _QUIET and not name.startswith(_EXPECTED):
                self.reaches.append(Reach(PROVIDER, "", name))
        self._modules(configuration.get("root_module", {}))
        self._changes(changes)

    def _addresses(self, arguments: Mapping[str, re.Pattern[str]], expressions: Any, where: str) -> None:  # noqa: ANN401
        """Where a provider is configured to send the credentials, unless that is a domain of Okta's."""
        if not isinstance(expressions, dict):
            self.not_understood.append(f"{where}.expressions")
            return
        for name, okta in arguments.items():
            given = expressions.get(name)
            value = given.get("constant_value") if isinstance(given, dict) else None
            if given is not None and not (isinstance(value, str) and okta.fullmatch(value.rstrip("/"))):
                shown = value if isinstance(value, str) else "known only to the configuration"
                self.reaches.append(Reach(ADDRESS, "", f"{name}: {shown}"))

    def _modules(self, root: Any) -> None:  # noqa: ANN401
        waiting: list[tuple[str, Any]] = [("", root)]
        while waiting:
            path, module = waiting.pop()
            where = path or "root_module"
            if not isinstance(module, dict):
                self.not_understood.append(where)
                continue
            self._names(module, _MODULE, where)
            resources = module.get("resources", [])
            if not isinstance(resources, list):
                self.not_understood.append(f"{where}.resources")
                resources = []
            for resource in resources:
                self._resource(resource, path)
            for name, call in self._entries(module, "module_calls", where):
                inner = f"{path}.module.{name}" if path else f"module.{name}"
                self._names(call, _CALL, inner)
                source = call.get("source")
                if not isinstance(source, str):
                    self.not_understood.append(f"{inner}.source")
                elif not source.startswith(("./", "../")):
                    self.reaches.append(Reach(MODULE, inner, source))
                waiting.append((inner, call.get("module")))

    def _resource(self, resource: Any, module: str) -> None:  # noqa: ANN401
        if not isinstance(resource, dict) or not isinstance(resource.get("address"), str):
            self.not_understood.append(f"{module or 'root_module'}.resources")
            return
        address = f"{module}.{resource['address']}" if module else resource["address"]
        self.resources.add(address)
        self._names(resource, _RESOURCE, address)
        kind, mode = str(resource.get("type", "")), resource.get("mode")
        if mode not in _MODES:
            self.not_understood.append(f"{address}.mode")
        provider = self._provider(str(resource.get("provider_config_key", "")), module)
        if provider is None:
            self.not_understood.append(f"{address}.provider_config_key")
        if provider == BUILT_IN and kind not in _BUILT_IN_TYPES:
            self.not_understood.append(f"{address}.type")
        if mode != "managed" and (provider not in _QUIET or kind == _OTHER_STATE):
            self.reaches.append(Reach(DATA, address, kind))
        if mode == "managed" and kind in _WRITES_FILES:
            self.reaches.append(Reach(FILE, address, kind))
        for provisioner in self._list(resource, "provisioners", address):
            self._names(provisioner, _PROVISIONER, f"{address}.provisioners")
            self.reaches.append(Reach(PROVISIONER, address, str(provisioner.get("type", "?"))))

    def _provider(self, key: str, module: str) -> str | None:
        """A provider's full name. A module's key names the module, or one further out that hands its provider down."""
        name = key.rsplit(":", 1)[-1]
        while True:
            found = self.providers.get(f"{module}:{name}" if module else name)
            if found or not module:
                return found or self.providers.get(key)
            module = module.rpartition(".module.")[0]

    def _changes(self, changes: list[dict[str, Any]]) -> None:
        """Each resource that is made or changed has to be in the configuration."""
        for one in changes:
            change = one.get("change")
            actions = change.get("actions") if isinstance(change, dict) else None
            if actions in (["delete"], ["forget"]) or "deposed" in one:
                continue
            address = INDEX.sub("", str(one.get("address", "")))
            if address not in self.resources:
                self.not_understood.append(f"{address} (it is not in the configuration)")

    def _names(self, entry: Mapping[str, Any], known: set[str], where: str) -> None:
        self.not_understood += [f"{where}.{name}" for name in entry if name not in known]

    def _entries(
        self, owner: Mapping[str, Any], name: str, where: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        found = owner.get(name, {})
        if not isinstance(found, dict):
            self.not_understood.append(f"{where}.{name}")
            return
        for key, entry in found.items():
            if isinstance(entry, dict):
                yield key, entry
            else:
                self.not_understood.append(f"{where}.{name}.{key}")

    def _list(self, owner: Mapping[str, Any], name: str, where: str) -> Iterator[dict[str, Any]]:
        found = owner.get(name, [])
        if not isinstance(found, list):
            self.not_understood.append(f"{where}.{name}")
            return
        for entry in found:
            if isinstance(entry, dict):
                yield entry
            else:
                self.not_understood.append(f"{where}.{name}")
