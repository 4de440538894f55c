"""`oktaprofile simulate`: the embedded org, and `oktaprofile simulate replay`, the check of it against recordings."""

from __future__ import annotations


def main(argv: list[str]) -> int:
    """Serves the embedded org, or replays recordings when the first word is `replay`."""
    if argv and argv[0] == "replay":
        from oktaprofile.simulator.replay.command import main as replay

        return replay(argv[1:])
    from oktaprofile.simulator.command import main as serve

    return serve(argv)
