"""The first pages: the cover, and what for and who was invited."""

from results.report.deck import Cover, Item, Page, Prose
from results.report.reporting import Reporting


def opening(reporting: Reporting) -> tuple[Page, ...]:
    """Cover and purpose."""
    return _cover(reporting), purpose(reporting)


def _cover(reporting: Reporting) -> Cover:
    telling = reporting.telling
    say, consultation = telling.words.say, telling.consultation
    lines = [say("Consultation report"), *dates(reporting)]
    if telling.published.n_answered:
        lines.append(telling.words.say_n("{n} person answered", "{n} people answered", telling.published.n_answered))
    lines += origin(reporting)
    if telling.published.exact:
        lines.append(say("Exact figures, for staff only"))
    return Cover(
        organiser=telling.text(consultation.organiser),
        title=telling.text(consultation.title),
        lines=tuple(line[:1].upper() + line[1:] for line in lines),
    )


def origin(reporting: Reporting) -> list[str]:
    """As of when the figures are, and that they come from a file, if they do: for every page."""
    telling, held = reporting.telling, reporting.held
    say, lines = telling.words.say, []
    if held.released is not None and not telling.published.exact:
        lines.append(say("as released on {day}", day=telling.words.day(held.released)))
    if reporting.is_imported:
        lines.append(say("reconstructed or trial data, from a file"))
    return lines


def dates(reporting: Reporting) -> list[str]:
    """When the round was held, in a line, as far as it is known."""
    held, words = reporting.held, reporting.telling.words
    match held.first, held.last:
        case None, None:
            return []
        case first, None if first is not None:
            return [words.say("Since {first}", first=words.day(first))]
        case None, last if last is not None:
            return [words.say("Until {last}", last=words.day(last))]
        case first, last if first is not None and last is not None:
            return [words.say("{first} to {last}", first=words.day(first), last=words.day(last))]
    return []


def purpose(reporting: Reporting) -> Prose:
    """What for, and who was invited."""
    telling = reporting.telling
    say, consultation = telling.words.say, telling.consultation
    privacy = consultation.privacy
    invited = [say("Everyone who wished to answer. Nobody was chosen by lot.")]
    if privacy.minimum_age is not None:
        invited = [
            say(
                "Everyone aged {age} or over who wished to answer. Nobody was chosen by lot.",
                age=telling.words.number(privacy.minimum_age),
            )
        ]
    if privacy.on_paper is not None:
        invited.append(telling.whole(privacy.on_paper))
    titles = [telling.text(section.title) for section in consultation.sections]
    items = [
        Item(heading=say("What was said at the start"), text=telling.whole(consultation.intro)),
        Item(heading=say("Who was invited"), text="\n".join(invited)),
        Item(heading=say("When"), text="\n".join(dates(reporting))),
        Item(heading=say("What was asked"), text="\n".join(titles)),
    ]
    return Prose(
        over=telling.text(consultation.organiser),
        title=say("What for, and who was invited"),
        items=tuple(item for item in items if item.text),
    )
