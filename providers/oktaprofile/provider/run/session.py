"""What one Configure call sets up and every later call of the process shares: `ctx.client`.

`session.org` is the shared client; making it imports `requests`, so it is made by the first call that needs
it, while a thread started at Configure is already importing. `ownership` and `pending` are the registries of
this run; `imported` are the owners' tokens of what it imports, whose first plan says what later ones need not repeat,
and `edited` has, by owner, what the state had where Okta now has something else.
"""

from __future__ import annotations

from threading import Lock

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider.run.ownership import Ownership
from oktaprofile.provider.run.pending import Pending

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.answers.document import Answers
    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.resource import Context


class Session:
    """One configured provider."""

    def __init__(
        self, make_org: Callable[[], Org], org_url: str = "", answers: Answers | None = None
    ) -> None:
        self._make_org = make_org
        self.answers = answers
        """What this org is known to answer to open questions; None where no file was given."""
        self._lock = Lock()
        self._org: Org | None = None
        self.org_url = org_url
        self.ownership = Ownership()
        self.pending = Pending()
        self.only_destroys = True
        """Whether this run has neither read nor planned anything that stays: then it destroys all that it is about."""
        self.imported: set[str] = set()
        self.edited: dict[str, dict[str, Any]] = {}

    def known(self, question: str) -> str | None:
        """What follows from the org's answer to an open question; None where nothing does, or nobody has asked."""
        return None if self.answers is None else self.answers.warning(question)

    @property
    def org(self) -> Org:
        """The org, made on first use."""
        with self._lock:
            if self._org is None:
                self._org = self._make_org()
            return self._org


def session_of(ctx: Context) -> Session:
    """The session of a call; `DiagnosticError` where Terraform calls before the provider is configured."""
    session = ctx.client
    if not isinstance(session, Session):
        raise DiagnosticError(
            "The provider is not configured yet",
            "Terraform asked for something that needs Okta before it configured the provider. "
            "This is a bug: please report it with the command that you ran.",
        )
    return session
