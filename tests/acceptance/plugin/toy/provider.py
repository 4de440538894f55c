"""The provider itself; the classes that it names are imported on first use."""

from __future__ import annotations

from typing import ClassVar

from oktaprofile.plugin.resource import Provider
from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import NUMBER, STRING


class ToyProvider(Provider):
    name = "toy"
    version = "1.2.3"
    source = "terraform.local/test/toy"
    schema = Schema(
        {
            "folder": Attribute(STRING, required=True, description="Where the notes are."),
            "api_key": Attribute(STRING, optional=True, sensitive=True),
            "retries": Attribute(NUMBER, optional=True, default=3),
        }
    )
    resources: ClassVar = {"toy_note": "toy.note:Note", "toy_blob": "toy.blob:Blob"}
    data_sources: ClassVar = {"toy_names": "toy.names:Names"}
    functions: ClassVar = {"repeat": "toy.functions:Repeat", "longest": "toy.functions:Longest"}

    def validate(self, config, ctx):
        if config["api_key"] == "wrong":
            ctx.diagnostics.error("The API key is refused", "Ask for another one.", ("api_key",))

    def configure(self, config, terraform_version, ctx):
        from toy.backend import Backend

        assert config["retries"] == 3, "the default has not been filled in"
        if config["api_key"] == "raises-with-this-secret":
            raise RuntimeError(f"no such key: {config['api_key']}")
        return Backend(config["folder"])
