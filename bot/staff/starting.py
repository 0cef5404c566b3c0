"""/start: the only command that somebody may give who is no member yet, with the token of an invitation."""

import structlog
from telegram import Update

from bot.links import INVITED
from bot.markup import bold, paragraphs, plain
from bot.screen import Screen
from bot.staff.door import Context, Door
from bot.staff.saying import role_name
from bot.staff.strangers import Strangers, not_invited
from bot.staff.visit import Office
from results.speech import negotiated, speech, spoken_languages
from storage.staff import InvitationUnusable, Member, accept, member_of

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Starting:
    """Lets invited people in."""

    def __init__(self, office: Office, door: Door, strangers: Strangers) -> None:
        self._office = office
        self._door = door
        self._strangers = strangers

    async def start(self, update: Update, context: Context) -> None:
        """/start, with the token of an invitation in a deep link: i_<token>."""
        user = update.effective_user
        if user is None:
            return
        office, payload = self._office, "".join(context.args or ())
        member = await member_of(office.database, office.keys, user.id)
        if member is None and payload.startswith(INVITED):
            if not self._strangers.may_try(user.id):
                return
            language = negotiated(user.language_code, spoken_languages())
            try:
                member = await accept(
                    office.database,
                    office.keys,
                    payload.removeprefix(INVITED),
                    user.id,
                    language=language,
                    now=office.now(),
                )
            except InvitationUnusable:
                await office.writing.send(user.id, not_invited(speech(language)))
                return
            log.info("staff member joined", role=member.role.value)
        if member is None:
            await self._door.turn_away(user.id, user.language_code)
            return
        await office.writing.send(user.id, _welcome(member))


def _welcome(member: Member) -> Screen:
    words = speech(member.language)
    return Screen(
        paragraphs(
            bold(words.say("Welcome to the staff's side of Glas.")),
            plain(
                words.say(
                    "You are here as {role}; colleagues and the audit call you “{name}”.",
                    role=role_name(words, member.role),
                    name=member.name,
                )
            ),
            plain(words.say("/help lists what you may do. /language changes the language.")),
        )
    )
