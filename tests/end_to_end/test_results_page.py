"""Somebody without Telegram reads the results in Chromium, and answers by the page's link, against the real bot."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from storage.counters import counters
from storage.rounds import round_by_code
from tests.browser import chromium
from tests.end_to_end.clocks import SwiftClock
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import CODE, SetUp, Stage, behind_a_webhook, free_port

pytestmark = pytest.mark.browser

NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "locale": "ro-RO"}
WITHOUT_SCRIPTS: dict[str, Any] = {"java_script_enabled": False, "locale": "en-GB", "color_scheme": "dark"}


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def stage(set_up: SetUp) -> Stage:
    """A bot behind a webhook, and somebody who has answered everything."""
    stage = await set_up(clock=SwiftClock())
    await stage.stop_bot()
    stage.settings = behind_a_webhook(stage.settings, free_port())
    stage.start_bot()
    await stage.until(lambda: stage.account.webhook is not None)
    ana = await stage.started(ANA)
    await ana.go_until(ana.thanked)
    return stage


async def watched(browser: Browser, how: dict[str, Any]) -> tuple[Page, list[str]]:
    """A page, and what its browser complains of."""
    page = await (await browser.new_context(**how)).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.resource_type != "document" else None)
    return page, complaints


async def test_a_reader_comes_from_the_chat_and_answers_by_the_page(stage: Stage, browser: Browser) -> None:
    ben = await stage.started()
    shown = await ben.say("/results")
    [address] = re.findall(r"http://\S+", shown.text)
    page, complaints = await watched(browser, NARROW)
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 200
    await expect(page.locator("html")).to_have_attribute("lang", "ro")
    await expect(page.locator("h1")).to_have_text(re.compile("Smart City"))
    await expect(page.locator(".summary")).to_contain_text("Până acum a răspuns 1 persoană.")
    assert complaints == []
    link = await page.get_by_role("link", name="Răspundeți în Telegram").get_attribute("href")
    assert link is not None
    assert link.startswith(stage.settings.telegram_api), "in the sandbox, to its chat page"
    eva = await stage.citizen()
    await eva.start(parse_qs(urlsplit(link).query)["start"][0])
    of = await round_by_code(stage.database, CODE)
    assert [each.n for each in await counters(stage.database, of, "source") if each.key == "page"] == [1]


async def test_it_is_read_by_keyboard_on_the_narrowest_phone(stage: Stage, browser: Browser) -> None:
    page, complaints = await watched(browser, NARROW)
    await page.goto(f"{stage.settings.pages}{CODE}")
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await page.keyboard.press("Tab")
    skip = page.locator(":focus")
    await expect(skip).to_have_attribute("href", "#main")
    await expect(skip).to_be_in_viewport()
    tables = page.get_by_role("table")
    assert await tables.count() > 20, "a table stays one where its rows are laid out anew"
    row = tables.first.get_by_role("row").nth(1)
    assert await row.get_by_role("rowheader").count() == 1
    assert await row.get_by_role("cell").count() == 3
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert complaints == []


async def test_without_scripts_in_the_dark_nothing_is_missing(stage: Stage, browser: Browser) -> None:
    page, _ = await watched(browser, WITHOUT_SCRIPTS)
    await page.goto(f"{stage.settings.pages}")
    assert urlsplit(page.url).path == f"/{CODE}", "there is one round, so its page is shown at once"
    await expect(page.locator(".warning")).to_have_text(re.compile("This is a trial"))
    sentences = page.locator("details").first
    await expect(sentences.locator("dd").first).to_be_hidden()
    await sentences.locator("summary").click()
    await expect(sentences.locator("dd").first).to_be_visible()
    async with page.expect_download() as found:
        await page.get_by_role("link", name="CSV").click()
    assert (await found.value).suggested_filename == f"{CODE}-en.csv"
    missing = await page.goto(f"{stage.settings.pages}nothing")
    assert missing is not None
    assert missing.status == 404
    await expect(page.locator("h1")).to_have_text("There is no such page. Its address may be mistyped.")
