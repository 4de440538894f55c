"""The plugin's executable: `terraform-provider-oktaprofile`."""

from __future__ import annotations


def main() -> int:
    """Serves the provider to the Terraform that started this process; returns the exit code."""
    from oktaprofile.plugin.serve import serve

    return serve("oktaprofile.provider.provider:OktaProfileProvider")


if __name__ == "__main__":
    raise SystemExit(main())
