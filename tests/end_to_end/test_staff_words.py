"""Own words in the staff's bot: read one by one, redacted, quoted, themed, set aside, undone, released."""

from datetime import date

import pytest

from flows.answers import Chosen, Said
from flows.reading import read_consultation
from flows.response import Response
from sandbox.client import Chat
from storage.audit import Act, lines, verify
from storage.keys import load_keys
from storage.own_words import OwnWords, Review, Verdict, own_words
from storage.responses import import_responses
from storage.roles import Role
from storage.rounds import round_by_code
from tests.bot.cli.command import CONSULTATION
from tests.end_to_end.colleague import NOBODY, Colleague
from tests.end_to_end.stage import SetUp, Stage

TOWN = "town"
LONG = "the pavement is broken " * 80


@pytest.fixture
async def city(set_up: SetUp) -> Stage:
    """A stage on which both bots run, with a small round of its own."""
    city = await set_up(staff=True)
    await city.open_round(read_consultation(CONSULTATION), TOWN)
    return city


@pytest.fixture
async def olga(city: Stage) -> Colleague:
    """An owner."""
    return await Colleague.invited(city, Role.OWNER, "olga")


async def written(city: Stage, *texts: str, remarks: str | None = None) -> None:
    """People wrote this about the streets; the last one a remark, too."""
    people = [
        (
            f"{each}-{n}",
            Response(
                seed="",
                closed={
                    "problems": {"streets": Chosen((("noise", "dust")[n % 2],), each)},
                    **({"more": {"remarks": Said(remarks)}} if remarks and n == len(texts) - 1 else {}),
                },
            ),
        )
        for n, each in enumerate(texts)
    ]
    of = await round_by_code(city.database, TOWN)
    await import_responses(city.database, load_keys(city.settings.keys), of, people, NOBODY.at)


async def reviews(city: Stage) -> dict[str, Review]:
    """What was decided, by text."""
    return {each.text: each.review for each in await texts(city)}


async def texts(city: Stage) -> list[OwnWords]:
    return await own_words(city.database, await round_by_code(city.database, TOWN))


async def told(city: Stage) -> list[tuple[str, str]]:
    """What was noted, and of what. A reading has a line a day, and midnight may pass: it counts on its first day."""
    read = dict[str, date]()
    found = []
    for each in (await lines(city.database))[2:]:
        day = each.at.astimezone(city.settings.time_zone).date()
        if each.what != Act.WORDS_READ or read.setdefault(each.subject, day) == day:
            found.append((each.what, each.subject))
    return found


async def reads(member: Colleague, place: int = 1) -> None:
    """The first text of a question that waits."""
    await member.says(f"/words {TOWN}", "Own words: town")
    await member.taps(f"{place} (", "this question")
    await member.taps("Read what waits")


async def asked(member: Colleague, label: str, expected: str) -> None:
    """Taps a button that asks for something to be typed."""
    await member.chat.press(member.button(label))
    await member.chat.until(lambda seen: expected in seen.screen.text)


async def answering(city: Stage, words: str) -> Chat:
    """Somebody who writes that about the streets, and sends it."""
    person = await city.town.arrive("Ana", language_code="en")
    chat = await city.stack.enter_async_context(person.chat())

    async def shows(text: str) -> None:
        await chat.until(lambda seen: text in seen.screen.text)

    async def taps(label: str) -> None:
        await chat.until(lambda seen: seen.button(label))
        await chat.tap(label)

    await chat.say(f"/start r_{TOWN}")
    await taps("Start ▶")
    await shows("Problems")
    await taps("Continue ▶")
    await shows("streets")
    await chat.say(words)
    await shows(words)
    await taps("Done ▶")
    await taps("Send this section")
    await chat.until(lambda seen: all(each.text != "Send this section" for each in seen.screen.buttons))
    return chat


