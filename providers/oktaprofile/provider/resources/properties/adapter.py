"""What a type of custom properties says of itself: where they are, and where in its state, plan and configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.okta.errors import NotFound
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.owned import on_destroy
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.owned.steps import OwnedSteps
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties import texts
from oktaprofile.provider.resources.properties.checks import previous_definition
from oktaprofile.provider.run.pending import ATTRIBUTES

if TYPE_CHECKING:
    from oktaprofile.okta.errors import OktaError
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import PlanRequest
    from oktaprofile.provider.resources.properties.location import SchemaLocation


class PropertiesAdapter(OwnedSteps):
    """A type says where its properties are, and how its state shows them."""

    kind: ClassVar[str] = ATTRIBUTES
    schema_arguments: ClassVar[tuple[str, ...]]
    """The arguments that say in which schema the properties are."""
    path_of_all: ClassVar[Path] = ()

    def planned_location(self, planned: dict[str, Any]) -> SchemaLocation:
        """The schema of a plan, looked up; `DiagnosticError` where there is none."""
        raise NotImplementedError

    def stored_location(self, state: dict[str, Any]) -> SchemaLocation | None:
        """The schema of a state, None where it is known to be gone; asks Okta no more than needed."""
        raise NotImplementedError

    def where(self, state: dict[str, Any]) -> str:
        """Whose properties they are, for a message."""
        raise NotImplementedError

    def registry_key(self, state: dict[str, Any]) -> str:
        """The registries' key of that schema."""
        raise NotImplementedError

    def located(self, planned: dict[str, Any], location: SchemaLocation | None) -> dict[str, Any]:
        """The computed attributes that say where the properties are: `id` and others. None: not known yet."""
        raise NotImplementedError

    def gone(self, state: dict[str, Any]) -> tuple[str, str]:
        """What a read says when the schema itself is gone, and the next step."""
        raise NotImplementedError

    def definitions(self, values: dict[str, Any]) -> dict[str, Any]:
        """name -> definition (or UNKNOWN) in a config, plan or state."""
        raise NotImplementedError

    def restores(self, state: dict[str, Any]) -> dict[str, Any]:
        """name -> what was found before Terraform, JSON."""
        raise NotImplementedError

    def path(self, name: str) -> Path:
        """Where a property's arguments are."""
        raise NotImplementedError

    def moves(self, prior: dict[str, Any], planned: dict[str, Any]) -> bool:
        """Whether a plan is about other properties than the state."""
        raise NotImplementedError

    def owned(self, state: dict[str, Any], choice: dict[str, Any] | None = None) -> Owned:
        """`choice`: the plan whose `on_destroy` counts; None: the state's own."""
        deletes = on_destroy.deletes(state if choice is None else choice)
        return Owned(self.definitions(state), self.restores(state), deletes=deletes)

    def is_gone(self, error: OktaError) -> bool:
        return isinstance(error, NotFound)

    def left_behind(self, state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        previous = self.owned(state).put_back()
        return self.registry_key(state), {name: previous_definition(text) for name, text in previous.items()}

    def second_owner(self, key: str, other: str, state: dict[str, Any]) -> tuple[str, str, Path]:
        return (*texts.second_owner(key, self.where(state), self.type_name, other), self.path(key))

    def configured(self, request: PlanRequest) -> dict[str, Any]:
        """name -> definition as the configuration has it (UNKNOWN where it is), with the default of `type`."""
        assert request.proposed is not None
        proposed = self.definitions(request.proposed)
        return {
            name: definition if definition is UNKNOWN else shape.configured(definition, proposed[name])
            for name, definition in self.definitions(request.config or request.proposed).items()
        }
