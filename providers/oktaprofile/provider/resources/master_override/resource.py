"""`oktaprofile_master_override`, as far as Terraform asks before Configure."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.master_override.schema import SCHEMA

if TYPE_CHECKING:
    from oktaprofile.plugin.schema import Schema


class MasterOverride(OwnedResource):
    """The override of one attribute of one user type."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_master_override"
    steps: ClassVar[str] = "oktaprofile.provider.resources.master_override.steps:OverrideSteps"
