"""How the results of a round stand, in sentences: chat and page say the same."""

from collections.abc import Iterator, Sequence

from flows.consultation import Release, Results
from results.published import Awaited, Published
from results.speech import Speech


def when_results_come(words: Speech, release: Release) -> str:
    """By the rule that was fixed when the round opened."""
    match release.results:
        case Results.LIVE:
            return words.say_n(
                "Results come once {n} person has answered, and are renewed as more do.",
                "Results come once {n} people have answered, and are renewed as more do.",
                release.first,
            )
        case Results.AFTER_ANSWERING:
            return words.say("Results are shown to those who have answered, once enough people have.")
        case Results.WHEN_CLOSED:
            return words.say("Results come when the consultation has closed.")


def when_the_page_shows_them(words: Speech, release: Release) -> str:
    """The same for who reads a page, which does not know them."""
    come = when_results_come(words, release)
    if release.results is not Results.AFTER_ANSWERING:
        return come
    here = words.say("A page cannot know who has: here they come when the consultation has closed.")
    return f"{come} {here}"


def who_answered(words: Speech, published: Published, *, closed: bool) -> Iterator[str]:
    """How many, and from where."""
    if published.n_answered is not None:
        if closed:
            yield words.say_n("{n} person has answered.", "{n} people have answered.", published.n_answered)
        else:
            n = published.n_answered
            yield words.say_n("{n} person has answered so far.", "{n} people have answered so far.", n)
    if published.n_submitted:
        yield words.say_n(
            "{n} person has sent all sections.", "{n} people have sent all sections.", published.n_submitted
        )
    if published.n_imported:
        yield words.say_n(
            "{n} of the responses came from a file.", "{n} of the responses came from a file.", published.n_imported
        )


def by_choice(words: Speech) -> str:
    """That they chose to."""
    return words.say("Those answered who wished to; this is no representative poll.")


def which_figures(words: Speech, published: Published, release: Release, *, for_staff: bool = False) -> str:
    """Whether they are exact or released, and when. Exact ones that are not `for_staff` are the sandbox's."""
    if published.exact and for_staff:
        return words.say("Exact figures, for staff only")
    if published.exact:
        return words.say("This is a trial: exact counts, as only the sandbox shows them.")
    if published.released is None:
        return words.say("Nothing was released yet.")
    return words.say(
        "Released on {moment}. Counts are rounded, and those under {smallest} are not told, so that nobody is found "
        "out.",
        moment=words.moment(published.released),
        smallest=words.number(release.smallest_cell),
    )


def not_shown(words: Speech, awaited: Sequence[Awaited], *, closed: bool) -> Iterator[str]:
    """What is not shown, and why."""
    few = [each for each in awaited if not each.at_closing and not each.held_back]
    if few and closed:
        yield words.say_n(
            "Not shown: what fewer than {n} person answered.",
            "Not shown: what fewer than {n} people answered.",
            few[0].first,
        )
    elif few:
        most = max(few, key=lambda each: each.have)
        yield words.say(
            "Not shown yet: what fewer than {first} people have answered ({have} of {first} so far).",
            first=words.number(most.first),
            have=words.number(most.have),
        )
    if any(each.held_back for each in awaited):
        yield words.say("Some figures are held back, because they would give single people away.")
    if awaited and all(each.at_closing for each in awaited):
        yield words.say("The other figures come when the consultation has closed.")
