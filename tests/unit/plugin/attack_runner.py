"""Carries attacks out and sees what comes of them, against any server that can be connected to."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from tests.unit.plugin.attacks import EITHER, ENDS, LIVES, Attack
from tests.unit.plugin.raw_peer import Peer

Connect = Callable[[], socket.socket]


def carry_out(attack: Attack, connect: Connect, *, scale: float = 1.0) -> tuple[str, float]:
    """What came of it (LIVES or ENDS) and in how many seconds; AssertionError when it should not have.

    Whatever came of it, a good call on a new connection must be answered afterwards.
    """
    began = time.monotonic()
    peer = Peer(connect(), scale)
    try:
        attack.run(peer)
        if attack.outcome == ENDS:
            peer.wait_for_close()
            found = ENDS
        else:
            found = LIVES if not peer.closed and peer.call_works() else ENDS
    except AssertionError as error:
        raise AssertionError(f"{attack.name}: {error}") from error
    finally:
        peer.hang_up()
    assert attack.outcome in (found, EITHER), (
        f"{attack.name}: the connection {found}, it should be: {attack.outcome}"
    )
    seconds = time.monotonic() - began
    next_one = Peer(connect())
    next_one.hello()
    assert next_one.call_works(), f"{attack.name}: no call works afterwards"
    next_one.hang_up()
    return found, seconds
