"""A citizen answers the whole consultation by clicking in the chat page, in Chromium, against the real bot."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Error, Locator, Page, expect

from flows.consultation import Multiple, OpenText, Question, text_in
from tests.browser import chromium
from tests.end_to_end.citizen import LABELS, chosen_in, own_words_in
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import Stage

pytestmark = pytest.mark.browser

RO = LABELS["ro"]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "ro-RO",
}


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


class Window:
    """The chat of the page's only person."""

    def __init__(self, stage: Stage, page: Page) -> None:
        self.stage = stage
        self.page = page

    @property
    def screen(self) -> Locator:
        """The bot's newest message."""
        return self.page.locator("[data-message-id]").last

    def key(self, label: str) -> Locator:
        return self.screen.get_by_role("button", name=label, exact=True)

    async def text(self) -> str:
        return await self.screen.locator(".text").inner_text()

    async def click(self, label: str) -> None:
        """Clicks a button, and waits until the screen is another one."""
        before = await self.screen.inner_text()
        await self.key(label).click()
        await self._changed(before)

    async def type(self, text: str) -> None:
        before = await self.screen.inner_text()
        await self.page.locator("textarea[name=text]").fill(text)
        await self.page.locator("button[name=send]").click()
        await self._changed(before)
        await expect(self.screen.locator(".keyboard")).to_be_visible()

    async def _changed(self, before: str) -> None:
        await expect(self.screen).not_to_have_text(before, use_inner_text=True)

    def question(self, text: str) -> Question | None:
        lines = [line.strip() for line in text.split("\n")]
        found = [each for each in self.stage.consultation.questions if text_in(each.text, "ro") in lines]
        return found[0] if len(found) == 1 else None

    def label(self, text: str, question: Question, option: str) -> str:
        words = text_in(self.stage.consultation.options_of[question.id][option].text, "ro")
        numbered = re.search(rf"^(?:✓ )?(\d+)\. {re.escape(words)}$", text, re.MULTILINE)
        return numbered[1] if numbered else words

    async def one_screen(self) -> None:
        """Does what the newest screen asks for."""
        text = await self.text()
        question = self.question(text)
        if question is None:
            onward = self.screen.get_by_role("button", name=re.compile("|".join((RO.start, RO.send, RO.proceed))))
            await self.click(await onward.inner_text())
            return
        await self._answer(question, text, ANA.get(question.id))

    async def _answer(self, question: Question, text: str, answer: Any) -> None:
        match question:
            case _ if answer is None:
                await self.click(RO.skip)
            case OpenText():
                await self.type(answer)
            case Multiple():
                for option in chosen_in(answer):
                    await self.click(self.label(text, question, option))
                if own_words_in(answer):
                    await self.type(own_words_in(answer))
                await self.click(RO.done)
            case _ if answer == "dont_know":
                await self.click(RO.dont_know)
            case _ if isinstance(answer, int):
                await self.click(str(answer))
            case _:
                await self.click(self.label(text, question, answer))


async def test_the_whole_consultation_by_clicking_on_a_phone(stage: Stage, browser: Browser) -> None:
    errors: list[Error] = []
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 (playwright marks its handlers)
    await page.goto(f"{stage.url}/?start=r_timisoara")
    await page.locator("button[name=start]").click()
    window = Window(stage, page)
    await expect(window.key(RO.start)).to_be_visible()
    for _ in range(200):
        if (await window.text()).startswith(RO.thanks):
            break
        await window.one_screen()
    await expect(window.screen).to_contain_text("Toate secțiunile au fost trimise și contează.")
    (person,) = stage.world.people
    assert await stage.sent(person.id) == ANA
    assert stage.refused() == []
    assert errors == []
    await context.close()
