"""A snapshot's tables, as a terminal shows them."""

from datetime import UTC, datetime
from io import StringIO

from rich.console import Console

from bot.cli.released import released_tables
from results.published import GroupLine, ItemLine, NetLine, OptionLine, Published, QuestionTable, SectionTable, Share
from tests.results.counted import timisoara

SHARE = Share(percent=50, low=40, high=60)
TYPES = QuestionTable(
    question="organisation_types",
    version=1,
    n=100,
    mentions=120,
    options=(OptionLine(option="startup", count=50, share_of_respondents=SHARE, share_of_mentions=SHARE),),
    nets=(NetLine(net="civil_society_and_ngos", count=50, share=SHARE),),
)
RATED = QuestionTable(
    question="city_for_all",
    version=1,
    n=100,
    dont_know=30,
    groups=(GroupLine(first=9, last=10, count=50, share=SHARE),),
    groups_n=70,
)
NEEDS = SectionTable(
    section="needs",
    version=1,
    ranking="mentions",
    n=100,
    items=(ItemLine(question="needs_funding", mentions=120, mentions_per_option=24.0),),
)


def shown(table: QuestionTable | SectionTable) -> str:
    published = Published(
        round="town",
        number=0,
        released=datetime(2021, 9, 27, tzinfo=UTC),
        exact=False,
        n_answered=100,
        n_submitted=100,
        n_imported=0,
        questions=(table,) if isinstance(table, QuestionTable) else (),
        sections=(table,) if isinstance(table, SectionTable) else (),
    )
    _, printed = released_tables(published, timisoara(), "en")
    file = StringIO()
    Console(file=file, width=120).print(printed)
    return file.getvalue()


def test_a_table_has_the_columns_that_it_needs() -> None:
    assert "% of mentions" in shown(TYPES)
    assert "places" not in shown(TYPES)
    assert "% of mentions" not in shown(RATED)


def test_a_short_scale_is_told_point_by_point() -> None:
    points = tuple(GroupLine(first=point, last=point, count=30, share=SHARE) for point in (1, 2))
    lines = shown(RATED.model_copy(update={"groups": points})).splitlines()
    assert any(line.split()[:2] == ["1", "30"] for line in lines)


def test_a_net_is_called_by_its_text() -> None:
    assert "Net: Civil society and NGOs" in shown(TYPES)


def test_who_said_that_they_do_not_know_is_in_no_base_of_ratings() -> None:
    assert "n = 100 respondents, “I don't know”: 30, % of the 70 who rated; version 1" in shown(RATED)
    few = RATED.model_copy(update={"dont_know": None})
    assert "“I don't know”: under 10" in shown(few)


def test_a_section_tells_mentions_per_option_because_longer_lists_collect_more() -> None:
    assert "mentions per option offered" in shown(NEEDS)
    assert "24.0" in shown(NEEDS)
    assert "mean" not in shown(NEEDS)
