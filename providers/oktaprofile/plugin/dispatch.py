"""The seam between the transport and Terraform's calls: bytes in, bytes out.

Nothing here knows HTTP/2, so another transport can take its place; nothing below knows bytes.
"""

from __future__ import annotations

from functools import cache

from oktaprofile.plugin import log
from oktaprofile.plugin.process import Process

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator

SERVICE = "/tfplugin6.Provider/"

HANDLERS = {
    "GetMetadata": "provider_schema:get_metadata",
    "GetProviderSchema": "provider_schema:get_provider_schema",
    "GetResourceIdentitySchemas": "identity:get_resource_identity_schemas",
    "UpgradeResourceIdentity": "identity:upgrade_resource_identity",
    "ValidateProviderConfig": "validate:validate_provider_config",
    "ValidateResourceConfig": "validate:validate_resource_config",
    "ValidateDataResourceConfig": "validate:validate_data_resource_config",
    "ConfigureProvider": "configure:configure_provider",
    "StopProvider": "configure:stop_provider",
    "UpgradeResourceState": "stored_state:upgrade_resource_state",
    "MoveResourceState": "stored_state:move_resource_state",
    "ReadResource": "read:read_resource",
    "PlanResourceChange": "plan:plan_resource_change",
    "ApplyResourceChange": "apply:apply_resource_change",
    "ImportResourceState": "import_state:import_resource_state",
    "ValidateListResourceConfig": "validate:validate_list_resource_config",
    "GenerateResourceConfig": "generate:generate_resource_config",
    "ReadDataSource": "data_source:read_data_source",
    "GetFunctions": "functions:get_functions",
    "CallFunction": "functions:call_function",
}


STREAMED = frozenset((SERVICE + "ListResource",))
"""Calls that are answered by a row of messages (``Servicer.stream``)."""


class UnimplementedError(Exception):
    """A path that is not served; gRPC's UNIMPLEMENTED."""


class BadRequestError(Exception):
    """Bytes that are no such request; gRPC's INVALID_ARGUMENT."""


@cache
def _answering() -> tuple[Callable[..., bytes], type[Exception]]:
    """Imported with the first call, and looked up once."""
    from oktaprofile.plugin.rpc.answer import answer
    from oktaprofile.plugin.wire.message import WireError

    return answer, WireError


class Servicer(Process):
    """One provider, as Terraform calls it. ``dispatch`` may run in several threads at once.

    ``provider`` is "package.module:Class"; nothing of it is imported before a call needs it.
    ``schema_cache`` is a file with the whole GetProviderSchema answer (see ``schema_cache.build``), None:
    computed on each call.
    """

    def __init__(self, provider: str, schema_cache: str | os.PathLike[str] | None = None) -> None:
        super().__init__(provider)
        self._schema_cache = schema_cache

    def dispatch(self, rpc_path: str, request: bytes) -> bytes:
        """Answer one call. ``rpc_path`` is like "/tfplugin6.Provider/ReadResource".

        What goes wrong in the provider is a diagnostic in the answer. Raises UnimplementedError for a path
        that is not served and BadRequestError for bytes that are no such request.
        """
        rpc = rpc_path.removeprefix(SERVICE)
        if rpc_path == rpc or rpc not in HANDLERS:
            raise UnimplementedError(f"{rpc_path} is not served")
        if rpc == "GetProviderSchema" and self._schema_cache is not None:
            return self._cached_schema()

        answer, WireError = _answering()  # noqa: N806 - a class
        try:
            return answer(self, rpc, HANDLERS[rpc], request)
        except WireError as error:
            raise BadRequestError(f"{rpc}: {error}") from error

    def stream(self, rpc_path: str, request: bytes, cancelled: Callable[[], bool]) -> Generator[bytes]:
        """The answers of one of STREAMED, as they come. ``cancelled``: nobody reads them any more. Raises
        BadRequestError.
        """
        from oktaprofile.plugin.rpc.listing import list_resource
        from oktaprofile.plugin.wire.message import WireError

        try:
            yield from list_resource(self, request, cancelled)
        except WireError as error:
            raise BadRequestError(f"{rpc_path}: {error}") from error

    def _cached_schema(self) -> bytes:
        try:
            with open(self._schema_cache, "rb") as file:  # type: ignore[arg-type]  # noqa: PTH123 - pathlib costs 5 ms
                data: bytes = file.read()
            return data
        except OSError as error:
            log.failure("the prebuilt schema cannot be read; computing it", error, rpc="GetProviderSchema")
            self._schema_cache = None
            return self.dispatch(SERVICE + "GetProviderSchema", b"")
