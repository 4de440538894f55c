"""The code that adopt writes, for names and texts that no person would choose: valid Python, and what was meant."""

from __future__ import annotations

import ast
import keyword
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oktaprofile.tenant import hcl, python, python_text
from oktaprofile.tenant.choose import choose
from oktaprofile.tenant.found import Found, identifier
from oktaprofile.tenant.model import App, Tenant, UserType, from_json
from oktaprofile.tenant.python_sync import EXTENSION

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
# As long as formatters agree on its width: they do not on emoji and combining marks.
TEXTS = st.text(
    st.one_of(st.characters(codec="ascii"), st.sampled_from("\u00e9\u03a9\u2e80\u2028")), max_size=30
)
NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{0,20}", fullmatch=True)
EXPRESSIONS = st.one_of(
    st.sampled_from(["appuser.directNumber", '"#" + appuser.extensionNumber', "user.primaryPhone"]), TEXTS
)
ROWS = st.dictionaries(
    NAMES,
    st.fixed_dictionaries({"expression": EXPRESSIONS, "pushStatus": st.sampled_from(["PUSH", "DONT_PUSH"])}),
    max_size=4,
)


@st.composite
def tenants(draw: st.DrawFn) -> Tenant:
    """Two apps with the same or different labels, two user types, overrides by any of them and by a deleted one."""
    ids = ["0oaone", "0oatwo"]
    types = ["otydefault", "otyother"]
    sources = st.dictionaries(
        NAMES,
        st.one_of(
            st.just({"type": "PROFILE_MASTER"}),
            st.lists(st.sampled_from([*ids, "0oagone"]), min_size=1, max_size=3, unique=True).map(
                lambda apps: {"type": "OVERRIDE", "priority": [{"type": "APP", "value": one} for one in apps]}
            ),
        ),
        max_size=3,
    )
    definitions = st.dictionaries(
        NAMES,
        st.builds(
            lambda title, more: {"title": title, "type": "string", **more},
            TEXTS,
            st.sampled_from(
                [{}, {"maxLength": 3}, {"enum": ["a", "b"]}, {"type": "array", "items": {"type": "object"}}]
            ),
        ),
        max_size=3,
    )
    names = st.lists(NAMES, max_size=6)
    apps = [
        App(
            id_,
            draw(TEXTS),
            draw(st.booleans()),
            draw(definitions),
            draw(st.lists(NAMES, max_size=2)),
            {way: {one: draw(ROWS) for one in types if draw(st.booleans())} for way in ("to_okta", "to_app")},
            {"to_okta": "PUSH", "to_app": "PUSH"},
        )
        for id_ in ids
    ]
    return Tenant(
        f"https://{draw(TEXTS)}",
        apps,
        [
            UserType("otydefault", None, {}, draw(names), draw(sources)),
            UserType("otyother", draw(NAMES), {}, draw(names), draw(sources)),
        ],
    )


def code_for(tenant: Tenant) -> Found:
    """Everything of the first app, downstream to the second."""
    return choose(tenant, ["0oaone"], ["0oatwo"], target="primaryPhone", all_keys=True)


@st.composite
def alike(draw: st.DrawFn) -> Tenant:
    """An org that syncs every user type in the same way, as the console's steps leave it."""
    extension = {"extension": {"expression": EXTENSION}} if draw(st.booleans()) else {}
    words = draw(TEXTS.filter(lambda text: text.isprintable() and not set(text) & set('"\\\\')))
    row = {"primaryPhone": {"expression": f'"{words}" + appuser.directNumber'}, **extension}
    titles = st.dictionaries(
        NAMES, st.builds(lambda title: {"title": title, "type": "string"}, TEXTS), max_size=2
    )
    types = ["otydefault", *(["otyother"] if draw(st.booleans()) else [])]
    sources = {name: {"type": "OVERRIDE", "priority": [{"type": "APP", "value": "0oaone"}]} for name in row}
    names = [None, draw(NAMES)]
    push = {"to_okta": "PUSH", "to_app": "PUSH"}
    filled = {"telephoneNumber": {"expression": "user.primaryPhone"}}
    ways = {"to_okta": dict.fromkeys(types, row), "to_app": {}}
    down = {"to_okta": {}, "to_app": dict.fromkeys(types, filled)}
    apps = [
        App("0oaone", draw(TEXTS), draw(st.booleans()), draw(titles), [], ways, push),
        App("0oatwo", draw(TEXTS), draw(st.booleans()), {}, ["telephoneNumber"], down, push),
    ]
    shown = sources if draw(st.booleans()) else {}
    return Tenant(
        "https://acme.okta.com",
        apps,
        [UserType(id_, name, {}, list(row), shown) for id_, name in zip(types, names, strict=False)],
    )


@settings(max_examples=12, deadline=None)
@given(alike())
def test_an_org_that_is_synced_alike_is_one_construct(tenant: Tenant) -> None:
    """Every resource is imported by it, by its own id, and the code is as the formatters leave it."""
    found = code_for(tenant)
    text = python.files(found)["main.py"]
    assert text == formatted(text)
    calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)]
    names = [one.func.id for one in calls if isinstance(one.func, ast.Name)]
    assert names.count("RingCentralAttributeSync") == 1
    assert "ProfileMapping" not in names
    imported = [
        one.args[0].value
        for one in calls
        if isinstance(one.func, ast.Attribute)
        and one.func.attr == "import_from"
        and isinstance(one.args[0], ast.Constant)
    ]
    assert sorted(imported) == sorted(one.import_id for one in found.resources)


