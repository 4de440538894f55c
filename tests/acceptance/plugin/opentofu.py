"""Drives a plugin as OpenTofu does: its calls and its fields of the protocol, no others.

From OpenTofu's internal/plugin6/grpc_provider.go as of version 1.6 (read 2026-11-23), the smallest set that any of its
versions has, and the calls for functions that 1.7 added. Not among them: GetMetadata, client capabilities, identities,
deferrals, ephemeral resources, moves between types.
"""

from __future__ import annotations

import json
from typing import Any

import msgpack

from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.plugin.wire import message
from oktaprofile.plugin.wire.tables import RPCS
from tests.unit.plugin.grpc_client import Client
from tests.unit.plugin.raw_peer import SERVICE

FIELDS = {
    "GetProviderSchema": (),
    "ValidateProviderConfig": ("config",),
    "ConfigureProvider": ("terraform_version", "config"),
    "ValidateResourceConfig": ("type_name", "config"),
    "ValidateDataResourceConfig": ("type_name", "config"),
    "UpgradeResourceState": ("type_name", "version", "raw_state"),
    "ReadResource": ("type_name", "current_state", "private"),
    "PlanResourceChange": ("type_name", "prior_state", "proposed_new_state", "config", "prior_private"),
    "ApplyResourceChange": ("type_name", "prior_state", "planned_state", "config", "planned_private"),
    "ImportResourceState": ("type_name", "id"),
    "ReadDataSource": ("type_name", "config"),
    "GetFunctions": (),
    "CallFunction": ("name", "arguments"),
    "StopProvider": (),
}
"""Call -> the fields of its request."""

Values = dict[str, Any]


class Refused(Exception):  # noqa: N818 - what a provider's errors are, not a mistake here
    """The provider's errors."""


class Stored:
    """A resource in the state: its values, and what the provider keeps with them."""

    def __init__(self, values: Values, private: bytes) -> None:
        self.values = values
        self.private = private


