"""`python -m oktaprofile`: the command, where its script is not on PATH."""

from __future__ import annotations

from oktaprofile.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
