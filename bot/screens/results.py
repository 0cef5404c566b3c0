"""/results: what has been released, as a list that reads well as plain text; in the sandbox exact figures.

The menu leads to a section, a section that ranks several questions to each of them. Page names say the way:
"results", "results-4" for the fifth section, "results-4-1" for its second question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.asked import ShowPage
from bot.markup import bold, italic, lines, paragraphs, plain, utf16_length
from bot.screen import Button, Screen
from bot.screens.looking import LABEL_LENGTH, ROOM, TITLE_LENGTH, Looking, fitted
from bot.screens.pages import Page, back_to_conversation
from bot.screens.placed import has_places, places_explained
from bot.screens.view import abreast, asking, in_pairs
from flows.consultation import Rating, text_in
from flows.relevance import chosen_in
from results.account import by_choice, not_shown, which_figures, who_answered
from results.labels import shortened
from results.pictures.picture import question_picture, section_picture
from results.published import ItemLine, NetLine, OptionLine, QuestionTable, Ranks, Share

LIST_ROOM = 3000
NETS_ROOM = 800
"""UTF-16 units for the options and nets of a question together, and for its nets among them."""

PICTURE = "-p"
"""How the name of a page ends that comes with its picture."""

PLACES = "-w"
"""How the name of a page ends that says in words what the places of another mean."""


def results_screen(looking: Looking, page: str, picture: bytes | None) -> Screen:
    """The screen of a page, with its picture below where one was asked for; an unknown page leads to the menu."""
    section, question = _read(looking, page)
    if section is None:
        return _menu(looking)
    explained, page = page.endswith(PLACES), page.removesuffix(PLACES)
    shown = _section(looking, section) if question is None else _question(looking, section, question)
    if has_places(looking, *_ids(looking, section, question)):
        if explained:
            return _places(looking, page, section, question)
        explain = asking(looking.words.say("What the places mean"), ShowPage(page.removesuffix(PICTURE) + PLACES))
        shown = replace(shown, keyboard=((explain,), *shown.keyboard))
    if picture is not None:
        return replace(shown, picture=picture)
    if page.endswith(PICTURE) or not _can_be_drawn(looking, section, question):
        return shown
    ask = asking(looking.words.say("As a picture"), ShowPage(page + PICTURE))
    return replace(shown, keyboard=((ask,), *shown.keyboard))


def picture_of(looking: Looking, page: str) -> bytes | None:
    """The picture of a page as a PNG; None where there is nothing to draw."""
    section, question = _read(looking, page)
    if section is None:
        return None
    sections, language = looking.consultation.sections, looking.words.language
    if question is None:
        return section_picture(looking.published, looking.consultation, language, sections[section].id)
    drawn = sections[section].questions[question].id
    return question_picture(looking.published, looking.consultation, language, drawn)


def _read(looking: Looking, page: str) -> tuple[int | None, int | None]:
    """The section and the question that a page names, as far as there are such."""
    numbers = [int(number) for number in page.split("-")[1:] if number.isdecimal()]
    match numbers:
        case [section] if section < len(looking.consultation.sections):
            return section, None
        case [section, question] if section < len(looking.consultation.sections) and question < len(
            looking.consultation.sections[section].questions
        ):
            return section, question
        case _:
            return None, None


def _places(looking: Looking, page: str, section: int, question: int | None) -> Screen:
    back = asking(looking.words.say("◀ Back"), ShowPage(page))
    html = places_explained(looking, *_ids(looking, section, question))
    return Screen(html, ((back,), back_to_conversation(looking.words)))


def _ids(looking: Looking, number: int, question: int | None) -> tuple[str, str | None]:
    """The section, and the question that its page shows: the only one where it has no more."""
    section = looking.consultation.sections[number]
    if question is None and len(section.questions) > 1:
        return section.id, None
    return section.id, section.questions[question or 0].id


def _can_be_drawn(looking: Looking, section: int, question: int | None) -> bool:
    """Whether there are lines to draw: a ranking of questions, or the options of one."""
    questions = looking.consultation.sections[section].questions
    if question is None and len(questions) > 1:
        return looking.ranking(looking.consultation.sections[section].id) is not None
    table = looking.table(questions[question or 0].id)
    return table is not None and bool(table.options)


def _menu(looking: Looking) -> Screen:
    words, published = looking.words, looking.published
    buttons = [
        asking(text_in(section.title, words.language), ShowPage(f"{Page.RESULTS}-{number}"))
        for number, section in enumerate(looking.consultation.sections)
        if any(looking.table(question.id) for question in section.questions)
    ]
    return Screen(
        paragraphs(
            bold(words.say("Results: {title}", title=text_in(looking.consultation.title, words.language))),
            lines(*map(plain, who_answered(words, published, closed=looking.closed))),
            plain(" ".join(not_shown(words, published.awaited, closed=looking.closed))),
            italic(which_figures(words, published, looking.consultation.release, for_staff=looking.for_staff)),
            plain(by_choice(words)),
            plain(words.say("All of it on one page: {address}", address=looking.page)) if looking.page else None,
        ),
        (*in_pairs(buttons), back_to_conversation(words)),
    )


def _section(looking: Looking, number: int) -> Screen:
    section = looking.consultation.sections[number]
    if len(section.questions) == 1:
        return _question(looking, number, 0)
    ranking = looking.ranking(section.id)
    if ranking is None:
        return _questions_of(looking, number)
    items = [_item(looking, place, each) for place, each in enumerate(ranking.items, start=1)]
    base = _base(looking, ranking.n)
    return Screen(
        paragraphs(
            bold(text_in(section.title, looking.words.language)),
            italic(base) if base else None,
            fitted(items),
            plain(_reading(looking)) if any(each.ranks for each in ranking.items) else None,
        ),
        (*_question_buttons(looking, number), *_ways_back(looking)),
    )


def _questions_of(looking: Looking, number: int) -> Screen:
    """A section that ranks nothing: its questions, each a tap away."""
    section = looking.consultation.sections[number]
    listed = [
        plain(f"{place}. {shortened(looking.title(question.id), LABEL_LENGTH)}")
        for place, question in enumerate(section.questions, start=1)
    ]
    return Screen(
        paragraphs(bold(text_in(section.title, looking.words.language)), fitted(listed)),
        (*_question_buttons(looking, number), *_ways_back(looking)),
    )


def _question(looking: Looking, section_number: int, number: int) -> Screen:
    section = looking.consultation.sections[section_number]
    question = section.questions[number]
    table = looking.table(question.id)
    back = _ways_back(looking, section_number if len(section.questions) > 1 else None)
    heading = bold(shortened(text_in(question.text, looking.words.language), TITLE_LENGTH))
    if table is None:
        return Screen(paragraphs(heading, plain(looking.words.say("There are no figures for this yet."))), back)
    told = paragraphs(heading, italic(_base(looking, table.n) or ""), *_figures(looking, table))
    return Screen(paragraphs(told, _themes(looking, question.id, ROOM - utf16_length(told))), back)


def _figures(looking: Looking, table: QuestionTable) -> Iterator[str | None]:
    words = looking.words
    if table.mean is not None:
        yield plain(words.say("Mean: {mean}", mean=words.number(table.mean.value, digits=1)))
    question = looking.consultation.question_by_id[table.question]
    if isinstance(question, Rating) and question.dont_know:
        yield plain(words.say("“I don't know”: {count}", count=_share(looking, table.dont_know, None)))
    if table.groups:
        yield lines(
            *(
                plain(f"{each.points}: {_share(looking, each.count, each.share, withheld=each.withheld)}")
                for each in table.groups
            )
        )
    if not table.options:
        return
    apart = {each.id for each in looking.consultation.options_of[table.question].values() if each.exclusive}
    lines_of = [each for each in table.options if each.option not in apart]
    scale = looking.consultation.is_scale(table.question)
    ranked = lines_of if scale else sorted(lines_of, key=_weight_of_option, reverse=True)
    chosen = chosen_in(looking.sent, table.question)
    weights = [_weight_of_option(each) for each in ranked]
    place_of = [1 + sum(other > weight for other in weights) for weight in weights]
    numbers = [""] * len(ranked) if scale else [f"{place}. " for place in place_of]
    placed = [_option(looking, table, number, each, chosen) for number, each in zip(numbers, ranked, strict=True)]
    unplaced = [_option(looking, table, "", each, chosen) for each in table.options if each.option in apart]
    nets = fitted([_net(looking, each) for each in table.nets], NETS_ROOM)
    yield fitted([*placed, *unplaced], LIST_ROOM - utf16_length(nets))
    yield nets or None
    if table.own_words:
        yield plain(words.say_n("{n} person wrote own words.", "{n} people wrote own words.", table.own_words))
    places = sorted({place for place, each in zip(place_of, ranked, strict=True) if each.option in chosen})
    if places and not scale:
        listed = words.listed([words.number(place) for place in places])
        yield plain(
            words.say_n(
                "✓ Your choice: place {places}.", "✓ Your choices: places {places}.", len(places), places=listed
            )
        )
    if any(each.ranks for each in table.options):
        yield plain(_reading(looking))


def _weight_of_option(line: OptionLine) -> int:
    """By which it is listed: what is withheld is one of the smallest that are told, and more than what is too small."""
    if line.count is not None:
        return line.count + 1
    return 1 if line.withheld else 0


def _net(looking: Looking, net: NetLine) -> str:
    text = next(text_in(each.text, looking.words.language) for each in looking.consultation.nets if each.id == net.net)
    return plain(f"{shortened(text, LABEL_LENGTH * 2)}: {_share(looking, net.count, net.share, withheld=net.withheld)}")


def _themes(looking: Looking, question: str, room: int) -> str | None:
    """What staff found in own words, as far as there is room for it: the figures come first."""
    words, table = looking.words, looking.themes(question)
    if table is None:
        return None
    listed = [plain(f"{each.name}: ") + bold(_share(looking, each.count, None)) for each in table.themes]
    return lines(
        italic(words.say("In their own words, by theme")),
        fitted(listed, room),
        plain(
            words.say_n(
                "Staff read {n} text; a text can be under several themes.",
                "Staff read {n} texts; a text can be under several themes.",
                table.n,
            )
        )
        if table.n
        else None,
    )


def _option(looking: Looking, table: QuestionTable, number: str, line: OptionLine, chosen: Sequence[str]) -> str:
    label = shortened(looking.option(table.question, line.option), LABEL_LENGTH * 2)
    mark = "✓ " if line.option in chosen else ""
    mentions = (
        looking.words.say("{share} of mentions", share=looking.words.percent(line.share_of_mentions.percent / 100))
        if line.share_of_mentions
        else None
    )
    figures = [_share(looking, line.count, line.share_of_respondents, withheld=line.withheld), mentions]
    return lines(
        plain(f"{number}{mark}{label}"),
        bold(" · ".join(each for each in figures if each)) + plain(_range(looking, line.ranks)),
    )


def _item(looking: Looking, place: int, item: ItemLine) -> str:
    words = looking.words
    label = shortened(looking.title(item.question), LABEL_LENGTH)
    if item.mean is not None:
        figure = words.number(item.mean.value, digits=1)
    elif item.share_of_mentions is not None:
        figure = words.say("{share} of mentions", share=words.percent(item.share_of_mentions.percent / 100))
        if item.mentions_per_option is not None:
            per_option = words.number(item.mentions_per_option, digits=0)
            figure += " · " + words.say("{n} per option", n=per_option)
    else:
        figure = "–"
    return lines(plain(f"{place}. {label}"), bold(figure) + plain(_range(looking, item.ranks)))


def _range(looking: Looking, ranks: Ranks | None) -> str:
    if ranks is None:
        return ""
    words = looking.words
    if ranks.first == ranks.last:
        return "  " + words.say("place {place}", place=words.number(ranks.first))
    return "  " + words.say("place {first} to {last}", first=words.number(ranks.first), last=words.number(ranks.last))


def _share(looking: Looking, count: int | None, share: Share | None, *, withheld: bool = False) -> str:
    words = looking.words
    if count is None:
        if withheld:
            return words.say("not told")
        return words.say("under {smallest}", smallest=words.number(looking.consultation.release.smallest_cell))
    if share is None:
        return words.number(count)
    return f"{words.percent(share.percent / 100)} ({words.number(count)})"


def _base(looking: Looking, n: int | None) -> str | None:
    return None if n is None else looking.words.say_n("{n} person answered", "{n} people answered", n)


def _reading(looking: Looking) -> str:
    return looking.words.say(
        "Where a range of places stands, the answers are too close together to tell those places apart."
    )


def _question_buttons(looking: Looking, number: int) -> tuple[tuple[Button, ...], ...]:
    section = looking.consultation.sections[number]
    order = [each.question for each in ranking.items] if (ranking := looking.ranking(section.id)) else []
    ids = [each.id for each in section.questions]
    shown = [each for each in (order or ids) if looking.table(each)]
    return abreast(
        [
            asking(str(place), ShowPage(f"{Page.RESULTS}-{number}-{ids.index(each)}"))
            for place, each in enumerate(shown, 1)
        ]
    )


def _ways_back(looking: Looking, section: int | None = None) -> tuple[tuple[Button, ...], ...]:
    words = looking.words
    up = (
        asking(words.say("◀ All results"), ShowPage(Page.RESULTS))
        if section is None
        else asking(words.say("◀ Back"), ShowPage(f"{Page.RESULTS}-{section}"))
    )
    return ((up,), back_to_conversation(words))
