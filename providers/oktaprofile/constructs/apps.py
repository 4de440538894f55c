"""Which app is meant: by id, or by a label or key that Terraform looks up at plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from oktaprofile.constructs.framework import Construct
from oktaprofile.constructs.generated import DataApp
from oktaprofile.constructs.validation import SettingError, is_token

if TYPE_CHECKING:
    from oktaprofile.constructs.framework import cdktf


class OktaApp(NamedTuple):
    """An app in the org: exactly one of its id, label and key. Make it with `by_id`, `by_label` or `by_name`."""

    id: str | None = None
    label: str | None = None
    name: str | None = None

    @classmethod
    def by_id(cls, id_: str) -> OktaApp:
        """The app with this id (`0oa…`), or a token for one. Needs no look-up."""
        return cls(id=id_)

    @classmethod
    def by_label(cls, label: str) -> OktaApp:
        """The app with exactly this label, as the admin console shows it. More than one is an error at plan."""
        return cls(label=label)

    @classmethod
    def by_name(cls, name: str) -> OktaApp:
        """The app with this key, such as `active_directory`. More than one instance is an error at plan."""
        return cls(name=name)

    def problem(self) -> str | None:
        """Return what is wrong with the selection, as a rule of `validation` does; None: nothing."""
        chosen = [value for value in self if value is not None]
        if len(chosen) != 1:
            return f"selects an app by {len(chosen)} things; give exactly one of id, label and name"
        if not is_token(chosen[0]) and not chosen[0].strip():
            return "selects an app by an empty text; give its id, label or name"
        if self.id is not None and not is_token(self.id) and not self.id.startswith("0oa"):
            return f"is {self.id!r}, which is no app id (0oa…); for an app's label use OktaApp.by_label({self.id!r})"
        return None


def app_id(
    scope: Construct,
    id_: str,
    app: OktaApp | str,
    *,
    construct: str,
    setting: str,
    provider: cdktf.TerraformProvider | None = None,
) -> str:
    """Return an app's id, or a token for it.

    A text is an id. For a label or key a data source is added to `scope` under the construct id `id_`. Raises
    SettingError, naming `setting` of `construct`.
    """
    selected = OktaApp.by_id(app) if isinstance(app, str) else app
    problem = (
        selected.problem() if isinstance(selected, OktaApp) else f"is {app!r}; give an app's id or an OktaApp"
    )
    if problem is not None:
        raise SettingError(construct, setting, problem)
    if selected.id is not None:
        return selected.id
    return DataApp(scope, id_, label=selected.label, name=selected.name, provider=provider).id
