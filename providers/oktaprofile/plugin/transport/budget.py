"""How many bytes of requests and answers may be in memory, over all connections."""

from __future__ import annotations

import threading

BYTES_AT_ONCE = 256 * 1024 * 1024
"""Ten calls of Terraform's with a 5 MB attribute in state, plan and configuration take 200 MB of it."""


class Budget:
    """Counts bytes; from any thread. What is taken must be given back once, whatever becomes of the call."""

    def __init__(self, most_bytes: int = BYTES_AT_ONCE) -> None:
        self._most_bytes = most_bytes
        self._guard = threading.Lock()
        self.held_bytes = 0

    def take(self, size_bytes: int) -> bool:
        """Count so many more; False, and nothing counted, when that would be too many."""
        with self._guard:
            fits = self.held_bytes + size_bytes <= self._most_bytes
            if fits:
                self.held_bytes += size_bytes
        return fits

    def add(self, size_bytes: int) -> None:
        """Count so many more in any case: an answer that is made already. Requests wait for it to be sent."""
        with self._guard:
            self.held_bytes += size_bytes

    def give(self, size_bytes: int) -> None:
        """Count so many less."""
        with self._guard:
            self.held_bytes -= size_bytes
