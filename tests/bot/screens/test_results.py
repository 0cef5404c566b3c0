"""/results as a person reads it on a phone."""

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import islice

import pytest

from bot import callbacks
from bot.screens.looking import Looking
from bot.screens.results import picture_of, results_screen
from flows.answers import Chosen
from flows.counting import cells
from flows.replaying import recorded, replayed
from results.exact_view import exact_view
from results.published import (
    Awaited,
    Estimate,
    GroupLine,
    ItemLine,
    NetLine,
    OptionLine,
    Published,
    QuestionTable,
    Ranks,
    SectionTable,
    Share,
    ThemeLine,
    ThemesTable,
)
from results.speech import speech
from tests.bot.conftest import NOW, TIMISOARA
from tests.bot.screens.test_every_screen import assert_fits_telegram


@pytest.fixture(scope="module")
def tallies(timisoara_consultation):
    """Of the first forty of the reconstructed respondents."""
    counted = defaultdict(Counter)
    with TIMISOARA.with_name("timisoara_2021_example.jsonl").open(encoding="utf-8") as lines:
        for line in islice(lines, 40):
            response = replayed(timisoara_consultation, recorded(line), seed="x", now=NOW)
            for (table, cell), n in cells(timisoara_consultation, response).items():
                counted[table][cell] += n
    return counted


@pytest.fixture
def looking(timisoara, tallies):
    sent = {"dysfunctions": Chosen(("daily_stress", "chaotic_digitalisation"))}
    return Looking(speech("en"), timisoara, exact_view(timisoara, tallies), sent)


@pytest.fixture
def released(looking):
    """The dysfunctions as they are released, with a line that is too small and one that is withheld."""
    lines = (
        OptionLine(option="daily_stress", count=60, share_of_respondents=Share(percent=75, low=64, high=83)),
        OptionLine(option="two_parallel_worlds", count=None),
        OptionLine(option="climate_change", count=None, withheld=True),
    )
    table = QuestionTable(question="dysfunctions", version=1, n=80, options=lines)
    return replace(looking, published=published_of(table), sent={})


def published_of(table):
    return Published(
        round="demo",
        number=3,
        released=NOW,
        exact=False,
        n_answered=80,
        n_submitted=70,
        n_imported=0,
        questions=(table,),
        awaited=(Awaited(table="city_for_all", have=30, first=50),),
    )


def test_every_page_fits_and_every_button_leads_on(looking, timisoara):
    waiting, seen = ["results"], set()
    while waiting:
        page = waiting.pop()
        seen.add(page)
        screen = results_screen(looking, page, None)
        assert_fits_telegram(screen)
        for button in (each for row in screen.keyboard for each in row):
            read = callbacks.read(button.data, {1: timisoara.consultation})
            assert read is not None
            following = getattr(read[1], "page", "")
            if following.startswith("results") and following not in seen:
                waiting.append(following)
    assert len(seen) > 50


def test_a_ranking_leads_with_the_share_of_respondents_and_marks_ones_own_choices(looking):
    html = results_screen(looking, "results-1", None).html
    assert "40 people answered" in html
    first, second = html.split("\n\n")[2].split("\n")[0:2]
    assert first.startswith("1. ")
    assert "of mentions" in second
    assert "✓ Everyday stress" in html
    assert "✓ Your choices: places " in html
    assert html.rstrip().endswith("to tell those places apart.")


def test_none_of_these_has_no_place(looking):
    html = results_screen(looking, "results-1", None).html
    assert "\nNone of these\n<b>" in html


def test_who_answered_is_no_ranking(looking):
    html = results_screen(looking, "results-0-0", None).html
    assert "1. Large company" in html
    assert "place" not in html.split("Your choice")[0]


def test_means_are_ranked_with_their_places(looking):
    html = results_screen(looking, "results-2", None).html
    assert "1. A city for everyone\n<b>" in html
    assert "  place " in html


def test_needs_show_mentions_per_option_because_longer_lists_collect_more(looking):
    assert "per option" in results_screen(looking, "results-4", None).html


