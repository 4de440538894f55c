"""The plugin's executable: `terraform-provider-oktaprofile`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Serves the provider to the Terraform that started this process; never returns."""
    from oktaprofile.plugin.serve import serve

    serve("oktaprofile.provider.provider:OktaProfileProvider")


if __name__ == "__main__":
    main()
