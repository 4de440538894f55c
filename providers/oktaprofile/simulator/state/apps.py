"""App instances, and the instances behind identity providers (Okta gives both `0oa…` ids and mappings)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.state.table import Table

PROFILE_MASTERING = "PROFILE_MASTERING"
PUSH_PROFILE_UPDATES = "PUSH_PROFILE_UPDATES"


@dataclass
class App:
    """One app instance. `features` is the configured set, for example PROFILE_MASTERING; nothing else says whether
    an app is a profile source or is pushed to. `document` holds what Okta's JSON has besides the fields here
    (credentials, settings, …); `settings` what the simulator keeps about it (provisioning settings).
    """

    id: str
    name: str
    label: str
    status: str = "ACTIVE"
    sign_on_mode: str = "SAML_2_0"
    features: frozenset[str] = frozenset()
    profile_source_rank: int | None = None
    """Rank among the profile sources, 1 is the highest; None for an app that is no profile source."""
    built_in: bool = False
    """Okta's own apps: their schema answers 404 (seen by Salto's adapter)."""
    kind: str = "app"
    settings: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    created: float = 0.0
    last_updated: float = 0.0

    @property
    def profile_mastering(self) -> bool:
        """Whether the app is a profile source."""
        return PROFILE_MASTERING in self.features

    @property
    def push_profile_updates(self) -> bool:
        """Whether Okta pushes profile updates to the app."""
        return PUSH_PROFILE_UPDATES in self.features


class Apps(Table[App]):
    """Apps (kind "app") and identity providers (kind "idp")."""

    row, name = App, "apps"

    def app(self, app_id: str) -> App | None:
        """The app with this id; None for an identity provider, too."""
        found = self.get(app_id)
        return found if found is not None and found.kind == "app" else None

    def of_kind(self, kind: str) -> Iterator[App]:
        """Every app, or every identity provider, by ascending id."""
        return (app for app in self.all() if app.kind == kind)

    def by_label(self, label: str) -> App | None:
        """The first app with exactly this label."""
        return self.first("label = ?", label)

    def profile_sources(self) -> list[App]:
        """The active profile sources, the one with the highest priority first."""
        apps = [app for app in self.all() if app.profile_mastering and app.status == "ACTIVE"]
        return sorted(apps, key=lambda app: (app.profile_source_rank or 1_000_000, app.id))

    def put(self, row: App) -> None:
        """Writes the whole app. An app that has become a profile source gets the lowest rank
        (documented: "Profile sources"); one that is none any more loses it.
        """
        if row.profile_mastering and row.profile_source_rank is None:
            row.profile_source_rank = 1 + max((one.profile_source_rank or 0 for one in self.all()), default=0)
        elif not row.profile_mastering:
            row.profile_source_rank = None
        super().put(row)