async def test_texts_are_read_one_after_the_other_and_decided_about(city: Stage, olga: Colleague) -> None:
    await written(city, "Ion threw mud", "too dark", "no bench", remarks="<b>thanks</b>")
    await olga.says("/rounds", "Rounds")
    await olga.taps(TOWN, "Code: town")
    assert "1. What is wrong with the streets?\n3 of 3 wait\n2. Anything else\n1 of 1 wait" in await olga.taps(
        "Own words", "Own words: town"
    )
    await olga.taps("1 (3)", "3 texts of this question wait")
    first = await olga.taps("Read what waits (3)", "What is wrong with the streets?")
    await olga.taps("Next text")
    assert olga.text != first
    await olga.taps("Approve as a quotation", "✓ 1 text: approved as a quotation.", "2 texts of this question wait")
    await olga.taps("Set aside", "✓ 1 text: set aside.", "1 text of this question waits")
    assert "Next text ▶" not in olga.labels
    ended = await olga.taps("Approve as a quotation", "No text of this question waits")
    assert ended.count("“") == 2
    assert sorted(each.verdict for said, each in (await reviews(city)).items() if "thanks" not in said) == [
        Verdict.ASIDE,
        Verdict.QUOTED,
        Verdict.QUOTED,
    ]
    await olga.taps("What was decided (3)")
    assert any(word in olga.text for word in ("✓ Approved as a quotation", "Set aside"))
    await olga.taps("◀ This question")
    await olga.taps("◀ Own words", "0 of 3 wait")
    await olga.taps("2 (1)", "Anything else")
    await olga.taps("Read what waits", "<b>thanks</b>")
    assert await told(city) == [
        ("own words read", "round town: streets"),
        ("own words approved", "round town: 1 texts"),
        ("own words put aside", "round town: 1 texts"),
        ("own words approved", "round town: 1 texts"),
        ("own words read", "round town: remarks"),
    ]
    assert not any("bench" in str(each) for each in await lines(city.database))
    assert await verify(city.database) is None


async def test_a_redaction_is_typed_shown_before_and_after_and_confirmed(city: Stage, olga: Colleague) -> None:
    await written(city, "Ion Popescu, diabetic, threw mud.")
    await reads(olga)
    await asked(olga, "Redact", "copy the text")
    await olga.says("Ion Popescu, diabetic, threw mud.", "That is the whole text")
    await olga.says("[…]", "Nothing would be left")
    await olga.says("somebody threw mud.", "“somebody” does not stand in the text")
    shown = await olga.says("threw mud", "Redact it so?")
    assert "Before:\n\nIon Popescu, diabetic, threw mud.\n\nAfter:\n\n[…], threw mud." in shown
    assert (await reviews(city))["Ion Popescu, diabetic, threw mud."] == Review()
    await city.stop_bot()
    city.start_bot()
    await olga.taps("Yes, show it so", "✓ Redacted", "[…], threw mud.", "Parts of it were left out")
    await olga.taps("Approve as a quotation", "“[…], threw mud.”")
    assert await told(city) == [
        ("own words read", "round town: streets"),
        ("own words redacted", "round town: 1 texts"),
        ("own words approved", "round town: 1 texts"),
    ]
    await olga.taps("↩ Undo: approved", "✓ Undone", "[…], threw mud.")
    await olga.taps("↩ Undo: redacted", "Ion Popescu, diabetic, threw mud.")
    assert (await reviews(city))["Ion Popescu, diabetic, threw mud."] == Review()


async def test_twins_go_under_one_theme_in_one_tap_and_come_back(city: Stage, olga: Colleague) -> None:
    await written(city, "too much mud", "Too much mud!", "too much  mud", "a bench")
    await reads(olga)
    while "2 texts probably say the same" not in olga.text:
        await olga.taps("Next text")
    await olga.taps("All 3 alike", "It is about these 3 texts", "too much mud", "Too much mud!")
    await asked(olga, "Another theme", "type the theme's name")
    await olga.says("x" * 121, "1 to 120 characters")
    await olga.says("Roads", "✓ 3 texts: put under “Roads”.", "a bench")
    await olga.taps("Theme…", "It is about this 1 text")
    await asked(olga, "Another theme", "type the theme's name")
    assert "4 – Roads" in await olga.says(" roads ", "✓ 1 text: put under “Roads”.")
    await olga.taps("↩ Undo: put under a theme (1)", "✓ Undone", "a bench")
    await olga.taps("Theme…", "Under which theme?")
    await olga.taps("Roads (3)", "✓ 1 text: put under “Roads”.")
    await olga.taps("↩ Undo: put under a theme (1)", "✓ Undone", "a bench")
    await olga.taps("↩ Undo: put under a theme (3)", "✓ Undone", "mud")
    assert set((await reviews(city)).values()) == {Review()}


async def test_a_long_text_can_be_read_on(city: Stage, olga: Colleague) -> None:
    await written(city, LONG)
    await reads(olga)
    assert "Part 1 of 2" in olga.text
    await olga.taps("Read on", "Part 2 of 2")
    await olga.taps("◀ Read back", "Part 1 of 2")
    await asked(olga, "Redact", "copy the text")
    await olga.says(LONG.removesuffix("broken "), "as it is, and as it would be")
    await olga.taps("Yes, show it so", "✓ Redacted", "Part 1 of 2")
    await olga.taps("Read on", "the pavement is […]")


