"""What the demo makes of Terraform's output and of people."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
import requests
from rich.console import Console
from rich.table import Table

from oktaprofile.cli.demo import command, options, people, plans, staying
from oktaprofile.cli.demo.people import Person

DIFF = """
demo  \x1b[1m  # oktaprofile_mapping.sync_map (sync/map) will be created\x1b[0m
demo    # oktaprofile_master_override.o will be updated in-place
demo    # data.oktaprofile_sync_readiness.r will be read during apply
demo  Plan: 1 to add, 1 to change, 0 to destroy.
"""


def printed(table: Table) -> str:
    """The table as plain text."""
    console = Console(file=StringIO(), width=200, color_system=None)
    console.print(table)
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def person(**values: str | None) -> Person:
    """A RingCentral person with some values changed."""
    base = Person("Ada Ito", "user", "+12065550100", "2001", None, None)
    return base._replace(**values)


def test_a_plan_is_a_line_for_each_resource_and_the_sum() -> None:
    """The digest keeps addresses, actions and Terraform's own summary, without colours."""
    assert plans.digest(DIFF).plain.splitlines() == [
        "+ oktaprofile_mapping.sync_map  created",
        "~ oktaprofile_master_override.o  updated in-place",
        "≤ data.oktaprofile_sync_readiness.r  read",
        "Plan: 1 to add, 1 to change, 0 to destroy.",
    ]


def test_an_empty_plan_is_told_from_a_full_one() -> None:
    """Only Terraform's "No changes." counts as empty; silence does not."""
    assert plans.is_empty("demo  No changes. Your infrastructure matches the configuration.")
    assert not plans.is_empty(DIFF)
    assert not plans.is_empty("")


def test_restores_say_what_destroy_does_with_each_key() -> None:
    """A key without a former value is removed, one with gets it back, and so does a master."""
    resources = [
        {
            "address": "oktaprofile_mapping.m",
            "mode": "managed",
            "type": "oktaprofile_mapping",
            "values": {
                "properties": {"primaryPhone": {}, "title": {}},
                "restores": {"title": {"expression": "appuser.title", "push_status": "PUSH"}},
            },
        },
        {
            "address": "oktaprofile_master_override.o",
            "mode": "managed",
            "type": "oktaprofile_master_override",
            "values": {"property": "primaryPhone", "restores": {"type": "PROFILE_MASTER", "priority": []}},
        },
        {"address": "data.x.y", "mode": "data", "type": "oktaprofile_app", "values": {}},
    ]
    text = printed(plans.restores_table({"values": {"root_module": {"resources": resources}}}))
    rows = [" ".join(line.replace("│", " ").split()) for line in text.splitlines()]
    assert "mapping primaryPhone removed" in rows
    assert "mapping title back to appuser.title (PUSH)" in rows
    assert "master_override primaryPhone master back to PROFILE_MASTER" in rows


def test_people_fall_into_groups_by_what_ringcentral_knows() -> None:
    """Empty and null count alike; a person outside RingCentral is a group of their own."""
    assert people.situation(person()) == "direct number and extension"
    assert people.situation(person(direct_number=None)) == "extension only"
    assert people.situation(person(extension="")) == "direct number only"
    assert people.situation(person(direct_number="", extension=None)) == "neither"
    assert people.situation(person(kind="not in RingCentral")) == "not in RingCentral"


def test_counts_tell_changed_from_unchanged_people() -> None:
    """The count table compares each person before and after, per system."""
    before = {"1": person(), "2": person(name="Bo"), "3": person(extension=None)}
    after = {
        **before,
        "1": person(primary_phone="+12065550100#2001", ad_telephone="x"),
        "2": person(primary_phone="1"),
    }
    rows = [
        " ".join(line.replace("│", " ").split())
        for line in printed(people.count_table(before, after)).splitlines()
    ]
    assert "direct number and extension 2 2 1" in rows
    assert "direct number only 1 0 0" in rows


def test_null_and_empty_are_told_apart() -> None:
    """A value never set is a dash, an empty one is a pair of quotes."""
    assert people.shown(None) == "–"
    assert people.shown("") == '""'
    assert people.change("a", "a").plain == "a\n(unchanged)"
    assert people.change(None, "b").plain == "–\n→ b"


def checkout(folder: Path) -> None:
    """What makes a folder a checkout to the demo."""
    (folder / "stacks").mkdir(parents=True)
    (folder / "stacks" / "settings.py").touch()
    (folder / "cdktf.json").write_text("{}")


@pytest.mark.parametrize("own", [True, False])
def test_another_folder_is_no_checkout(
    own: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written there, also where it is somebody's own cdktf project; what works anywhere is named."""
    if own:
        (tmp_path / "cdktf.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert options.main([]) == 1
    assert "Next step: run it in one. `oktaprofile simulate`" in capsys.readouterr().err
    assert len(list(tmp_path.iterdir())) == own


def test_a_link_is_not_followed_to_what_would_be_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`out/demo` is emptied at each run: somewhere else it might be somebody's."""
    checkout(tmp_path / "project")
    (tmp_path / "elsewhere" / "demo").mkdir(parents=True)
    (tmp_path / "project" / "out").symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path / "project")
    assert options.main([]) == 1
    assert "out is a link" in capsys.readouterr().err
    assert (tmp_path / "elsewhere" / "demo").is_dir()


class Terminal(StringIO):
    """An input that a person is at. `interrupted`: they press Ctrl-C instead of Enter."""

    interrupted = False

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        if self.interrupted:
            raise KeyboardInterrupt
        return super().readline()


def test_without_a_terminal_nobody_is_waited_for() -> None:
    """A pipe, a closed input and a pipeline end as ever."""
    assert not staying.can_stay(StringIO("\n"))
    assert staying.can_stay(Terminal())


@pytest.mark.parametrize("interrupted", [True, False])
def test_enter_ctrl_c_and_the_end_of_the_input_end_it(interrupted: bool) -> None:
    """Each without an error."""
    terminal = Terminal("")
    terminal.interrupted = interrupted
    staying.stay(terminal)


def test_the_invitation_names_what_to_open_and_what_to_type(tmp_path: Path) -> None:
    """The page, the report if there is one, and a command with its environment, quoted for a shell."""
    environment = {
        "OKTA_ORG_URL": "http://127.0.0.1:1",
        "OKTAPROFILE_DEMO_STATE": "/a b/state",
        "HOME": "/home/ada",
    }
    report = tmp_path / "review.html"
    text = staying.invitation("http://127.0.0.1:1", report, environment, "out/demo/code", "cdktf deploy")
    assert "http://127.0.0.1:1/\n" in text
    assert "file://" not in text
    assert (
        "  cd out/demo/code\n  export OKTA_ORG_URL=http://127.0.0.1:1 OKTAPROFILE_DEMO_STATE='/a b/state'\n"
        in text
    )
    assert "/home/ada" not in text
    report.write_text("x")
    assert report.as_uri() in staying.invitation(
        "http://127.0.0.1:1", report, environment, ".", "cdktf destroy x"
    )


@pytest.mark.parametrize(("stays", "asked"), [(True, 1), (False, 0)])
def test_the_org_is_there_until_the_person_ends_it(
    stays: bool, asked: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --stay the page answers after the last step; it ends with the demo, whose exit code stays."""
    answered: list[int] = []
    monkeypatch.setattr(command.Demo, "show", lambda self, org: setattr(self, "url", org.url) or True)
    demo = command.Demo(Console(file=StringIO(), width=100), tmp_path, 3, 7, "cdktf")
    monkeypatch.setattr(
        staying, "stay", lambda: answered.append(requests.get(demo.url, timeout=10).status_code)
    )
    assert demo.play(stays) == 0
    assert answered == [200] * asked
    file = demo.console.file
    assert isinstance(file, StringIO)
    assert (f"{demo.url}/" in file.getvalue()) is stays
    with pytest.raises(requests.ConnectionError):
        requests.get(demo.url, timeout=5)
