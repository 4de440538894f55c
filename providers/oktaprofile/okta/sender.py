"""One API call: authentication, rate limit, exchange, repetition, decoding. The API objects are built on it."""

# ruff: noqa: ANN401 - decoded JSON has no type of its own

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from oktaprofile.okta.answers import decode, error_of
from oktaprofile.okta.errors import ConnectionFailed, Forbidden, OktaError, Unauthorized, UnexpectedAnswer
from oktaprofile.okta.operations import INTERNAL
from oktaprofile.okta.permissions import advice
from oktaprofile.okta.rate_limits import RateLimits
from oktaprofile.okta.retry import (
    ANSWER_TIMEOUTS,
    CALL_TIMEOUTS,
    MAXIMUM_UNREACHED_RETRIES,
    RETRIED_STATUS,
    SHORTEST_TRY_SECONDS,
    backoff_seconds,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Protocol

    from requests.auth import AuthBase

    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig
    from oktaprofile.okta.operations import Operation
    from oktaprofile.okta.transport import Answer, Transport

    class Authentication(Protocol):
        """What `Sender` needs."""

        def of(self, sender: Sender) -> AuthBase:
            """The credential for the next call; fetches one through `sender` when there is none that lasts."""

        def instead_of(self, used: AuthBase, refusal: Unauthorized, sender: Sender) -> AuthBase | None:
            """Another credential after this one was refused; None when there is no other."""

        def heard(self, nonce: str) -> None:
            """An answer of the API brought a nonce for the next DPoP proof."""

        def scopes(self) -> tuple[str, ...] | None:
            """What the access token may do; None where scopes do not count."""


FORM = "application/x-www-form-urlencoded"


class _Patience:
    """How long a call still waits for answers, in seconds, all its tries together."""

    def __init__(self, timeout_seconds: float) -> None:
        self.left = CALL_TIMEOUTS * timeout_seconds


class Exchange:
    """One HTTP exchange as an observer sees it. `status` is None when no answer came. No query, no content."""

    def __init__(
        self,
        operation: Operation,
        path: str,
        status: int | None,
        seconds: float,
        request_id: str | None,
        repetition: int,
    ) -> None:
        self.operation = operation.id
        self.method = operation.method
        self.path = path
        self.status = status
        self.seconds = seconds
        self.request_id = request_id
        self.repetition = repetition


class Sender:
    """Performs operations against one org, for all threads."""

    def __init__(
        self,
        config: OktaConfig,
        transport: Transport,
        authentication: Authentication,
        clock: Clock,
        *,
        observe: Callable[[Exchange], None] | None = None,
    ) -> None:
        self.org_url = config.org_url
        self.admin_url = config.admin_url
        self.has_api_token = config.api_token is not None
        self._user_agent = config.user_agent
        self._max_retries = config.max_retries
        self._timeout_seconds = config.timeout_seconds
        self._transport = transport
        self._authentication = authentication
        self._clock = clock
        self.limits = RateLimits(clock, config.parallelism)
        self._observe = observe

    def json(
        self,
        operation: Operation,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        expected: type = dict,
    ) -> Any:
        """Call and decode. `path` is quoted and without query; `expected` is dict or list.

        Raises the errors of `errors.py`, each with the call's facts.
        """
        answer = self.answer(operation, path, query=query, body=body)
        return decode(operation, path, answer, expected)

    def answer(
        self,
        operation: Operation,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """A 2xx answer, undecoded (pagination needs its headers)."""
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        patience = _Patience(self._timeout_seconds)
        auth = self._authentication.of(self)
        tried: set[str | None] = set()  # each reason for another credential counts once
        while True:
            try:
                answer = self._perform(operation, path, query, content, auth, patience)
            except Unauthorized as refused:
                self._hear(refused.nonce)
                again = refused.error_code in tried
                other = None if again else self._authentication.instead_of(auth, refused, self)
                if other is None:
                    raise
                tried.add(refused.error_code)
                auth = other
            except Forbidden as refused:
                if refused.error_code != "E0000005":
                    refused.next_step = advice(operation, self._authentication.scopes())
                raise
            else:
                self._hear(answer.headers.get("dpop-nonce"))
                return answer

    def _hear(self, nonce: str | None) -> None:
        if nonce:
            self._authentication.heard(nonce)

    def form(self, operation: Operation, path: str, fields: Mapping[str, str], auth: AuthBase) -> Answer:
        """POST a form (the token endpoint). `auth` is one that adds nothing, or a DPoP proof."""
        patience = _Patience(self._timeout_seconds)
        return self._perform(operation, path, None, urlencode(fields).encode(), auth, patience, FORM)

    def _perform(
        self,
        operation: Operation,
        path: str,
        query: Mapping[str, Any] | None,
        body: bytes | None,
        auth: AuthBase,
        patience: _Patience,
        content_type: str = "application/json",
    ) -> Answer:
        host = self.admin_url if path.startswith(INTERNAL) else self.org_url
        url = host + path + (f"?{urlencode(query)}" if query else "")
        headers = {"Accept": "application/json", "User-Agent": self._user_agent}
        if body is not None:
            headers["Content-Type"] = content_type
        may_have_acted = False  # an earlier try of this call may have reached Okta
        repetition = 0
        while True:
            try:
                answer = self._exchange(operation, path, url, headers, body, auth, repetition, patience)
                if answer.status < 300:
                    return answer
                problem = error_of(operation, path, answer)
                worth_it = answer.status in RETRIED_STATUS
                limit = self._max_retries
            except ConnectionFailed as lost:
                answer, problem, worth_it = None, lost, not lost.permanent
                limit = self._max_retries if lost.sent else min(self._max_retries, MAXIMUM_UNREACHED_RETRIES)
            except UnexpectedAnswer as unexpected:
                answer, problem, worth_it, limit = None, unexpected, False, 0
            except OktaError as stopped:  # while waiting for the rate limit
                stopped.sent = may_have_acted and operation.method != "GET"
                raise
            may_have_acted = may_have_acted or problem.sent
            worth_it = worth_it and (operation.repeatable or not may_have_acted)
            problem.sent = may_have_acted and operation.method != "GET"
            if not worth_it or repetition >= limit or patience.left < SHORTEST_TRY_SECONDS:
                raise self._with_facts(problem, operation, path, repetition)
            if answer is not None and answer.status == 429:
                delay = self.limits.wait_after_429(answer.headers, repetition)
            else:
                delay = backoff_seconds(repetition, self._clock.chance())
            try:
                self._clock.sleep(delay, waiting_for=f"another try of {operation.id} after: {problem}")
            except OktaError as stopped:
                stopped.sent = problem.sent
                raise
            repetition += 1

    def _exchange(
        self,
        operation: Operation,
        path: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        auth: AuthBase,
        repetition: int,
        patience: _Patience,
    ) -> Answer:
        self.limits.start(path)
        answer: Answer | None = None
        began = self._clock.monotonic()
        seconds = min(ANSWER_TIMEOUTS * self._timeout_seconds, patience.left)
        try:
            answer = self._transport.send(
                operation.method, url, headers=headers, body=body, auth=auth, seconds=seconds
            )
            return answer
        finally:
            patience.left -= self._clock.monotonic() - began
            self.limits.finish(path, answer.headers if answer is not None else None)
            if self._observe is not None:
                self._observe(
                    Exchange(
                        operation,
                        path,
                        answer.status if answer is not None else None,
                        self._clock.monotonic() - began,
                        answer.headers.get("x-okta-request-id") if answer is not None else None,
                        repetition,
                    )
                )

    @staticmethod
    def _with_facts(problem: OktaError, operation: Operation, path: str, repetitions: int) -> OktaError:
        """The error with the call's facts and how often it was tried."""
        if not problem.operation:
            problem.operation, problem.method, problem.path = operation.id, operation.method, path
            problem.message = f"{operation.id}: {operation.method} {path}: {problem.message}"
        if repetitions:
            problem.message += f" (tried {repetitions + 1} times)"
        return problem