async def test_a_text_whose_author_deletes_it_meanwhile_is_gone(city: Stage, olga: Colleague) -> None:
    ana = await answering(city, "my neighbour")
    await reads(olga)
    assert "my neighbour" in olga.text
    approve = olga.button("Approve as a quotation")
    await asked(olga, "Redact", "copy the text")
    await ana.say("/delete")
    await ana.until(lambda seen: "Delete everything?" in seen.screen.text)
    query = await ana.tap("Yes, delete everything")
    await ana.until(lambda seen: query in seen.answered and "was deleted" in seen.screen.text)
    assert await texts(city) == []
    await olga.says("my", "That text is gone")
    await olga.chat.press(approve)
    await olga.chat.until(lambda seen: seen.messages[approve.message_id].text.startswith("That text is gone"))
    assert [what for what, _ in await told(city)] == ["own words read"]


async def test_two_members_at_one_text_do_not_undo_each_other(city: Stage, olga: Colleague) -> None:
    await written(city, "a bench")
    petra = await Colleague.invited(city, Role.OWNER, "petra")
    await reads(olga)
    await reads(petra)
    await olga.taps("Approve as a quotation", "✓ 1 text: approved")
    assert "✓ Approved as a quotation" in await petra.taps("Set aside", "Nothing was decided", "a bench")
    await petra.taps("Set aside", "✓ 1 text: set aside.")
    assert (await reviews(city))["a bench"].verdict is Verdict.ASIDE
    await olga.taps("↩ Undo: approved", "It was undone already, or something was decided since")
    await olga.taps("↩ Undo: set aside", "✓ Undone: set aside.", "✓ Approved as a quotation")
    assert (await reviews(city))["a bench"].verdict is Verdict.QUOTED


async def test_a_button_that_is_tapped_twice_decides_once(city: Stage, olga: Colleague) -> None:
    await written(city, "a bench", "too dark")
    await reads(olga)
    approve = olga.button("Approve as a quotation")
    await olga.taps("Approve as a quotation", "✓ 1 text: approved")
    once = olga.text
    await olga.chat.tap_data(approve.message_id, approve.data or "")
    await olga.says("/help", "as owner")
    assert [each.text for each in olga.chat.seen.from_bot if each.message_id == approve.message_id] == [once]
    assert [what for what, _ in await told(city)] == ["own words read", "own words approved"]


async def test_own_words_are_for_owners(city: Stage, olga: Colleague) -> None:
    await written(city, "a bench")
    maria = await Colleague.invited(city, Role.EDITOR, "maria")
    await maria.says("/words", "As editor you may not do that")
    await maria.says("/rounds", "Rounds")
    await maria.taps(TOWN, "Code: town")
    assert "Own words" not in maria.labels
    await olga.says("/words nowhere", "no such round")
    await olga.says("/words", "Of which round?")
    await olga.taps(TOWN, "Own words: town")


async def test_themes_are_released_after_closing_as_they_were_shown(city: Stage, olga: Colleague) -> None:
    await written(city, *(["a bench"] * 59), "too dark")
    await reads(olga)
    while "58 texts probably" not in olga.text:
        await olga.taps("Next text")
    await olga.taps("All 59 alike", "these 59 texts")
    await asked(olga, "Another theme", "type the theme's name")
    await olga.says("Benches", "too dark")
    await olga.taps("◀ This question", "59 – Benches")
    await olga.chat.press(olga.button("Release these themes"))
    await olga.chat.until(lambda seen: "after the round has closed" in seen.screen.text)
    await city.close_round(TOWN)
    await olga.taps("◀ This question", "59 – Benches")
    await olga.chat.press(olga.button("Release these themes"))
    await olga.chat.until(lambda seen: "have to be released first" in seen.screen.text)
    await city.release(TOWN)
    await olga.taps("◀ This question", "59 – Benches")
    await olga.chat.press(olga.button("Release these themes"))
    await olga.chat.until(lambda seen: "once, for good, under these names" in seen.screen.text, seconds=60)
    assert "60 – Benches" in olga.text
    await olga.chat.press(olga.button("Release them for good"))
    await olga.chat.until(lambda seen: "✓ Released, once for good." in seen.screen.text, seconds=60)
    assert (await told(city))[-1][0] == "themes released"
    await olga.taps("◀ This question", "59 – Benches")
    await olga.chat.press(olga.button("Release these themes"))
    await olga.chat.until(lambda seen: "released already, once for good" in seen.screen.text)
