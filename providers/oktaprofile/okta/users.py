"""Users. Profiles hold personal data: nothing of them goes into an error or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from oktaprofile.okta.answer_shapes import USER, check
from oktaprofile.okta.api_object import ApiObject, Operation, segment, without_none

if TYPE_CHECKING:
    from oktaprofile.okta.pagination import Pages
    from oktaprofile.okta.shapes import User

LIST_USERS = Operation("listUsers", "GET", "okta.users.read")
GET_USER = Operation("getUser", "GET", "okta.users.read")


class Users(ApiObject):
    """/api/v1/users"""

    def list_users(
        self,
        *,
        q: str | None = None,
        filter: str | None = None,
        search: str | None = None,
        limit: int = 200,
        after: str | None = None,
    ) -> Pages[User]:
        """Users, page by page. `search` is eventually consistent; at most 200 a page. `after`: a `Pages.cursor`
        to go on from."""
        query = without_none({"limit": limit, "q": q, "filter": filter, "search": search, "after": after})
        return self._pages(LIST_USERS, "/api/v1/users", query, shape=USER)

    def get_user(self, user_id: str) -> User:
        """One user by id or login. The error names the path with the id as it was given."""
        path = f"/api/v1/users/{segment(user_id, 'a user')}"
        user = self._get_or_post(GET_USER, path)
        check(GET_USER, path, user, USER)
        return cast("User", user)
