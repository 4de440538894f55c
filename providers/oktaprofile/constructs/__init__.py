"""CDKTF constructs for the sync of profile attributes between apps and Okta.

    from oktaprofile.constructs import OktaApp, OktaprofileProvider, RingCentralAttributeSync

    OktaprofileProvider(stack, "okta")                       # org and credentials from the environment
    RingCentralAttributeSync(stack, "sync", app=OktaApp.by_label("RingCentral"))

`RingCentralAttributeSync` is the whole sync; `AppProfileAttributes`, `ProfileMapping` and `ProfileMasterOverride` are
its parts, for any app; `oktaprofile.constructs.generated` has every resource and data source as the provider has it.

Construct ids and paths are a contract: Terraform's addresses are made of them. Knows packaging and no other room; what
an org must allow is checked by the provider at plan, so the rules here are those that need no org.
"""

from oktaprofile.constructs.app_profile_attributes import AppProfileAttributes, ProfileAttribute
from oktaprofile.constructs.apps import OktaApp
from oktaprofile.constructs.downstream import DownstreamMapping
from oktaprofile.constructs.generated import OktaprofileProvider
from oktaprofile.constructs.impact import ImpactGates, MappingImpact
from oktaprofile.constructs.integrations import (
    OFFICE_AT_HAND,
    RINGCENTRAL,
    TELUS_BUSINESS_CONNECT,
    Integration,
)
from oktaprofile.constructs.number_formats import E164, E164_SPACED, HASH, RFC3966, X_EXTENSION, NumberFormat
from oktaprofile.constructs.profile_mapping import MappedAttribute, ProfileMapping
from oktaprofile.constructs.profile_master_override import ProfileMasterOverride
from oktaprofile.constructs.readiness import SyncReadiness
from oktaprofile.constructs.ringcentral import (
    DIRECT_AND_EXTENSION,
    SEED_EXPRESSION,
    RingCentralAttributeSync,
)
from oktaprofile.constructs.validation import SettingError

__all__ = [
    "DIRECT_AND_EXTENSION",
    "E164",
    "E164_SPACED",
    "HASH",
    "OFFICE_AT_HAND",
    "RFC3966",
    "RINGCENTRAL",
    "SEED_EXPRESSION",
    "TELUS_BUSINESS_CONNECT",
    "X_EXTENSION",
    "AppProfileAttributes",
    "DownstreamMapping",
    "ImpactGates",
    "Integration",
    "MappedAttribute",
    "MappingImpact",
    "NumberFormat",
    "OktaApp",
    "OktaprofileProvider",
    "ProfileAttribute",
    "ProfileMapping",
    "ProfileMasterOverride",
    "RingCentralAttributeSync",
    "SettingError",
    "SyncReadiness",
]
