"""The groups that are assigned to an app."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from oktaprofile.simulator.app_users.by_group import settle
from oktaprofile.simulator.apps.rules import app_of
from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.errors import malformed_body, not_found, validation_failed
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.neighbours.groups import group_of, members_of
from oktaprofile.simulator.state.groups import AppGroup


def _assignment(request: ApiRequest) -> AppGroup:
    group_id = request.parameters["groupId"]
    found = request.org.app_groups.get(app_of(request).id, group_id)
    if found is None:
        raise not_found(group_id, "ApplicationGroupAssignment")  # Assumed kind
    return found


def _shown(one: AppGroup, base_url: str) -> dict[str, Any]:
    """The answer of getApplicationGroupAssignment (documented)."""
    app, group = f"{base_url}/api/v1/apps/{one.app_id}", f"{base_url}/api/v1/groups/{one.group_id}"
    return {
        "id": one.group_id,
        "lastUpdated": timestamp(one.last_updated),
        "priority": one.priority,
        "profile": one.profile,
        "_links": {
            "app": {"href": app},
            "self": {"href": f"{app}/groups/{one.group_id}"},
            "group": {"href": group},
        },
    }


@operation(
    "listApplicationGroupAssignments", "GET /api/v1/apps/{appId}/groups", "okta.apps.read", bucket="apps"
)
def list_application_group_assignments(request: ApiRequest) -> Answer:
    """By ascending group id."""
    app, limit = app_of(request), limit_of(request, default=20, maximum=200)
    found = request.org.app_groups.where(
        "app_id = ?", app.id, after=request.query.get("after"), limit=limit + 1
    )

    def shown(one: AppGroup) -> dict[str, Any]:
        return _shown(one, request.base_url)

    return paged(request, found, shown, limit=limit, cursor=attrgetter("group_id"))


@operation(
    "getApplicationGroupAssignment",
    "GET /api/v1/apps/{appId}/groups/{groupId}",
    "okta.apps.read",
    bucket="apps",
)
def get_application_group_assignment(request: ApiRequest) -> Answer:
    """One assignment."""
    return Answer(body=_shown(_assignment(request), request.base_url))


@operation(
    "assignGroupToApplication",
    "PUT /api/v1/apps/{appId}/groups/{groupId}",
    "okta.apps.manage",
    bucket="apps",
    note="its members are assigned, and get its values; people who are made later not through everybody's group",
)
def assign_group_to_application(request: ApiRequest) -> Answer:
    """200 with the assignment. Without a priority it gets the next one (documented)."""
    app, group, org = app_of(request), group_of(request), request.org
    body = request.document() if request.body else {}
    profile, priority = body.get("profile") or {}, body.get("priority")
    if not isinstance(profile, dict):
        raise malformed_body()
    if priority is None:
        others = (
            one.priority for one in org.app_groups.where("app_id = ?", app.id) if one.group_id != group.id
        )
        priority = 1 + max(others, default=-1)
    if type(priority) is not int or not 0 <= priority <= 100:
        raise validation_failed("priority", "priority: must be an integer from 0 to 100")  # Assumed text
    assignment = AppGroup(app.id, group.id, priority, profile, org.clock())
    with org.database.transaction():
        org.app_groups.put(assignment)
        settle(org, app, members_of(org, group))
    return Answer(body=_shown(assignment, request.base_url))


@operation(
    "unassignApplicationFromGroup",
    "DELETE /api/v1/apps/{appId}/groups/{groupId}",
    "okta.apps.manage",
    bucket="apps",
)
def unassign_application_from_group(request: ApiRequest) -> Answer:
    """204. Whoever was assigned through the group alone is not any more."""
    app, group, one, org = app_of(request), group_of(request), _assignment(request), request.org
    with org.database.transaction():
        org.app_groups.remove(one.app_id, one.group_id)
        settle(org, app, members_of(org, group))
    return Answer(204)
