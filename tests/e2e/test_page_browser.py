"""The page in a real Chromium, one session for all: every view, a live change by terraform, the import, hostile texts,
both themes, a phone, the keyboard, axe-core, and the page of a real org.

`UPDATE_PICTURES=1` writes the pictures of the documentation, docs/images/page-*.png, anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from oktaprofile.cli.demo.existing import ten_steps_by_hand
from oktaprofile.cli.demo.stage import EmbeddedOrg
from oktaprofile.page.answers import Page
from oktaprofile.review.masking import masked_values
from oktaprofile.simulator.running import ThreadedOrg, running_org
from tests.acceptance.harness import TOKEN, Workspace
from tests.contract.page.conftest import feed_of, served
from tests.e2e.browser import Browser, browsing

VIEWS = ("steps", "apps", "profile", "mappings", "sources", "people", "import", "journal")
IMAGES = Path(__file__).parents[2] / "docs" / "images"
HOSTILE = "<img src=x onerror='window.broken=1'>\u202e<script>window.broken=1</script>{{7*7}}" + "x" * 3000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole file."""
    with browsing() as session:
        yield session


@pytest.fixture
def org() -> Iterator[ThreadedOrg]:
    """Sixty people; nothing of the sync is there yet."""
    with running_org(users=60, seed=7) as running:
        yield running


@pytest.fixture
def page(browser: Browser, org: ThreadedOrg) -> Browser:
    """The browser on the org's page, in a desktop's window."""
    look(browser, org.url)
    return browser


def look(browser: Browser, url: str, **preferences: str) -> None:
    """Opens a page as somebody new: light theme, a desktop's window, and no problem noted."""
    browser.size(1280, 900)
    browser.prefer(prefers_color_scheme="light", **preferences)
    browser.open(url)
    browser.until(
        "document.querySelector('#body')?.childElementCount && !document.querySelector('[aria-busy=true]')"
    )
    browser.problems.clear()


def go(browser: Browser, view: str) -> None:
    """Another view, by its address."""
    browser.run(f"location.hash = '#/{view}'")
    browser.until(f"document.activeElement.id === 'title' || location.hash === '#/{view}'")
    browser.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def too_wide(browser: Browser) -> list[str]:
    """What makes the page wider than its window."""
    found = browser.run(
        "document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll('*')]"
        ".filter((one) => !one.closest('body > nav') && one.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(0, 5).map((one) => `${one.tagName}.${one.className} ${one.getBoundingClientRect().right}`)"
    )
    return list(found)


def picture(browser: Browser, name: str, folder: Path) -> bytes:
    """A screenshot; with UPDATE_PICTURES the one of the documentation."""
    target = IMAGES if os.environ.get("UPDATE_PICTURES") else folder
    browser.run(
        "new Promise((done) => setTimeout(done, 1000 * !matchMedia('(prefers-reduced-motion)').matches))"
    )
    data = browser.picture(target / f"page-{name}.png")
    assert data.startswith(b"\x89PNG")
    return data