def test_what_does_not_fit_is_written_part_by_part() -> None:
    """Another expression of one type, a foreign source beside the app, or an app downstream for one type only."""
    push = {"to_okta": "PUSH", "to_app": "PUSH"}
    filled = {"telephoneNumber": {"expression": "user.primaryPhone"}}

    def text(second: str, sources: list[str], downstream: list[str]) -> str:
        rows = {
            "oty1": {"primaryPhone": {"expression": "appuser.x"}},
            "oty2": {"primaryPhone": {"expression": second}},
        }
        master = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": one} for one in sources]}
        down = {"to_okta": {}, "to_app": dict.fromkeys(downstream, filled)}
        apps = [
            App("0oaone", "One", True, {}, [], {"to_okta": rows, "to_app": {}}, push),
            App("0oatwo", "Two", True, {}, ["telephoneNumber"], down, push),
        ]
        types = [
            UserType(id_, name, {}, ["primaryPhone"], {"primaryPhone": master})
            for id_, name in (("oty1", None), ("oty2", "b"))
        ]
        return python.files(code_for(Tenant("https://x", apps, types)))["main.py"]

    assert "RingCentralAttributeSync" in text("appuser.x", ["0oaone"], ["oty1", "oty2"])
    for case in (
        text("appuser.y", ["0oaone"], ["oty1", "oty2"]),
        text("appuser.x", ["0oaone", "0oatwo"], ["oty1", "oty2"]),
        text("appuser.x", ["0oaone"], ["oty1"]),
    ):
        assert "RingCentralAttributeSync" not in case
        assert "ProfileMapping(" in case


def formatted(text: str) -> str:
    """The text as ruff leaves it."""
    return subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--stdin-filename", "main.py", "-"],
        input=text, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def test_the_extension_alone_is_what_the_construct_writes() -> None:
    """The two rooms know nothing of each other."""
    pytest.importorskip("jsii")
    from oktaprofile.constructs.number_formats import E164

    assert E164.extension_expression == EXTENSION


@settings(max_examples=25, deadline=None)
@given(tenants())
def test_python_is_formatted_and_names_each_thing_once(tenant: Tenant) -> None:
    """It compiles, ruff would change nothing, and no two constructs have one id."""
    text = python.files(code_for(tenant))["main.py"]
    tree = ast.parse(text)
    assert formatted(text) == text
    ids = [
        node.args[1].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and len(node.args) == 2 and isinstance(node.args[1], ast.Constant)
    ]
    assert len(ids) == len(set(ids))


@settings(max_examples=25, deadline=None)
@given(tenants())
def test_what_is_imported_is_what_is_described(tenant: Tenant) -> None:
    """Each resource has one import block with its own address; addresses are unique."""
    found = code_for(tenant)
    text = hcl.files(found)
    addresses = [hcl.address(one) for one in found.resources]
    assert len(addresses) == len(set(addresses))
    assert text["imports.tf"].count("\nimport {") == len(found.resources)
    for one in addresses:
        kind, name = one.split(".")
        assert f'resource "{kind}" "{name}" {{' in text["main.tf"]


def test_names_that_meet_are_told_apart() -> None:
    """Labels and attributes that make one identifier, and the words of Python that the code uses itself."""
    row = {"to_okta": {"oty": {"aB": {"expression": "appuser.x"}}}, "to_app": {}}
    push = {"to_okta": "PUSH", "to_app": "PUSH"}
    labels = ["Self", "A B", "a-b", "a b attributes", "A B to Okta"]
    apps = [
        App(f"0oa{n}", label, True, {"x": {"title": "x", "type": "string"}}, [], row, push)
        for n, label in enumerate(labels)
    ]
    master = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": "0oa0"}]}
    tenant = Tenant(
        "https://x", apps, [UserType("oty", None, {}, ["aB"], {"aB": master, "a_b": master, "a_B": master})]
    )
    found = choose(tenant, [app.id for app in apps], [], target="aB", all_keys=True)
    tree = ast.parse(python.files(found)["main.py"])
    assigned = [
        one.targets[0].id
        for one in ast.walk(tree)
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    ]
    assert len(assigned) == len(set(assigned))
    assert "self" not in assigned
    addresses = [hcl.address(one) for one in found.resources]
    assert len(addresses) == len(set(addresses))


@given(tenants())
@settings(max_examples=30, deadline=None)
def test_a_saved_tenant_is_the_same(tenant: Tenant) -> None:
    """The description survives its JSON."""
    assert from_json(tenant.as_json()) == tenant


@given(ANY_TEXT)
def test_a_python_literal_is_its_text(text: str) -> None:
    """Whatever quotes and escapes it takes."""
    assert ast.literal_eval(python_text.literal(text)) == text


@given(ANY_TEXT)
def test_an_identifier_is_one(text: str) -> None:
    """In HCL and in Python, whatever a label is made of."""
    made: Any = identifier(text)
    assert made.isidentifier()
    assert made.isascii()
    assert not keyword.iskeyword(made)
