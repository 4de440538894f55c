"""Other people's text stays text, in every field and every format."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from oktaprofile.review.source_lines import SourceLines
from oktaprofile.review.words import printable
from oktaprofile.review.writers import html_page, json_document, junit, markdown, sarif, terminal
from tests.unit.review.hostile import VALUES, review_with

VOID = {"meta", "br", "img", "hr", "input"}
MARKDOWN_TAGS = {
    "h3",
    "h4",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "code",
    "pre",
    "details",
    "summary",
    "ul",
    "li",
    "sub",
}
PAGE_TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "script",
    "body",
    "a",
    "header",
    "h1",
    "h2",
    "h3",
    "div",
    "strong",
    "p",
    "nav",
    "ul",
    "li",
    "main",
    "section",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "code",
    "pre",
    "span",
    "del",
    "ins",
    "figure",
    "figcaption",
    "footer",
    "svg",
    "g",
    "rect",
    "text",
    "path",
    "polygon",
}


class Page(HTMLParser):
    """Tags, attributes, and text with the tags around it; fails on a tag that is not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: list[str] = []
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self.comments: list[str] = []
        self.rows: list[int] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.targets += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((data, tuple(self.open)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        """All text."""
        return "".join(data for data, _ in self.texts)


def rendered(body: str) -> Page:
    """Markdown as GitHub and GitLab render it: CommonMark with tables, strikethrough and HTML."""
    return Page(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(body))


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_markdown(value: str) -> None:
    """No tag, link, image, heading or cell of a value's own; what could be a mention stands in code; one marker."""
    body = markdown.write(review_with(value), key=value)
    page = rendered(body)
    assert page.tags <= MARKDOWN_TAGS
    assert page.targets == []
    assert page.attributes <= {"open", "class", "style"}
    assert len(page.comments) == 1
    assert body.count("<!-- oktaprofile:review") == 1
    for text, around in page.texts:
        if not {"code", "pre"} & set(around):
            assert not re.search(r"[@\[\]<>{}|]|://|www\.|\bred\b", text), text
    tables = re.findall(r"(?:^\|.*\n)+", body, re.MULTILINE)
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1
    shown = printable(value)[:60].strip()
    if value.isprintable() and shown and len(value) < 200:
        assert shown in page.text


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_mermaid(value: str) -> None:
    """Every line of the diagram is one of three forms that we write; a title cannot end its quotes."""
    body = markdown.write(review_with(value))
    [diagram] = re.findall(r"^```mermaid\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
    safe = r"(?:[\w ,\-]|#\d+;)*"
    node = rf'  n\d+\["{safe}(?:<br/>{safe})*"\]'
    edge = rf'  n\d+ (?:-->|==>|-\.->|--x)\|"{safe}(?:: \w+)?"\| n\d+'
    first, *lines = diagram.splitlines()
    assert first == "flowchart LR"
    assert lines
    for line in lines:
        assert re.fullmatch(f"{node}|{edge}", line), line


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_html(value: str) -> None:
    """Only our tags and attributes, links inside the page alone, one script and one style: ours."""
    body = html_page.write(review_with(value))
    page = Page(body)
    assert page.tags <= PAGE_TAGS
    assert all(target.startswith("#") for target in page.targets)
    assert not [name for name in page.attributes if name.startswith("on") or name in ("style", "src")]
    assert (body.count("<script"), body.count("<style"), len(page.comments)) == (1, 1, 0)
    shown = printable(value)
    if value.isprintable() and shown.strip() and len(value) < 200:
        assert shown in page.text


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_json_sarif_junit_and_terminal(value: str) -> None:
    """They parse, and a terminal gets no control character."""
    review = review_with(value)
    found = json.loads(json_document.write(review))
    assert found["foreign"][0]["address"] == value + " 9"
    [run] = json.loads(sarif.write(review, SourceLines(Path("/nowhere"))))["runs"]
    for result in run["results"]:
        said = result["message"]["text"]
        assert "](" not in said  # a viewer would make a link of it
        assert all(character.isprintable() or character == "\n" for character in said)
    tree = ElementTree.fromstring(junit.write(review))
    assert len(tree.findall(".//testcase")) == len(review.gates)
    for text in (*tree.itertext(), *(one for tag in tree.iter() for one in tag.attrib.values())):
        assert all(character.isprintable() or character == "\n" for character in text)
    shown = terminal.write(review)
    assert all(character.isprintable() or character == "\n" for character in shown)


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_drift(value: str) -> None:
    """The same report of what changed outside."""
    assert rendered(markdown.write(review_with(value, drift=True))).tags <= MARKDOWN_TAGS


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_the_report_of_an_unreadable_plan(value: str) -> None:
    """An error's text may quote the file."""
    page = rendered(markdown.unreadable(value, value, key=value))
    assert page.tags <= MARKDOWN_TAGS | {"strong"}
    assert page.targets == []
    assert Page(html_page.unreadable(value, value)).tags <= PAGE_TAGS
    assert json.loads(json_document.unreadable(value, value))["status"] == "unreadable"
    assert (
        json.loads(sarif.unreadable(value, value))["runs"][0]["invocations"][0]["executionSuccessful"]
        is False
    )
    assert ElementTree.fromstring(junit.unreadable(value, value)).find(".//error") is not None
    assert "\x1b" not in terminal.unreadable(value, value)
