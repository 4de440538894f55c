"""What is simulated. Other operations of Okta's answer a 501 that names them (`elsewhere.py`)."""

from __future__ import annotations

from oktaprofile.simulator.app_users import handlers as app_users
from oktaprofile.simulator.apps import handlers as apps
from oktaprofile.simulator.features import handlers as features
from oktaprofile.simulator.http.operations import operations_of
from oktaprofile.simulator.idps import handlers as idps
from oktaprofile.simulator.logs import handlers as logs
from oktaprofile.simulator.mappings import handlers as mappings
from oktaprofile.simulator.neighbours import (
    app_groups,
    groups,
    organization,
    policies,
    reading,
    reapply,
    roles,
    sign_on,
)
from oktaprofile.simulator.oauth import handlers as oauth
from oktaprofile.simulator.schemas import handlers as schemas
from oktaprofile.simulator.user_types import handlers as user_types
from oktaprofile.simulator.users import handlers as users

SIMULATED = operations_of(
    schemas,
    user_types,
    mappings,
    apps,
    app_users,
    app_groups,
    sign_on,
    policies,
    users,
    groups,
    roles,
    features,
    logs,
    idps,
    organization,
    reading,
    reapply,
    oauth,
)


def coverage_table() -> str:
    """The Markdown table of docs/simulator.md."""
    lines = ["| Operation | Request | Scope | Remarks |", "|---|---|---|---|"]
    lines += [
        f"| `{one.id}` | `{one.method} {one.template}` | {f'`{one.scope}`' if one.scope else '-'} | {one.note} |"
        for one in SIMULATED
    ]
    return "\n".join(lines)
