"""What the places of a ranking mean, as a page of /results: the list itself has only room for ranges."""

from bot.markup import bold, paragraphs, plain
from bot.screens.looking import LABEL_LENGTH, TITLE_LENGTH, Looking, fitted
from flows.consultation import text_in
from results.account import by_choice
from results.charts.places import Placed, place_in_words, placed_items, placed_options
from results.labels import shortened


def has_places(looking: Looking, section: str, question: str | None) -> bool:
    """Whether there is anything to explain: at least two lines with a place."""
    return len(_placed(looking, section, question)) > 1


def places_explained(looking: Looking, section: str, question: str | None) -> str:
    """The ranking of the section's questions, or of a question's options, in sentences, as HTML."""
    words, asked = looking.words, looking.consultation
    title = asked.section_by_id[section].title if question is None else asked.question_by_id[question].text
    room = LABEL_LENGTH if question is None else LABEL_LENGTH * 2
    placed = _placed(looking, section, question)
    return paragraphs(
        bold(shortened(text_in(title, words.language), TITLE_LENGTH)),
        fitted(
            [f"{bold(shortened(each.text, room))}\n{plain(place_in_words(words, each, placed))}\n" for each in placed]
        ).rstrip(),
        plain(by_choice(words)),
    )


def _placed(looking: Looking, section: str, question: str | None) -> list[Placed]:
    if question is None:
        return placed_items(looking.telling, looking.ranking(section))
    return placed_options(looking.telling, looking.table(question))
