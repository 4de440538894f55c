"""The names of all notes that begin with a prefix."""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import STRING, List


class Names(DataSource):
    schema = Schema(
        {
            "prefix": Attribute(STRING, optional=True, default="note-"),
            "names": Attribute(List(STRING), computed=True),
        }
    )

    def read(self, config, ctx):
        return {**config, "names": [name for name in ctx.client.names() if name.startswith(config["prefix"])]}
