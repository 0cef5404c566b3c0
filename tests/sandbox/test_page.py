"""The chat page in a real browser, against the real server and a bot of a few lines that polls it."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, FilePayload, Locator, Page, Route, expect

from sandbox.bots import Bot
from sandbox.server import WORLD, build_sandbox, serving
from tests.browser import chromium

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from sandbox.world import World

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BOT: Final = Bot(token="1000001:SANDBOX", username="glas_demo_bot", first_name="Glas")
KEYS: Final = [
    [
        {"text": "1", "callback_data": "mark 1"},
        {"text": "2", "callback_data": "mark 2"},
        {"text": "3", "callback_data": "mark 3"},
    ],
    [{"text": "Slow", "callback_data": "slow"}, {"text": "Alert", "callback_data": "alert"}],
    [
        {"text": "Delete", "callback_data": "delete"},
        {"text": "Invitation", "url": "https://t.me/glas_demo_bot?start=r_other"},
    ],
]
Json: TypeAlias = dict[str, Any]


@dataclass
class ToyBot:
    """Greets, marks what is tapped, echoes what is typed. Answers "slow" when `may_answer` is set."""

    http: aiohttp.ClientSession
    api: str
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(self, method: str, **parameters: object) -> Any:
        async with self.http.post(f"{self.api}/bot{BOT.token}/{method}", json=parameters) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=30):
                offset = update["update_id"] + 1
                if "message" in update and update["message"]["chat"]["type"] == "private":
                    await self.hear(update["message"])
                elif "callback_query" in update:
                    await self.feel(update["callback_query"])

    async def hear(self, message: Json) -> None:
        text = message.get("text", "something else")
        if text.startswith("/start"):
            greeting = {"text": f"Hello <b>{text.removeprefix('/start').strip()}</b>", "parse_mode": "HTML"}
            await self.call(
                "sendMessage", chat_id=message["chat"]["id"], reply_markup={"inline_keyboard": KEYS}, **greeting
            )
        else:
            await self.call("sendMessage", chat_id=message["chat"]["id"], text=f"You said: {text}")

    async def feel(self, query: Json) -> None:
        place = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
        answer: Json = {"callback_query_id": query["id"]}
        match query["data"].split():
            case ["mark", number]:
                keys = [[key | {"text": "✓"} if key["text"] == number else key for key in row] for row in KEYS]
                await self.call(
                    "editMessageText", **place, text=f"Marked {number}", reply_markup={"inline_keyboard": keys}
                )
            case ["slow"]:
                await self.may_answer.wait()
                answer["text"] = "Here it is"
            case ["alert"]:
                answer |= {"text": "Read this", "show_alert": True}
            case ["delete"]:
                await self.call("deleteMessage", **place)
        await self.call("answerCallbackQuery", **answer)


@dataclass
class Scene:
    """A server with a bot, and a way to open its page in a window of its own."""

    url: str
    world: World
    bot: ToyBot
    open: Callable[..., Awaitable[Page]]

    def person(self, name: str, language: str = "en") -> int:
        return self.world.people.add(name, language_code=language).id


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def scene(browser: Browser) -> AsyncIterator[Scene]:
    errors: list[Error] = []
    app = build_sandbox([BOT])
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(app))
        bot = await stack.enter_async_context(running_bot(url))

        async def open_page(query: str = "", **options: Any) -> Page:
            window = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | options
            context = await browser.new_context(**window)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 (playwright marks its handlers)
            await page.goto(f"{url}/{query}")
            return page

        yield Scene(url, app[WORLD], bot, open_page)
    assert errors == []


@asynccontextmanager
async def running_bot(url: str) -> AsyncIterator[ToyBot]:
    async with aiohttp.ClientSession() as http:
        bot = ToyBot(http, url)
        commands = [("start", "Begin"), ("results", "Today's ranking"), ("review", "My answers")]
        await bot.call("setMyCommands", commands=[{"command": name, "description": text} for name, text in commands])
        polling = asyncio.create_task(bot.run())
        yield bot
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


def column(page: Page, person: int) -> Locator:
    return page.locator(f'[data-person="{person}"]')


def last_message(where: Page | Locator) -> Locator:
    return where.locator("[data-message-id]").last


def key(where: Page | Locator, row: int, column: int) -> Locator:
    return where.locator(f'button[data-row="{row}"][data-column="{column}"]').last


async def begin(page: Page) -> None:
    await page.locator("button[name=start]").click()
    await expect(key(page, 0, 0)).to_be_visible()


async def test_start_sends_the_payload_of_the_address(scene: Scene) -> None:
    page = await scene.open("?start=r_demo")
    await page.locator("button[name=start]").click()
    await expect(last_message(page)).to_contain_text("Hello r_demo")
    await expect(page.locator("[data-message-id]").first).to_contain_text("/start r_demo")
    await expect(page.locator("textarea[name=text]")).to_be_visible()
    await page.reload()
    await expect(last_message(page)).to_contain_text("Hello r_demo")
    await expect(page.locator("button[name=start]")).to_be_hidden()


async def test_a_tapped_button_spins_until_its_answer_which_is_a_toast(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await key(page, 1, 0).click()
    await expect(key(page, 1, 0)).to_have_attribute("aria-busy", "true")
    await expect(page.locator("[role=status].toast")).to_have_text("")
    scene.bot.may_answer.set()
    await expect(page.locator("[role=status].toast")).to_have_text("Here it is")
    await expect(key(page, 1, 0)).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_waits_for_ok(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await key(page, 1, 1).click()
    dialog = page.get_by_role("dialog", name="Glas")
    await expect(dialog).to_contain_text("Read this")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()


async def test_an_edit_changes_the_bubble_in_place_and_keeps_the_focus(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await last_message(page).evaluate("element => { element.dataset.seen = 'before' }")
    await key(page, 0, 1).press("Enter")
    await expect(last_message(page)).to_contain_text("Marked 2")
    await expect(last_message(page)).to_have_attribute("data-seen", "before")
    await expect(key(page, 0, 1)).to_have_text("✓")
    await expect(key(page, 0, 1)).to_be_focused()
    await expect(last_message(page).locator(".edited")).to_be_hidden()
    await expect(page.locator("[data-message-id]")).to_have_count(2)


async def test_an_edit_below_does_not_move_who_reads_above(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    person = next(iter(scene.world.people)).id
    sent = [await scene.bot.call("sendMessage", chat_id=person, text="line\n" * 30) for _ in range(2)]
    await expect(page.locator("[data-message-id]")).to_have_count(4)
    log = page.get_by_role("log")
    await log.evaluate("element => { element.scrollTop = 100 }")
    await expect(page.get_by_role("button", name="To the newest message")).to_be_visible()
    await scene.bot.call("editMessageText", chat_id=person, message_id=sent[1]["message_id"], text="other\n" * 60)
    await expect(last_message(page)).to_contain_text("other")
    assert await log.evaluate("element => element.scrollTop") == 100
    await page.get_by_role("button", name="To the newest message").click()
    await expect(page.get_by_role("button", name="To the newest message")).to_be_hidden()


async def test_enter_sends_and_shift_enter_breaks_the_line(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    box = page.locator("textarea[name=text]")
    await expect(page.locator("button[name=send]")).to_be_disabled()
    await box.press_sequentially("first")
    await box.press("Shift+Enter")
    await box.press_sequentially("<b>second</b>")
    await box.press("Enter")
    await expect(last_message(page).locator(".text")).to_have_text(
        "You said: first\n<b>second</b>", use_inner_text=True
    )
    await expect(box).to_have_value("")
    await box.fill("by button")
    await page.locator("button[name=send]").click()
    await expect(last_message(page)).to_contain_text("You said: by button")


async def test_the_last_own_message_can_be_corrected(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    box = page.locator("textarea[name=text]")
    await box.fill("wrogn")
    await box.press("Enter")
    await expect(last_message(page)).to_contain_text("You said: wrogn")
    await box.press("ArrowUp")
    await expect(box).to_have_value("wrogn")
    await box.fill("right")
    await box.press("Enter")
    own = page.locator("[data-message-id]", has=page.locator(".edited:visible"))
    await expect(own).to_contain_text("right")
    await expect(page.locator("[data-message-id]")).to_have_count(4)


async def test_the_command_menu_by_keyboard(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    box = page.locator("textarea[name=text]")
    options = page.get_by_role("option")
    await box.press_sequentially("/")
    await expect(options).to_have_text(["/startBegin", "/resultsToday's ranking", "/reviewMy answers"])
    await box.press_sequentially("re")
    await expect(options).to_have_count(2)
    await box.press("Escape")
    await expect(options).to_have_count(0)
    await expect(box).to_have_value("/re")
    await box.press("Backspace")
    await box.press("ArrowDown")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("/review")
    await box.press("Enter")
    await expect(last_message(page)).to_contain_text("You said: /review")
    await expect(box).to_have_value("")


async def test_arrow_keys_move_among_inline_buttons(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await key(page, 0, 0).focus()
    await page.keyboard.press("ArrowRight")
    await expect(key(page, 0, 1)).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.press("ArrowDown")
    await expect(key(page, 1, 1)).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowLeft")
    await expect(key(page, 2, 0)).to_be_focused()


async def test_a_deleted_message_vanishes(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await page.get_by_role("button", name="Delete").click()
    await expect(page.locator("[data-message-id]")).to_have_count(1)


async def test_a_link_to_the_bot_invites_inside_the_page(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await page.get_by_role("button", name="Invitation").click()
    await page.locator("button[name=start]").click()
    await expect(last_message(page)).to_contain_text("Hello r_other")


async def test_two_people_side_by_side_each_have_their_own_chat(scene: Scene) -> None:
    ana = scene.person("Ana", "ro")
    page = await scene.open(f"?person={ana}")
    await page.get_by_role("button", name="Add a person").click()
    await page.get_by_label("Name").fill("Mária")
    await page.get_by_role("radio", name="Magyar").check()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Mária · Glas")).to_be_visible()
    maria = next(person.id for person in scene.world.people if person.first_name == "Mária")
    await expect(column(page, ana)).to_be_visible()
    await expect(column(page, maria)).to_be_visible()
    assert scene.world.people.get(maria).language_code == "hu"
    await column(page, maria).locator("button[name=start]").click()
    await expect(last_message(column(page, maria))).to_contain_text("Hello")
    await expect(column(page, ana).locator("[data-message-id]")).to_have_count(0)
    await page.reload()
    await expect(last_message(column(page, maria))).to_contain_text("Hello")
    await expect(column(page, ana).locator("button[name=start]")).to_be_visible()


async def test_a_phone_shows_one_person_and_switches(scene: Scene) -> None:
    ana, ion = scene.person("Ana"), scene.person("Ion")
    page = await scene.open(f"?person={ana}", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    await expect(column(page, ana)).to_be_visible()
    await page.get_by_role("button", name="Ion").tap()
    await expect(column(page, ion)).to_be_visible()
    await expect(column(page, ana)).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_number_buttons_are_equally_wide_and_as_wide_as_the_bubble(scene: Scene) -> None:
    page = await scene.open(viewport={"width": 390, "height": 844})
    await begin(page)
    widths = [await width_of(key(page, 0, at)) for at in range(3)]
    assert max(widths) - min(widths) < 0.5
    assert await width_of(last_message(page).locator(".keyboard")) == await width_of(
        last_message(page).locator(".bubble")
    )


async def width_of(element: Locator) -> float:
    box = await element.bounding_box()
    assert box is not None
    return box["width"]


async def test_dark_and_light_follow_the_system_until_chosen_and_the_choice_stays(scene: Scene) -> None:
    page = await scene.open(color_scheme="dark")
    dark = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    await page.get_by_role("button", name="Light or dark").click()
    await expect(page.locator("body")).not_to_have_css("background-color", dark)
    await page.reload()
    await expect(page.locator("body")).not_to_have_css("background-color", dark)
    await page.get_by_role("button", name="Light or dark").click()
    await expect(page.locator("body")).to_have_css("background-color", dark)


async def test_a_lost_stream_comes_back_with_what_it_missed(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    person = next(iter(scene.world.people)).id
    await last_message(page).evaluate("element => { element.dataset.seen = 'before' }")

    async def refuse(route: Route) -> None:
        await route.abort()

    await page.route("**/events?*", refuse)
    scene.world.feeds.close()
    await expect(column(page, person)).to_have_attribute("data-connection", "reconnecting")
    await expect(page.get_by_text("reconnecting…")).to_be_visible()
    await scene.bot.call("sendMessage", chat_id=person, text="While you were away")
    await page.unroute("**/events?*", refuse)
    await expect(last_message(page)).to_contain_text("While you were away")
    await expect(column(page, person)).to_have_attribute("data-connection", "open")
    await expect(page.locator('[data-seen="before"]')).to_contain_text("Hello")
    await scene.bot.call("sendMessage", chat_id=person, text="Live again")
    await expect(last_message(page)).to_contain_text("Live again")


async def test_a_blocked_chat_offers_to_unblock(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await expect(page.locator("textarea[name=text]")).to_be_hidden()
    await page.get_by_role("button", name="Unblock").click()
    await expect(page.locator("textarea[name=text]")).to_be_visible()


async def test_a_group_from_the_menu_to_the_supergroup(scene: Scene) -> None:
    ana, ion = scene.person("Ana"), scene.person("Ion")
    page = await scene.open(f"?person={ana}&person={ion}")
    hers, his = column(page, ana), column(page, ion)

    async def choose(item: str) -> None:
        await hers.get_by_role("button", name="More").click()
        await hers.get_by_role("menuitem", name=item).click()

    await choose("New group")
    await page.get_by_label("Title").fill("Neighbours")
    await page.keyboard.press("Enter")
    await expect(hers.get_by_role("heading", name="Neighbours")).to_be_visible()
    await expect(hers.get_by_text("3 members · you are Ana")).to_be_visible()
    await expect(his.get_by_text("The group “Neighbours” was created")).to_be_visible()
    await hers.locator("textarea[name=text]").fill("hello")
    await hers.locator("button[name=send]").click()
    await expect(last_message(his)).to_contain_text("Ana")
    await expect(last_message(his)).to_contain_text("hello")
    await expect(last_message(hers).locator(".author")).to_be_hidden()
    await choose("Leave the group")
    await hers.get_by_role("button", name="Join the group").click()
    await expect(last_message(his)).to_have_text("Ana joined the group", use_inner_text=True)
    await choose("Make it a supergroup")
    await expect(last_message(hers)).to_contain_text("The group became a supergroup")
    (_, supergroup) = scene.world.groups
    await expect(page).to_have_url(re.compile(f"group={supergroup.id}"))


async def test_what_the_bot_says_of_itself(scene: Scene) -> None:
    await scene.bot.call("setMyDescription", description="Spune-ți părerea", language_code="ro")
    await scene.bot.call("setMyShortDescription", short_description="Consultări publice", language_code="ro")
    ana, ben = scene.person("Ana", "ro"), scene.person("Ben")
    page = await scene.open(f"?person={ana}&person={ben}")
    await expect(column(page, ana).locator(".welcome")).to_contain_text("Spune-ți părerea")
    await expect(column(page, ben).locator(".welcome")).not_to_contain_text("Spune-ți părerea")
    await column(page, ana).get_by_role("button", name="More").click()
    await expect(column(page, ana).get_by_text("Consultări publice")).to_be_visible()


async def test_a_deleted_account_writes_nothing_more(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Delete the Telegram account").click()
    await expect(page.get_by_text("This Telegram account was deleted.")).to_be_visible()
    await expect(page.locator("textarea[name=text]")).to_be_hidden()


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("Photo", ".photo img"), ("Document", "a.file[download]"), ("Sticker", ".sticker"), ("Voice message", ".voice")],
)
async def test_attachments_are_sent_and_shown(scene: Scene, kind: str, shown: str) -> None:
    page = await scene.open()
    await begin(page)
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name=kind).click()
    await expect(page.locator(shown)).to_be_visible()
    await expect(last_message(page)).to_contain_text("You said: something else")


async def test_an_album_stands_together_and_files_come_from_the_device(scene: Scene) -> None:
    page = await scene.open()
    await begin(page)
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Album").click()
    await expect(page.locator(".joined .photo img")).to_have_count(2)
    parks: FilePayload = {"name": "parks.yaml", "mimeType": "application/yaml", "buffer": b"id: parks"}
    await page.locator("input[name=files]").set_input_files(parks)
    await expect(page.locator("a.file strong")).to_have_text("parks.yaml")


async def test_the_page_speaks_the_visitors_language_and_switches(scene: Scene) -> None:
    page = await scene.open(locale="ro-RO")
    await begin(page)
    await expect(page.locator("textarea[name=text]")).to_have_attribute("placeholder", "Mesaj")
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("textarea[name=text]")).to_have_attribute("placeholder", "Message")
    await expect(page.locator(".day:visible")).to_have_text("Today")
