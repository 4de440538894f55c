"""A single, possibly very large, attribute; in place and without surprises."""

from __future__ import annotations

from oktaprofile.plugin.resource import Applied, Resource
from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import NUMBER, STRING


class Blob(Resource):
    schema = Schema(
        {
            "id": Attribute(STRING, computed=True),
            "content": Attribute(STRING, required=True),
            "ratio": Attribute(NUMBER, optional=True),
        }
    )

    def create(self, request, ctx):
        return Applied({**request.planned, "id": "blob"})

    def update(self, request, ctx):
        return Applied(request.planned)

    def delete(self, request, ctx):
        pass

    def read(self, request, ctx):
        return Applied(request.state)
