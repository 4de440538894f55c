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

    def create(self, planned, config, private, ctx):
        return Applied({**planned, "id": "blob"})

    def update(self, prior, planned, config, private, ctx):
        return Applied(planned)

    def delete(self, prior, private, ctx):
        pass

    def read(self, state, private, ctx):
        return Applied(state)
