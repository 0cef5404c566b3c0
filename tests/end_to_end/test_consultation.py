"""A citizen answers the whole consultation, over HTTP, and the database holds what was said."""

from tests.end_to_end.citizen import LABELS
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import Stage


async def test_the_whole_consultation_in_romanian(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(ana.thanked)
    assert await stage.sent(ana.id) == ANA
    assert await stage.not_sent(ana.id) == {}
    assert (await stage.tallies())["#round"] == {"#started": 1, "#answered": 1, "#submitted": 1}
    assert stage.refused() == []


async def test_the_language_changes_on_the_way(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(lambda: ana.asks("quality_time"))
    await ana.say("/language")
    ana.language = "en"
    await ana.tap("English")
    assert ana.asks("quality_time")
    assert "From now on we speak English." in [toast.text for toast in ana.chat.seen.toasts]
    await ana.go_until(ana.thanked)
    assert await stage.sent(ana.id) == ANA


async def test_who_returns_after_a_restart_goes_on_at_the_same_question(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(lambda: ana.asks("dysfunctions"))
    await ana.choose("dysfunctions", "daily_stress")
    before = ana.screen
    await stage.stop_bot()
    stage.start_bot()
    after = await ana.say("/continue")
    assert (after.text, [each.data for each in after.buttons]) == (before.text, [each.data for each in before.buttons])
    await ana.go_until(ana.thanked)
    assert await stage.sent(ana.id) == ANA


async def test_a_tap_made_while_the_bot_was_away_counts(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(lambda: ana.asks("city_for_all"))
    await stage.stop_bot()
    query = await ana.chat.tap("4")
    stage.start_bot()
    await ana.chat.until(lambda seen: query in seen.answered and ana.asks("quality_time"))
    assert await stage.not_sent(ana.id) == {"city_for_all": 4}


async def test_an_answer_is_changed_through_the_review_and_sent_again(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(ana.thanked)
    await ana.say("/review")
    assert ana.screen.text.startswith(LABELS["ro"].review)
    await ana.tap("✓ 3")
    await ana.tap("1")
    assert ana.asks("city_for_all")
    await ana.tap("2")
    assert await stage.sent(ana.id) == ANA
    assert (await stage.tallies())["city_for_all"] == {"#respondents": 1, "9": 1}
    await ana.tap(LABELS["ro"].send_again)
    assert await stage.sent(ana.id) == ANA | {"city_for_all": 2}
    assert (await stage.tallies())["city_for_all"] == {"#respondents": 1, "2": 1}
    assert (await stage.tallies())["#round"] == {"#started": 1, "#answered": 1, "#submitted": 1}


async def test_an_answer_that_no_longer_applies_is_dropped_and_the_citizen_is_told(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(ana.thanked)
    await ana.say("/review")
    await ana.tap("✓ 3")
    await ana.tap("1")
    await ana.tap(LABELS["ro"].dont_know)
    await ana.tap(LABELS["ro"].send_again)
    assert "➤ 1 răspuns a fost scos, fiindcă întrebarea nu vi se mai potrivește." in ana.screen.text
    expected = {each: answer for each, answer in ANA.items() if each != "city_for_all_aspects"}
    assert await stage.sent(ana.id) == expected | {"city_for_all": "dont_know"}


async def test_a_section_that_was_sent_counts_though_the_rest_never_comes(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(lambda: ana.asks("city_for_all"))
    await ana.tap("9")
    sent = {each: ANA[each] for each in ("organisation_types", "organisation_main", "dysfunctions")}
    assert await stage.sent(ana.id) == sent
    assert await stage.not_sent(ana.id) == {"city_for_all": 9}
    tallies = await stage.tallies()
    assert tallies["#round"] == {"#started": 1, "#answered": 1}
    assert tallies["dysfunctions"] == {"#respondents": 1, "daily_stress": 1, "climate_change": 1, "#own_words": 1}
    assert "city_for_all" not in tallies


async def test_a_link_leads_to_its_round_and_back(stage: Stage) -> None:
    other = stage.consultation.model_copy(update={"title": {"ro": "Altă consultare", "en": "Another one"}})
    await stage.open_round(other, "alta")
    ana = await stage.started(ANA)
    await ana.go_until(lambda: ana.asks("dysfunctions"))
    await ana.start("r_alta")
    assert ana.screen.text.startswith("Altă consultare")
    await ana.go_until(lambda: ana.asks("organisation_types"))
    await ana.start("r_timisoara")
    assert ana.asks("dysfunctions")
    assert set(await stage.sent(ana.id)) == {"organisation_types", "organisation_main"}
    assert await stage.sent(ana.id, "alta") == {}


async def test_a_link_to_no_round_offers_those_that_there_are(stage: Stage) -> None:
    ana = await stage.citizen(ANA)
    await ana.start("r_nowhere")
    assert "nu duce la nicio consultare cunoscută" in ana.screen.text
    assert f"1. {stage.consultation.title['ro']}" in ana.screen.text
    await ana.tap("1")
    assert ana.texts[0] == LABELS["ro"].start


async def test_start_without_a_link_opens_the_only_round(stage: Stage) -> None:
    ana = await stage.citizen(ANA)
    await ana.start("")
    assert ana.screen.text.startswith(stage.consultation.title["ro"])


async def test_two_citizens_do_not_meet(stage: Stage) -> None:
    ana = await stage.started(ANA)
    ion = await stage.started({"organisation_types": ["none"]}, "en")
    await ana.go_until(lambda: ana.asks("dysfunctions"))
    await ion.go_until(lambda: ion.asks("dysfunctions"))
    assert await stage.sent(ion.id) == {"organisation_types": ["none"]}
    assert (await stage.tallies())["organisation_types"] == {
        "#respondents": 2,
        "#own_words": 1,
        "none": 1,
        "sme": 1,
        "startup": 1,
        "ngo": 1,
    }
