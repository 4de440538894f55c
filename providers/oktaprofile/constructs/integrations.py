"""RingCentral and its siblings in Okta's catalogue: apps of one integration under the labels of several brands.

    RingCentralAttributeSync(stack, "sync", app=OFFICE_AT_HAND.app(), attributes=OFFICE_AT_HAND.attributes)

Brands without an app of their own (Avaya Cloud Office, Unify Office, Vodafone, BT: no page of Okta's names one) choose
theirs in the RingCentral app, under *General*. Sources: Okta's provisioning and SAML guides of each app
(saml-doc.okta.com, read November 2026). What none of them says is in `assumed`, and in
docs/unverified.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oktaprofile.constructs.app_profile_attributes import ProfileAttribute
from oktaprofile.constructs.apps import OktaApp

ATTRIBUTES: Mapping[str, ProfileAttribute | str | None] = {
    "directNumber": "Direct Number",
    "extensionNumber": "Extension Number",
}


@dataclass(frozen=True, kw_only=True)
class Integration:
    """One app of the catalogue.

    `label`, `uat_label`: what Okta calls the app, and its twin for RingCentral's test environment, which is in preview
        orgs only, when nobody gives them another label.
    `host`, `uat_host`: where its people sign in; None: no page says. `uat_api_url`: the *API Base URL* under *General*.
    `attributes`: what the app's schema offers for the direct number and the extension.
    `assumed`: the fields that no source settles.
    """

    label: str
    uat_label: str
    host: str | None = None
    uat_host: str | None = None
    uat_api_url: str = "https://api.uat.ringcentral.com"
    attributes: Mapping[str, ProfileAttribute | str | None]
    assumed: frozenset[str]

    def app(self, *, uat: bool = False) -> OktaApp:
        """The app by its label."""
        return OktaApp.by_label(self.uat_label if uat else self.label)


RINGCENTRAL = Integration(
    label="RingCentral",
    uat_label="RingCentral UAT",
    attributes=ATTRIBUTES,
    assumed=frozenset(),
)
OFFICE_AT_HAND = Integration(
    label="RingCentral Office@Hand for AT&T",
    uat_label="RingCentral Office@Hand for AT&T UAT",
    host="service-officeathand.att.com",
    uat_host="service-officeathand.uat.ringcentral.com",
    attributes=ATTRIBUTES,
    assumed=frozenset({"attributes"}),
)
TELUS_BUSINESS_CONNECT = Integration(
    label="TELUS Business Connect",
    uat_label="TELUS Business Connect UAT",
    uat_host="service-telus.uat.ringcentral.com",
    attributes=ATTRIBUTES,
    assumed=frozenset({"attributes", "uat_api_url"}),
)
INTEGRATIONS = (RINGCENTRAL, OFFICE_AT_HAND, TELUS_BUSINESS_CONNECT)
