"""The author's classes, each imported when its type is first used."""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.late import imported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.plugin.function import Function
    from oktaprofile.plugin.identity import IdentitySchema
    from oktaprofile.plugin.listing import ListResource
    from oktaprofile.plugin.resource import DataSource, Provider, Resource


def load(locator: str) -> Any:  # noqa: ANN401 - whatever the author put there
    """What "package.module:name" names; the module is imported. Raises what the import raises."""
    module, _, name = locator.partition(":")
    return getattr(imported(module), name)


class Registry:
    """A provider and one instance of each of its types.

    Safe to use from several threads: instances hold no state.
    """

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._instances: dict[str, Any] = {}
        self._identities: Mapping[str, IdentitySchema] | None = None

    @property
    def identities(self) -> Mapping[str, IdentitySchema]:
        """Resource type -> its identity; a type that has none is absent."""
        if self._identities is None:
            locator = self.provider.identities
            self._identities = load(locator) if locator else {}
        return self._identities

    def resource(self, type_name: str) -> Resource:
        """The managed resource type. Raises DiagnosticError when there is none of this name."""
        found: Resource = self._instance("resource", type_name, self.provider.resources)
        return found

    def data_source(self, type_name: str) -> DataSource:
        """The data source type. Raises DiagnosticError when there is none of this name."""
        found: DataSource = self._instance("data source", type_name, self.provider.data_sources)
        return found

    def list_resource(self, type_name: str) -> ListResource:
        """The list resource type. Raises DiagnosticError when there is none of this name."""
        found: ListResource = self._instance("list resource", type_name, self.provider.list_resources)
        return found

    def function(self, name: str) -> Function:
        """The function. Raises DiagnosticError when there is none of this name."""
        found: Function = self._instance("function", name, self.provider.functions)
        return found

    def _instance(self, kind: str, name: str, locators: Mapping[str, str]) -> Any:  # noqa: ANN401 - one of three
        key = f"{kind} {name}"
        instance = self._instances.get(key)
        if instance is None:
            if name not in locators:
                known = ", ".join(sorted(locators)) or "none"
                raise DiagnosticError(
                    f"No {kind} is called {name}",
                    f"Version {self.provider.version} of the provider {self.provider.name} has: {known}.",
                )
            instance = self._instances.setdefault(key, load(locators[name])())
        return instance