def test_a_short_scale_is_told_point_by_point(looking):
    points = tuple(GroupLine(first=point, last=point, count=30, share=Share(percent=50)) for point in (1, 2))
    table = QuestionTable(question="city_for_all", version=1, n=80, dont_know=20, groups=points, groups_n=60)
    html = results_screen(replace(looking, published=published_of(table)), "results-2-0", None).html
    assert "\n1: 50% (30)\n2: 50% (30)" in html
    assert "“I don't know”: 20" in html


def test_what_is_withheld_is_never_said_to_be_small(looking):
    groups = (GroupLine(first=1, last=8, count=None), GroupLine(first=9, last=10, count=None, withheld=True))
    table = QuestionTable(question="city_for_all", version=1, n=80, groups=groups, groups_n=75)
    html = results_screen(replace(looking, published=published_of(table)), "results-2-0", None).html
    assert "1–8: under 10\n9–10: not told" in html
    net = NetLine(net="civil_society_and_ngos", count=None, withheld=True)
    option = OptionLine(option="startup", count=60, share_of_respondents=Share(percent=75))
    table = QuestionTable(question="organisation_types", version=1, n=80, options=(option,), nets=(net,))
    html = results_screen(replace(looking, published=published_of(table)), "results-0-0", None).html
    assert "Civil society and NGOs: not told" in html


def test_equal_ones_share_a_place(looking):
    half, fifth = Share(percent=50, low=40, high=60), Share(percent=20, low=12, high=31)
    lines = (
        OptionLine(option="climate_change", count=None),
        OptionLine(option="daily_stress", count=20, share_of_respondents=fifth),
        OptionLine(option="chaotic_digitalisation", count=None),
        OptionLine(option="two_parallel_worlds", count=50, share_of_respondents=half),
        OptionLine(option="inefficient_management", count=20, share_of_respondents=fifth),
        OptionLine(option="no_strategic_identity", count=None, withheld=True),
    )
    table = QuestionTable(question="dysfunctions", version=1, n=100, options=lines)
    sent = {"dysfunctions": Chosen(("inefficient_management", "chaotic_digitalisation"))}
    html = results_screen(replace(looking, published=published_of(table), sent=sent), "results-1", None).html
    numbers = [line.split(". ")[0] for line in html.split("\n") if line[:1].isdigit() and ". " in line[:4]]
    assert numbers == ["1", "2", "2", "4", "5", "5"]
    assert "✓ Your choices: places 2 and 5." in html


def test_small_counts_are_not_told(released):
    html = results_screen(released, "results-1", None).html
    assert "<b>75% (60)</b>" in html
    assert "<b>under 10</b>" in html
    assert "<b>not told</b>" in html


def test_the_menu_says_what_is_released_and_what_is_awaited(released):
    screen = results_screen(released, "results", None)
    assert "80 people have answered so far." in screen.html
    assert "Released on 22 November 2026, 12:00." in screen.html
    assert "(30 of 50 so far)" in screen.html
    assert "no representative poll" in screen.html
    assert [row[0].text for row in screen.keyboard] == ["The city's problems", "◀ Back to the questions"]


def test_when_the_round_has_closed_nothing_is_promised_any_more(released):
    html = results_screen(replace(released, closed=True), "results", None).html
    assert "80 people have answered.\n" in html
    assert "Not shown: what fewer than 50 people answered." in html
    assert "so far" not in html


def test_what_enough_have_answered_and_is_held_back_has_another_reason(released):
    held = Awaited(table="dysfunctions", have=50, first=50)
    awaiting = {"awaited": (held, *released.published.awaited)}
    both = replace(released, published=released.published.model_copy(update=awaiting))
    html = results_screen(both, "results", None).html
    assert "(30 of 50 so far). Some figures are held back, because they would give single people away." in html
    alone = replace(released, published=released.published.model_copy(update={"awaited": (held,)}))
    assert "fewer than" not in results_screen(alone, "results", None).html


def test_a_question_without_figures_says_so(released):
    assert "There are no figures for this yet." in results_screen(released, "results-2-0", None).html


