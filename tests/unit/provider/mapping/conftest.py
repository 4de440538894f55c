"""A small org, and Terraform with one Mapping in it."""

from __future__ import annotations

import pytest

from oktaprofile.provider.resources.mapping.schema import Mapping
from tests.unit.provider.small_okta import SmallOkta
from tests.unit.provider.small_terraform import Terraform


@pytest.fixture
def okta() -> SmallOkta:
    return SmallOkta()


@pytest.fixture
def terraform(okta: SmallOkta) -> Terraform:
    return Terraform(Mapping(), okta)
