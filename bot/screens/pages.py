"""The pages beside the conversation: help, language, privacy, and what is said when there is nothing to answer."""

from collections.abc import Sequence
from enum import StrEnum

from bot.asked import (
    DeleteEverything,
    OpenRound,
    RoundClosed,
    RoundPaused,
    ShowConversation,
    ShowPage,
    SpeakLanguage,
)
from bot.markup import bold, italic, lines, paragraphs, plain
from bot.screen import Button, Screen
from bot.screens.view import LABEL_WIDTH, Keyboard, View, abreast, asking, in_pairs
from flows.consultation import text_in
from results import account
from results.speech import Speech, own_name, spoken_languages
from storage.rounds import Round


class Page(StrEnum):
    """The pages, by the names that are stored with a chat and stand in buttons."""

    HELP = "help"
    PRIVACY = "privacy"
    LANGUAGE = "language"
    RESULTS = "results"
    MINE = "mine"
    MY_DATA = "mydata"
    NEWS = "news"
    DELETE = "delete"
    DELETED = "deleted"
    ROUNDS = "rounds"
    UNKNOWN_ROUND = "unknown_round"


def help_page(words: Speech) -> Screen:
    """What can be typed, and how answering goes."""
    commands = (
        ("continue", words.say("go on where you were")),
        ("review", words.say("all my answers, to look through and change")),
        ("mine", words.say("my answers, and where they count")),
        ("results", words.say("the results")),
        ("subscribe", words.say("later messages: which, if any")),
        ("stop", words.say("no later messages")),
        ("language", words.say("another language")),
        ("privacy", words.say("what happens to my answers")),
        ("mydata", words.say("all that is stored about me")),
        ("delete", words.say("delete everything about me")),
        ("cancel", words.say("leave the current entry; nothing is erased")),
    )
    return Screen(
        paragraphs(
            bold(words.say("How this works")),
            plain(
                words.say(
                    "Answer by tapping the buttons. Where options are numbered, you can also type the number. "
                    "You can stop at any time: what you sent counts, and you can go on later at the same question."
                )
            ),
            lines(*(plain(f"/{command} – {meaning}") for command, meaning in commands)),
        ),
        (back_to_conversation(words),),
    )


def language_page(words: Speech, available: Sequence[str]) -> Screen:
    """The languages of the round, each by its own name."""
    buttons = [asking(_chosen(own_name(each), words.language == each), SpeakLanguage(each)) for each in available]
    return Screen(
        paragraphs(bold(words.say("Language")), plain(words.say("In which language shall we speak?"))),
        (*in_pairs(buttons), back_to_conversation(words)),
    )


def languages_of(round_: Round | None) -> tuple[str, ...]:
    """The languages in which the whole conversation can be held: the round's own that the program speaks too."""
    spoken = spoken_languages()
    if round_ is None:
        return spoken
    return tuple(each for each in round_.consultation.languages if each in spoken) or spoken


