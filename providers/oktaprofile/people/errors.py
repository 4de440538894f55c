"""What this room raises. `okta.errors.OktaError` passes through from reading an org."""

from __future__ import annotations

from oktaprofile.plan.errors import DocumentError


class PeopleError(DocumentError):
    """People cannot be read or kept: a file is damaged or of another kind, or cannot be written."""
