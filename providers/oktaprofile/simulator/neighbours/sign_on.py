"""How people sign on to an app: its signing key, SAML metadata, and the claims of its ID tokens."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import quoteattr

from oktaprofile.simulator.apps.rules import app_of
from oktaprofile.simulator.apps.wire import key_id
from oktaprofile.simulator.clock import DEMO_EPOCH_SECONDS, timestamp
from oktaprofile.simulator.errors import not_found
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.apps import App

_YEARS_10 = 315_360_000
_KEYS = "/api/v1/apps/{appId}/credentials/keys"
_ID_TOKEN = "/api/v1/internal/apps/{appId}/settings/oauth/idToken"  # noqa: S105 - a path


def _public_key(org: Org) -> dict[str, str]:
    """Modulus, exponent and certificate of the org's signing key; made when first asked for, then kept. Nothing is
    signed with it, so the private half is thrown away.
    """
    kept = org.database.meta("signing_key", "")
    if not kept:
        from oktaprofile.simulator.neighbours.certificate import made

        kept = json.dumps(made())
        org.database.set_meta("signing_key", kept)
    found: dict[str, str] = json.loads(kept)
    return found


def _shown(app: App, org: Org) -> dict[str, Any]:
    """A key (recorded shape)."""
    key, at = _public_key(org), timestamp(app.created)
    return {
        "kty": "RSA",
        "created": at,
        "lastUpdated": at,
        "expiresAt": timestamp(max(app.created, DEMO_EPOCH_SECONDS) + _YEARS_10),
        "kid": key_id(org, app),
        "use": "sig",
        "x5c": [key["x5c"]],
        "x5t#S256": key["x5t#S256"],
        "e": key["e"],
        "n": key["n"],
    }


@operation("listApplicationKeys", f"GET {_KEYS}", "okta.apps.read", bucket="apps")
def list_application_keys(request: ApiRequest) -> Answer:
    """The one key that an app begins with."""
    return Answer(body=[_shown(app_of(request), request.org)])


@operation("getApplicationKey", f"GET {_KEYS}/{{keyId}}", "okta.apps.read", bucket="apps")
def get_application_key(request: ApiRequest) -> Answer:
    """One key."""
    app, wanted = app_of(request), request.parameters["keyId"]
    if wanted != key_id(request.org, app):
        raise not_found(wanted, "JsonWebKey")  # Assumed kind
    return Answer(body=_shown(app, request.org))


@operation(
    "previewSAMLmetadataForApplication",
    "GET /api/v1/apps/{appId}/sso/saml/metadata",
    "okta.apps.read",
    bucket="apps",
    note="issuer, certificate and two bindings",
)
def preview_saml_metadata(request: ApiRequest) -> Answer:
    """An XML document (recorded: its form)."""
    app = app_of(request)
    issuer = quoteattr(f"http://www.okta.com/exk{app.id[3:]}")
    sso = f"{request.base_url}/app/{app.name}/exk{app.id[3:]}/sso/saml"
    bindings = "".join(
        f'<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:{one}" Location={quoteattr(sso)}/>'
        for one in ("HTTP-POST", "HTTP-Redirect")
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor entityID={issuer} '
        'xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><md:IDPSSODescriptor WantAuthnRequestsSigned="false" '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">'
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>'
        f"{_public_key(request.org)['x5c']}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        "<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>"
        f"{bindings}</md:IDPSSODescriptor></md:EntityDescriptor>"
    )
    return Answer(200, text.encode(), [("Content-Type", "application/xml")])


@operation(
    "getIdTokenSettings",
    f"GET {_ID_TOKEN}",
    "okta.apps.read",
    bucket="apps",
    note="an internal path of Okta's",
)
def get_id_token_settings(request: ApiRequest) -> Answer:
    """Issuer and audience (recorded), and the groups claim that was stored."""
    app = app_of(request)
    settings = {
        "issuer": request.base_url,
        "orgUrl": None,
        "customUrl": None,
        "audience": app.id,
        "issuerMode": "ORG_URL",
    }
    return Answer(body=settings | app.settings.get("id_token", {}))


@operation(
    "updateIdTokenSettings",
    f"POST {_ID_TOKEN}",
    "okta.apps.manage",
    bucket="apps",
    note="an internal path of Okta's",
)
def update_id_token_settings(request: ApiRequest) -> Answer:
    """What was sent, beside what was not (recorded)."""
    app, sent = app_of(request), request.document()
    app.settings = {**app.settings, "id_token": sent}
    request.org.apps.put(app)
    names = ("issuer", "orgUrl", "customUrl", "audience")
    return Answer(body={**dict.fromkeys(names), "issuerMode": "ORG_URL", **sent})
