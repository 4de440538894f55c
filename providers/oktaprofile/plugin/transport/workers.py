"""A thread for each call under way, counted, so that the process can end without losing one.

A thread whose call has ended takes the next one: to start one for each of 600 calls would take a fifth of their time.
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
        guard = threading.Lock()
        self._changed = threading.Condition(guard)  # a call has ended
        self._called = threading.Condition(guard)  # one that an idle thread is to take is there

    def answer(self, path: str, message: bytes, finish: Reply) -> None:
        """Begin a call and return.

        ``finish`` is called when it has ended, in another thread or in this one.
        """
        if path == HEALTH:
            finish(SERVING, None)
        elif path == SHUTDOWN:
            finish(b"", None)
            self._on_shutdown()
        else:
            self._begin(path, message, finish)

    def _begin(self, path: str, message: bytes, finish: Reply) -> None:
        with self._changed:
            refused = self._closed or self._in_hand >= CALLS_AT_ONCE
            if not refused:
                self._in_hand += 1
                if self._idle:
                    self._idle -= 1
                    self._begun.append((path, message, finish))
                    self._called.notify()
                    return
        if refused:
            finish(
                b"", grpc.CallError(grpc.UNAVAILABLE, "the plugin is ending or has too many calls in hand")
            )
            return
        try:
            threading.Thread(
                target=self._work, args=(path, message, finish), name="call", daemon=True
            ).start()
        except RuntimeError as error:  # the system has no thread left
            log.failure("a call could not be begun", error)
            self._end_one()
            finish(b"", grpc.CallError(grpc.UNAVAILABLE, "the plugin has no thread left for the call"))

    def _work(self, *call: Any) -> None:  # noqa: ANN401 - path, message and finish
        """One call, and then those that come."""
        while True:
            self._run(*call)
            with self._changed:
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
        with self._changed:
            self._in_hand -= 1
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
