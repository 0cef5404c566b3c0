"""The delivery, through aiogram's real client, against a small Bot API that fails as the test says."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.asked import Answered, Asked, Request, ShowConversation, ShowPage
from bot.delivery.delivering import REMEMBERED, Delivery
from bot.delivery.gate import BULK_RATE, BURST, Gate
from bot.delivery.posting import Posting
from bot.screen import Button, Document, Screen
from storage.exchange import DELETED, Arrival, Chat, Outcome, Owed, Sent

ANA = 4711
"""A number that no test and no id otherwise uses, so that it can be looked for in the log."""

Call = tuple[str, dict[str, Any]]


class Heard:
    """A list that can be waited for."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._more = asyncio.Event()

    def add(self, item: Any) -> None:
        self.items.append(item)
        self._more.set()

    async def until(self, enough: Callable[[list[Any]], bool]) -> list[Any]:
        async with asyncio.timeout(60):
            while not enough(self.items):
                self._more.clear()
                await self._more.wait()
        return self.items


class Telegram:
    """Keeps the messages of one chat. `faults`: what the next calls of a method are answered instead."""

    def __init__(self) -> None:
        self.calls = Heard()
        self.faults: dict[str, deque[web.Response]] = {}
        self.messages: dict[int, dict[str, Any]] = {}
        self.newest = 100
        self.old: set[int] = set()
        self.flows = asyncio.Event()
        self.flows.set()

    def will(self, method: str, *faults: web.Response) -> None:
        self.faults.setdefault(method, deque()).extend(faults)

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        form = await request.post()
        given = {name: value if isinstance(value, str) else "a file" for name, value in form.items()}
        self.calls.add((method, given))
        await self.flows.wait()
        if waiting := self.faults.get(method):
            return waiting.popleft()
        answer: web.Response = getattr(self, f"_{method}")(given)
        return answer

    def _sendMessage(self, given: dict[str, Any]) -> web.Response:  # noqa: N802 - named as the method is
        self.newest += 1
        self.messages[self.newest] = {"text": given["text"], "keyboard": given.get("reply_markup")}
        return done(self._message(self.newest))

    def _sendDocument(self, given: dict[str, Any]) -> web.Response:  # noqa: N802 - named as the method is
        self.newest += 1
        self.messages[self.newest] = {"document": True}
        return done(self._message(self.newest))

    def _editMessageText(self, given: dict[str, Any]) -> web.Response:  # noqa: N802 - named as the method is
        message = self.messages.get(int(given["message_id"]))
        if message is None:
            return refused(400, "Bad Request: message to edit not found")
        if "document" in message:
            return refused(400, "Bad Request: there is no text in the message to edit")
        shown = {"text": given["text"], "keyboard": given.get("reply_markup")}
        if shown == message:
            return refused(400, "Bad Request: message is not modified: specified new message content ...")
        self.messages[int(given["message_id"])] = shown
        return done(self._message(int(given["message_id"])))

    def _editMessageReplyMarkup(self, given: dict[str, Any]) -> web.Response:  # noqa: N802 - named as the method is
        message = self.messages.get(int(given["message_id"]))
        if message is None:
            return refused(400, "Bad Request: message to edit not found")
        message["keyboard"] = given.get("reply_markup")
        return done(self._message(int(given["message_id"])))

    def _editMessageMedia(self, given: dict[str, Any]) -> web.Response:  # noqa: N802 - named as the method is
        self.messages[int(given["message_id"])] = {"document": True, "replaced": True}
        return done(self._message(int(given["message_id"])))

    def _deleteMessages(self, given: dict[str, Any]) -> web.Response:  # noqa: N802 - named as the method is
        messages = set(json.loads(given["message_ids"]))
        assert len(messages) <= 100
        if messages & self.old:
            return refused(400, "Bad Request: message can't be deleted for everyone")
        for each in messages:
            self.messages.pop(each, None)
        return done(True)

    def _deleteMessage(self, given: dict[str, Any]) -> web.Response:  # noqa: N802 - named as the method is
        message = int(given["message_id"])
        if message in self.old:
            return refused(400, "Bad Request: message can't be deleted for everyone")
        if self.messages.pop(message, None) is None:
            return refused(400, "Bad Request: message to delete not found")
        return done(True)

    def _answerCallbackQuery(self, given: dict[str, Any]) -> web.Response:  # noqa: N802 - named as the method is
        return done(True)

    @staticmethod
    def _message(number: int) -> dict[str, Any]:
        return {"message_id": number, "date": 1, "chat": {"id": ANA, "type": "private"}}


