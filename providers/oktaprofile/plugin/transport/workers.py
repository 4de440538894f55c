"""In which thread a call runs; counted, so that the process can end without losing one.

A call that waits for Okta has a thread of its own; one whose call has ended takes the next one. Most calls of a large
plan wait for nothing, and handing them over would take as long as they do: they run in the thread that serves the
connection, which another thread serves instead as soon as one lasts. After that, and in the beginning, when types are
imported, calls have threads of their own.
"""

from __future__ import annotations

import threading
import time
from collections import deque

from oktaprofile.plugin import log
from oktaprofile.plugin.dispatch import STREAMED, BadRequestError, UnimplementedError
from oktaprofile.plugin.transport import grpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.plugin.dispatch import Servicer
    from oktaprofile.plugin.transport.stream import Reply

SHUTDOWN = "/plugin.GRPCController/Shutdown"
HEALTH = "/grpc.health.v1.Health/Check"
SERVING = b"\x08\x01"

IN_THREADS_FIRST = 64
"""Calls. Most commands make fewer, and wait for Okta in most of them."""

LASTS_SECONDS = 0.02
"""A call lasts that is still the same at the next look. To look more often costs what is won: each look takes the
interpreter from the calls.
"""
IN_THREADS_AFTER_SECONDS = 1.0
LOOKS_WITHOUT_CALLS = 5
"""So many looks at nothing; then the watching thread sleeps."""

CALLS_AT_ONCE = 256
"""Terraform has ten in flight.

-parallelism raises that. A client that asks for more must wait and try again.
"""


class Workers:
    """Runs calls of ``servicer``. ``on_shutdown`` is called once Terraform says that it is done."""

    def __init__(self, servicer: Servicer, on_shutdown: Callable[[], None]) -> None:
        self.servicer = servicer
        self._on_shutdown = on_shutdown
        self._in_hand = 0
        self._idle = 0  # threads that wait for a call and are not yet promised to one
        self._begun: deque[tuple[str, bytes, Reply]] = deque()  # calls that no thread has taken yet
        self._closed = False
        self._guard = guard = threading.Lock()
        self._changed = threading.Condition(guard)  # the last call has ended
        self._called = threading.Condition(guard)  # one that an idle thread is to take is there
        self._here: set[Reply] = set()  # of calls in threads that serve a connection
        self._watched = threading.Condition(guard)  # there is one again
        self._watching = False
        self._first_left = IN_THREADS_FIRST
        self._in_threads_until = 0.0

    def answer(self, path: str, message: bytes, finish: Reply) -> bool:
        """Begin a call and return, or run it. ``finish`` is called when it has ended, in any thread.

        False: it lasted, and another thread has begun to serve the connection (``finish.go_on``).
        """
        if path == HEALTH:
            finish(SERVING, None)
        elif path == SHUTDOWN:
            finish(b"", None)
            self._on_shutdown()
        else:
            return self._begin(path, message, finish)
        return True

    def _begin(self, path: str, message: bytes, finish: Reply) -> bool:
        with self._guard:
            refused = self._closed or self._in_hand >= CALLS_AT_ONCE
            here = False
            if not refused:
                self._in_hand += 1
                here = path not in STREAMED and self._runs_here(finish)
                if not here and self._idle:
                    self._idle -= 1
                    self._begun.append((path, message, finish))
                    self._called.notify()
                    return True
        if here:
            self._run(path, message, finish)
            with self._guard:
                return self._taken_back(finish)
        if refused:
            finish(
                b"", grpc.CallError(grpc.UNAVAILABLE, "the plugin is ending or has too many calls in hand")
            )
        elif not _started(self._work, path, message, finish):
            self._end_one()
            finish(b"", grpc.CallError(grpc.UNAVAILABLE, "the plugin has no thread left for the call"))
        return True

    def _runs_here(self, finish: Reply) -> bool:
        """Whether the call is to run in this thread; noted then. The caller holds the guard."""
        if self._first_left:
            self._first_left -= 1
            return False
        if time.monotonic() < self._in_threads_until:
            return False
        if not self._watching:
            self._watching = _started(self._watch)
            if not self._watching:
                return False
        if not self._here:
            self._watched.notify()
        self._here.add(finish)
        return True

    def _taken_back(self, finish: Reply) -> bool:
        """Whether the connection of a call that runs here is still its thread's to serve, or this one's from now on.
        The caller holds the guard.
        """
        found = finish in self._here
        self._here.discard(finish)
        return found

    def _watch(self) -> None:
        """Starts another thread for each connection whose own is in a call that lasts."""
        left = LOOKS_WITHOUT_CALLS
        while True:
            with self._guard:
                while not self._here and not left:
                    self._watched.wait()
                    left = LOOKS_WITHOUT_CALLS
                seen = list(self._here)
            left = LOOKS_WITHOUT_CALLS if seen else left - 1
            time.sleep(LASTS_SECONDS)
            for finish in seen:
                if finish in self._here:
                    self._in_threads_until = time.monotonic() + IN_THREADS_AFTER_SECONDS
                    _started(self._serve_instead, finish)

    def _serve_instead(self, finish: Reply) -> None:
        with self._guard:
            taken = self._taken_back(finish)
        if taken:
            finish.go_on()

    def _work(self, *call: Any) -> None:  # noqa: ANN401 - path, message and finish
        """One call, and then those that come."""
        while True:
            self._run(*call)
            with self._guard:
                self._idle += 1
                while not self._begun:
                    if self._closed:
                        return
                    self._called.wait()
                call = self._begun.popleft()

    def _run(self, path: str, message: bytes, finish: Reply) -> None:
        try:
            if path in STREAMED:
                self._stream(path, message, finish)
            else:
                finish(self.servicer.dispatch(path, message), None)
        except UnimplementedError as error:
            finish(b"", grpc.CallError(grpc.UNIMPLEMENTED, str(error)))
        except BadRequestError as error:
            finish(b"", grpc.CallError(grpc.INVALID_ARGUMENT, str(error)))
        except BaseException as error:  # noqa: BLE001 - sys.exit() in a provider must not leave Terraform waiting
            log.failure("the call failed", error, rpc=path)
            finish(b"", grpc.CallError(grpc.INTERNAL, f"the plugin failed: {type(error).__name__}"))
        finally:
            self._end_one()

    def _stream(self, path: str, message: bytes, reply: Reply) -> None:
        """Send each answer as it comes, until there is no more or nobody listens."""
        answers = self.servicer.stream(path, message, lambda: reply.cancelled)
        try:
            for answer in answers:
                if not reply.send(answer):
                    break
        finally:
            answers.close()
        reply(None, None)

    def _end_one(self) -> None:
        with self._guard:
            self._in_hand -= 1
            if self._closed and not self._in_hand:
                self._changed.notify_all()

    def end(self, patience_seconds: float) -> bool:
        """Take no more calls, tell those in hand to stop waiting, wait for them.

        Whether all have ended in time.
        """
        self.servicer.stop.set()
        deadline = time.monotonic() + patience_seconds
        with self._changed:
            self._closed = True
            self._called.notify_all()
            while self._in_hand:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
        return True


def _started(work: Callable[..., None], *arguments: Any) -> bool:  # noqa: ANN401 - the work's own
    """Run it in another thread; False where the system has none left."""
    try:
        threading.Thread(target=work, args=arguments, name=work.__name__.strip("_"), daemon=True).start()
    except RuntimeError as error:
        log.failure("a thread could not be started", error)
        return False
    return True
