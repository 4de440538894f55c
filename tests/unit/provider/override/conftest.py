"""A small org, and Terraform with one MasterOverride in it."""

from __future__ import annotations

import pytest

from oktaprofile.provider.resources.master_override.schema import MasterOverride
from tests.unit.provider.small_okta import SmallOkta
from tests.unit.provider.small_terraform import Terraform


@pytest.fixture
def okta() -> SmallOkta:
    return SmallOkta()


@pytest.fixture
def terraform(okta: SmallOkta) -> Terraform:
    return Terraform(MasterOverride(), okta)
