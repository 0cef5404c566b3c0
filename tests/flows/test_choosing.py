import pytest

from flows.answers import Answer, Chosen, Ranked, Said
from flows.choosing import Changed, choose, too_few, unchoose, with_own_words
from flows.consultation import Multiple, Ranking, WithOptions
from flows.events import TooFew, TooMany
from flows.order import displayed
from tests.flows.paper import neighbourhood

CONSULTATION = neighbourhood()


def question(name: str) -> WithOptions:
    found = CONSULTATION.question_by_id[name]
    assert isinstance(found, WithOptions)
    return found


@pytest.mark.parametrize(
    ("name", "answer", "option", "expected"),
    [
        ("remedy", None, "bins", Changed(Chosen(("bins",)))),
        ("remedy", Chosen(("police",)), "bins", Changed(Chosen(("bins",)))),
        ("remedy", Chosen((), "More"), "bins", Changed(Chosen(("bins",), "More"))),
        ("troubles", None, "noise", Changed(Chosen(("noise",)))),
        ("troubles", Chosen(("noise",)), "noise", Changed(Chosen(("noise",)))),
        ("troubles", Chosen(("traffic",), "More"), "noise", Changed(Chosen(("noise", "traffic"), "More"))),
        ("troubles", Chosen(("noise", "litter", "traffic")), "darkness", TooMany(3)),
        ("troubles", Chosen(("noise", "litter", "traffic")), "traffic",
         Changed(Chosen(("noise", "litter", "traffic")))),
        ("troubles", Chosen(("noise", "litter", "traffic")), "none", Changed(Chosen(("none",)), replaced=True)),
        ("troubles", None, "none", Changed(Chosen(("none",)))),
        ("troubles", Chosen(("none",), "More"), "noise", Changed(Chosen(("noise",), "More"), replaced=True)),
        ("roles", Chosen(("worker", "visitor")), "resident", Changed(Chosen(("resident", "worker", "visitor")))),
        ("wishes", None, "tram", Changed(Ranked(("tram",)))),
        ("wishes", Ranked(("tram",)), "school", Changed(Ranked(("tram", "school")))),
        ("wishes", Ranked(("tram", "school")), "tram", Changed(Ranked(("tram", "school")))),
        ("wishes", Ranked(("tram", "school")), "market", TooMany(2)),
        ("worst", Ranked(("noise", "litter", "traffic")), "darkness",
         Changed(Ranked(("noise", "litter", "traffic", "darkness")))),
    ],
)  # fmt: skip
def test_choosing(name: str, answer: Answer | None, option: str, expected: Changed | TooMany) -> None:
    assert choose(CONSULTATION, question(name), answer, option) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, None),
        (Chosen(("a", "b")), Chosen(("b",))),
        (Chosen(("b",)), Chosen(("b",))),
        (Chosen(("a",)), None),
        (Chosen(("a",), "More"), Chosen((), "More")),
        (Ranked(("b", "a", "c")), Ranked(("b", "c"))),
        (Ranked(("a",)), None),
        (Said("a"), Said("a")),
    ],
)
def test_unchoosing(answer: Answer | None, expected: Answer | None) -> None:
    assert unchoose(answer, "a") == Changed(expected)


@pytest.mark.parametrize(
    ("answer", "words", "expected"),
    [
        (None, "More", Chosen((), "More")),
        (None, None, None),
        (Chosen(("a",), "Less"), "More", Chosen(("a",), "More")),
        (Chosen(("a",), "Less"), None, Chosen(("a",))),
        (Chosen((), "Less"), None, None),
    ],
)
def test_own_words(answer: Answer | None, words: str | None, expected: Answer | None) -> None:
    assert with_own_words(answer, words) == expected


@pytest.mark.parametrize(
    ("name", "answer", "expected"),
    [
        ("pair", None, TooFew(2, 0)),
        ("pair", Chosen(("trees",)), TooFew(2, 1)),
        ("pair", Chosen(("trees", "pond")), None),
        ("troubles", Chosen(("none",)), None),
        ("troubles", Chosen((), "More"), None),
        ("wishes", None, TooFew(1, 0)),
        ("wishes", Ranked(("tram",)), None),
    ],
)
def test_too_few(name: str, answer: Answer | None, expected: TooFew | None) -> None:
    asked = question(name)
    assert isinstance(asked, Multiple | Ranking)
    assert too_few(asked, answer, displayed(CONSULTATION, asked, {}, "")) == expected


def test_own_words_do_not_stand_in_for_options_that_are_too_few() -> None:
    pair = question("pair").model_copy(update={"own_words": True})
    assert isinstance(pair, Multiple)
    assert too_few(pair, Chosen(("trees",), "More"), pair.options) == TooFew(2, 1)


def test_nobody_is_asked_for_more_than_is_offered() -> None:
    pair, worst = question("pair"), question("worst")
    assert isinstance(pair, Multiple)
    assert isinstance(worst, Ranking)
    assert too_few(pair, Chosen(("trees",)), pair.options[:1]) is None
    assert too_few(pair, None, pair.options[:1]) == TooFew(1, 0)
    offered = displayed(CONSULTATION, worst, {"troubles": Chosen(("noise", "litter"))}, "")
    assert too_few(worst, Ranked(("noise",)), offered) == TooFew(2, 1)
    assert too_few(worst, Ranked(("noise", "litter")), offered) is None
    at_most_one = worst.model_copy(update={"max": 1})
    assert too_few(at_most_one, Ranked(("noise",)), offered) is None


def test_where_only_options_that_stand_alone_are_offered_one_is_asked_for() -> None:
    troubles = question("troubles")
    assert isinstance(troubles, Multiple)
    alone = tuple(option for option in troubles.options if option.exclusive)
    assert too_few(troubles, None, alone) == TooFew(1, 0)
