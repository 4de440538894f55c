"""What the author of a provider writes: classes derived from those here.

Values are as ``oktaprofile.plugin.values`` says. The engine decodes and encodes, checks ``one_of``, fills
defaults, marks computed values, finds replacements, carries private state and turns exceptions into
diagnostics; what is left is the resource's own knowledge. One instance per type serves all calls, up to ten
at once: keep no state in it.

Private state is a JSON-able dict that Terraform keeps beside the state and never shows. ``private=None`` in a
result carries on what the call was given.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError, Diagnostics
from oktaprofile.plugin.late import imported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from threading import Event
    from typing import Any, ClassVar

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.schema import Schema
    from oktaprofile.plugin.values import Value


class Context:
    """What a call may need besides its values.

    ``diagnostics`` collects messages. ``stop`` is set once Terraform asks to stop: end waits early
    (``ctx.stop.wait(seconds)``), then finish or report what was done. ``client`` is what
    ``Provider.configure`` returned, None before it ran.
    """

    def __init__(self, diagnostics: Diagnostics, stop: Event, client: Value = None) -> None:
        self.diagnostics = diagnostics
        self.stop = stop
        self.client = client


class PlanRequest:
    """``prior`` is None on create, ``config`` and ``proposed`` are None on destroy.

    ``proposed`` has defaults filled in. Unset computed attributes in it are UNKNOWN where the object is
    new, and carry their prior value where it existed before, at every depth.

    Terraform plans again just before an apply. Where ``keeps_private``, it then sends along what the first plan
    returned as private state: ``first_private``, None in any other call.
    """

    def __init__(
        self,
        config: dict[str, Any] | None,
        prior: dict[str, Any] | None,
        proposed: dict[str, Any] | None,
        private: dict[str, Any],
        *,
        first_private: dict[str, Any] | None = None,
        keeps_private: bool = False,
    ) -> None:
        self.config = config
        self.prior = prior
        self.proposed = proposed
        self.private = private
        self.first_private = first_private
        self.keeps_private = keeps_private


class Plan:
    """``planned`` is None on destroy. ``requires_replace`` adds to what the schema's attributes ask for."""

    def __init__(
        self,
        planned: dict[str, Any] | None,
        requires_replace: Sequence[Path] = (),
        private: dict[str, Any] | None = None,
    ) -> None:
        self.planned = planned
        self.requires_replace = list(requires_replace)
        self.private = private


class ApplyRequest:
    """What to carry out. ``prior`` is None on create, ``planned`` and ``config`` are None on delete.

    ``private`` is that of the plan.
    """

    def __init__(
        self,
        prior: dict[str, Any] | None,
        planned: dict[str, Any] | None,
        config: dict[str, Any] | None,
        private: dict[str, Any],
    ) -> None:
        # As the methods that get it may rely on: an update has all three.
        self.prior: dict[str, Any] = prior  # type: ignore[assignment]
        self.planned: dict[str, Any] = planned  # type: ignore[assignment]
        self.config: dict[str, Any] = config  # type: ignore[assignment]
        self.private = private

    @property
    def creates(self) -> bool:
        """Whether nothing exists yet."""
        return self.prior is None


class ReadRequest:
    """The state to refresh. After an import it may be mostly null."""

    def __init__(self, state: dict[str, Any], private: dict[str, Any]) -> None:
        self.state = state
        self.private = private


class Applied:
    """What exists now. ``state`` None: nothing."""

    def __init__(self, state: dict[str, Any] | None, private: dict[str, Any] | None = None) -> None:
        self.state = state
        self.private = private


