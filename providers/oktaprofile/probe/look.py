"""What is read before a probe writes anything: which org this is, and whether the credentials may do it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.config import OKTA_DOMAINS
from oktaprofile.okta.errors import ApiError
from oktaprofile.okta.operations import ORG_ADMIN, UPDATE_PROFILE_MAPPING, UPDATE_USER_PROFILE
from oktaprofile.okta.permissions import has_scope
from oktaprofile.okta.schema import properties_of
from oktaprofile.probe import operations

if TYPE_CHECKING:
    from oktaprofile.okta.client import OktaClient
    from oktaprofile.okta.config import OktaConfig

PREVIEW, EMBEDDED, OTHER = "preview", "embedded", "other"
PREVIEW_DOMAIN = ".oktapreview.com"
_WRITES = (
    operations.CREATE_APPLICATION,
    operations.CREATE_USER,
    operations.CREATE_USER_TYPE,
    UPDATE_USER_PROFILE,
    UPDATE_PROFILE_MAPPING,
)
_ENOUGH = ("SUPER_ADMIN", "ORG_ADMIN", "CUSTOM")
MASTERING, CREATING = "PROFILE_MASTERING", "PUSH_NEW_USERS"
APPLICATIONS_LOOKED_AT = 200
LABEL_PREFIX = "oktaprofile probe "


def kind_of(config: OktaConfig) -> str:
    """Preview by the host's name; the embedded org is on this machine. A custom domain does not tell: other."""
    if config.is_loopback:
        return EMBEDDED
    return PREVIEW if config.host.endswith(PREVIEW_DOMAIN) else OTHER


def name_of(config: OktaConfig) -> str:
    """The org's name, which a person types: `acme` of acme.oktapreview.com, the whole host of any other domain."""
    name, _, domain = config.host.partition(".")
    return name if domain in OKTA_DOMAINS else config.host


def missing_rights(client: OktaClient, config: OktaConfig) -> list[str]:
    """What the credentials lack, as far as that can be known before a write: scopes, or an admin role. [] where nothing
    tells: the first write, of a thing of the probe's own, is then refused."""
    if not client.has_api_token:
        scopes = dict.fromkeys(one.scope for one in _WRITES)
        return [f"the scope {scope}" for scope in scopes if not has_scope(scope, config.scopes)]
    try:
        me = client.call(operations.GET_USER, "me")
        roles = {one.get("type") for one in client.call(operations.LIST_ROLES, me["id"], expected=list)}
    except ApiError:
        return []
    if not roles or roles & set(_ENOUGH):
        return []
    return [f"the role {ORG_ADMIN} (the token's owner has {', '.join(sorted(map(str, roles)))})"]


def has_base_attribute(client: OktaClient, name: str) -> bool:
    """Whether the default user type has it, as a base attribute and no custom one."""
    return name in properties_of(client.get_user_schema("default"), "base")


class Applications:
    """What the first page of apps says: `source`, the id of an app that is a profile source (None: none seen);
    `others`, how many apps another probe has there, or left there; `creating`, in how many apps Okta creates users.
    """

    def __init__(self, client: OktaClient) -> None:
        listed = client.list_applications(limit=APPLICATIONS_LOOKED_AT).next_page()
        active = [app for app in listed if app.get("status") == "ACTIVE"]
        self.source = next(
            (str(app["id"]) for app in active if MASTERING in (app.get("features") or ())), None
        )
        self.creating = sum(CREATING in (app.get("features") or ()) for app in active)
        self.others = sum(str(app.get("label") or "").startswith(LABEL_PREFIX) for app in listed)
