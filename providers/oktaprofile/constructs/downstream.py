"""The apps that get a synced value from Okta."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oktaprofile.constructs.apps import OktaApp, app_id
from oktaprofile.constructs.framework import Construct
from oktaprofile.constructs.profile_mapping import MappedAttribute
from oktaprofile.constructs.validation import check, given

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf


@dataclass(frozen=True, kw_only=True)
class DownstreamMapping:
    """An app that gets the value from Okta.

    `app`: its id, or an OktaApp.
    `properties`: attribute of the app -> expression. Default: `telephoneNumber`, Active Directory's, from the sync's
        target.
    """

    app: OktaApp | str
    properties: Mapping[str, MappedAttribute | str] | None = None


def mapped_to(
    scope: Construct,
    key: str,
    wanted: DownstreamMapping,
    *,
    place: str,
    target: str,
    provider: cdktf.TerraformProvider | None,
) -> tuple[str, Mapping[str, MappedAttribute | str]]:
    """Return the id of the app, and what is mapped to it. Raises SettingError, naming the setting of `place`."""
    setting = f"downstream[{key!r}]"
    check(place, {f"{setting} key": (key, [given])})
    to_app = app_id(
        scope,
        f"downstream-{key}-app",
        wanted.app,
        place=place,
        setting=f"{setting}.app",
        provider=provider,
    )
    properties = wanted.properties
    return to_app, {"telephoneNumber": f"user.{target}"} if properties is None else properties
