"""The readiness checks that no API answers: what to look at by hand, and why it matters.

Each is `unknown` with its next step, or `ok` where the app's features show that the question does not arise. Sources:
Okta's help pages on profile sources and on RingCentral (rngc-prerequisites, rngc-troubleshooting), Okta's support
article on partial profile push, RingCentral's knowledge base on Directory Integration; read 2026-11-30.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.schema import property_of
from oktaprofile.provider import app_features
from oktaprofile.provider.readiness_check import OK, UNKNOWN, Check

if TYPE_CHECKING:
    from collections.abc import Sequence


def checks(app: dict[str, Any], app_schema: dict[str, Any], attributes: Sequence[str]) -> list[Check]:
    """The checks, in the order in which a person would work through them."""
    return [
        directory_integration(app),
        deactivation_choice(app),
        attributes_pushed_back(app, app_schema, attributes),
        profile_source_order(app),
        provisioning_session(app),
    ]


def directory_integration(app: dict[str, Any]) -> Check:
    """RingCentral's own setting and the brand: without them neither import nor push does anything."""
    return Check(
        "directory_integration",
        UNKNOWN,
        "No API of Okta shows whether RingCentral has enabled Directory Integration, nor which brand the app names.",
        "In RingCentral's Admin Portal (Account Settings or Tools > Directory Integration) choose Okta; where the "
        "entry is missing, ask RingCentral's support. It is refused while two of their users share an e-mail address. "
        f"In Okta choose the brand in {app_features.named(app)} > General.",
    )


def deactivation_choice(app: dict[str, Any]) -> Check:
    """What a deactivation in the app does to the Okta user: the default of a new profile source deactivates them."""
    ticked = app_features.is_profile_source(app)
    return Check(
        "deactivation_choice",
        UNKNOWN,
        'No API shows what is chosen under "When a user is deactivated in the app". The default is Deactivate: whoever '
        "is deactivated in RingCentral is deactivated in Okta, if RingCentral is the highest of that person's profile "
        "sources.",
        ("Choose" if ticked else 'When you tick "Allow … to source Okta users", choose')
        + f' "Do nothing" in {app_features.named(app)} > Provisioning > To Okta: the attributes are sourced all the '
        "same, and for a number sync nothing else is wanted.",
    )


def attributes_pushed_back(
    app: dict[str, Any], app_schema: dict[str, Any], attributes: Sequence[str]
) -> Check:
    """A push sends an app user's whole profile, so that an attribute that is still empty may empty it at the app.

    Published: Okta has no partial push, and sends unmapped and empty attributes too. Assumed (row 13): RingCentral's
    connector takes directNumber and extensionNumber in a push (its error texts speak of extensions; nothing says that
    it drops them). A change of a person's name in an org with RingCentral, with an extension that was changed there
    since the last import, settles it.
    """
    name = "attributes_pushed_back"
    if not app_features.pushes_updates(app):
        return Check(name, OK, "Okta pushes no profile updates to the app, so it sends no attribute back.")
    lacking = [item for item in attributes if property_of(app_schema, item) is None]
    detail = (
        "Okta pushes profile updates to the app, and each push sends a person's whole profile of the app, attributes "
        "that are empty or mapped to nothing included. No source says whether RingCentral ignores numbers in it: an "
        "empty or outdated one may overwrite RingCentral's."
    )
    if lacking:
        return Check(
            name,
            UNKNOWN,
            f"{detail} {', '.join(lacking)} will be empty from the moment they are added until the first import.",
            f"Before they are added, switch off Update User Attributes in {app_features.named(app)} > Provisioning > "
            "To App; add them, run a full import (Import > Import Now), and switch it on again when the numbers are "
            "there.",
        )
    return Check(
        name,
        UNKNOWN,
        detail,
        "After attributes were added, run a full import before anybody's profile changes: an incremental one brings "
        "changed people only. Import again after numbers were changed at RingCentral.",
    )


def profile_source_order(app: dict[str, Any]) -> Check:
    """No API, public or internal, shows the order of the profile sources."""
    return Check(
        "profile_source_order",
        UNKNOWN,
        "No API shows the order of the profile sources. A new source enters at the lowest priority.",
        "Look at Directory > Profile Sources in the Admin Console. With an override on the attribute the "
        f"order does not matter for it; without one {app_features.named(app)} would have to be first.",
    )


def provisioning_session(app: dict[str, Any]) -> Check:
    """No API shows whether the app's provisioning session is alive."""
    return Check(
        "ringcentral_session",
        UNKNOWN,
        "No API shows whether Okta's OAuth session with RingCentral is alive. It lapses after a month "
        "without provisioning activity.",
        f"Open {app_features.named(app)} > Provisioning > Integration in the Admin Console; if it asks for "
        'it, click "Authenticate with RingCentral".',
    )
