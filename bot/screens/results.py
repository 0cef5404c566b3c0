"""/results in the sandbox: exact counts, section by section."""

from bot.asked import ShowPage
from bot.markup import bold, italic, lines, paragraphs, plain, utf16_length
from bot.screen import Screen
from bot.screens.pages import Page, back_to_conversation
from bot.screens.view import asking, in_pairs
from bot.speech import Speech
from flows.consultation import text_in
from results.figures import QuestionFigures, RoundFigures
from storage.rounds import Round

ROOM = 3600
"""UTF-16 units for the figures of one section on one screen."""


def results_screen(words: Speech, round_: Round, figures: RoundFigures, page: str) -> Screen:
    """The menu of sections, or one section's figures; `page` is "results", or "results-2" for the third section."""
    _, _, index = page.partition("-")
    sections = round_.consultation.sections
    if index.isdecimal() and int(index) < len(sections):
        return _section(words, round_, figures, int(index))
    buttons = [
        asking(text_in(section.title, words.language), ShowPage(f"{Page.RESULTS}-{number}"))
        for number, section in enumerate(sections)
    ]
    return Screen(
        paragraphs(
            bold(words.say("Results: {title}", title=text_in(round_.consultation.title, words.language))),
            lines(*map(plain, _answered(words, figures))),
            italic(words.say("This is a trial: exact counts, as only the sandbox shows them.")),
            plain(words.say("Those answered who wished to; this is no representative poll.")),
        ),
        (*in_pairs(buttons), back_to_conversation(words)),
    )


def _answered(words: Speech, figures: RoundFigures) -> list[str]:
    said = [
        words.say_n("{n} person has answered so far.", "{n} people have answered so far.", figures.n_answered),
        words.say_n("{n} person has sent all sections.", "{n} people have sent all sections.", figures.n_submitted),
    ]
    if figures.n_imported:
        said.append(
            words.say_n(
                "{n} of the responses came from a file.", "{n} of the responses came from a file.", figures.n_imported
            )
        )
    return said


def _section(words: Speech, round_: Round, figures: RoundFigures, number: int) -> Screen:
    section = round_.consultation.sections[number]
    blocks = [bold(text_in(section.title, words.language))]
    for question in figures.questions:
        if question.section != section.id:
            continue
        block = _question(words, question)
        if utf16_length(paragraphs(*blocks, block)) > ROOM:
            blocks.append(plain("…"))
            break
        blocks.append(block)
    return Screen(
        paragraphs(*blocks),
        ((asking(words.say("◀ All results"), ShowPage(Page.RESULTS)),), back_to_conversation(words)),
    )


def _question(words: Speech, question: QuestionFigures) -> str:
    base = words.say_n("{n} person answered", "{n} people answered", question.respondents)
    return lines(plain(question.text), italic(base), *_figures(words, question))


def _figures(words: Speech, question: QuestionFigures) -> list[str]:
    if question.mean is not None:
        return [plain(words.say("Mean: {mean}", mean=words.number(question.mean, digits=2)))]
    if question.options is None or not question.respondents:
        return []
    ranked = sorted(question.options, key=lambda option: -option.count)
    return [
        plain(
            f"{words.percent((option.share_of_respondents or 0) / 100)} · {option.text} ({words.number(option.count)})"
        )
        for option in ranked
    ]
