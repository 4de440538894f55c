"""Synthesizes the stack of the chosen environment. `cdktf` runs this file."""

from __future__ import annotations

import sys

from oktaprofile.constructs import SettingError
from oktaprofile.constructs.framework import cdktf
from stacks.ringcentral_sync import RingCentralSync
from stacks.settings import chosen


def main() -> None:
    """Write `cdktf.out`, with the provider package in each stack's folder."""
    app = cdktf.App()
    RingCentralSync(app, chosen())
    app.synth()


if __name__ == "__main__":
    try:
        main()
    except SettingError as error:
        sys.exit(str(error))
