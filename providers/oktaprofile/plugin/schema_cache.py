"""The whole GetProviderSchema answer, computed when the package is built and served from a file.

Terraform asks for it at the start of each command; importing every resource type for it would cost more
than all else that the process does then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin.registry import Registry
from oktaprofile.plugin.rpc.provider_schema import schema_response
from oktaprofile.plugin.wire.message import encode

if TYPE_CHECKING:
    from oktaprofile.plugin.resource import Provider


def build(provider: Provider) -> bytes:
    """The answer's bytes: equal to the live one, and the same for the same provider on any machine."""
    return encode("GetProviderSchema.Response", schema_response(Registry(provider)))