@pytest.mark.parametrize("page", ["results-99", "results-1-9", "results-x", "results-1-2-3-4", "results-²"])
def test_a_page_that_does_not_exist_is_the_menu(looking, page):
    assert results_screen(looking, page, None) == results_screen(looking, "results", None)


def test_a_picture_comes_below_its_page(looking):
    drawn = picture_of(looking, "results-1-p")
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")
    screen = results_screen(looking, "results-1-p", drawn)
    assert screen.picture == drawn
    assert "As a picture" not in str(screen.keyboard)
    assert "As a picture" in str(results_screen(looking, "results-1", None).keyboard)


def test_there_is_no_picture_of_the_menu_or_of_an_open_question(looking):
    assert picture_of(looking, "results-p") is None
    assert picture_of(looking, "results-5-p") is None
    assert "As a picture" not in str(results_screen(looking, "results-5", None).keyboard)


def with_themes(looking, *themes: ThemeLine, n: int | None):
    table = ThemesTable(question="dysfunctions", n=n, themes=themes)
    return replace(looking, published=looking.published.model_copy(update={"themes": (table,)}))


def test_themes_of_own_words_stand_below_the_figures_of_their_question(released):
    told = (ThemeLine(name="Parking & noise", count=40), ThemeLine(name="Dogs", count=None))
    html = results_screen(with_themes(released, *told, n=45), "results-1", None).html
    assert html.endswith(
        "<i>In their own words, by theme</i>\n"
        "Parking &amp; noise: <b>40</b>\n"
        "Dogs: <b>under 10</b>\n"
        "Staff read 45 texts; a text can be under several themes."
    )
    assert html.index("75% (60)") < html.index("Parking")
    assert "Parking" not in results_screen(with_themes(released, *told, n=45), "results", None).html


def test_how_many_texts_were_read_is_not_told_where_it_was_withheld(released):
    html = results_screen(with_themes(released, ThemeLine(name="Dogs", count=None), n=None), "results-1", None).html
    assert html.endswith("Dogs: <b>under 10</b>")


def test_more_themes_than_there_is_room_for_leave_the_figures_whole(released):
    many = [ThemeLine(name=f"Theme {number} " + "ș" * 100, count=99 - number) for number in range(60)]
    screen = results_screen(with_themes(released, *many, n=99), "results-1", None)
    assert_fits_telegram(screen)
    assert "Theme 9 " in screen.html
    assert "Theme 59" not in screen.html
    assert "…" in screen.html


@pytest.fixture
def ranked(looking):
    """Released dysfunctions whose places are a mixed lot, and two visions with bases of their own."""

    def line(option: str, count: int | None, first: int, last: int, *, withheld: bool = False) -> OptionLine:
        return OptionLine(option=option, count=count, withheld=withheld, ranks=Ranks(first=first, last=last))

    lines = (
        line("two_parallel_worlds", 180, 1, 1),
        line("chaotic_digitalisation", 60, 2, 6),
        line("daily_stress", 120, 2, 3),
        line("climate_change", None, 4, 7),
        line("vulnerable_groups", 60, 1, 7),
        line("no_strategic_identity", None, 7, 7, withheld=True),
        line("inefficient_management", 50, 3, 4),
    )
    dysfunctions = QuestionTable(question="dysfunctions", version=1, n=305, options=lines)
    visions = [
        QuestionTable(question=each, version=1, n=n, mean=Estimate(value=mean))
        for each, n, mean in (("city_for_all", 320, 9.1), ("fun_city", 1, 7.1))
    ]
    items = (
        ItemLine(question="fun_city", mean=visions[1].mean, ranks=Ranks(first=2, last=2)),
        ItemLine(question="city_for_all", mean=visions[0].mean, ranks=Ranks(first=1, last=2)),
    )
    sections = (SectionTable(section="vision", version=1, ranking="mean", items=items),)
    return replace(
        looking,
        published=looking.published.model_copy(update={"questions": (dysfunctions, *visions), "sections": sections}),
    )


