"""Data source `oktaprofile_app`: one app by id, label or key name, found exactly or not at all."""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Attribute, Schema, computed
from oktaprofile.plugin.types import STRING, Set
from oktaprofile.plugin.validators import NotEmpty
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context

SHOWN = (NotEmpty("Give the value that Okta shows for the app."),)
SELECTORS = ("id", "label", "name")


class App(DataSource):
    """Looked up in one shared list of the org's apps."""

    schema: ClassVar[Schema] = Schema(
        {
            "id": Attribute(
                STRING,
                optional=True,
                computed=True,
                validators=SHOWN,
                description="Id of the app (`0oa…`).",
            ),
            "label": Attribute(
                STRING,
                optional=True,
                computed=True,
                validators=SHOWN,
                description="Label of the app, compared exactly. Okta allows several apps with one label: "
                "then the lookup fails and lists them.",
            ),
            "name": Attribute(
                STRING,
                optional=True,
                computed=True,
                validators=SHOWN,
                description="Key name of the app, such as `active_directory`, compared exactly. Every app "
                "made from the same integration has the same one.",
            ),
            "status": computed(STRING, "`ACTIVE` or `INACTIVE`."),
            "sign_on_mode": computed(STRING, "Such as `SAML_2_0`; null where Okta has none."),
            "features": computed(
                Set(STRING),
                "What is configured for the app, such as `PROFILE_MASTERING` (it is a profile "
                "source) and `PUSH_PROFILE_UPDATES`.",
            ),
        },
        description="Finds one app by exactly one of `id`, `label` and `name`.",
    )

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        given = [selector for selector in SELECTORS if config[selector] is not None]
        if len(given) != 1:
            ctx.diagnostics.error(
                "An app is found by exactly one argument",
                f"Set one of id, label and name; set are {', '.join(given) or 'none'}.",
                (given[1],) if given else (),
            )

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        from oktaprofile.provider import app_features, lookup

        org = session_of(ctx).org
        if config["id"] is not None:
            app = lookup.application(org, config["id"], ("id",))
        elif config["label"] is not None:
            app = lookup.application_by_label(org, config["label"])
        else:
            app = lookup.application_by_name(org, config["name"])
        return {
            "id": app["id"],
            "label": app.get("label"),
            "name": app.get("name"),
            "status": app.get("status"),
            "sign_on_mode": app.get("signOnMode"),
            "features": sorted(app_features.features(app)),
        }
