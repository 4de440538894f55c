"""RingCentral's directory, read-only: the numbers that Okta does not have yet, so that the first plan can be judged.

One call for 2,000 people (RingCentral's API reference: List company directory entries; JWT flow; rate limits; read
2026-11-30). The app needs the permission ReadAccounts alone. The environment says where and who, by the names of
RingCentral's own samples: RC_SERVER_URL (default: production), RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT.

People are told by their e-mail address, which RingCentral wants unique and equal to the user name of the assignment.
Hidden users and queues are not in the directory. Several direct numbers: Okta imports the first (Okta's help,
RingCentral troubleshooting); which that is, nothing tells, so the first one listed is taken and the people are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from oktaprofile.impact.errors import ImpactError
from oktaprofile.people.organization_reader import Progress, silent
from oktaprofile.plan.json_text import parsed
from oktaprofile.text.redact import hide

NAME = "ringcentral:"
SERVER, CLIENT_ID, CLIENT_SECRET, JWT = (
    "RC_SERVER_URL",
    "RC_APP_CLIENT_ID",
    "RC_APP_CLIENT_SECRET",
    "RC_USER_JWT",
)
PRODUCTION = "https://platform.ringcentral.com"
_TOKEN = "/restapi/oauth/token"  # noqa: S105 - a path
_ENTRIES = "/restapi/v1.0/account/~/directory/entries"
_PEOPLE = {"typeGroup": "User", "showFederated": "false", "accessibleSitesOnly": "false"}
_PER_PAGE, _MOST_PAGES, _MOST_WAITS, _MOST_READINGS = 2000, 1000, 5, 3
_MOST_BYTES = 512 * 1024 * 1024  # of all answers: some 800,000 people
_PENALTY_SECONDS, _LONGEST_PENALTY_SECONDS, _SECONDS = 60.0, 300.0, 120.0
_ERROR_CODE = re.compile(r"[A-Za-z]{2,5}-?[0-9]{1,4}|[a-z_]{3,40}")


class Directory:
    """The people of a RingCentral account. `several`: how many have more than one direct number; `shared`: how many
    addresses several people have, whose rows are all left out; `numbers`: by address, all direct numbers of whoever has
    it ("": of people without one)."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Raises ImpactError where a variable is missing, or the address is none to send a secret to."""
        from oktaprofile.okta.clock import Clock
        from oktaprofile.okta.config import OktaConfig
        from oktaprofile.okta.errors import ConfigError
        from oktaprofile.okta.transport import RequestsTransport

        missing = [name for name in (CLIENT_ID, CLIENT_SECRET, JWT) if not environ.get(name)]
        if missing:
            raise ImpactError(
                f"{NAME} needs {', '.join(missing)} in the environment.",
                "Make an app with JWT auth and the permission ReadAccounts in RingCentral's developer console.",
            )
        hide([environ[CLIENT_SECRET], environ[JWT]])
        self._server = (environ.get(SERVER) or PRODUCTION).rstrip("/")
        origin = re.match(r"[^/]+//[^/]+", self._server)
        self._clock = Clock()
        try:
            config = OktaConfig(origin[0] if origin else self._server, api_token=environ[JWT])
        except ConfigError as error:
            raise ImpactError(f"{SERVER} is no address to send a secret to: {error.message}") from None
        self._transport = RequestsTransport(config, self._clock)
        self._environ = environ
        self.several = self.shared = self._answered = 0
        self.numbers: dict[str, list[str]] = {}

    def __str__(self) -> str:
        return "RingCentral's directory"

    def people(self, progress: Progress = silent) -> list[dict[str, Any]]:
        """email, directNumber and extensionNumber of everybody. Raises ImpactError, OktaError (no connection)."""
        token = self._token()
        for _ in range(_MOST_READINGS):
            entries = self._entries(token, progress)
            if entries is not None:
                try:
                    return self._rows(entries)
                except (AttributeError, TypeError) as error:
                    raise ImpactError(
                        f"RingCentral's directory is not built as its reference says ({type(error).__name__}).",
                        "Look at what answers in its place.",
                    ) from None
        raise ImpactError(
            f"RingCentral's directory changed while it was read, {_MOST_READINGS} times.",
            "Run it again later.",
        )

    def _entries(self, token: str, progress: Progress) -> list[Mapping[str, Any]] | None:
        """Every page; None where people moved between the pages meanwhile. One who is missed would be judged by nobody,
        and one who is read twice taken for two with one address."""
        entries: list[Mapping[str, Any]] = []
        totals = set()
        for page in range(1, _MOST_PAGES + 1):
            query = urlencode({**_PEOPLE, "page": page, "perPage": _PER_PAGE})
            answer = self._asked("GET", f"{_ENTRIES}?{query}", _Bearer(token))
            records = answer.get("records")
            if not isinstance(records, list) or not all(isinstance(one, Mapping) for one in records):
                raise ImpactError(
                    "RingCentral's directory has no records.", "Look at what answers in its place."
                )
            entries += records
            progress(str(self), len(entries))
            paging = answer.get("paging")
            paging = paging if isinstance(paging, Mapping) else {}
            pages = paging.get("totalPages")
            if pages is None and page == 1 and len(records) < _PER_PAGE:
                pages = 1
            if type(pages) is not int:
                raise ImpactError(
                    "RingCentral's directory does not say how many pages it has, so it may not be whole.",
                    "Look at what answers in its place.",
                )
            totals.add(str(paging.get("totalElements")))
            if page >= pages:
                ids = [one["id"] for one in entries if one.get("id") is not None]
                return entries if len(totals) == 1 and len({str(id_) for id_ in ids}) == len(ids) else None
        raise ImpactError(f"RingCentral's directory has more than {_MOST_PAGES:,} pages.")

    def _rows(self, entries: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        addresses = Counter(str(one.get("email") or "").casefold() for one in entries)
        self.shared = sum(1 for address, users in addresses.items() if address and users > 1)
        self.several, self.numbers = 0, {}
        rows = []
        for one in entries:
            email = str(one.get("email") or "")
            numbers = [
                str(number.get("phoneNumber") or "")
                for number in one.get("phoneNumbers") or ()
                if number.get("usageType") == "DirectNumber" and number.get("type") != "FaxOnly"
            ]
            self.numbers.setdefault(email.casefold(), []).extend(numbers)
            if not email or addresses[email.casefold()] > 1:
                continue  # Okta's import fails for them: "More than one record found for Email"
            self.several += len(numbers) > 1
            row = {"email": email, "directNumber": next(iter(numbers), None)}
            rows.append({**row, "extensionNumber": one.get("extensionNumber")})
        return rows

    def _token(self) -> str:
        grant = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": self._environ[JWT]}
        basic = _Basic(self._environ[CLIENT_ID], self._environ[CLIENT_SECRET])
        token = self._asked("POST", _TOKEN, basic, urlencode(grant).encode()).get("access_token")
        if not isinstance(token, str) or not token:
            raise ImpactError("RingCentral gave no access token.", "Look at what answers in its place.")
        hide(token)
        return token

    def _asked(self, method: str, path: str, auth: Any, body: bytes | None = None) -> dict[str, Any]:  # noqa: ANN401
        """One call. A request during RingCentral's penalty restarts it, so it is waited out whole."""
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for attempt in range(_MOST_WAITS + 1):
            answer = self._transport.send(
                method, self._server + path, headers=headers, body=body, auth=auth, seconds=_SECONDS
            )
            self._answered += len(answer.body)
            if self._answered > _MOST_BYTES:
                raise ImpactError(
                    f"RingCentral answered more than {_MOST_BYTES // 1024**2} MB.",
                    "Look at what answers in its place.",
                )
            if answer.status != 429 or attempt == _MOST_WAITS:
                break
            waiting = answer.headers.get("retry-after", "")
            seconds = float(waiting) if waiting.isdecimal() else _PENALTY_SECONDS
            if seconds > _LONGEST_PENALTY_SECONDS:
                raise ImpactError(
                    f"RingCentral's rate limit asks to wait for {waiting[:20]} seconds.",
                    "Run it again later.",
                )
            self._clock.sleep(seconds, waiting_for="RingCentral's rate limit")
        found = parsed(
            answer.body.decode("utf-8", "replace") or "{}", "RingCentral's answer", raises=ImpactError
        )
        found = found if isinstance(found, dict) else {}
        if answer.status != 200:
            code = str(found.get("errorCode") or found.get("error") or "")
            shown = f" {code}" if _ERROR_CODE.fullmatch(code) else ""
            raise ImpactError(
                f"RingCentral answered {answer.status}{shown} to {method} {path.partition('?')[0]}.",
                "Check the app's permission ReadAccounts, the JWT's owner (an administrator), and RC_SERVER_URL.",
            )
        return found


class _Bearer:
    """Puts the token into a request."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: Any) -> Any:  # noqa: ANN401 - requests' own
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _Basic(user: str, password: str) -> Any:  # noqa: ANN401, N802
    from requests.auth import HTTPBasicAuth

    return HTTPBasicAuth(user, password)