ENGLISH = [
    "Among the 305 people who answered it is 1st. It stands apart from the others.",
    "Among the 305 people who answered it is 2nd. It is too close to place 3 to tell them apart.",
    "Among the 305 people who answered it is 3rd. It is too close to places 2 and 4–6 to tell them apart.",
    "Among the 305 people who answered it is 3rd. The answers are too few to tell it from any other place.",
    "Its figure is not told; it has one of the places 3–4.",
    "Its figure is not told; it has one of the places 4–7.",
    "Its figure is not told; it is 7th.",
]
ROMANIAN = [
    "După răspunsurile celor 305 persoane, este pe locul 1. Se deosebește de celelalte.",
    "După răspunsurile celor 305 persoane, este pe locul 2. Este prea aproape de locul 3 ca să le putem deosebi.",
    "După răspunsurile celor 305 persoane, este pe locul 3. "
    "Este prea aproape de locurile 2 și 4–6 ca să le putem deosebi.",
    "După răspunsurile celor 305 persoane, este pe locul 3. "
    "Răspunsurile sunt prea puține ca să-i putem deosebi locul de celelalte.",
    "Cifra nu este publicată; ocupă unul dintre locurile 3–4.",
    "Cifra nu este publicată; ocupă unul dintre locurile 4–7.",
    "Cifra nu este publicată; este pe locul 7.",
]


@pytest.mark.parametrize(("language", "said"), [("en", ENGLISH), ("ro", ROMANIAN)])
def test_every_place_has_its_sentences(ranked, language, said):
    html = results_screen(replace(ranked, words=speech(language)), "results-1-w", None).html
    heading, *blocks, last = html.split("\n\n")
    assert [each.split("</b>\n")[1] for each in blocks] == said
    assert all(each.startswith("<b>") for each in (heading, *blocks))
    assert "reprezentativ" in last if language == "ro" else "no representative poll" in last


def test_each_mean_is_told_with_its_own_base(ranked):
    said = results_screen(ranked, "results-2-w", None).html
    assert "Among the 320 people who answered it is 1st." in said
    assert "Of the 1 person who answered it is 2nd. It stands apart" in said
    romanian = results_screen(replace(ranked, words=speech("ro")), "results-2-w", None).html
    assert "După răspunsul unei singure persoane (1), este pe locul 2." in romanian
    assert "După răspunsurile celor 320 de persoane, este pe locul 1." in romanian


def test_the_list_stays_short_and_one_tap_leads_to_the_sentences_and_back(ranked):
    screen = results_screen(ranked, "results-1", None)
    assert "too close to place" not in screen.html
    [ask] = [button for row in screen.keyboard for button in row if button.text == "What the places mean"]
    assert callbacks.read(ask.data, {})[1].page == "results-1-w"
    explained = results_screen(ranked, "results-1-w", None)
    assert callbacks.read(explained.keyboard[0][0].data, {})[1].page == "results-1"


def test_nothing_is_explained_where_nothing_is_ranked(looking, released):
    assert "What the places mean" not in str(results_screen(looking, "results-0-1", None).keyboard)
    assert results_screen(released, "results-1-w", None) == results_screen(released, "results-1", None)


def test_a_scale_keeps_its_order_and_has_no_places(looking, timisoara):
    section = list(timisoara.consultation.section_by_id).index("about_you")
    place = [each.id for each in timisoara.consultation.sections[section].questions].index("experience")
    own = replace(looking, sent={"experience": Chosen(("over_10",))})
    html = results_screen(own, f"results-{section}-{place}", None).html
    bands = ["Under 2 years", "2 to 5 years", "6 to 10 years", "✓ Over 10 years"]
    assert sorted(bands, key=html.index) == bands
    assert "1. Under" not in html
    assert "Your choice" not in html


@pytest.mark.parametrize(("language", "word"), [("en", "certain"), ("ro", "sigur")])
def test_nothing_is_ever_said_to_be_certain(looking, language, word):
    for page in ("results-1-w", "results-2-w", "results-4-w"):
        assert word not in results_screen(replace(looking, words=speech(language)), page, None).html.lower()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "1,003rd"]),
        ("ro", [f"pe locul {n}" for n in ("1", "2", "3", "4", "11", "12", "13", "21", "102", "1.003")]),
    ],
)
def test_ordinals_are_those_of_the_language(language, said):
    assert [speech(language).ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 1003)] == said
