"""Themes are released by hand: once, after closing, and only of questions that are out themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.answers import Answers, Chosen, Said
from flows.response import Response
from results.own_words.releasing import ThemesNotDue, ThemesRefused, publish_themes, themes_to_release
from results.own_words.themes import public_words, words_tables
from results.published import Published, ThemeLine
from results.release.apart import Decided, Task, decided, decided_apart
from results.releasing import hour_at, release_due
from storage.audit import Act, Author, lines
from storage.own_words import Review, Verdict, decide, own_words, undo
from storage.responses import import_responses
from storage.snapshots import ReleasedMeanwhile
from tests.results.test_releasing import HOUR, NOW, Hall, hall

__all__ = ["hall"]

BY = Author("cli:ana", NOW)
LATER = NOW + HOUR


async def here(task: Task) -> Decided:
    return decided(task)


async def write(hall: Hall, times: int, text: str = "mud") -> None:
    answers: dict[str, Answers] = {"problems": {"one": Chosen(("ab"[hall.people % 2],))}, "rest": {"why": Said(text)}}
    people = [(f"w{hall.people + each}", Response(seed="", closed=answers)) for each in range(times)]
    hall.people += times
    await import_responses(hall.database, hall.keys, hall.round, people, NOW)


async def review(hall: Hall, texts: int, review: Review) -> None:
    waiting = [each for each in await own_words(hall.database, hall.round) if not each.review.is_settled]
    await decide(hall.database, hall.round, Act.WORDS_QUOTED, dict.fromkeys(waiting[:texts], review))


@pytest.fixture
async def worded(hall: Hall) -> Hall:
    """Sixty texts, of which staff put some under themes and quote one."""
    await hall.answers(30, "a")
    await write(hall, 60)
    await review(hall, 33, Review(themes=frozenset({"Roads"})))
    await review(hall, 4, Review(themes=frozenset({"Rain"})))
    await review(hall, 1, Review(Verdict.QUOTED, shown="m…"))
    return hall


async def close(hall: Hall) -> None:
    hall.round = replace(hall.round, closes=NOW + timedelta(minutes=10))
    assert await hall.release(LATER) is not None


async def test_nothing_comes_out_while_people_answer_however_often_one_asks(worded: Hall) -> None:
    await worded.release(NOW)
    for _ in range(3):
        with pytest.raises(ThemesNotDue, match="has not closed"):
            await themes_to_release(worded.database, worded.round, ["why"], NOW, decide=here)
        await write(worded, 1)
        await review(worded, 1, Review(themes=frozenset({"Roads"})))
    tables = words_tables(await own_words(worded.database, worded.round), ["why"])
    assert public_words(tables, await worded.published(), ["why"], closed=False) == ()


async def test_the_closing_has_its_own_release_first(worded: Hall) -> None:
    worded.round = replace(worded.round, closes=NOW + timedelta(minutes=10))
    with pytest.raises(ThemesNotDue, match="has to come first"):
        await themes_to_release(worded.database, worded.round, ["why"], LATER, decide=here)


async def test_they_come_out_once_and_what_staff_change_later_changes_nothing(worded: Hall) -> None:
    await close(worded)
    found = await themes_to_release(worded.database, worded.round, ["many", "why"], LATER, decide=here)
    assert found.document is not None
    assert await worded.published() != found.document
    await publish_themes(worded.database, worded.round, found.document, BY)
    shown = await worded.published()
    assert (shown.number, shown.released) == (2, hour_at(LATER))
    [table] = shown.themes
    assert table.n == 40
    assert table.themes == (ThemeLine(name="Roads", count=35), ThemeLine(name="Rain", count=None))
    assert [(each.what, each.subject) for each in await lines(worded.database)] == [
        ("themes released", "round town: snapshot 2")
    ]
    await undo(worded.database, worded.round)
    await review(worded, 20, Review(themes=frozenset({"Roads"})))
    tables = words_tables(await own_words(worded.database, worded.round), ["why"])
    [told] = public_words(tables, await worded.published(), ["why"], closed=True)
    assert (told.themes, told.quotations) == (table.themes, ())
    with pytest.raises(ThemesNotDue, match="released already, once for good"):
        await themes_to_release(worded.database, worded.round, ["why"], LATER + HOUR, decide=here)
    with pytest.raises(ReleasedMeanwhile):
        await publish_themes(worded.database, worded.round, found.document, BY)


async def test_a_quotation_is_shown_after_closing_and_is_in_no_snapshot(worded: Hall) -> None:
    await close(worded)
    tables = words_tables(await own_words(worded.database, worded.round), ["why"])
    [told] = public_words(tables, await worded.published(), ["many", "why"], closed=True)
    assert (told.question, told.themes, told.quotations, told.n, told.waiting) == ("why", (), ("m…",), None, None)
    found = await themes_to_release(worded.database, worded.round, ["why"], LATER, decide=decided_apart)
    assert found.document is not None
    assert "m…" not in found.document.model_dump_json()


async def test_a_question_that_few_answered_has_no_themes_out(hall: Hall) -> None:
    await hall.answers(60, "a")
    await write(hall, 40)
    await review(hall, 40, Review(themes=frozenset({"Roads"})))
    await close(hall)
    with pytest.raises(ThemesNotDue, match="no themes of a question that has been released"):
        await themes_to_release(hall.database, hall.round, ["why"], LATER, decide=here)


async def test_what_the_audit_refuses_is_not_released(worded: Hall) -> None:
    await close(worded)

    async def refused(task: Task) -> Decided:
        return Decided(document=None, moved=frozenset(), waiting=frozenset({"themes:why"}))

    with pytest.raises(ThemesRefused):
        await themes_to_release(worded.database, worded.round, ["why"], LATER, decide=refused)


async def test_a_round_that_is_opened_again_keeps_what_was_released(worded: Hall) -> None:
    await close(worded)
    found = await themes_to_release(worded.database, worded.round, ["why"], LATER, decide=here)
    assert found.document is not None
    await publish_themes(worded.database, worded.round, found.document, BY)
    worded.round = replace(worded.round, closes=None)
    await write(worded, 30)
    released = await release_due(worded.database, worded.round, LATER + HOUR, decide=here)
    assert released is not None
    assert released.snapshot is not None
    assert Published.model_validate_json(released.snapshot.document).themes == found.document.themes