def done(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refused(code: int, description: str, **parameters: int) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


def too_many(seconds: int) -> web.Response:
    return refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class Clock:
    """Sleeping takes no time; while `flows` is not set it does not end."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.naps = Heard()
        self.flows = asyncio.Event()
        self.flows.set()

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.naps.add(seconds)
        until = self.seconds + seconds
        await self.flows.wait()
        await asyncio.sleep(0)
        self.seconds = max(self.seconds, until)


class House:
    """A delivery whose screens are the words that a test gives by turn."""

    def __init__(self, bot: Bot, telegram: Telegram) -> None:
        self.telegram = telegram
        self.clock = Clock()
        self.gate = Gate(self.clock.now)
        self.sent = Heard()
        self.screens: dict[int, Screen | Exception | None] = {}
        self.toasts: dict[int, str | Exception] = {}
        self.delivery = Delivery(
            Posting(bot),
            self.gate,
            render=self._render,
            toast=self._toast,
            erased=lambda _outcome: "erased",
            report=self.sent.add,
            sleep=self.clock.sleep,
            jitter=lambda: 0.0,
        )

    def _render(self, outcome: Answered) -> Screen | None:
        screen = self.screens.get(outcome.turn, a_screen(f"turn {outcome.turn}"))
        if isinstance(screen, Exception):
            raise screen
        return screen

    def _toast(self, outcome: Answered) -> str | None:
        toast = self.toasts.get(outcome.turn)
        if isinstance(toast, Exception):
            raise toast
        return toast

    def show(self, turn: int, chat: Chat | None = None, **asked: Any) -> None:
        self.delivery.show(outcome_of(turn, chat, **asked))

    async def reported(self, count: int = 1) -> Sent:
        """The report number `count`, once it is there."""
        items = await self.sent.until(lambda items: len(items) >= count)
        sent = items[count - 1]
        assert isinstance(sent, Sent)
        return sent

    async def idle(self) -> None:
        """Returns when no chat has anything to do."""
        async with asyncio.timeout(60):
            while tasks := [chat.task for chat in self.delivery._served.values() if chat.task is not None]:
                await asyncio.wait(tasks)

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.telegram.calls.items]

    def given(self, method: str) -> list[dict[str, Any]]:
        return [given for called, given in self.telegram.calls.items if called == method]

    @property
    def texts(self) -> dict[int, str]:
        return {number: each["text"] for number, each in self.telegram.messages.items() if "text" in each}

    @property
    def with_keyboard(self) -> list[int]:
        return [number for number, each in self.telegram.messages.items() if each.get("keyboard")]


def a_screen(html: str, document: Document | None = None) -> Screen:
    return Screen(html, ((Button("Da", data="choose.1.a0.0", style="primary"),),), document)


def outcome_of(
    turn: int,
    chat: Chat | None = None,
    *,
    request: Request | None = None,
    tapped: int | None = None,
    callback: str | None = None,
    person: int = ANA,
) -> Answered:
    asked = Asked(request or ShowConversation(), callback=callback, tapped=tapped)
    return Outcome(Arrival(9000 + turn, person, asked), chat or Chat(), {}, turn=turn)


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    telegram = Telegram()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", telegram.handle)
    async with TestServer(app) as server:
        session = AiohttpSession(api=TelegramAPIServer.from_base(str(server.make_url("/"))))
        it = House(Bot("42:TEST", session=session), telegram)
        try:
            yield it
            telegram.flows.set()
            it.clock.flows.set()
            await it.delivery.finish(5.0)
            names = {
                task.get_name() for task in asyncio.all_tasks() if "Delivery" in repr(task) or "Answering" in repr(task)
            }
            assert not names, "no task is left"
        finally:
            telegram.flows.set()
            await (await session.create_session()).close()


async def test_the_first_screen_is_sent_and_the_next_ones_are_edits_of_it() -> None:
    async with house() as it:
        it.show(1)
        assert await it.reported() == Sent(ANA, 1, 101, (), 101)
        it.show(2)
        assert await it.reported(2) == Sent(ANA, 2, 101, (), 101)
        assert it.methods == ["sendMessage", "editMessageText"]
        assert it.texts == {101: "turn 2"}
        assert it.given("sendMessage")[0]["parse_mode"] == "HTML"
        assert json.loads(it.given("sendMessage")[0]["link_preview_options"]) == {"is_disabled": True}
        button = json.loads(it.given("editMessageText")[0]["reply_markup"])["inline_keyboard"][0][0]
        assert button == {"text": "Da", "callback_data": "choose.1.a0.0", "style": "primary"}


async def test_what_stands_is_remembered_until_its_report_is_stored_then_the_database_knows() -> None:
    async with house() as it:
        it.show(1)
        first = await it.reported()
        it.show(2, Chat(message=None))  # read before the report was stored
        second = await it.reported(2)
        it.delivery.settled([first])
        it.show(3, Chat(message=None))
        third = await it.reported(3)
        assert (second.message, third.message) == (101, 101)
        await it.idle()
        it.delivery.settled([third])
        assert it.delivery._served == {}
        it.telegram.messages[90] = {"text": "of another worker", "keyboard": None}
        it.show(4, Chat(message=90, latest=90))
        assert (await it.reported(4)).message == 90


async def test_only_the_newest_screen_is_shown_when_several_wait() -> None:
    async with house() as it:
        it.telegram.flows.clear()
        it.show(1)
        await it.telegram.calls.until(lambda calls: len(calls) == 1)
        for turn in range(2, 30):
            it.show(turn)
        it.telegram.flows.set()
        await it.sent.until(lambda sent: sent[-1:] != [] and sent[-1].turn == 29)
        assert it.methods == ["sendMessage", "editMessageText"]
        assert it.texts == {101: "turn 29"}


async def test_below_something_the_screen_comes_anew_and_the_old_one_loses_its_keyboard() -> None:
    async with house() as it:
        it.show(1)
        await it.reported()
        it.telegram.newest = 150  # the citizen typed
        it.show(2, Chat(latest=150))
        assert await it.reported(2) == Sent(ANA, 2, 151, (101,), 151)
        await it.idle()
        assert it.methods == ["sendMessage", "sendMessage", "editMessageReplyMarkup"]
        assert it.with_keyboard == [151]
        assert len(it.sent.items) == 2, "nothing new was to be reported"


async def test_a_screen_that_stands_already_needs_no_call() -> None:
    async with house() as it:
        it.screens = {1: a_screen("same"), 2: a_screen("same"), 3: a_screen("same")}
        it.show(1)
        it.delivery.settled([await it.reported()])
        await it.idle()
        it.show(2, Chat(message=101, latest=101))
        assert (await it.reported(2)).turn == 2
        assert it.methods == ["sendMessage"]
        it.show(3, Chat(message=101, latest=102))
        assert (await it.reported(3)).message != 101


async def test_not_modified_is_success_and_a_lost_message_is_replaced_without_a_word() -> None:
    async with house() as it:
        with structlog.testing.capture_logs() as logs:
            it.telegram.messages[101] = {"text": "turn 1", "keyboard": None}
            it.telegram.newest = 101
            it.screens[1] = Screen("turn 1")
            it.show(1, Chat(message=101, latest=101))
            assert await it.reported() == Sent(ANA, 1, 101, (), 101)
            del it.telegram.messages[101]
            it.show(2)
            assert await it.reported(2) == Sent(ANA, 2, 102, (), 102)
        await it.idle()
        assert it.methods == ["editMessageText", "editMessageText", "sendMessage"]
        assert logs == []


async def test_a_tapped_old_message_loses_its_keyboard_and_is_left() -> None:
    async with house() as it:
        it.telegram.messages[50] = {"text": "old", "keyboard": "{}"}
        it.show(1)
        await it.reported()
        it.show(2, tapped=50)
        assert (await it.reported(2)).left == (50,)
        await it.idle()
        assert it.methods == ["sendMessage", "editMessageText", "editMessageReplyMarkup"]
        assert it.with_keyboard == [101]


async def test_of_messages_left_only_the_last_200_are_kept() -> None:
    async with house() as it:
        it.show(1, Chat(message=300, latest=301, left=tuple(range(1, 201))))
        assert (await it.reported()).left == (*range(2, 201), 300)


async def test_beyond_the_burst_the_newest_screen_comes_when_the_bucket_allows() -> None:
    async with house() as it:
        for turn in range(1, BURST + 1):
            it.show(turn)
            await it.reported(turn)
        it.clock.flows.clear()
        it.show(11)
        await it.clock.naps.until(lambda naps: len(naps) == 1)
        it.show(12)
        it.show(13)
        it.clock.flows.set()
        assert (await it.reported(11)).turn == 13
        assert len(it.methods) == 11
        assert it.clock.naps.items == [1.0]


async def test_a_held_chat_gets_its_newest_screen_when_the_hold_ends() -> None:
    async with house() as it:
        it.telegram.will("sendMessage", too_many(17))
        it.clock.flows.clear()
        with structlog.testing.capture_logs() as logs:
            it.show(1)
            await it.clock.naps.until(lambda naps: len(naps) == 1)
            it.show(2)
            it.clock.flows.set()
            assert (await it.reported()).turn == 2
        assert it.clock.naps.items == [17.0]
        assert it.texts == {101: "turn 2"}
        assert str(ANA) not in str(logs)
        await it.idle()
        it.show(3)
        await it.reported(2)
        assert it.clock.naps.items == [17.0, 3.0], "slower for a while"


async def test_a_screen_that_was_refused_while_a_newer_one_came_is_not_shown_after_it() -> None:
    async with house() as it:
        it.telegram.will("sendMessage", too_many(3))
        it.telegram.flows.clear()
        it.show(1)
        await it.telegram.calls.until(lambda calls: len(calls) == 1)
        it.show(2)
        it.telegram.flows.set()
        assert (await it.reported()).turn == 2
        await it.idle()
        assert it.texts == {101: "turn 2"}
        assert it.methods == ["sendMessage", "sendMessage"]


async def test_who_blocked_the_bot_is_no_longer_owed_anything() -> None:
    async with house() as it:
        it.show(1)
        await it.reported()
        it.telegram.will("editMessageText", refused(403, "Forbidden: bot was blocked by the user"))
        it.show(2)
        assert await it.reported(2) == Sent(ANA, 2, None, (101,), 101)
        await it.idle()
        assert it.methods == ["sendMessage", "editMessageText"]


async def test_a_refused_screen_is_sent_plainly_once() -> None:
    async with house() as it:
        it.screens[1] = a_screen("<b>Turn</b> &amp; 1 <Maria>")
        fault = 'Bad Request: can\'t parse entities: Unsupported start tag "maria" at byte offset 20'
        it.telegram.will("sendMessage", refused(400, fault))
        with structlog.testing.capture_logs() as logs:
            it.show(1)
            assert (await it.reported()).message == 101
        assert it.texts == {101: "Turn & 1 "}
        assert "parse_mode" not in it.given("sendMessage")[1]
        assert "style" not in it.given("sendMessage")[1]["reply_markup"]
        assert [(each["event"], each["update"], each["method"]) for each in logs] == [
            ("screen refused", 9001, "SendMessage")
        ]
        assert "maria" not in str(logs)


async def test_a_screen_refused_twice_is_given_up_and_the_chat_goes_on() -> None:
    async with house() as it:
        wrong = "Bad Request: BUTTON_DATA_INVALID"
        it.telegram.will("sendMessage", refused(400, wrong), refused(400, wrong))
        it.show(1)
        assert await it.reported() == Sent(ANA, 1, None, (), 0)
        it.show(2)
        assert (await it.reported(2)).message == 101


async def test_a_refused_edit_becomes_a_plain_new_message() -> None:
    async with house() as it:
        it.show(1)
        await it.reported()
        it.telegram.will("editMessageText", refused(400, "Bad Request: MESSAGE_TOO_LONG"))
        it.screens[2] = a_screen("ă" * 5000)
        it.show(2)
        assert await it.reported(2) == Sent(ANA, 2, 102, (101,), 102)
        assert len(it.texts[102]) == 4096
        await it.idle()
        assert it.with_keyboard == [102]


async def test_server_errors_and_garbage_are_retried_and_logged_once() -> None:
    async with house() as it:
        it.telegram.will(
            "sendMessage",
            refused(500, "Internal Server Error"),
            web.Response(status=502, text="<html>Bad Gateway</html>"),
            web.Response(body=b"\xff\xfe\xff", content_type="application/json", charset="utf-8"),
            refused(429, "Too Many Requests"),
        )
        with structlog.testing.capture_logs() as logs:
            it.show(1)
            assert (await it.reported()).message == 101
        assert it.clock.naps.items == [0.5, 1.0, 2.0, 4.0]
        assert [each["event"] for each in logs] == ["outage began", "outage over"]


async def test_no_server_at_all_is_retried_too() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base("http://127.0.0.1:9"))
    it = House(Bot("42:TEST", session=session), Telegram())
    try:
        it.show(1)
        await it.clock.naps.until(lambda naps: len(naps) >= 3)
        await it.delivery.finish(0)
        assert it.sent.items == []
    finally:
        await (await session.create_session()).close()


async def test_an_answer_that_cannot_be_read_is_not_sent_twice() -> None:
    async with house() as it:
        it.telegram.will("sendMessage", done({"nothing": "of a message"}), done({"nothing": "of a message"}))
        it.show(1)
        assert (await it.reported()).message is None
        assert len(it.methods) <= 2


async def test_a_screen_that_cannot_be_rendered_stays_owed_and_the_chat_is_not_stuck() -> None:
    async with house() as it:
        it.screens[1] = ValueError("Maria")
        with structlog.testing.capture_logs() as logs:
            it.show(1)
            await it.idle()
        assert it.sent.items == []
        assert [(each["event"], each["update"]) for each in logs] == [("screen not shown", 9001)]
        assert "Maria" not in str(logs)
        it.show(2)
        assert (await it.reported()).turn == 2


async def test_an_outcome_without_a_screen_is_reported_and_costs_nothing() -> None:
    async with house() as it:
        it.screens[1] = None
        it.show(1, Chat(message=5, latest=5))
        assert await it.reported() == Sent(ANA, 1, 5, (), 5)
        assert it.methods == []


async def test_a_file_comes_once_below_its_screen_and_the_next_screen_below_the_file() -> None:
    async with house() as it:
        page = a_screen("my data", Document("data.json", b"{}"))
        it.screens = {1: page, 2: page}
        it.show(1, request=ShowPage("mydata"))
        assert await it.reported(2) == Sent(ANA, 1, 101, (102,), 102)
        it.show(2)  # drawn again, not asked for
        assert await it.reported(3) == Sent(ANA, 2, 103, (102, 101), 103)
        await it.idle()
        assert it.methods == ["sendMessage", "sendDocument", "sendMessage", "editMessageReplyMarkup"]
        assert it.given("sendDocument")[0]["chat_id"] == str(ANA)


async def test_a_file_that_was_held_comes_later_without_its_screen_being_sent_again() -> None:
    async with house() as it:
        it.screens[1] = a_screen("my data", Document("data.json", b"{}"))
        it.telegram.will("sendDocument", too_many(5), refused(500, "Internal Server Error"))
        it.show(1, request=ShowPage("mydata"))
        await it.reported(2)
        assert it.methods == ["sendMessage", *["sendDocument"] * 3]


async def test_a_file_that_is_too_large_is_given_up() -> None:
    async with house() as it:
        it.screens[1] = a_screen("my data", Document("data.json", b"{}"))
        it.telegram.will("sendDocument", refused(413, "Request Entity Too Large"))
        it.show(1, request=ShowPage("mydata"))
        await it.reported()
        await it.idle()
        assert it.methods == ["sendMessage", "sendDocument"]


async def test_deleting_takes_every_message_away_before_the_last_screen_comes() -> None:
    async with house() as it:
        for number in range(1, 251):
            it.telegram.messages[number] = {"text": "an answer", "keyboard": None}
        it.telegram.newest = 250
        chat = Chat(message=230, latest=230, left=tuple(range(31, 230)), page=DELETED)
        it.show(1, chat, tapped=240)
        assert await it.reported() == Sent(ANA, 1, 251, (), 251)
        await it.idle()
        assert it.methods == ["deleteMessages", "deleteMessages", "deleteMessages", "sendMessage"]
        assert not it.telegram.messages.keys() & {*range(31, 231), 240}
        it.delivery.settled(it.sent.items)
        assert it.delivery._served == {}
        assert not it.delivery._shown, "nothing of a deleted chat is remembered"


async def test_deleting_forgets_the_file_and_the_keyboards_that_were_still_to_be_seen_to() -> None:
    async with house() as it:
        it.screens[1] = a_screen("my data", Document("data.json", b"{}"))
        it.telegram.messages[50] = {"text": "old", "keyboard": "{}"}
        it.telegram.will("sendDocument", too_many(30))
        it.clock.flows.clear()
        it.show(1, request=ShowPage("mydata"), tapped=50)
        await it.clock.naps.until(lambda naps: len(naps) == 1)
        it.show(2, Chat(page=DELETED))
        it.clock.flows.set()
        assert await it.reported(2) == Sent(ANA, 2, 102, (), 102)
        await it.idle()
        assert it.methods == ["sendMessage", "sendDocument", "deleteMessages", "sendMessage"]
        assert it.texts == {102: "turn 2"}


async def test_what_is_too_old_to_be_deleted_shows_a_neutral_line_and_only_then_the_chat_is_done() -> None:
    async with house() as it:
        for number in (10, 11):
            it.telegram.messages[number] = {"text": "an answer", "keyboard": "{}"}
        it.telegram.messages[12] = {"document": True}
        it.telegram.newest, it.telegram.old = 12, {10, 12}
        it.telegram.will("editMessageMedia", too_many(3))
        it.show(1, Chat(message=11, latest=12, left=(9, 10, 12), page=DELETED))
        assert await it.reported() == Sent(ANA, 1, 13, (), 13)
        assert it.texts == {10: "erased", 13: "turn 1"}
        assert it.telegram.messages[12] == {"document": True, "replaced": True}
        assert it.with_keyboard == [13]
        assert len(it.sent.items) == 1


async def test_a_deletion_interrupted_by_a_hold_does_not_delete_the_last_screen() -> None:
    async with house() as it:
        it.telegram.messages[10] = {"text": "an answer", "keyboard": None}
        it.telegram.will("sendMessage", too_many(3))
        chat = Chat(message=10, latest=10, page=DELETED)
        it.show(1, chat)
        await it.reported()
        it.show(2, chat)  # tapped once more
        assert (await it.reported(2)).message == 101
        await it.idle()
        assert it.methods == ["deleteMessages", "sendMessage", "sendMessage", "editMessageText"]


async def test_after_a_deletion_the_chat_begins_anew() -> None:
    async with house() as it:
        it.show(1, Chat(message=10, latest=10, page=DELETED))
        it.delivery.settled([await it.reported()])
        await it.idle()
        it.show(1, Chat(latest=150))
        assert (await it.reported(2)).left == ()


async def test_a_tap_gets_its_toast_outside_the_gate() -> None:
    async with house() as it:
        it.gate.told_to_wait(ANA, 1000)
        it.toasts[1] = "3 din 3 alese"
        it.delivery.answer(outcome_of(1, callback="q1"))
        it.delivery.answer(outcome_of(2, callback="q2"))
        it.delivery.answer(outcome_of(3))
        it.delivery.excuse(outcome_of(4, callback="q4").arrival)
        await it.telegram.calls.until(lambda calls: len(calls) == 3)
        answers = sorted((given["callback_query_id"], given.get("text")) for given in it.given("answerCallbackQuery"))
        assert answers == [("q1", "3 din 3 alese"), ("q2", None), ("q4", None)]


async def test_a_toast_is_cut_to_what_telegram_takes() -> None:
    async with house() as it:
        it.toasts[1] = "🙂" * 150
        it.delivery.answer(outcome_of(1, callback="q1"))
        await it.telegram.calls.until(lambda calls: len(calls) == 1)
        text = it.given("answerCallbackQuery")[0]["text"]
        assert text == "🙂" * 99 + "…"


async def test_a_late_answer_is_no_error_and_a_broken_toast_no_reason_to_leave_a_tap_waiting() -> None:
    async with house() as it:
        it.toasts[1] = ValueError("Maria")
        late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        it.telegram.will("answerCallbackQuery", refused(400, late))
        with structlog.testing.capture_logs() as logs:
            it.delivery.answer(outcome_of(1, callback="q1"))
            await it.delivery.finish(5)
        assert [each["event"] for each in logs] == ["no toast"]
        assert "Maria" not in str(logs)


async def test_an_answer_is_tried_three_times() -> None:
    async with house() as it:
        it.telegram.will("answerCallbackQuery", *(refused(500, "Internal Server Error") for _ in range(3)))
        with structlog.testing.capture_logs() as logs:
            it.delivery.answer(outcome_of(1, callback="q1"))
            await it.delivery.finish(5)
        assert len(it.methods) == 3
        assert [each["event"] for each in logs] == ["tap not answered"]


async def test_owed_screens_come_at_the_pace_for_many_but_not_to_who_has_tapped_since() -> None:
    async with house() as it:
        owed = [Owed(person, Chat(), {}, 5) for person in range(1, 61)]
        it.delivery.resume(owed)
        it.show(6, person=60)
        assert it.delivery._resuming is not None
        await it.delivery._resuming
        await it.idle()
        assert it.clock.seconds >= (59 - BULK_RATE) / BULK_RATE - 0.001
        assert sorted((sent.person, sent.turn) for sent in it.sent.items) == [
            *((person, 5) for person in range(1, 60)),
            (60, 6),
        ]


async def test_finishing_waits_for_what_is_on_its_way() -> None:
    async with house() as it:
        it.telegram.flows.clear()
        it.show(1)
        await it.telegram.calls.until(lambda calls: len(calls) == 1)
        finishing = asyncio.create_task(it.delivery.finish(5))
        await asyncio.sleep(0)
        it.telegram.flows.set()
        await finishing
        assert [sent.turn for sent in it.sent.items] == [1]
        it.show(2)
        await it.idle()
        assert it.methods == ["sendMessage"], "what comes later stays owed"


async def test_finishing_does_not_wait_for_a_chat_that_is_held() -> None:
    async with house() as it:
        it.telegram.will("sendMessage", too_many(1000))
        it.clock.flows.clear()
        it.show(1)
        await it.clock.naps.until(lambda naps: len(naps) == 1)
        await it.delivery.finish(0)
        assert it.sent.items == []
        assert it.delivery._served == {}


async def test_below_a_broadcast_the_next_screen_is_a_new_message() -> None:
    async with house() as it:
        it.delivery.stands_below(ANA, 200)
        it.show(1, Chat(message=101, latest=101))
        await it.idle()
        assert it.methods[0] == "sendMessage"
        assert (await it.reported()).latest >= 200
        it.delivery.stands_below(ANA, 400)
        it.show(2, Chat(message=101, latest=101))
        await it.idle()
        assert it.methods.count("sendMessage") == 2


async def test_broadcasts_of_which_nobody_took_note_are_forgotten() -> None:
    async with house() as it:
        for person in range(1, REMEMBERED + 10):
            it.delivery.stands_below(person, 1)
        it.delivery.stands_below(ANA, 200)
        assert len(it.delivery._below) == REMEMBERED
