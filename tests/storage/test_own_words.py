"""Own words are reviewed, undone, and their reviews go with the answers they belong to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.answers import Chosen, Said
from flows.consultation import Consultation
from flows.response import Response
from storage.audit import Act
from storage.due import erase_responses_due
from storage.own_words import (
    OwnWords,
    Review,
    Verdict,
    decide,
    newest_step,
    own_words,
    questions_with_own_words,
    quoted,
    undo,
)
from storage.round_changes import close_round
from tests.storage.conftest import House

ANNA, BORIS = 10**10, 10**10 + 1
REDACTED, QUOTED, ASIDE, THEMED = (
    Act.WORDS_REDACTED,
    Act.WORDS_QUOTED,
    Act.WORDS_PUT_ASIDE,
    Act.WORDS_UNDER_THEME,
)


def saying(why: str, types: str | None = None) -> Response:
    you = {} if types is None else {"you": {"types": Chosen(("ngo",), types)}}
    return Response(seed="", closed={**you, "views": {"why": Said(why)}})


@pytest.fixture
async def worded(house: House) -> House:
    await house.answer(ANNA, saying("trees", "a club"))
    await house.answer(BORIS, saying("quiet"))
    return house


async def read(house: House) -> dict[str, OwnWords]:
    return {each.text: each for each in await own_words(house.database, house.round)}


async def decided(house: House, act: Act, **reviews: Review) -> tuple[OwnWords, ...]:
    texts = await read(house)
    return await decide(house.database, house.round, act, {texts[text]: each for text, each in reviews.items()})


async def undone(house: House, step: int | None = None) -> tuple[Act, int] | None:
    """What was taken back, and of how many texts."""
    found = await undo(house.database, house.round, step=step)
    return None if found is None else (found.act, len(found.texts))


def test_questions_that_are_answered_by_typing(worded: House) -> None:
    assert questions_with_own_words(worded.round) == ("types", "main", "why")


async def test_only_texts_are_read_and_nobody_has_looked_at_them(worded: House) -> None:
    texts = await own_words(worded.database, worded.round)
    assert [each.question for each in texts] == ["types", "why", "why"]
    assert {each.text for each in texts} == {"a club", "trees", "quiet"}
    assert {each.review for each in texts} == {Review()}
    assert not any(each.review.is_settled for each in texts)
    assert [each.text for each in await own_words(worded.database, worded.round, ["types"])] == ["a club"]


async def test_what_was_not_sent_is_not_read(house: House) -> None:
    await house.answer(ANNA, Response(seed="", draft={"views": {"why": Said("not yet")}}))
    assert await own_words(house.database, house.round) == []


async def test_decisions_are_kept_and_undone_step_by_step(worded: House) -> None:
    quoted = Review(Verdict.QUOTED, shown="t[…]s")
    themed = Review(themes=frozenset({"Green", "Calm"}))
    assert await decided(worded, REDACTED, trees=quoted, quiet=themed) == ()
    assert await decided(worded, QUOTED, trees=replace(quoted, themes=frozenset({"Green"}))) == ()
    texts = await read(worded)
    assert (texts["trees"].shown, texts["trees"].review.themes) == ("t[…]s", frozenset({"Green"}))
    assert (texts["quiet"].shown, texts["quiet"].review) == ("quiet", themed)
    assert texts["trees"].review.is_settled
    assert texts["quiet"].review.is_settled
    assert await undone(worded) == (QUOTED, 1)
    assert (await read(worded))["trees"].review == quoted
    assert await undone(worded) == (REDACTED, 2)
    assert {each.review for each in (await read(worded)).values()} == {Review()}
    assert await undone(worded) is None
    assert await worded.rows("SELECT * FROM review_before") == []


async def test_what_may_be_quoted_is_read_alone_and_as_it_is_shown(worded: House) -> None:
    assert await quoted(worded.database, worded.round) == []
    await decided(
        worded,
        QUOTED,
        trees=Review(Verdict.QUOTED, "t[…]s", frozenset({"Green"})),
        quiet=Review(Verdict.ASIDE),
        **{"a club": Review(themes=frozenset({"Clubs"}))},
    )
    [found] = await quoted(worded.database, worded.round)
    assert (found.question, found.text, found.shown) == ("why", "trees", "t[…]s")
    # The same person's other text comes only once it may be quoted itself; another round has none of them.
    await decided(worded, QUOTED, **{"a club": Review(Verdict.QUOTED)})
    assert [each.shown for each in await quoted(worded.database, worded.round)] == ["a club", "t[…]s"]
    assert await quoted(worded.database, replace(worded.round, number=2)) == []


async def test_a_theme_is_one_row_however_often_it_is_named(worded: House) -> None:
    green = Review(themes=frozenset({"Green"}))
    await decided(worded, THEMED, trees=green)
    await decided(worded, THEMED, quiet=green)
    await decided(worded, THEMED, **{"a club": green})
    assert await worded.rows("SELECT question, name FROM theme ORDER BY id") == [("why", "Green"), ("types", "Green")]


async def test_what_was_decided_so_already_is_no_step(worded: House) -> None:
    assert await decided(worded, ASIDE, trees=Review()) == ()
    assert await decided(worded, ASIDE) == ()
    assert await undone(worded) is None


async def test_an_edited_answer_is_back_in_the_queue_and_its_history_is_gone(worded: House) -> None:
    await decided(worded, QUOTED, trees=Review(Verdict.QUOTED, "t…", frozenset({"Green"})), quiet=Review(Verdict.ASIDE))
    await worded.answer(ANNA, saying("flowers", "a club"))
    texts = await read(worded)
    assert texts["flowers"].review == Review()
    assert texts["quiet"].review == Review(Verdict.ASIDE)
    assert await undone(worded) == (QUOTED, 1)
    assert (await read(worded))["flowers"].review == Review()


async def test_a_section_sent_again_with_the_same_text_keeps_its_review(worded: House) -> None:
    await decided(worded, QUOTED, trees=Review(Verdict.QUOTED))
    await worded.answer(ANNA, saying("trees", "another club"))
    assert (await read(worded))["trees"].review == Review(Verdict.QUOTED)


async def test_a_deleted_answer_leaves_nothing(worded: House) -> None:
    everything = Review(Verdict.QUOTED, "t…", frozenset({"Green"}))
    await decided(worded, QUOTED, trees=everything, quiet=everything, **{"a club": everything})
    await worded.answer(ANNA, None)
    await worded.answer(BORIS, None)
    for table in ("review", "theme_of_answer", "review_before"):
        assert await worded.rows(f"SELECT * FROM {table}") == []
    assert await undone(worded) == (QUOTED, 0)


async def test_answers_whose_retention_is_over_take_their_reviews_with_them(worded: House) -> None:
    await decided(worded, QUOTED, trees=Review(Verdict.QUOTED))
    await close_round(worded.database, "one", worded.now)
    assert await erase_responses_due(worded.database, worded.now + timedelta(days=366)) == 2
    assert await worded.rows("SELECT * FROM review") == []


async def test_a_text_that_changed_since_it_was_read_is_left_as_it_is(worded: House) -> None:
    texts = await read(worded)
    await worded.answer(ANNA, saying("flowers", "a club"))
    await worded.answer(BORIS, None)
    meant = {texts["trees"]: Review(Verdict.QUOTED), texts["quiet"]: Review(Verdict.QUOTED)}
    assert set(await decide(worded.database, worded.round, QUOTED, meant)) == {texts["trees"], texts["quiet"]}
    assert (await read(worded))["flowers"].review == Review()


async def test_who_decides_about_a_text_that_a_colleague_has_decided_about_is_told(worded: House) -> None:
    trees = (await read(worded))["trees"]
    await decided(worded, QUOTED, trees=Review(Verdict.QUOTED))
    assert await decide(worded.database, worded.round, ASIDE, {trees: Review(Verdict.ASIDE)}) == (trees,)
    assert await decide(worded.database, worded.round, QUOTED, {trees: Review(Verdict.QUOTED)}) == ()
    assert (await read(worded))["trees"].review == Review(Verdict.QUOTED)
    assert await undone(worded) == (QUOTED, 1)
    assert await undone(worded) is None


async def test_only_the_step_that_is_meant_is_undone(worded: House) -> None:
    assert await newest_step(worded.database, worded.round) is None
    await decided(worded, QUOTED, trees=Review(Verdict.QUOTED))
    meant = await newest_step(worded.database, worded.round)
    assert meant is not None
    assert (meant.act, meant.texts) == (QUOTED, frozenset({(await read(worded))["trees"].key}))
    await decided(worded, ASIDE, quiet=Review(Verdict.ASIDE))
    assert await undone(worded, meant.number) is None
    assert await undone(worded) == (ASIDE, 1)
    assert await undone(worded, meant.number) == (QUOTED, 1)


async def test_many_at_once(house: House) -> None:
    for person in range(450):
        await house.answer(10**10 + person, saying(f"text {person}"))
    texts = await own_words(house.database, house.round)
    themed = Review(themes=frozenset({"All"}))
    await decide(house.database, house.round, THEMED, dict.fromkeys(texts, themed))
    assert {each.review for each in await own_words(house.database, house.round)} == {themed}
    assert await undone(house) == (THEMED, 450)


async def test_rounds_are_apart(worded: House, consultation: Consultation) -> None:
    two = await worded.open(consultation, "two")
    await worded.answer(ANNA, saying("trees"), number=2)
    await decided(worded, QUOTED, trees=Review(Verdict.QUOTED, themes=frozenset({"Green"})))
    [other] = await own_words(worded.database, two)
    assert other.review == Review()
    assert await undo(worded.database, two) is None
