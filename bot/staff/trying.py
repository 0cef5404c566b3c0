"""A trial: a consultation as a citizen sees it, in the member's own chat, in memory only."""

from typing import Final

from bot.markup import plain
from bot.screen import Screen
from bot.staff.rounds import all_rounds, named
from bot.staff.visit import Tap, Topic, Visit
from bot.trial import END, Trial
from flows.consultation import Consultation
from storage.roles import Permission

MAY = Permission.LOOK
MOST: Final = 50
"""Trials that are remembered, the newest ones; each is small."""

_PREFIX: Final = "tried."


class Trials:
    """The trial of each member who has one, by chat. A restart ends them all, and is told with the next tap."""

    def __init__(self) -> None:
        self._trials: dict[int, Trial] = {}

    async def begin(self, visit: Visit, consultation: Consultation) -> None:
        """A new trial, below; an earlier one is over."""
        self._trials.pop(visit.chat, None)
        trial = self._trials[visit.chat] = Trial.of(consultation, visit.member.language, visit.at)
        while len(self._trials) > MOST:
            del self._trials[next(iter(self._trials))]
        sent = await visit.send(_drawn(trial, visit))
        trial.chat = trial.told(sent)

    async def begin_round(self, visit: Visit) -> None:
        """A trial of a round's consultation."""
        found = await named(visit)
        if found is not None:
            await self.begin(visit, found.consultation)

    async def tap(self, visit: Visit) -> None:
        """A tap within the trial."""
        trial = self._trials.get(visit.chat)
        if trial is None or trial.chat.message != visit.message.message_id:
            await visit.toast(visit.words.say("This trial is over. Please begin a new one."))
            return
        data = ".".join(visit.given)
        if data == END:
            del self._trials[visit.chat]
            over = visit.words.say("The trial is over. Nothing of it was stored.")
            await visit.show(Screen(plain(over), (all_rounds(visit.words),)))
            return
        trial.taps(data, visit.at)
        await visit.toast(trial.toast(visit.at))
        await visit.show(_drawn(trial, visit))

    async def text(self, visit: Visit) -> bool:
        """A text typed while a trial runs is for it; its screen comes anew below."""
        trial = self._trials.get(visit.chat)
        if trial is None:
            return False
        trial.says(visit.text, visit.at)
        trial.chat = trial.told(await visit.send(_drawn(trial, visit)))
        return True


def _drawn(trial: Trial, visit: Visit) -> Screen:
    return trial.screen(visit.at, _PREFIX)


def setup(trials: Trials) -> Topic:
    """Trials of rounds; those of files begin where files come in."""
    return Topic(
        taps=(Tap("try", MAY, trials.begin_round), Tap("tried", MAY, trials.tap)),
        texts=trials.text,
    )
