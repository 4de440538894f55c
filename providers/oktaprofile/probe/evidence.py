"""What a probe sent and what Okta answered, fit to be published: no host, id, name, or value of anybody's.

Only what a question asks about is taken from an answer: an attribute's JSON, a mapping's line, the causes of a refusal.
In all of it the same id becomes the same placeholder (`<id-1>`), the org's address `<org>`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oktaprofile.okta.errors import ApiError, Forbidden, NotFound, ValidationFailed
from oktaprofile.text.redact import redact

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_ID = re.compile(r"\b(?=[A-Za-z]*\d|osc|oty|prm)[A-Za-z0-9]{17,24}\b")
"""Ids of apps and users begin with a digit; those of schemas, types and mappings may have none."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|https?://[^\s\"']+")
REFUSALS = (ValidationFailed, Forbidden, NotFound)


class Reply:
    """One answer: `body` of a 2xx, or `refusal` with its `causes`."""

    def __init__(self, body: dict[str, Any], refusal: ApiError | None = None) -> None:
        self.body = body
        self.refusal = refusal
        self.causes = (refusal.causes or (refusal.error_summary,)) if refusal else ()


class Evidence:
    """What the requests of a probe showed, question by question. `names`: texts to be replaced -> placeholder. The same
    id has the same placeholder in all of it.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self._names = dict(names)
        self._ids: dict[str, str] = {}
        self.entries: list[dict[str, Any]] = []

    def begin(self) -> None:
        """The next question; `entries` is a new list."""
        self.entries = []

    def send(
        self,
        request: str,
        call: Callable[[], dict[str, Any]],
        *,
        sent: object = None,
        show: Callable[[dict[str, Any]], object] = lambda _: None,
        refusals: tuple[type[ApiError], ...] = (ValidationFailed,),
    ) -> Reply:
        """Makes a call and notes it. `show` picks what is shown of a 2xx. An error of `refusals` is an answer, too;
        any other is raised."""
        entry: dict[str, Any] = {"request": request} | ({} if sent is None else {"sent": sent})
        try:
            reply = Reply(call())
        except refusals as refusal:
            reply = Reply({}, refusal)
            entry |= {"status": refusal.status, "code": refusal.error_code, "causes": list(reply.causes)}
        else:
            shown = show(reply.body)
            entry |= {"status": 200} | ({} if shown is None else {"shown": shown})
        self.note(entry)
        return reply

    def note(self, entry: dict[str, Any]) -> None:
        """Notes what was seen."""
        self.entries.append({key: self._shown(value) for key, value in entry.items()})

    def _shown(self, value: Any) -> Any:  # noqa: ANN401 - decoded JSON
        """JSON, each text of it `public`."""
        if isinstance(value, dict):
            return {self.public(key): self._shown(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._shown(item) for item in value]
        return self.public(value) if isinstance(value, str) else value

    def public(self, text: str) -> str:
        """A text without what names an org or a person."""
        for name in sorted(self._names, key=len, reverse=True):
            text = text.replace(name, self._names[name])
        text = _ADDRESS.sub("<address>", redact(text))
        return _ID.sub(lambda found: self._ids.setdefault(found[0], f"<id-{len(self._ids) + 1}>"), text)
