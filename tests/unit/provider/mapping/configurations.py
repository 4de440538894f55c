"""Configurations of a mapping, and what validate says of one."""

from __future__ import annotations

from typing import Any

from oktaprofile.plugin.diagnostics import Diagnostic
from tests.unit.provider.small_okta import RINGCENTRAL
from tests.unit.provider.small_terraform import Terraform, validate

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


def validated(terraform: Terraform, **arguments: Any) -> list[Diagnostic]:
    """What validate says about a configuration."""
    context = terraform.run.context()
    validate(terraform.resource, terraform.config(**{"app_id": RINGCENTRAL, **arguments}), context)
    assert terraform.okta.calls.total() == 0
    return terraform.run.diagnostics.items


def phone(expression: Any, **further: Any) -> dict[str, Any]:
    """`properties` with one expression for primaryPhone."""
    return {"primaryPhone": {"expression": expression, **further}}
