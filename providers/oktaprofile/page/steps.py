"""The steps of Okta's help page in our own words: what the code does for each, and whether it is done in this org.

Nine are the help page's ("Enable RingCentral bidirectional attribute synchronization", read 2026-11-30); the tenth is
what its introduction promises and leaves to the reader: the number goes on to Active Directory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oktaprofile.page.findings import findings
from oktaprofile.page.flow import NUMBERS, Flow
from oktaprofile.page.model import TO_APP, TO_OKTA, Organization

DONE, OPEN, UNKNOWN = "done", "open", "unknown"
_APP = "data.oktaprofile_app.ringcentral.id"
_ATTRIBUTES = f"""resource "oktaprofile_app_user_properties" "numbers" {{
  app_id = {_APP}
  properties = {{
    directNumber    = {{ title = "Direct Number" }}
    extensionNumber = {{ title = "Extension Number" }}
  }}
}}"""


class Step(NamedTuple):
    """`where`: in Okta's Admin Console. `does`: what the product does for it, by the HCL or command in `code`.
    `python`: the construct for it, "" where there is none. `seen`: in the org. `view`: the view with its arguments.
    """

    title: str
    where: str
    does: str
    code: str
    python: str
    state: str
    seen: str
    view: str


def steps(org: Organization, flow: Flow) -> list[dict[str, Any]]:
    """The ten steps, as JSON."""
    found = [*_finding(org), *_filling(org, flow), *_sourcing(org, flow), _downstream(org, flow)]
    return [{"number": number, **step._asdict()} for number, step in enumerate(found, 1)]


def _finding(org: Organization) -> list[Step]:
    """1 to 4: the support flags, and the way to the app's profile."""
    app = org.source
    both = app.sources and app.pushes
    level = any("master" in one for _, one in org.default_type.attributes.values())
    count = len(app.attributes or {})
    same = sum(one.label == app.label for one in org.apps)
    profile = f"profile/{app.id}"
    flags = (
        f"{app.label} is a profile source and gets pushes; attributes show their sources."
        if both and level
        else "No API shows the two flags, and this org does not show both of their effects yet."
    )
    return [
        Step(
            "Let Okta Support switch on profile sourcing and push",
            "A support case",
            "Only Okta can switch it on. The command says whether its effects show.",
            f'oktaprofile doctor --app "{app.label}"',
            "",
            DONE if both and level else UNKNOWN,
            flags,
            "apps",
        ),
        Step(
            "Open the Profile Editor",
            "Directory → Profile Editor",
            "No window to open: the provider reads the same schemas over Okta's API.",
            'provider "oktaprofile" {}',
            "OktaprofileProvider",
            DONE,
            f"The schemas of {sum(one.attributes is not None for one in org.apps)} apps are readable.",
            profile,
        ),
        Step(
            f"Search for {app.label}",
            "Profile Editor, Search",
            "Looks the app up by its label, and refuses where two apps have it.",
            f'data "oktaprofile_app" "ringcentral" {{\n  label = "{app.label}"\n}}',
            "OktaApp.by_label",
            DONE if same == 1 else OPEN,
            f"{app.label} is {app.id}." if same == 1 else f"{same or 'No'} apps have this label.",
            "apps",
        ),
        Step(
            f"Open the profile of the {app.label} User",
            "Profile Editor, Profile",
            "Reads the profile, and never touches an attribute that it does not own.",
            f"app_id = {_APP}",
            "",
            DONE if count else OPEN,
            f"The profile has {count} attributes." if count else "Okta shows no profile of this app.",
            profile,
        ),
    ]


