"""The door of the staff's bot: an update becomes a visit of a member who may do this, or is answered here."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, CallbackContext, ConversationHandler

from bot.markup import plain
from bot.screen import Screen
from bot.staff.saying import not_allowed
from bot.staff.strangers import Strangers, turned_away
from bot.staff.visit import Office, Question, Run, Topic, Visit
from results.speech import Speech, negotiated, speech, spoken_languages
from storage.roles import Permission
from storage.staff import member_of

Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, object]]

ASKED: Final = 1
"""The state of a dialog in which something is to be typed."""

_QUESTION: Final = "question"
_ALBUM: Final = "album"


class Door:
    """Makes python-telegram-bot's callbacks of what topics can do."""

    def __init__(self, office: Office, strangers: Strangers) -> None:
        self._office = office
        self._strangers = strangers

    def guarded(self, may: Permission | None, run: Run) -> Callback:
        """Runs it for members who may; everybody else is told so."""

        async def callback(update: Update, context: Context) -> None:
            visit = await self._allowed(update, context, may)
            if visit is not None:
                await run(visit)
                await visit.toast()

        return callback

    def asking(self, question: Question) -> Callback:
        """Asks, and waits for what is typed then."""

        async def callback(update: Update, context: Context) -> None:
            visit = await self._allowed(update, context, question.may)
            if visit is None:
                raise ApplicationHandlerStop(ConversationHandler.END)
            screen = await question.ask(visit)
            if screen is not None:
                await visit.send(screen)
                _user(context)[_QUESTION] = (question.verb, visit.given, visit.file)
            await visit.toast()
            raise ApplicationHandlerStop(ConversationHandler.END if screen is None else ASKED)

        return callback

    def taking(self, questions: Mapping[str, Question]) -> Callback:
        """Hands what was typed to the question that asked for it."""

        async def callback(update: Update, context: Context) -> None:
            verb, given, file = _user(context)[_QUESTION]
            question = questions[verb]
            visit = await self._allowed(update, context, question.may, given)
            taken = True
            if visit is not None:
                visit.file = file
                taken = await question.take(visit)
            raise ApplicationHandlerStop(ConversationHandler.END if taken else ASKED)

        return callback

    def picturing(self, questions: Mapping[str, Question]) -> Callback:
        """Hands a picture to the question, if it wants one; else it leaves the question."""

        async def callback(update: Update, context: Context) -> int:
            verb, given, _ = _user(context)[_QUESTION]
            question = questions[verb]
            if question.picture is None:
                return ConversationHandler.END
            if _is_told(update, context):
                raise ApplicationHandlerStop(ASKED)
            visit = await self._allowed(update, context, question.may, given)
            taken = visit is None or await question.picture(visit)
            raise ApplicationHandlerStop(ConversationHandler.END if taken else ASKED)

        return callback

    def pictures(self, topics: Sequence[Topic]) -> Callback:
        """Hands a picture that nothing asked for to the topic that knows what to say of it."""
        [(may, told)] = [each.pictures for each in topics if each.pictures is not None]
        guarded = self.guarded(may, told)

        async def callback(update: Update, context: Context) -> None:
            if not _is_told(update, context):
                await guarded(update, context)

        return callback

    def documents(self, topics: Sequence[Topic]) -> Callback:
        """Hands a file to the topic that takes files."""
        takers = [each.documents for each in topics if each.documents is not None]

        async def run(visit: Visit) -> None:
            for each in takers:
                await each(visit)

        return self.guarded(Permission.LOOK, run)

    def texts(self, topics: Sequence[Topic]) -> Callback:
        """Hands what was typed unasked to the topics in turn; when it is for none of them, says so."""
        takers = [each.texts for each in topics if each.texts is not None]

        async def run(visit: Visit) -> None:
            for each in takers:
                if await each(visit):
                    return
            await visit.send(Screen(plain(_unasked(visit.words))))

        return self.guarded(None, run)

    async def unknown_button(self, update: Update, context: Context) -> None:
        """A button that nobody knows any more."""
        visit = await self._allowed(update, context, None)
        if visit is not None:
            await visit.toast(visit.words.say("That button is from another time. /help lists what there is."))

    async def unreadable(self, update: Update, context: Context) -> None:
        """An unknown command, or something that is neither text nor file nor tap."""
        visit = await self._allowed(update, context, None)
        if visit is not None:
            await visit.send(
                Screen(plain(visit.words.say("I do not know what to do with that. /help lists what I know.")))
            )

    async def turn_away(self, chat: int, spoken: str | None) -> None:
        """Tells a stranger, once in a while."""
        if self._strangers.may_be_told(chat):
            await self._office.writing.send(chat, turned_away(speech(negotiated(spoken, spoken_languages()))))

    async def _allowed(
        self, update: Update, context: Context, may: Permission | None, given: tuple[str, ...] | None = None
    ) -> Visit | None:
        """The visit, if it is that of a member who may; else whoever it is was answered."""
        user, query = update.effective_user, update.callback_query
        if user is None:
            return None
        member = await member_of(self._office.database, self._office.keys, user.id)
        if member is None:
            if query is not None:
                await self._office.writing.answer(query)
            await self.turn_away(user.id, user.language_code)
            return None
        message = query.message if query is not None else update.message
        if not isinstance(message, Message):  # too old for Telegram to say what it was
            if query is not None:
                words = speech(member.language)
                await self._office.writing.answer(query, words.say("That message is too old. Please begin anew: /help"))
            return None
        parts = tuple((query.data or "").split(".")[1:]) if query is not None else tuple(context.args or ())
        visit = Visit(self._office, member, user.id, message, query, parts if given is None else given)
        visit.text = (message.text or message.caption or "") if query is None else ""
        if may is None or visit.may(may):
            return visit
        refusal = not_allowed(visit.words, member.role)
        if query is None:
            await visit.send(Screen(plain(refusal)))
        else:
            await visit.toast(refusal)
        return None


def _unasked(words: Speech) -> str:
    """A dialog lives in the memory of the program: after a restart what is typed finds nobody who asked."""
    return words.say(
        "I am not waiting for a text now. If you were answering a question of mine, I was restarted meanwhile: "
        "please tap its button again. What you typed still stands above. /help lists what I know."
    )


def _is_told(update: Update, context: Context) -> bool:
    """Whether it belongs to an album of which something was said: each of its pictures is an update."""
    album = update.message.media_group_id if update.message is not None else None
    told = _user(context).get(_ALBUM)
    _user(context)[_ALBUM] = album
    return album is not None and album == told


def _user(context: Context) -> dict[str, Any]:
    found = context.user_data
    assert isinstance(found, dict), "private chats have a user"
    return found
