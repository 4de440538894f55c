"""Synthesizes the stack of the chosen environment, and puts the provider beside it. `cdktf` runs this file."""

from __future__ import annotations

import sys
from pathlib import Path

from oktaprofile.constructs import SettingError
from oktaprofile.constructs.framework import cdktf
from oktaprofile.packaging import PackagingError, place
from stacks.ringcentral_sync import RingCentralSync
from stacks.settings import chosen


def main() -> None:
    """Write `cdktf.out` and place the provider package into each stack's folder."""
    app = cdktf.App()
    stacks = [RingCentralSync(app, chosen())]
    app.synth()
    for stack in stacks:
        place(Path(app.outdir) / "stacks" / stack.node.id)


if __name__ == "__main__":
    try:
        main()
    except (SettingError, PackagingError) as error:
        sys.exit(str(error))
