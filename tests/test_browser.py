"""The preview page in a real browser: headless Chromium, driven by Playwright."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from flashgen.cli import main

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = (
    "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\"> [x](javascript:alert(1))"
)

pytestmark = pytest.mark.browser

if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("no Chromium here (Debian: apt-get install chromium)", allow_module_level=True)

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402  # after the question whether we can


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that asks nobody anything."""
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def seed_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The preview of the seed's course."""
    path = tmp_path_factory.mktemp("preview") / "page.html"
    ran = CliRunner().invoke(main, ["preview", str(ROOT / "decks" / "ai-reading-group"), "-o", str(path)])
    assert ran.exit_code == 0, ran.stderr
    return path


def opened(browser: Browser, path: Path, *, width: int = 1200, dark: bool = False) -> tuple[Page, list[str]]:
    """The page, and what its console said and what it asked the network for."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    talk: list[str] = []
    page.on("console", lambda message: talk.append(message.text))
    page.on("pageerror", lambda error: talk.append(str(error)))
    page.on("request", lambda request: talk.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(path.as_uri())
    return page, talk


def shown(page: Page) -> int:
    """How many sheets can be seen."""
    return page.locator("article.sheet:visible").count()


def test_every_card_is_there_and_the_console_is_silent(browser: Browser, seed_page: Path) -> None:
    page, talk = opened(browser, seed_page)
    assert shown(page) == page.locator("article.sheet").count() > 150
    assert page.locator("#count").inner_text() == f"{shown(page)} of {shown(page)}"
    assert talk == []


def test_formulas_are_typeset_and_none_is_left_as_tex(browser: Browser, seed_page: Path) -> None:
    page, _ = opened(browser, seed_page)
    assert page.locator(".card math").count() >= 10
    box = page.locator(".card math").first.bounding_box()
    assert box
    assert box["width"] > 0
    assert not re.search(r"\\\(|\\\[", " ".join(page.locator(".card").all_inner_texts()))


@pytest.mark.parametrize("width", [390, 1200])
def test_nothing_overflows(browser: Browser, seed_page: Path, width: int) -> None:
    page, _ = opened(browser, seed_page, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        page.evaluate("[...document.querySelectorAll('.card')].filter((c) => c.scrollWidth > c.clientWidth + 1).length")
        == 0
    )


def test_filters_narrow_the_page_and_tell_how_many_are_left(browser: Browser, seed_page: Path) -> None:
    page, _ = opened(browser, seed_page)
    for name in ("topic", "kind", "look"):
        option = page.locator(f"select[name={name}] option[data-title]").first
        told = re.search(r"\((\d+)\)$", option.inner_text())
        assert told
        page.select_option(f"select[name={name}]", option.get_attribute("value"))
        assert shown(page) == int(told[1]) > 0
        page.select_option(f"select[name={name}]", "")
    page.select_option("select[name=kind]", "question")
    questions = shown(page)
    page.fill("input[name=text]", "projective")
    assert 0 < shown(page) < questions
    topics = page.locator("select[name=topic] option[data-title]").all_inner_texts()
    assert sum(int(text.rpartition("(")[2].rstrip(")")) for text in topics) == shown(page)
    page.fill("input[name=text]", "no such words anywhere")
    assert shown(page) == 0


def test_the_address_keeps_the_filters(browser: Browser, seed_page: Path) -> None:
    page, _ = opened(browser, seed_page)
    page.select_option("select[name=kind]", "question")
    page.fill("input[name=text]", "projective")
    left = shown(page)
    page.reload()
    assert page.locator("select[name=kind]").input_value() == "question"
    assert (page.locator("input[name=text]").input_value(), shown(page)) == ("projective", left)


def test_the_page_follows_the_system_to_the_dark_and_the_button_turns_it(browser: Browser, seed_page: Path) -> None:
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light, _ = opened(browser, seed_page)
    dark, _ = opened(browser, seed_page, dark=True)
    assert light.evaluate(background) != dark.evaluate(background)
    night = dark.evaluate(background)
    dark.click("#theme")
    assert dark.evaluate(background) == light.evaluate(background)
    light.click("#theme")
    assert light.evaluate(background) == night


def test_an_annotation_with_a_script_does_nothing(browser: Browser, tmp_path: Path) -> None:
    row = {
        "id": "AAAAAAAAAAAAAAAAAAAAAA",
        "created": "2026-01-01T00:00:00+00:00",
        "updated": "2026-01-01T00:00:00+00:00",
        "user": "acct:a@b",
        "uri": "javascript:alert(1)",
        "document": {"title": [f"{HOSTILE} {'w' * 400}"]},
        "text": f"Q: why {HOSTILE}? $$\\text{{{HOSTILE}}}$$ $$\\href{{javascript:alert(1)}}{{x}}$$",
        "tags": [HOSTILE],
        "group": "__world__",
        "target": [{"source": "x", "selector": [{"type": "TextQuoteSelector", "exact": f"A claim {HOSTILE} is one."}]}],
    }
    (tmp_path / "hostile.json").write_text(json.dumps({"total": 1, "rows": [row]}))
    ran = CliRunner().invoke(main, ["preview", str(tmp_path / "hostile.json"), "-o", str(tmp_path / "page.html")])
    assert ran.exit_code == 0, ran.stderr
    page, talk = opened(browser, tmp_path / "page.html", width=390)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "pwned" not in page.title().replace(HOSTILE, "")
    assert page.locator(".sheet script, .sheet img, .sheet [onerror], .sheet a[href^=javascript]").count() == 0
    assert "<script>" in page.locator("article.sheet").inner_text()
    assert talk == []
