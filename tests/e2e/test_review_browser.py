"""The HTML report in headless Chromium: with and without script, in both themes, at a phone's width."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from oktaprofile.cli.review import main
from tests.e2e.browser import QUIET, chromium_path

CASES = Path(__file__).parents[1] / "cases" / "review"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The report of a plan that fails a gate."""
    path = tmp_path / "review.html"
    arguments = ["--plan", str(CASES / "change.json"), "--impact", str(CASES / "change.impact.json")]
    assert main([*arguments, "--format", "html", "--out", str(path)]) == 2
    return path


def chromium(page: Path, *arguments: str) -> str:
    """Runs Chromium on the page; returns what it printed."""
    profile = page.with_suffix(".profile")
    command = [chromium_path(), *QUIET, f"--user-data-dir={profile}", *arguments, page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_script_adds_filter_and_sort(page: Path) -> None:
    """The page's own policy lets its script run: long tables get a filter, headings become buttons."""
    dom = chromium(page, "--dump-dom")
    assert dom.count('type="search"') == page.read_text().count(" data-long>")
    assert dom.count('type="search"') > 0
    assert dom.count('<button type="button">') > 10


def test_it_reads_without_script(page: Path) -> None:
    """Every table and expression is there, and no control that would do nothing."""
    page.write_text(re.sub(r"script-src '[^']*'", "script-src 'none'", page.read_text()))
    dom = chromium(page, "--dump-dom")
    assert "<input" not in dom.split("<script>")[0]
    assert "people whose value contains the word null" in dom
    assert "<del>" in dom


def test_both_themes_and_a_phone_are_drawn(page: Path) -> None:
    """Three pictures, all different; the dark one's background is dark."""
    pictures = []
    for name, arguments in {
        "light": ("--window-size=1280,2000",),
        "dark": (
            "--window-size=1280,2000",
            "--force-dark-mode",
            "--enable-features=WebContentsForceDark:disabled",
        ),
        "phone": ("--window-size=500,2000",),
    }.items():
        picture = page.with_name(f"{name}.png")
        chromium(page, f"--screenshot={picture}", *arguments)
        pictures.append(picture.read_bytes())
        assert pictures[-1].startswith(b"\x89PNG")
        assert len(pictures[-1]) > 50_000
    assert len(set(pictures)) == 3


@pytest.mark.parametrize("width", [320, 390, 500])
def test_a_phone_needs_no_sideways_scrolling(page: Path, width: int) -> None:
    """The page and its tables fit: rows are cards there, so that what failed is never beyond the edge. The picture
    alone scrolls inside of its region. A window is 500 pixels wide at the least, so the page stands in a frame."""
    probe = """<script>
      const wide = [...document.querySelectorAll(".scroll")].filter((one) => one.scrollWidth > one.clientWidth);
      const verdict = document.querySelector("tr.bad td:last-child").getBoundingClientRect();
      parent.postMessage([document.documentElement.scrollWidth, innerWidth, verdict.right,
        wide.map((one) => one.getAttribute("aria-label")).join()].join(" "), "*");
    </script></body>"""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text())
    page.write_text(text.replace("</body>", probe))
    frame = page.with_name("frame.html")
    frame.write_text(
        "<title>none</title><script>onmessage = (event) => { document.title = event.data; };</script>"
        f'<iframe src="{page.name}" style="width: {width}px; height: 900px; border: 0"></iframe>'
    )
    found = re.search(
        r"<title>(\d+) (\d+) ([\d.]+) (.*)</title>",
        chromium(frame, "--dump-dom", "--virtual-time-budget=2000"),
    )
    assert found
    assert (int(found[2]), found[4]) == (width, "Data flow, as a picture")
    assert int(found[1]) <= width
    assert float(found[3]) <= width
