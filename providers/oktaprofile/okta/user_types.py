"""User types. Each has its own user schema and its own mapping rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from oktaprofile.okta.answer_shapes import USER_TYPE, check
from oktaprofile.okta.api_object import ApiObject, Operation, segment

if TYPE_CHECKING:
    from oktaprofile.okta.shapes import UserTypeObject

LIST_USER_TYPES = Operation("listUserTypes", "GET", "okta.userTypes.read")
GET_USER_TYPE = Operation("getUserType", "GET", "okta.userTypes.read")


class UserTypes(ApiObject):
    """/api/v1/meta/types/user"""

    def list_user_types(self) -> list[UserTypeObject]:
        """All user types. The default one has `default: true`; its name is usually, not always, `user`."""
        path = "/api/v1/meta/types/user"
        return self._list(LIST_USER_TYPES, path, shape=USER_TYPE)

    def get_user_type(self, type_id: str) -> UserTypeObject:
        """One user type (oty…). Raises `NotFound`."""
        path = f"/api/v1/meta/types/user/{segment(type_id, 'a user type')}"
        found = self._get_or_post(GET_USER_TYPE, path)
        check(GET_USER_TYPE, path, found, USER_TYPE)
        return cast("UserTypeObject", found)
