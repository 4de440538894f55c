"""Applications, their provisioning features and their users.

Rate limits of this family are low: GET /apps was recorded with 10, 50 and 100 a minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from oktaprofile.okta.answer_shapes import APPLICATION, APPLICATION_FEATURE, APPLICATION_USER, check
from oktaprofile.okta.api_object import ApiObject, Operation, segment, without_none

if TYPE_CHECKING:
    from oktaprofile.okta.pagination import Pages
    from oktaprofile.okta.shapes import Application, ApplicationFeature, AppUser

LIST_APPLICATIONS = Operation("listApplications", "GET", "okta.apps.read")
GET_APPLICATION = Operation("getApplication", "GET", "okta.apps.read")
LIST_FEATURES_FOR_APPLICATION = Operation("listFeaturesForApplication", "GET", "okta.apps.read")
LIST_APPLICATION_USERS = Operation("listApplicationUsers", "GET", "okta.apps.read")


class Applications(ApiObject):
    """/api/v1/apps"""

    def list_applications(
        self, q: str | None = None, *, filter: str | None = None, limit: int = 200
    ) -> Pages[Application]:
        """All applications, page by page as they are consumed. `q` matches the start of name or label, in
        any case; labels are not unique. At most 200 a page."""
        return self._pages(
            LIST_APPLICATIONS,
            "/api/v1/apps",
            without_none({"limit": limit, "q": q, "filter": filter}),
            kept=True,
            shape=APPLICATION,
        )

    def get_application(self, app_id: str) -> Application:
        """One application. Raises `NotFound` when it was deleted."""
        path = f"/api/v1/apps/{segment(app_id, 'an application')}"
        application = self._get_or_post(GET_APPLICATION, path)
        check(GET_APPLICATION, path, application, APPLICATION)
        return cast("Application", application)

    def list_features_for_application(self, app_id: str) -> list[ApplicationFeature]:
        """Provisioning features. An app without provisioning answers 400 "Provisioning is not supported."
        (`ValidationFailed`)."""
        path = f"/api/v1/apps/{segment(app_id, 'an application')}/features"
        return self._list(LIST_FEATURES_FOR_APPLICATION, path, shape=APPLICATION_FEATURE)

    def list_application_users(
        self,
        app_id: str,
        *,
        limit: int = 50,
        expand: str | None = None,
        q: str | None = None,
        after: str | None = None,
    ) -> Pages[AppUser]:
        """Users assigned to an application. At most 500 a page; `expand="user"` embeds the Okta user; `after`:
        a `Pages.cursor` to go on from."""
        path = f"/api/v1/apps/{segment(app_id, 'an application')}/users"
        query = without_none({"limit": limit, "expand": expand, "q": q, "after": after})
        return self._pages(LIST_APPLICATION_USERS, path, query, shape=APPLICATION_USER)
