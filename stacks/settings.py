"""What differs between environments: which apps, which state, how strict. This file is for you to edit.

No secret belongs here, or anywhere in code: the provider takes the org and its credentials from the environment
(`OKTA_ORG_NAME`, `OKTA_BASE_URL` or `OKTA_ORG_URL`; `OKTA_API_TOKEN`, or `OKTA_API_CLIENT_ID` with
`OKTA_API_PRIVATE_KEY`).

`OKTAPROFILE_ENVIRONMENT` chooses the environment: demo (the default), preview or production. A wrong setting fails
here, with its name, before anything is synthesized.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from oktaprofile.constructs import ImpactGates, NumberFormat, OktaApp, ProfileAttribute, SettingError
from oktaprofile.constructs.ringcentral import DEFAULT_ATTRIBUTES
from stacks.state import HcpState, LocalState, S3State, State

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ("demo", "preview", "production")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one environment.

    `ringcentral`: the RingCentral app, by label or id.
    `active_directory`: the directory that gets the number from Okta; None: no directory does.
    `state`: where Terraform keeps its state.
    `attributes`: the app's attributes, by variable name: a title, or `ProfileAttribute(title=…, external_name=…)`.
        Empty: they exist and are somebody else's.
    `adopt_existing`: take over attributes that exist with another definition; None: that is an error at plan.
    `user_type`: id or name of the Okta user type; None: the org's default type.
    `further_user_types`: other user types that are synced alike.
    `number_format`: how the number is written (`HASH`, `E164`, ...: docs/guides/number-formats.md); None: `HASH`.
    `expression`: makes the number of the app's attributes instead of a format.
    `allow`: checks of the expression that warn instead of refusing, by their codes; None: each refuses.
    `extension_target`: an attribute of the Okta user that gets the extension alone; None: none does.
    `override`: `manage`, `verify` (an administrator sets the override by hand) or `none`.
    `readiness`: `check` warns when the org is not ready, `precondition` refuses to apply, `none` does not look.
    `prevent_destroy`: Terraform refuses every plan that would destroy a part of the sync.
    `gates`: how many people of a user type a deployment may change, and in which way; None: it is not looked at. It
        needs the scopes `okta.apps.read` and `okta.users.read`.
    """

    environment: str
    ringcentral: OktaApp
    active_directory: OktaApp | None
    state: State
    attributes: Mapping[str, ProfileAttribute | str | None] = field(
        default_factory=lambda: DEFAULT_ATTRIBUTES
    )
    adopt_existing: bool | None = None
    user_type: str | None = None
    further_user_types: Sequence[str] = ()
    number_format: NumberFormat | None = None
    expression: str | None = None
    allow: Sequence[str] | None = None
    extension_target: str | None = None
    override: str = "manage"
    readiness: str = "check"
    prevent_destroy: bool = False
    gates: ImpactGates | None = None
    stack_name: str = field(init=False)

    def __post_init__(self) -> None:
        """Check what no construct checks. Raises SettingError."""
        place = f"stacks/settings.py, {self.environment}"
        if self.environment not in ENVIRONMENTS:
            raise SettingError(
                place, "environment", f"is {self.environment!r}; allowed: {', '.join(ENVIRONMENTS)}"
            )
        for name in ("ringcentral", "active_directory"):
            app = getattr(self, name)
            if app is not None and not isinstance(app, OktaApp):
                raise SettingError(place, name, f"is {app!r}; give OktaApp.by_label(…) or OktaApp.by_id(…)")
            problem = app.problem() if app is not None else None
            if problem is not None:
                raise SettingError(place, name, problem)
        if self.gates is not None:
            if not isinstance(self.gates, ImpactGates):
                raise SettingError(place, "gates", f"is {self.gates!r}; give ImpactGates(…)")
            self.gates.check(place)
        self.state.check(place)
        object.__setattr__(self, "stack_name", f"ringcentral-sync-{self.environment}")


def demo(environ: Mapping[str, str]) -> Settings:
    """The embedded org of `make demo`; its state ends with it."""
    return Settings(
        environment="demo",
        ringcentral=OktaApp.by_label("RingCentral"),
        active_directory=OktaApp.by_label("Active Directory"),
        state=LocalState(path=environ.get("OKTAPROFILE_DEMO_STATE") or ROOT / ".state" / "demo.tfstate"),
    )


def preview(environ: Mapping[str, str]) -> Settings:
    """An Okta preview org, to try on."""
    return Settings(
        environment="preview",
        ringcentral=OktaApp.by_label("RingCentral"),
        active_directory=OktaApp.by_label("Active Directory"),
        state=LocalState(path=ROOT / ".state" / "preview.tfstate"),
    )


def production(environ: Mapping[str, str]) -> Settings:
    """The org people work in. Its state needs a place that a team shares and locks: fill in the bucket."""
    return Settings(
        environment="production",
        ringcentral=OktaApp.by_label("RingCentral"),
        active_directory=OktaApp.by_label("Active Directory"),
        state=S3State(
            bucket=environ.get("OKTAPROFILE_STATE_BUCKET", ""),
            key="oktaprofile/ringcentral-sync.tfstate",
            region=environ.get("OKTAPROFILE_STATE_REGION", "us-east-1"),
        ),
        readiness="precondition",
        gates=ImpactGates(max_literal_null=0, max_over_length=0, max_errors=0),
    )


def chosen(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the environment that `OKTAPROFILE_ENVIRONMENT` names. Raises SettingError."""
    name = environ.get("OKTAPROFILE_ENVIRONMENT") or "demo"
    makers = {"demo": demo, "preview": preview, "production": production}
    if name not in makers:
        raise SettingError(
            "environment variables",
            "OKTAPROFILE_ENVIRONMENT",
            f"is {name!r}; allowed: {', '.join(ENVIRONMENTS)}",
        )
    return makers[name](environ)


__all__ = ["ENVIRONMENTS", "HcpState", "LocalState", "S3State", "Settings", "chosen"]