def test_terraform_apply_shows_at_once(page: Browser, org: ThreadedOrg, tmp_path: Path) -> None:
    """What an apply in another window and the import then change is marked, in words and announced, without a reload;
    the person's number goes all the way; in both themes and on a phone.
    """
    page.run("window.kept = true")
    assert "5 of 10 done" in page.text()
    workspace = Workspace(tmp_path / "tf", {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
    workspace.use_example("full-sync")
    workspace.apply().expect_success()
    page.until("document.body.innerText.includes('10 of 10 done')")
    assert page.run("document.querySelector('#changes').innerText").startswith("5 changes")
    assert page.run("document.querySelector('#changes').getAttribute('role')") == "status"
    assert page.run("document.querySelectorAll('.steps .fresh').length") == 5
    light = picture(page, "light", tmp_path)
    for view, words in (("profile", "Direct Number new"), ("mappings", "new"), ("sources", "changed")):
        go(page, view)
        assert words in page.run("document.querySelector('tr.fresh').innerText").replace("\n", " ")
    go(page, "journal")
    assert "updateApplicationUserProfile" in page.text()

    go(page, "import")
    page.run("document.querySelector('button.main').focus()")
    page.press("Enter", 13, "\r")
    page.until("document.body.innerText.includes('Imported from RingCentral')")
    assert "Okta profiles changed" in page.text()
    go(page, "people")
    page.until("document.querySelectorAll('td.fresh').length > 10")
    assert "in step" in page.text()
    picture(page, "people", tmp_path)

    go(page, "steps")
    page.run("document.getElementById('seen').click()")
    assert page.run("document.querySelectorAll('.fresh').length") == 0
    numbers = page.run("[...document.querySelectorAll('.journey dd')].map((one) => one.innerText)")
    assert numbers[2] == numbers[3] == f"{numbers[0]}#{numbers[1]}"
    page.prefer(prefers_color_scheme="dark", prefers_reduced_motion="reduce")
    dark = picture(page, "dark", tmp_path)
    page.size(390, 844)
    assert len({light, dark, picture(page, "phone", tmp_path)}) == 3
    assert page.run("window.kept")
    assert page.problems == []


def test_every_view_is_for_everybody(page: Browser, org: ThreadedOrg) -> None:
    """axe-core finds nothing in any view, with changes on it, in either theme; nothing is cut off on a phone."""
    ten_steps_by_hand(EmbeddedOrg(org.url))
    EmbeddedOrg(org.url).run_import()
    page.until("document.querySelector('#changes').innerText.length > 20")
    page.run("window.moves = (one) => getComputedStyle(one).animationName !== 'none'")
    for view in VIEWS:
        page.size(1280, 900)
        go(page, view)
        page.prefer(prefers_color_scheme="light", prefers_reduced_motion="reduce")
        assert not page.run("[...document.querySelectorAll('.fresh')].some(moves)"), view
        assert page.axe() == [], view
        page.prefer(prefers_color_scheme="dark", prefers_reduced_motion="reduce")
        assert page.axe("color-contrast") == [], view
        for width in (320, 390, 760):
            page.size(width, 844)
            assert too_wide(page) == [], (view, width)
    assert page.axe() == []
    page.prefer(prefers_reduced_motion="no-preference")
    page.size(1280, 900)
    go(page, "mappings")
    assert page.run("moves(document.querySelector('.fresh'))")
    assert page.problems == []


def test_a_person_s_values_by_keyboard(page: Browser, org: ThreadedOrg) -> None:
    """The skip link comes first; views are links; a search and a person's name lead to what each mapping gives."""
    page.press("Tab", 9)
    assert page.run("document.activeElement.className") == "skip"
    page.press("Enter", 13, "\r")
    assert page.run("document.activeElement.id") == "main"
    page.run("document.querySelector('#views a[href=\"#/people\"]').focus()")
    page.press("Enter", 13, "\r")
    page.until("document.title.startsWith('People')")
    assert page.run("document.activeElement.id") == "title"
    person = list(org.org.users.all())[40]
    page.press("Tab", 9)
    page.call("Input.insertText", text=person.login)
    page.until(
        f"document.querySelectorAll('tbody tr').length === 1 && document.body.innerText.includes('{person.login}')"
    )
    page.press("Tab", 9)
    page.press("Tab", 9)
    page.press("Enter", 13, "\r")
    page.until("document.title.startsWith('Mappings')")
    assert page.run("document.querySelector('input[type=search]').value") == person.login
    assert person.profile["firstName"] in page.run("document.querySelector('tbody').innerText")
    go(page, "people")
    page.run(
        "document.querySelector('input').value = ''; document.querySelector('input').dispatchEvent(new Event('input'))"
    )
    page.until("document.querySelectorAll('tbody tr').length === 25")
    page.run("document.querySelector('[data-key=next]').click()")
    page.until("document.body.innerText.includes('Page 2: 25 people')")
    assert page.run("document.activeElement.dataset.key") in ("next", None, "")
    assert page.problems == []


def test_texts_of_the_org_are_never_markup(browser: Browser, org: ThreadedOrg) -> None:
    """Labels, attributes, expressions, values and names that are HTML, turn the direction or never end."""
    app = org.org.apps.by_label("RingCentral")
    assert app is not None
    app.label = HOSTILE
    org.org.apps.put(app)
    schema = org.org.schemas.app(app.id)
    assert schema is not None
    schema.custom[f"a{HOSTILE}"] = {"title": HOSTILE, "type": HOSTILE, "externalName": HOSTILE}
    org.org.schemas.put(schema)
    kind = org.org.user_types.default()
    mapping = org.org.mappings.find(app.id, kind.id, "to_okta")
    assert mapping is not None
    for expression in (HOSTILE, '"<b id=bold>bold</b>"'):
        mapping.properties[f"{HOSTILE}{len(expression)}"] = {"expression": expression, "pushStatus": "PUSH"}
    org.org.mappings.put(mapping)
    for user in list(org.org.users.all())[:3]:
        user.profile |= {"firstName": HOSTILE, "primaryPhone": HOSTILE}
        org.org.users.put(user)
    look(browser, org.url)
    for view in VIEWS:
        go(browser, view)
        assert browser.run("document.querySelectorAll('img, body script, #bold').length") == 0, view
        assert too_wide(browser) == [], view
        assert "\u202e" not in browser.text()
    go(browser, "people")
    assert "<script>window.broken=1</script>{{7*7}}" in browser.text()
    go(browser, "mappings")
    assert "<b id=bold>bold</b>" in browser.run("document.querySelector('tbody').innerText")
    browser.size(390, 844)
    for view in VIEWS:
        go(browser, view)
        assert too_wide(browser) == [], view
    for address in (
        "constructor",
        "%",
        "profile/constructor/constructor",
        "mappings/x/y/z",
        "sources/__proto__",
    ):
        go(browser, address)
        assert browser.run("document.querySelector('#body').childElementCount") > 0, address
    assert browser.run("window.broken") is None
    assert browser.problems == []


def test_the_page_of_a_real_org(browser: Browser, org: ThreadedOrg, tmp_path: Path) -> None:
    """Through the client: masked, without a button to press, as accessible; it says when its command has ended."""
    ten_steps_by_hand(EmbeddedOrg(org.url))
    EmbeddedOrg(org.url).run_import()
    with served(Page(feed_of(org), hide=True, clean=masked_values)) as url:
        look(browser, url)
        assert "9 of 10" in browser.text() or "10 of 10" in browser.text()
        assert (
            browser.run("[...document.querySelectorAll('#views a')].map((one) => one.innerText)")[-1]
            == "Journal"
        )
        assert "Import" not in browser.run("document.querySelector('#views').innerText")
        go(browser, "people")
        assert "•••" in browser.text()
        numbers = {str(one.profile.get("primaryPhone")) for one in org.org.users.all()} - {
            "None",
            "",
            "#null",
        }
        assert not [one for one in numbers if one in browser.text()]
        for view in ("steps", "sources", "people", "journal"):
            go(browser, view)
            assert browser.axe() == [], view
        assert "listApplicationUsers" in browser.text()
        assert browser.problems == []
    browser.until("document.querySelector('#live').innerText === 'Not connected'")
    assert "The server does not answer" in browser.run("document.querySelector('[role=alert]').innerText")