class OpenTofu:
    """``sent``: every call and its request so far. ``warnings``: summaries."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.sent: list[tuple[str, bytes]] = []
        self.warnings: list[str] = []
        self.schema = self.call("GetProviderSchema")

    def call(self, rpc: str, **request: Any) -> Values:
        """One call; Refused when it has errors."""
        assert set(request) == set(FIELDS[rpc])
        encoded = message.encode(RPCS[rpc][0], request)
        self.sent.append((rpc, encoded))
        reply = self._client.call(SERVICE + rpc, encoded)
        assert reply.status == 0, reply.headers
        answer = message.decode(RPCS[rpc][1], reply.message)
        errors = []
        for item in answer.get("diagnostics", []):
            if item["severity"] == 1:
                errors.append(f"{item['summary']}: {item.get('detail', '')}")
            else:
                self.warnings.append(item["summary"])
        if "error" in answer:
            errors.append(answer["error"]["text"])
        if errors:
            raise Refused("\n".join(errors))
        return answer

    def whole(self, block: Values, values: Values) -> Values:
        """An object of a block with all of its attributes, those not given null."""
        names = [attribute["name"] for attribute in block["attributes"]]
        assert set(values) <= set(names)
        return {name: values.get(name) for name in names}

    def configure(self, **values: Any) -> None:
        """Validate and configure the provider."""
        config = packed(self.whole(self.schema["provider"]["block"], values))
        self.call("ValidateProviderConfig", config=config)
        self.call("ConfigureProvider", terraform_version="1.6.0", config=config)

    def config(self, type_name: str, values: Values) -> Values:
        """A validated configuration."""
        whole = self.whole(self.schema["resource_schemas"][type_name]["block"], values)
        self.call("ValidateResourceConfig", type_name=type_name, config=packed(whole))
        return whole

    def plan(
        self, type_name: str, prior: Stored | None, values: Values | None
    ) -> tuple[Stored, list[Values]]:
        """What would be, and the paths that replace. ``values`` None: a destroy."""
        config = None if values is None else self.config(type_name, values)
        before = None if prior is None else prior.values
        answer = self.call(
            "PlanResourceChange",
            type_name=type_name,
            prior_state=packed(before),
            proposed_new_state=packed(self._proposed(type_name, before, config)),
            config=packed(config),
            prior_private=b"" if prior is None else prior.private,
        )
        assert not answer.get("legacy_type_system")
        planned = unpacked(answer.get("planned_state"))
        for name, value in (config or {}).items():
            assert value is None or holds(planned[name], value), f"{name} is configured and planned otherwise"
        return Stored(planned, answer.get("planned_private", b"")), answer.get("requires_replace", [])

    def _proposed(self, type_name: str, prior: Values | None, config: Values | None) -> Values | None:
        """The configuration with prior values of computed attributes, at the top: OpenTofu's own guess."""
        if config is None or prior is None:
            return config
        attributes = self.schema["resource_schemas"][type_name]["block"]["attributes"]
        computed = {attribute["name"] for attribute in attributes if attribute.get("computed")}
        return {
            name: prior[name] if value is None and name in computed else value
            for name, value in config.items()
        }

    def apply(
        self, type_name: str, prior: Stored | None, planned: Stored, values: Values | None
    ) -> Stored | None:
        """What is now. Fails as OpenTofu does when it is not as planned, or unknown."""
        config = None if values is None else self.config(type_name, values)
        answer = self.call(
            "ApplyResourceChange",
            type_name=type_name,
            prior_state=packed(None if prior is None else prior.values),
            planned_state=packed(planned.values),
            config=packed(config),
            planned_private=planned.private,
        )
        assert not answer.get("legacy_type_system")
        made = unpacked(answer.get("new_state"))
        if made is None:
            assert planned.values is None
            return None
        assert "UNKNOWN" not in repr(made)
        for name, value in planned.values.items():
            assert value is None or holds(value, made[name]), f"{name} was planned otherwise"
        return Stored(made, answer.get("private", b""))

    def read(self, type_name: str, stored: Stored) -> Stored | None:
        """Upgrade what the state file holds, then refresh it."""
        version = self.schema["resource_schemas"][type_name].get("version", 0)
        raw = {"json": json.dumps(stored.values).encode()}
        upgraded = self.call("UpgradeResourceState", type_name=type_name, version=version, raw_state=raw)
        answer = self.call(
            "ReadResource",
            type_name=type_name,
            current_state=upgraded["upgraded_state"],
            private=stored.private,
        )
        found = unpacked(answer.get("new_state"))
        return None if found is None else Stored(found, answer.get("private", b""))

    def import_(self, type_name: str, id_: str) -> Stored | None:
        """Import, then refresh."""
        [imported] = self.call("ImportResourceState", type_name=type_name, id=id_)["imported_resources"]
        assert imported["type_name"] == type_name
        return self.read(type_name, Stored(unpacked(imported["state"]), imported.get("private", b"")))

    def data(self, type_name: str, **values: Any) -> Values:
        """Read a data source."""
        config = packed(self.whole(self.schema["data_source_schemas"][type_name]["block"], values))
        self.call("ValidateDataResourceConfig", type_name=type_name, config=config)
        found: Values = unpacked(self.call("ReadDataSource", type_name=type_name, config=config)["state"])
        return found

    def function(self, name: str, *arguments: Any) -> Any:
        """Call a function."""
        assert name in self.call("GetFunctions")["functions"]
        return unpacked(
            self.call("CallFunction", name=name, arguments=[packed(item) for item in arguments])["result"]
        )


def packed(value: Any) -> Values:
    """A DynamicValue."""
    return {"msgpack": msgpack.packb(value, default=lambda _: msgpack.ExtType(0, b"\0"))}


def unpacked(value: Values | None) -> Any:
    """The value in one; absent is null."""
    if not value or not value.get("msgpack"):
        return None
    return msgpack.unpackb(value["msgpack"], ext_hook=lambda *_: UNKNOWN, strict_map_key=True)


def holds(planned: Any, found: Any) -> bool:
    """Whether a value is what was planned; what was unknown may be anything."""
    if planned is UNKNOWN or found is None:
        return True
    if isinstance(planned, dict) and isinstance(found, dict):
        return planned.keys() == found.keys() and all(holds(planned[name], found[name]) for name in planned)
    if isinstance(planned, list) and isinstance(found, list):
        return len(planned) == len(found) and all(map(holds, planned, found))
    return bool(planned == found)