def privacy_page(words: Speech, round_: Round) -> Screen:
    """The privacy notice: who is responsible, what is stored, for how long, and what a person can do."""
    consultation, privacy = round_.consultation, round_.consultation.privacy

    def part(heading: str, body: str | None) -> str | None:
        return lines(bold(heading), plain(body)) if body else None

    def told(text: object) -> str | None:
        return text_in(text, words.language) if isinstance(text, dict) else None

    return Screen(
        paragraphs(
            bold(words.say("Privacy: {title}", title=text_in(consultation.title, words.language))),
            part(words.say("Who is responsible"), told(privacy.controller)),
            part(words.say("Data protection contact"), told(privacy.contact)),
            part(words.say("Legal basis"), told(privacy.legal_basis)),
            part(
                words.say("What is stored"),
                words.say(
                    "Your answers, under a pseudonym that only a secret key can make, the week of your last answer, "
                    "and whether published results count them. Your language and the place in our chat are stored "
                    "apart from your answers. Your name, username and phone number are not stored, and your Telegram "
                    "number never stands in clear."
                ),
            ),
            part(
                words.say("Later messages"),
                words.say(
                    "I write to you by myself only if you asked for it: then your Telegram number, encrypted, and what "
                    "you asked for are stored until you send /stop. Choose what about: /subscribe."
                ),
            ),
            part(words.say("For how long"), _how_long(words, round_)),
            part(
                words.say("Telegram"),
                words.say(
                    "The messages of this chat pass through Telegram, which is responsible for them itself, is based "
                    "outside the European Union and can see them. If you do not want that, please answer on paper."
                ),
            ),
            part(words.say("On paper"), told(privacy.on_paper)),
            part(words.say("Results"), account.when_results_come(words, round_.consultation.release)),
            part(
                words.say("Your rights"),
                words.say("See all that is stored about you: /mydata. Delete it: /delete. Change an answer: /review."),
            ),
            part(words.say("Complaints"), told(privacy.complaints)),
            part(
                words.say("Age"),
                words.say("From {age} years.", age=words.number(privacy.minimum_age)) if privacy.minimum_age else None,
            ),
        ),
        (back_to_conversation(words),),
    )


def delete_page(words: Speech) -> Screen:
    """The question before everything is erased."""
    return Screen(
        paragraphs(
            bold(words.say("Delete everything?")),
            plain(
                words.say(
                    "Your answers, sent or not, your wish for later messages and my messages that show your answers "
                    "will be erased. This cannot be undone. Your answers leave the counts; results that were already "
                    "published do not change."
                )
            ),
            plain(words.say("Messages that you wrote yourself you can delete in Telegram.")),
        ),
        (
            (asking(words.say("Yes, delete everything"), DeleteEverything(), style="danger"),),
            (asking(words.say("No, keep it"), ShowConversation()),),
        ),
    )


def deleted_page(words: Speech) -> Screen:
    """The last word after everything was erased."""
    return Screen(
        paragraphs(
            bold(words.say("Everything was deleted.")),
            plain(
                words.say(
                    "Nothing that you said is stored here any more. If you had begun, a mark without answers stays "
                    "until the consultation's key is erased, so that nobody is counted twice. To answer again one day, "
                    "send /start."
                )
            ),
        )
    )


def rounds_page(words: Speech, open_rounds: Sequence[Round]) -> Screen:
    """Which consultations can be answered now."""
    if not open_rounds:
        return Screen(
            paragraphs(
                bold(words.say("No consultation is open right now.")),
                plain(words.say("Thank you for your interest. Please come back another time.")),
            )
        )
    titles = [text_in(each.consultation.title, words.language) for each in open_rounds]
    heading = bold(words.say("Which consultation would you like to answer?"))
    if all(len(title) <= LABEL_WIDTH for title in titles):
        chosen = zip(titles, open_rounds, strict=True)
        return Screen(heading, tuple((asking(title, OpenRound(each.code), style="primary"),) for title, each in chosen))
    listed = [
        lines(bold(f"{number}. {title}"), italic(text_in(each.consultation.organiser, words.language)))
        for number, (title, each) in enumerate(zip(titles, open_rounds, strict=True), start=1)
    ]
    numbers = [asking(str(number), OpenRound(each.code)) for number, each in enumerate(open_rounds, start=1)]
    return Screen(paragraphs(heading, *listed), abreast(numbers))


def unknown_round_page(words: Speech, open_rounds: Sequence[Round]) -> Screen:
    """A link led to a round that does not exist."""
    others = rounds_page(words, open_rounds)
    return Screen(
        paragraphs(
            plain(words.say("The link that brought you here leads to no consultation that I know.")), others.html
        ),
        others.keyboard,
    )


