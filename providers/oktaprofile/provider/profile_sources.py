"""Whether the apps of an override can source an attribute: each is an app, active, and a profile source.

An error where the plan writes and a warning where it does not: Okta's console offers only profile sources in that
list, its help pages make "Make the app the profile source" the first step, and an override by an app that is none
would leave the attribute without any source.

Imported after Configure only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import app_features, lookup

if TYPE_CHECKING:
    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Diagnostics, Path


def check_sources(org: Org, sources: object, path: Path, diagnostics: Diagnostics, *, writes: bool) -> None:
    """Checks app ids in order, as far as they are known. `path`: their argument. `writes`: apply would send them."""
    if not isinstance(sources, list):
        return
    for index, source in enumerate(sources):
        if source is UNKNOWN:
            continue
        item_path = (*path, index)
        report = diagnostics.error if writes else diagnostics.warning
        try:
            app = lookup.application(org, source, item_path)
        except DiagnosticError as error:
            report(error.summary, error.detail, error.path)
            continue
        if not app_features.is_active(app):
            report(
                "A source is not active",
                f"The app {app_features.named(app)} is {app.get('status')}: Okta imports nothing from it, "
                "so the attribute would get no value. Activate the app in the Admin Console under "
                "Applications, then plan again.",
                item_path,
            )
        elif not app_features.is_profile_source(app):
            report(
                "A source is not a profile source",
                f"The app {app_features.named(app)} is not a profile source: its features lack "
                "PROFILE_MASTERING. Okta offers only profile sources for an override, and the attribute "
                'would get no value. Tick "Allow … to source Okta users" in the app under Provisioning > '
                "To Okta, then plan again.",
                item_path,
            )