def _filling(org: Organization, flow: Flow) -> list[Step]:
    """5 to 7: the attributes, and the mapping."""
    app = org.source
    lacking = [name for name in NUMBERS if name not in (app.attributes or {})]
    mapping = org.mapping(app.id, org.default_type.id, TO_OKTA)
    line = mapping.lines.get(flow.target) if mapping else None
    view = f"mappings/{app.id}/{TO_OKTA}/{org.default_type.id}"
    expression = line["expression"] if line else ""
    mapped = any(name in expression for name in NUMBERS)
    found = findings(expression, TO_OKTA) if line else ()
    warned = f"\nThe check warns: {found[0]['message']}." if found else ""
    return [
        Step(
            "Add the attributes Direct Number and Extension Number",
            "Profile, Add Attribute",
            "Adds exactly these attributes, and reads them back. destroy removes them.",
            _ATTRIBUTES,
            "AppProfileAttributes",
            OPEN if lacking else DONE,
            f"Missing: {', '.join(lacking)}." if lacking else f"{' and '.join(NUMBERS)} exist.",
            f"profile/{app.id}",
        ),
        Step(
            f"Open Mappings, {app.label} to Okta User",
            "Profile Editor, Mappings",
            "Finds the one mapping between the app and the user type.",
            'resource "oktaprofile_mapping" "to_okta" {\n  direction = "to_okta"',
            "ProfileMapping",
            DONE if mapping else OPEN,
            f"It maps {len(mapping.lines)} attributes." if mapping else "Okta has no such mapping.",
            view,
        ),
        Step(
            f"Map the numbers to {flow.target}",
            f"Mappings, {app.label} to Okta User",
            "Checks the expression before anything is applied, says whom it changes, and writes this line only.",
            f'  properties = {{\n    {flow.target} = {{ expression = "…" }}\n  }}\n}}',
            "ProfileMapping",
            DONE if mapped else OPEN,
            f"{flow.target} = {expression}{warned}" if line else f"Nothing is mapped to {flow.target}.",
            view,
        ),
    ]


def _sourcing(org: Organization, flow: Flow) -> list[Step]:
    """8 and 9: the source of the attribute, and the order of the profile sources."""
    app = org.source
    override = org.override(flow.target)
    names = ", ".join(one.label if (one := org.app(id_)) else id_ for id_ in override)
    done = app.id in override
    others = [one for one in org.apps if one.sources and one.status == "ACTIVE" and one.id != app.id]
    if org.ranked:
        position = f"{app.label} is number {app.rank or '–'} of {len(others) + bool(app.rank)}."
    else:
        listed = ", ".join(one.label for one in others)
        position = f"Other profile sources: {listed}." if others else "There is no other profile source."
    decided = f" For {flow.target} the override decides." if done else ""
    return [
        Step(
            f"Make {app.label} the source of {flow.target}",
            f"Okta User, {flow.target}, Source priority: Override profile source",
            "Sets the override on the base attribute, proves it, and puts back on destroy what was there.",
            f'resource "oktaprofile_master_override" "phone" {{\n  property = "{flow.target}"\n'
            f"  sources  = [{_APP}]\n}}",
            "ProfileMasterOverride",
            DONE if done else OPEN,
            f"Override profile source: {names}."
            if names
            else "It inherits its value from the profile source.",
            f"sources/{org.default_type.id}",
        ),
        Step(
            "Check the order of the profile sources",
            "Directory → Profile Sources, where there are several",
            "No API changes this order. doctor names the other sources and says where to look.",
            f'oktaprofile doctor --app "{app.label}"',
            "",
            DONE if done or not others or app.rank == 1 else OPEN if org.ranked else UNKNOWN,
            position + decided,
            f"sources/{org.default_type.id}",
        ),
    ]


def _downstream(org: Organization, flow: Flow) -> Step:
    """10: the number goes on."""
    lines = []
    for app_id, attribute in flow.downstream:
        mapping, app = org.mapping(app_id, org.default_type.id, TO_APP), org.app(app_id)
        if mapping and app and attribute in mapping.lines:
            lines.append((app, attribute))
    pushed = [f"{app.label}: {attribute}" for app, attribute in lines if app.pushes]
    seen = f"{'; '.join(pushed)}." if pushed else f"No app downstream gets {flow.target}."
    if lines and not pushed:
        seen = f"{lines[0][1]} is mapped, and Okta pushes no profile updates to {lines[0][0].label}."
    first = flow.downstream[0][0] if flow.downstream else org.app_id
    return Step(
        "Send the number on to Active Directory",
        "Mappings, Okta User to Active Directory",
        "Maps it onwards with the same checks; the impact follows each person to the end.",
        f'resource "oktaprofile_mapping" "to_directory" {{\n  direction = "to_app"\n'
        f'  properties = {{\n    telephoneNumber = {{ expression = "user.{flow.target}" }}\n  }}\n}}',
        "DownstreamMapping",
        DONE if pushed else OPEN,
        seen,
        f"mappings/{first}/{TO_APP}/{org.default_type.id}",
    )
