"""Which profile a name in an expression means, and what its schema says of an attribute."""

from __future__ import annotations

from oktaprofile.expression.findings import ERROR, WARNING, Finding, corrected
from oktaprofile.expression.kinds import Kind, Schema
from oktaprofile.expression.nodes import Name, Property
from oktaprofile.expression.signatures import FUNCTIONS, NAMESPACES
from oktaprofile.expression.suggest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.expression.nodes import Chain, Key

# By direction: the names of the source's profile, and the one of the other side's. "" is a bare name.
_SOURCE = {"to_okta": ("appuser", "source", ""), "to_app": ("user", "source", "")}
_OTHER = {"to_okta": "user", "to_app": "appuser"}
_FREE = ("app", "org")  # attributes of the app instance and of the org, which no schema describes
_ELSEWHERE = {
    "idpuser": "idpuser is available in the username transform of an identity provider only",
    "session": "session is available in SAML attribute statements only",
}


# What Okta's own pages read of every app, and of Active Directory, also where the schema does not show it
_ON_OKTAS_PAGES = {
    "": frozenset(("externalId",)),
    "active_directory": frozenset(
        (
            "cn",
            "dn",
            "managerDn",
            "managerUpn",
            "objectSid",
            "primaryGroupID",
            "sAMAccountName",
            "samAccountName",
        )
    ),
}
_NO_VALUE = ("none", "nil", "undefined", "nothing", "empty", "blank")


class Profiles:
    """The profiles that an expression of one direction can read."""

    __slots__ = ("direction", "source", "target")

    def __init__(self, direction: str, source: Schema | None, target: Schema | None) -> None:
        self.direction = direction
        self.source = source
        self.target = target

    def attribute(self, key: Key, node: Name | Property, text: str) -> tuple[Kind, Finding | None]:
        """The kind of the attribute `key`, read at `node` of the expression `text`, and what is wrong with it."""
        root, name = key
        if root in _SOURCE[self.direction] or (root and root == self._app_name()):
            return self._of_source(root, name, node, text)
        if root in _FREE or root.endswith("_app"):
            return Kind(nullable=True), None
        return Kind(), self._wrong_root(root, name, node, text)

    def _app_name(self) -> str:
        schema = self.source if self.direction == "to_okta" else self.target
        return schema.name if schema is not None else ""

    def _of_source(
        self, root: str, name: str, node: Name | Property, text: str
    ) -> tuple[Kind, Finding | None]:
        if self.source is None:
            return Kind(nullable=True), None
        if self.direction == "to_app" and root and root == self._app_name():
            return Kind(nullable=True), None  # the app's present profile: the target, not the source
        kind = self.source.attributes.get(name)
        if kind is not None:
            return kind, None
        if not root and name in (*_SOURCE[self.direction][:2], _OTHER[self.direction], *_FREE):
            message = f"{name} is a whole profile; one of its attributes is needed, such as {name}.email"
            return Kind(), Finding(ERROR, "whole-profile", message, node.span, text)
        if self._is_on_oktas_pages(name):
            side = "the app's profile" if self.direction == "to_okta" else "the Okta user's profile"
            message = f"the schema of {side} does not show {name}, which Okta's own pages read"
            span = node.name_span if isinstance(node, Property) else node.span
            return Kind(nullable=True), Finding(WARNING, "undiscovered-attribute", message, span, text)
        return Kind(), self._unknown_attribute(name, node, text)

    def _is_on_oktas_pages(self, name: str) -> bool:
        if self.direction != "to_okta":
            return False
        app = self._app_name()
        return name in _ON_OKTAS_PAGES[""] or name in _ON_OKTAS_PAGES.get(app or "active_directory", ())

    def name_with_hyphen(self, node: Chain, text: str) -> Finding | None:
        """`appuser.mobile-phone` of unknown attributes: one mistake, since a name has no hyphen."""
        if node.operators != ("-",) or self.source is None:
            return None
        left, right = node.children
        if not (isinstance(left, Property) and isinstance(right, Name)) or left.span[1] + 1 != right.span[0]:
            return None
        known = self.source.attributes
        if left.name in known or right.name in known or not isinstance(left.target, Name):
            return None
        name = f"{left.name}-{right.name}"
        similar = nearest(name, known, limit=1)
        hint = f"; did you mean {similar[0]}?" if similar else ""
        span = (left.name_span[0], right.span[1])
        message = f"there is no attribute {name}: a name has no hyphen, and '-' subtracts{hint}"
        fix = corrected(text, span, similar[0]) if similar else ""
        return Finding(ERROR, "unknown-attribute", message, span, text, fix)

    def _unknown_attribute(self, name: str, node: Name | Property, text: str) -> Finding:
        assert self.source is not None
        span = node.name_span if isinstance(node, Property) else node.span
        similar = nearest(name, self.source.attributes)
        hint = f"; did you mean {' or '.join(similar)}?" if similar else ""
        if isinstance(node, Name) and name.lower() in _NO_VALUE:
            similar, hint = ["null"], "; the word for no value is null"
        elif isinstance(node, Name) and not similar:
            hint = f'; a text needs quotes: "{name}"'
        side = "the app's profile" if self.direction == "to_okta" else "the Okta user's profile"
        fix = corrected(text, span, similar[0]) if len(similar) == 1 else ""
        return Finding(ERROR, "unknown-attribute", f"{side} has no attribute {name}{hint}", span, text, fix)

    def _wrong_root(self, root: str, name: str, node: Name | Property, text: str) -> Finding:
        assert isinstance(node, Property)
        span = node.target.span
        right = _SOURCE[self.direction][0]
        if root == _OTHER[self.direction]:
            whose = (
                "the app's profile to Okta's"
                if self.direction == "to_okta"
                else "Okta's profile to the app's"
            )
            exists = self.source is None or name in self.source.attributes
            return Finding(
                ERROR,
                "wrong-profile",
                f"this mapping goes from {whose}, so it reads {right}, and {root} is what it writes",
                span,
                text,
                corrected(text, span, right) if exists else "",
            )
        if root in NAMESPACES:
            known = FUNCTIONS.get(f"{root}.{name}")
            what = f": write {known}" if known else ""
            message = f"{root}.{name} is no attribute; functions take brackets{what}"
            return Finding(ERROR, "unknown-profile", message, node.span, text)
        if root in _ELSEWHERE:
            return Finding(ERROR, "wrong-profile", _ELSEWHERE[root], span, text)
        similar = nearest(
            root, [*_SOURCE[self.direction][:2], _OTHER[self.direction], *_FREE, self._app_name()]
        )
        if similar and root.casefold() == similar[0].casefold():
            message = f"names are case-sensitive: the profile is {similar[0]}, not {root}"
            return Finding(WARNING, "profile-case", message, span, text, corrected(text, span, similar[0]))
        if similar:
            message = f"there is no profile {root}; did you mean {' or '.join(similar)}?"
            return Finding(ERROR, "unknown-profile", message, span, text, corrected(text, span, similar[0]))
        message = (
            f"{root} is not a profile of this mapping: right if it is the name of another app of the user"
        )
        return Finding(WARNING, "unknown-profile", message, span, text)
