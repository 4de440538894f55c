"""Properties of an app's user schema: where they are, for the plural and the singular type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.provider import lookup
from oktaprofile.provider.resources.properties.location import app_location, app_location_unchecked
from oktaprofile.provider.resources.properties.steps import PropertiesSteps
from oktaprofile.provider.run.pending import app_schema_key

if TYPE_CHECKING:
    from oktaprofile.provider.resources.properties.location import SchemaLocation


class OfAnApp(PropertiesSteps):
    """The argument `app_id` names the app."""

    schema_arguments: ClassVar[tuple[str, ...]] = ("app_id",)

    def planned_location(self, planned: dict[str, Any]) -> SchemaLocation:
        return app_location(self.session, planned["app_id"])

    def stored_location(self, state: dict[str, Any]) -> SchemaLocation | None:
        return app_location_unchecked(self.session, state["app_id"])

    def registry_key(self, state: dict[str, Any]) -> str:
        return app_schema_key(state["app_id"])

    def apps(self, state: dict[str, Any]) -> list[str]:
        return [state["app_id"]]

    def where(self, state: dict[str, Any]) -> str:
        return f"the app {lookup.label_of(self.session.org, state['app_id'])}"

    def app_gone(self, state: dict[str, Any], what: str) -> tuple[str, str]:
        """What a read says when the app is gone. Terraform plans a whole configuration before it destroys it, and that
        fails without the app.
        """
        return (
            f"The app {state['app_id']} (or its user schema) is gone, and {what} with it.",
            "If the app was deleted on purpose, remove this resource from the configuration; otherwise give the id of "
            "the app that took its place. To destroy what is left of this configuration: terraform destroy "
            "-refresh=false.",
        )