def paused_round(view: View, *, others: bool) -> Screen:
    """What a citizen finds while the round is paused; `others`: whether there are rounds that are open."""
    words = view.speech
    return Screen(
        paragraphs(
            bold(view.text(view.consultation.title)),
            plain(words.say("This consultation is paused for a while. Please come back later.")),
            _not_taken(view),
            plain(words.say("What you have answered is kept, and you will go on at the same place."))
            if view.response.answers
            else None,
        ),
        (
            (asking(words.say("Does it go on?"), ShowConversation(), style="primary"),),
            *(((asking(words.say("My answers"), ShowPage(Page.MY_DATA)),),) if view.response.answers else ()),
            *_others(words, others=others),
        ),
    )


def closed_round(view: View, *, others: bool) -> Screen:
    """What a citizen finds when the round has closed; `others`: whether there are rounds that are open."""
    words, last = view.speech, view.round.last_moment(view.zone)
    answered = bool(view.response.closed)
    return Screen(
        paragraphs(
            bold(view.text(view.consultation.title)),
            plain(words.say("This consultation closed on {day}.", day=words.day(last))) if last else None,
            plain(words.say("Thank you: the sections that you sent are counted.")) if answered else None,
            _not_taken(view),
            italic(words.say("Nothing can be changed any more.")),
        ),
        (
            *(((asking(words.say("My answers"), ShowPage(Page.MY_DATA)),),) if answered else ()),
            (asking(words.say("Results"), ShowPage(Page.RESULTS)),),
            *_others(words, others=others),
        ),
    )


def not_yet_open(view: View) -> Screen:
    """What a citizen finds before the round opens."""
    words, opens = view.speech, view.round.opens
    return Screen(
        paragraphs(
            bold(view.text(view.consultation.title)),
            plain(words.say("This consultation opens on {moment}.", moment=words.moment(opens.astimezone(view.zone))))
            if opens
            else plain(words.say("This consultation is not open yet.")),
        )
    )


def when_results_come(words: Speech, round_: Round) -> Screen:
    """What /results says as long as nothing was released."""
    return Screen(
        paragraphs(
            bold(words.say("Results: {title}", title=text_in(round_.consultation.title, words.language))),
            plain(account.when_results_come(words, round_.consultation.release)),
        ),
        (back_to_conversation(words),),
    )


def back_to_conversation(words: Speech) -> tuple[Button, ...]:
    """The row that leads from a page to where the citizen was."""
    return (asking(words.say("◀ Back to the questions"), ShowConversation()),)


def _not_taken(view: View) -> str | None:
    """What is said to who typed an answer too late, or too early: it stands in the chat, nothing is lost."""
    if not any(isinstance(each, RoundClosed | RoundPaused) and each.typed for each in view.notices):
        return None
    return plain(view.speech.say("What you have just typed was not taken as an answer; it still stands in this chat."))


def _others(words: Speech, *, others: bool) -> Keyboard:
    return ((asking(words.say("Other consultations"), ShowPage(Page.ROUNDS)),),) if others else ()


def _chosen(text: str, is_chosen: bool) -> str:
    return f"✓ {text}" if is_chosen else text


def _how_long(words: Speech, round_: Round) -> str:
    privacy = round_.consultation.privacy
    parts = [words.say("Sections that you began and did not send are erased 30 days after you last touched them.")]
    if privacy.key_erased_after_days is not None:
        parts.append(
            words.say_n(
                "{n} day after the consultation closes the key is erased: from then on your answers are anonymous, "
                "and nobody can find them again, not even you.",
                "{n} days after the consultation closes the key is erased: from then on your answers are anonymous, "
                "and nobody can find them again, not even you.",
                privacy.key_erased_after_days,
            )
        )
    if privacy.retention_months is not None:
        parts.append(
            words.say_n(
                "The answers themselves are erased after {n} month; the counts stay.",
                "The answers themselves are erased after {n} months; the counts stay.",
                privacy.retention_months,
            )
        )
    return " ".join(parts)
