"""`oktaprofile_master_override`, as far as Terraform asks before Configure."""

from __future__ import annotations

from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.master_override.schema import SCHEMA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    from oktaprofile.plugin.schema import Schema


class MasterOverride(OwnedResource):
    """The override of one attribute of one user type."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_master_override"
    steps: ClassVar[str] = "oktaprofile.provider.resources.master_override.steps:OverrideSteps"
