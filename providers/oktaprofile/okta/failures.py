"""The exceptions of requests and urllib3 in our words.

Their own texts show object addresses, and may show headers. What matters besides the words: whether Okta may have
seen the request (`sent`), and whether a repetition could help (`permanent`).
"""

from __future__ import annotations

import os
import ssl
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from oktaprofile.okta.errors import ConnectionFailed, UnexpectedAnswer
from oktaprofile.okta.http_library import requests
from oktaprofile.text import trust

if TYPE_CHECKING:
    from oktaprofile.okta.errors import OktaError

# OpenSSL's X509_V_ERR_…
_NOT_YET_VALID, _EXPIRED, _SELF_SIGNED, _HOST_MISMATCH, _ADDRESS_MISMATCH = 9, 10, 18, 62, 64
# OpenSSL's reasons that come up before a request is sent, and come up again.
_NO_COMMON_TLS = frozenset(
    (
        "WRONG_VERSION_NUMBER",
        "UNSUPPORTED_PROTOCOL",
        "HTTP_REQUEST",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "NO_CERTIFICATE_OR_CRL_FOUND",
    )
)


def failure(problem: Exception, host: str, timeout_seconds: float, answer_seconds: float) -> OktaError:
    """`ConnectionFailed`, or `UnexpectedAnswer` for an answer that came and cannot be unpacked."""
    causes = _chain(problem)
    names = {type(cause).__name__ for cause in causes}
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if tls is not None:
        return _tls(tls, host)
    if isinstance(problem, requests.exceptions.SSLError):
        return _tls(ssl.SSLError("TLS failed"), host)
    if isinstance(problem, (requests.exceptions.ProxyError, requests.exceptions.InvalidProxyURL)):
        return _proxy(causes, host)
    if isinstance(problem, requests.exceptions.ConnectTimeout):
        return ConnectionFailed(f"{host} did not accept a connection in time.")
    if isinstance(problem, requests.exceptions.ContentDecodingError):
        return UnexpectedAnswer(f"{host} answered what cannot be unpacked (Content-Encoding).")
    if isinstance(problem, requests.exceptions.ReadTimeout):
        return ConnectionFailed(f"{host} did not answer within {timeout_seconds:.3g} s.", sent=True)
    if names & {"ReadTimeoutError", "TimeoutError"} and "NewConnectionError" not in names:
        return ConnectionFailed(f"{host} did not finish its answer within {answer_seconds:.3g} s.", sent=True)
    if "NameResolutionError" in names:
        return ConnectionFailed(
            f"The host name {host} cannot be resolved.",
            next_step="Check org_url (or org_name, base_url).",
        )
    if "NewConnectionError" in names:
        reason = next(
            (cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror), ""
        )
        return ConnectionFailed(f"No connection to {host}{f': {reason}' if reason else ''}.")
    if (
        isinstance(problem, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema))
        and _behind_proxy()
    ):
        return _proxy(causes, host)  # the org's own address was checked before; SOCKS needs PySocks
    if isinstance(problem, (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL)):
        return ConnectionFailed(
            f"The request to {host} could not be made ({type(problem).__name__}).", permanent=True
        )
    if isinstance(problem, (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        return ConnectionFailed(f"The connection to {host} broke before the answer was complete.", sent=True)
    # Not known is not "not sent": what was written must be read back.
    return ConnectionFailed(
        f"The exchange with {host} failed ({type(problem).__name__}).", permanent=True, sent=True
    )


def _tls(problem: ssl.SSLError, host: str) -> ConnectionFailed:
    if not isinstance(problem, ssl.SSLCertVerificationError):
        said = problem.reason or "TLS failed"
        never_began = said in _NO_COMMON_TLS
        return ConnectionFailed(
            f"TLS with {host} failed: {said}.",
            permanent=never_began,
            sent=not never_began,  # it may have failed in the middle of the answer
            next_step="Check org_url, and what HTTPS_PROXY names: something there does not speak TLS as Okta does. "
            f"Trusted are {trust.described(os.environ)}.",
        )
    code, said = getattr(problem, "verify_code", 0), getattr(problem, "verify_message", "") or str(problem)
    now = datetime.now(timezone.utc)
    if code in (_EXPIRED, _NOT_YET_VALID):
        state = "has expired" if code == _EXPIRED else "is not valid yet"
        why = f"the certificate {state}, by this machine's clock ({now:%Y-%m-%d %H:%M} UTC)"
        next_step = "Set the clock, if it is wrong. If it is right, whoever runs that host must renew its certificate."
    elif code in (_HOST_MISMATCH, _ADDRESS_MISMATCH):
        why = f"the certificate is not for {host}"
        next_step = (
            "Check org_url (or org_name and base_url) for a typing error: a company's own name for the org "
            "works only as a custom domain that Okta has a certificate for."
        )
    else:
        signer = "itself, which is" if code == _SELF_SIGNED else "an authority that is"
        why = f"the certificate is signed by {signer} not trusted ({said})"
        next_step = (
            f"Trusted are {trust.described(os.environ)}. Behind a proxy that opens TLS set REQUESTS_CA_BUNDLE (or "
            "SSL_CERT_FILE) to a PEM file with that proxy's CA certificate. The check cannot be switched off."
        )
    return ConnectionFailed(
        f"certificate verify failed for {host}: {why}.", permanent=True, next_step=next_step
    )


def _proxy(causes: list[BaseException], host: str) -> ConnectionFailed:
    """A proxy's address is not shown: it may hold a password."""
    said = " ".join(str(cause) for cause in causes)
    _, tunnel, status = said.partition("Tunnel connection failed: ")
    number = status[:3] if tunnel and status[:3].isdigit() else ""
    why, next_step = "could not be used", "Check HTTPS_PROXY (or ALL_PROXY): its host, port and scheme."
    if number:
        why = f"answered {number}"
        next_step = (
            "The proxy wants another user name and password than those in HTTPS_PROXY."
            if number == "407"
            else "Ask who runs the proxy to let this host through."
        )
    elif "SOCKS" in said:
        why, next_step = (
            "is a SOCKS proxy, which is not supported",
            "Set HTTPS_PROXY to an HTTP proxy (http://…).",
        )
    return ConnectionFailed(
        f"The proxy on the way to {host} {why}.",
        permanent=number == "407" or "SOCKS" in said,
        next_step=f"{next_step} NO_PROXY={host} goes past the proxy.",
    )


def _behind_proxy() -> bool:
    return any(
        name.lower() in ("https_proxy", "http_proxy", "all_proxy") and os.environ[name] for name in os.environ
    )


def _chain(problem: BaseException) -> list[BaseException]:
    """An exception and what is inside it: causes, contexts, and urllib3's `reason`."""
    seen: list[BaseException] = []
    left: list[object] = [problem]
    while left:
        here = left.pop()
        if isinstance(here, BaseException) and all(here is not other for other in seen):
            seen.append(here)
            left += [*here.args, here.__cause__, here.__context__, getattr(here, "reason", None)]
    return seen
