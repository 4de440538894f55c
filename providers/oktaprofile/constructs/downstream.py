"""The apps that get a synced value from Okta."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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
    `apply_to_existing_users`: as of `ProfileMapping`. Default: people get a change with their own next one.
    `allow`: checks of these expressions that warn instead of refusing, by their codes. Default: each refuses.
    """

    app: OktaApp | str
    properties: Mapping[str, MappedAttribute | str] | None = None
    allow: Sequence[str] | None = None
    apply_to_existing_users: bool | None = None


class Pushed(NamedTuple):
    """What is mapped to an app, whose id is known at plan."""

    app_id: str
    properties: Mapping[str, MappedAttribute | str]
    allow: Sequence[str] | None
    apply_to_existing_users: bool | None


def mapped_to(
    scope: Construct,
    key: str,
    wanted: DownstreamMapping,
    *,
    construct: str,
    target: str,
    provider: cdktf.TerraformProvider | None,
) -> Pushed:
    """Return the id of the app, and what is mapped to it. Raises SettingError, naming the setting of `construct`."""
    setting = f"downstream[{key!r}]"
    check(construct, {f"{setting} key": (key, [given])})
    to_app = app_id(
        scope,
        f"downstream-{key}-app",
        wanted.app,
        construct=construct,
        setting=f"{setting}.app",
        provider=provider,
    )
    properties = wanted.properties
    if properties is None:
        properties = {"telephoneNumber": f"user.{target}"}
    return Pushed(to_app, properties, wanted.allow, wanted.apply_to_existing_users)
