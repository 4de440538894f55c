"""What the pages point at exists: files and headings, make targets, subcommands and their options."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import lru_cache
from pathlib import Path

import pytest

from oktaprofile.cli.main import SUBCOMMANDS, main

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
EXTERNAL = ("http://", "https://", "mailto:")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def without_blocks(page: Path) -> str:
    """A page's text without its code blocks."""
    return FENCED.sub("", page.read_text("utf-8"))


def code_of(page: Path) -> list[str]:
    """Every line of a page's code blocks, without the prompt, and every code span."""
    blocks = FENCED.findall(page.read_text("utf-8"))
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", without_blocks(page))


def anchors(page: Path) -> set[str]:
    """The anchors of a page: those that GitHub gives to its headings, and its own."""
    text = without_blocks(page)
    headings = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    named = re.findall(r'<a id="([^"]+)">', text)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings} | {*named}


@every_page
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    """A relative link names a file of the project and, after `#`, one of its headings."""
    dead = []
    for link in LINK.findall(without_blocks(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if link.startswith(EXTERNAL):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert not dead


@every_page
def test_every_make_target_of_a_page_exists(page: Path) -> None:
    """`make WORD` in code is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {word for code in code_of(page) for word in re.findall(r"^make ([a-z]+)", code)}
    assert named <= targets


@every_page
def test_every_command_of_a_page_exists(page: Path) -> None:
    """`oktaprofile WORD` in code is a subcommand, and the options behind it are in its help."""
    names = {subcommand.name for subcommand in SUBCOMMANDS}
    wrong = []
    for code in code_of(page):
        words = code.partition(" #")[0].split()
        if words[:1] != ["oktaprofile"] or len(words) == 1 or not words[1].isalpha():
            continue
        if words[1] not in names:
            wrong.append(code)
            continue
        text = help_of(words[1], words[2] if len(words) > 2 and words[2].isalpha() else "")
        wrong += [f"{code}: {word}" for word in words if word.startswith("--") and word not in text]
    assert not wrong


@lru_cache
def help_of(subcommand: str, second: str) -> str:
    """The help of a subcommand and, where it has commands of its own, of that one."""
    printed = io.StringIO()
    for words in ([subcommand], [subcommand, second]) if second else ([subcommand],):
        with redirect_stdout(printed), redirect_stderr(io.StringIO()), suppress(SystemExit):
            main([*words, "--help"])
    return printed.getvalue()


def test_every_page_that_the_code_names_exists() -> None:
    """Docstrings, messages and comments send nobody to a page that is not there."""
    sources = [
        *(ROOT / "providers").rglob("*.py"),
        *(ROOT / "tools").rglob("*.py"),
        *(ROOT / "stacks").rglob("*.py"),
    ]
    named = {
        page for path in sources for page in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text("utf-8"))
    }
    assert named
    assert {page for page in named if not (ROOT / page).is_file()} == set()
