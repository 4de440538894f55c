"""The provider package: what Terraform downloads, verifies by its `h1:` hash and runs.

    package = provider_package()                  # built once, kept in a cache, the same bytes for the same sources
    place("cdktf.out/stacks/sync", package)       # beside a stack: plain terraform and cdktf find it there, offline
    install_to_mirror("~/.terraform.d/plugins")   # for people who write HCL

The package is pure Python and the same for every Unix platform, so one hash serves all of them. It holds the sources
of the rooms plugin, expression, okta, impact and provider and the packages they need from PyPI, both compiled for the
interpreter that built it, and Terraform's schema answer computed beforehand: in few files, since Terraform hashes them.

Imports no other room. What it needs of the provider's code it runs in a process of its own.
"""

from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import SOURCE_ADDRESS, VERSION, platform
from oktaprofile.packaging.mirror import install_to_mirror, required_providers_block
from oktaprofile.packaging.package import Package, provider_package
from oktaprofile.packaging.placing import place

__all__ = [
    "SOURCE_ADDRESS",
    "VERSION",
    "Package",
    "PackagingError",
    "install_to_mirror",
    "place",
    "platform",
    "provider_package",
    "required_providers_block",
]
