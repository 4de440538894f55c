"""The stack: RingCentral's numbers into Okta's `primaryPhone`, and from there into Active Directory."""

from __future__ import annotations

from oktaprofile.constructs import DownstreamMapping, OktaprofileProvider, RingCentralAttributeSync
from oktaprofile.constructs.framework import Construct, cdktf
from stacks.settings import Settings


class RingCentralSync(cdktf.TerraformStack):
    """The sync of one environment. Construct ids are part of Terraform's addresses: do not rename them."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        """Raises SettingError, naming the setting, for what no org would take."""
        super().__init__(scope, settings.stack_name)
        settings.state.add_to(self)
        OktaprofileProvider(self, "okta")
        downstream = {}
        if settings.active_directory is not None:
            downstream["active-directory"] = DownstreamMapping(app=settings.active_directory)
        self.sync = RingCentralAttributeSync(
            self,
            "sync",
            app=settings.ringcentral,
            attributes=settings.attributes,
            number_format=settings.number_format,
            expression=settings.expression,
            extension_target=settings.extension_target,
            allow=settings.allow,
            user_type=settings.user_type,
            further_user_types=settings.further_user_types,
            override=settings.override,
            readiness=settings.readiness,
            gates=settings.gates,
            downstream=downstream,
            adopt_existing=settings.adopt_existing,
            prevent_destroy=settings.prevent_destroy,
        )
