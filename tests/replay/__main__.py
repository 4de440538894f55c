"""`python -m tests.replay FILES…`: see command.py."""

from __future__ import annotations

import sys

from tests.replay.command import main

sys.exit(main(sys.argv[1:]))
