"""What a refused call (403) lacks: the OAuth scope, or the admin role. Okta's answer names neither.

Scopes: Okta's OpenAPI 2026.06.3. Okta's roles are named as its Admin Console names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from oktaprofile.okta.operations import Operation


def has_scope(scope: str, granted: Collection[str]) -> bool:
    """Whether a token with these scopes may do what needs `scope`; `.manage` includes `.read`."""
    return scope in granted or scope.replace(".read", ".manage") in granted


def advice(operation: Operation, granted: Collection[str] | None) -> str:
    """What to do after a 403 E0000006. `granted`: the access token's scopes, None for an API token."""
    role = f"{operation.role}, or a custom role with the same permissions"
    if granted is None:
        besides = (
            f" (An OAuth app would need the scope {operation.scope} besides.)" if operation.scope else ""
        )
        return f"The administrator who made the API token needs a role that covers this: {role}.{besides}"
    if not has_scope(operation.scope, granted):
        return (
            f"The access token lacks the scope {operation.scope}. Grant it to the API Services app (Applications > "
            "the app > Okta API Scopes) and list it in scopes (OKTA_API_SCOPES); the app needs an admin role "
            f"besides ({role})."
        )
    return (
        f"The access token has the scope {operation.scope}, so what is missing is an admin role: assign the API "
        f"Services app one (Applications > the app > Admin roles): {role}."
    )