class ApplyFailed(DiagnosticError):  # noqa: N818 - reads as what happened, like the rest of the contract
    """A create, update or delete that failed part of the way.

    ``state`` is what exists now, None: nothing does. An attribute that is still unknown is stored as null.
    """

    def __init__(
        self,
        summary: str,
        detail: str = "",
        path: Path = (),
        *,
        state: dict[str, Any] | None,
        private: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(summary, detail, path)
        self.state = state
        self.private = private


class Resource:
    """A managed resource type."""

    schema: ClassVar[Schema]

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        """Refuse bad input. Check each known part even where others are UNKNOWN. ``ctx.client`` is None."""

    def plan(self, request: PlanRequest, ctx: Context) -> Plan:
        """Called on create, update and destroy. Here: what the engine proposes."""
        return Plan(request.proposed)

    def create(self, request: ApplyRequest, ctx: Context) -> Applied:
        """Make it. The state returned holds ``planned`` with every UNKNOWN replaced. Raises ApplyFailed."""
        raise NotImplementedError

    def update(self, request: ApplyRequest, ctx: Context) -> Applied:
        """Change it in place. A failure that is no ApplyFailed leaves the prior state as it was."""
        raise NotImplementedError

    def delete(self, request: ApplyRequest, ctx: Context) -> None:
        """Remove it. Already gone is success. A failure leaves the prior state as it was."""
        raise NotImplementedError

    def read(self, request: ReadRequest, ctx: Context) -> Applied | None:
        """What exists now, None: gone."""
        raise NotImplementedError

    def import_state(self, id_: str, ctx: Context) -> Applied:
        """A first state from an id; attributes left out are null. ``read`` follows and fills them in."""
        raise DiagnosticError("This resource cannot be imported", "Create it with Terraform instead.")

    def identity_of(self, state: dict[str, Any]) -> dict[str, Any]:
        """What tells this resource from all others, of a type that has an identity; parts left out are null."""
        return state

    def import_identity(self, identity: dict[str, Any], ctx: Context) -> Applied:
        """The same as ``import_state`` from an identity; parts that the import left out are null."""
        raise DiagnosticError("This resource cannot be imported by identity", "Import it by id.")

    def generate(self, config: dict[str, Any]) -> dict[str, Any]:
        """The configuration that Terraform writes down for an import; ``config`` is all that could be configured."""
        return config

    def move(self, request: MoveRequest, ctx: Context) -> Applied:
        """A first state from a resource of another type; attributes left out are null. ``read`` follows.

        Terraform has not configured the provider then, so there is no ``ctx.client``. Raises DiagnosticError.
        """
        raise request.refusal()

    def upgrade(self, version: int, state: dict[str, Any], ctx: Context) -> dict[str, Any]:
        """The state of an older schema ``version``, as JSON has it, in today's form.

        Attributes left out are null, those that the schema no longer has are dropped.
        """
        return state


class DataSource:
    """A data source type."""

    schema: ClassVar[Schema]

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        """Refuse bad input. Check each known part even where others are UNKNOWN. ``ctx.client`` is None."""

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        """``config`` with every computed attribute filled in.

        It is wholly known, and defaults are filled in.
        """
        raise NotImplementedError


class Provider:
    """The provider itself. ``source`` is its full address, such as "terraform.local/example/example".

    ``resources``, ``data_sources``, ``list_resources`` and ``functions`` map a full type name (``example_thing``; a
    function's bare name) to "package.module:Class". A module is imported when its type is first used.
    """

    schema: ClassVar[Schema]
    name: ClassVar[str]
    version: ClassVar[str]
    source: ClassVar[str] = ""
    resources: ClassVar[Mapping[str, str]] = {}
    data_sources: ClassVar[Mapping[str, str]] = {}
    functions: ClassVar[Mapping[str, str]] = {}
    list_resources: ClassVar[Mapping[str, str]] = {}
    identities: ClassVar[str] = ""
    """"package.module:NAME" of a dict: resource type -> IdentitySchema. "": no type has one."""

    def ahead(self) -> Iterator[object]:
        """Import what a plan needs, step by step, the first first; yield after each. For the fork server."""
        for locator in self.resources.values():
            yield imported(locator.partition(":")[0])

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        """Refuse a bad provider configuration. Parts may be UNKNOWN."""

    def examine(self, config: dict[str, Any], ctx: Context) -> None:
        """Refuse what no resource and no data source may hold. Called with the configuration of each, before its own
        code sees it, at validate and at plan (a data source: at read). Parts may be UNKNOWN."""

    def configure(self, config: dict[str, Any], terraform_version: str, ctx: Context) -> Value:
        """Make the client that later calls get as ``ctx.client``.

        At plan, parts of ``config`` may be UNKNOWN.
        """
        return None
