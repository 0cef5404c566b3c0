"""What looks wrong is told to those who can do something about it: what it is, and what to do."""

from datetime import datetime

from bot.markup import bold, paragraphs, plain
from bot.screen import Screen
from results.speech import Speech
from storage.incidents import Incident


def alarm(incident: Incident, words: Speech, now: datetime) -> Screen:
    """The incident, as a message. `now` is in the city's time zone."""
    match incident.kind:
        case "burst":
            what, advice = _burst(incident, words)
        case "faults":
            what, advice = _faults(incident, words)
        case "held":
            what, advice = _held(incident, words)
        case _:
            raise ValueError(f"nobody notices incidents of the kind {incident.kind!r}")
    since = words.say("Noticed on {moment}.", moment=words.moment(incident.began.astimezone(now.tzinfo)))
    return Screen(paragraphs(bold(f"⚠ {what}"), plain(advice), plain(since)))


def _burst(incident: Incident, words: Speech) -> tuple[str, str]:
    facts = incident.facts
    where = {"round": facts["round"], "source": facts["source"]}
    what = (
        words.say(
            "Round {round}: within an hour the link “{source}” has brought more people than ever, though under {n}.",
            n=words.number(_number(incident, "smallest")),
            **where,
        )
        if "n" not in facts
        else words.say_n(
            "Round {round}: within an hour the link “{source}” has brought {n} person.",
            "Round {round}: within an hour the link “{source}” has brought {n} people.",
            _number(incident, "n"),
            **where,
        )
    )
    usual = (
        words.say("Until now it brought fewer than can be told in any hour.")
        if "usual" not in facts
        else words.say(
            "Until now it brought at most {usual} in an hour.", usual=words.number(_number(incident, "usual"))
        )
    )
    advice = words.say(
        "If you have just put it up or sent it out, that is good news. If not, somebody may be answering many times "
        "over: look at /status, and pause the round if in doubt; whoever is answering goes on later."
    )
    return what, f"{usual} {advice}"


def _faults(incident: Incident, words: Speech) -> tuple[str, str]:
    return words.say("Something is wrong on our side."), words.say(
        "Within ten minutes: taps and messages that could not be taken in: {set_aside}; faults in the log: {logged}. "
        "What was stored before is safe. Please show this to whoever looks after the server: the log says more.",
        set_aside=words.number(_number(incident, "set_aside")),
        logged=words.number(_number(incident, "logged")),
    )


def _held(incident: Incident, words: Speech) -> tuple[str, str]:
    what = words.say_n(
        "Telegram has asked the bot to be silent for {n} minute.",
        "Telegram has asked the bot to be silent for {n} minutes.",
        max(1, round(_number(incident, "seconds") / 60)),
    )
    return what, words.say(
        "Answers are stored all the same; screens come later, and broadcasts wait. It passes by itself. If it comes "
        "again while a broadcast is on its way, pause the broadcast for an hour."
    )


def _number(incident: Incident, name: str) -> int:
    found = incident.facts[name]
    assert isinstance(found, int), "counts are numbers"
    return found
