"""The report on the 305 reconstructed respondents, in both languages of the consultation."""

from datetime import date

import pytest

from results.own_words.themes import WordsTable
from results.published import ThemeLine
from results.report.making import deck, report
from results.report.reporting import Held
from tests.results.counted import the_305, timisoara
from tests.results.report.printed import Printed, printed

HELD = Held(date(2021, 9, 7), date(2021, 9, 26))
WORDS = (
    WordsTable(
        question="needs_public_services",
        n=45,
        themes=(ThemeLine(name="Standarde de calitate", count=12), ThemeLine(name="Baze de date", count=None)),
        quotations=("Pregătirea funcționarilor",),
    ),
    WordsTable(
        question="recommendations", themes=(), quotations=("Leadershipul vizionar", "Monitorizare transparentă")
    ),
)
ORDER = {
    "ro": (
        "Smart City și Transformare Digitală",
        "Pentru ce și cine a fost invitat",
        "Cine a răspuns 305 persoane",
        "Ce fel de organizație reprezentați?",
        "La ce probleme ar trebui să răspundă în primul rând strategia?",
        "Privire de ansamblu: Nevoile organizației",
        "Servicii publice 82,8%",
        "Resurse umane 72,0%",
        "Privire de ansamblu: Viziunea",
        "Orașul pentru toți 9,13",
        "Smart City = Fun City! 7,12",
        "Ce recomandări aveți pentru strategie?",
        "Ați spus – noi am făcut",
        "Metodă și limite",
    ),
    "en": (
        "Smart City and Digital Transformation",
        "What for, and who was invited",
        "Who answered 305 people",
        "What kind of organisation do you represent?",
        "Which problems should the strategy address first?",
        "Overview: Your organisation's needs",
        "Public services 82.8%",
        "Human resources 72.0%",
        "Overview: The vision",
        "A city for everyone 9.13",
        "Smart City = Fun City! 7.12",
        "What would you recommend for the strategy?",
        "You said – we did",
        "Method and limits",
    ),
}


@pytest.fixture(scope="module", params=["ro", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def found(language: str) -> Printed:
    return printed(report(the_305(), timisoara(), language, held=HELD, own_words=WORDS))


def test_it_has_the_order_of_the_deck_of_2021(found: Printed, language: str) -> None:
    places = [found.text.index(heading) for heading in ORDER[language]]
    assert places == sorted(places)


def test_no_page_runs_over(found: Printed, language: str) -> None:
    assert len(found.pages) == len(deck(the_305(), timisoara(), language, held=HELD, own_words=WORDS).pages)


def test_it_says_on_every_page_that_it_is_exact_and_that_nobody_answered_live(found: Printed, language: str) -> None:
    warning = {"ro": "EXACT, NUMAI PENTRU PERSONAL", "en": "EXACT, FOR STAFF ONLY"}[language]
    origin = {"ro": "ate reconstituite sau de probă", "en": "econstructed or trial data"}[language]
    assert [number for number, page in enumerate(found.pages) if warning not in page] == []
    assert [number for number, page in enumerate(found.pages) if origin not in page] == []


def test_figures_stand_as_the_language_writes_them(found: Printed, language: str) -> None:
    shares = {
        "ro": ("63,6%", "21,7%", "% din cele 305 persoane", "% din 892 de opțiuni", "% din 3.196 de opțiuni", "72,1%"),
        "en": ("63.6%", "21.7%", "% of the 305 people", "% of 892 mentions", "% of 3,196 mentions", "72.1%"),
    }
    for each in shares[language]:
        assert each in found.text


def test_what_most_said_of_themselves_stands_on_the_first_page_of_who_answered(found: Printed, language: str) -> None:
    (page,) = [page for page in found.pages if ORDER[language][2] in page]
    for share in ("77.0", "63.6", "57.0", "72.1"):
        assert (share if language == "en" else share.replace(".", ",")) in page


def test_a_net_stands_beside_the_figure_of_its_question(found: Printed, language: str) -> None:
    net = {"ro": "Societate civilă și ONG-uri, fiecare om numărat o singură dată: 17,7%.", "en": "counted once: 17.7%."}
    (page,) = [page for page in found.pages if net[language] in page]
    assert page.index(net[language]) < page.index({"ro": "% din cele", "en": "% of the"}[language])


def test_it_is_made_for_those_who_cannot_see_it(found: Printed, language: str) -> None:
    assert "<pdfuaid:part>1</pdfuaid:part>" in found.metadata
    assert found.language == language
    assert found.title.startswith("Smart City")
    charts = {"ro": ("Grafic cu bare", "Grafic cu puncte", "Bare împărțite")}.get(
        language, ("Bar chart", "Dot plot", "Stacked bars")
    )
    for chart in charts:
        assert any(text.startswith(chart) for text in found.alternatives)
    assert any("63,6%" in text or "63.6%" in text for text in found.alternatives)


def test_own_words_stand_with_their_question(found: Printed, language: str) -> None:
    (themes,) = [page for page in found.pages if "Standarde de calitate 12" in page]
    assert {"ro": "Baze de date sub 10", "en": "Baze de date under 10"}[language] in themes
    assert {"ro": "Servicii publice – cu cuvintele lor", "en": "Public services – in their own words"}[
        language
    ] in themes
    assert "Pregătirea funcționarilor" in themes
    assert {"ro": "Au fost citite 45 de texte;", "en": "Staff read 45 texts;"}[language] in themes
    assert found.text.index("Pregătirea funcționarilor") < found.text.index("Leadershipul vizionar")


def test_what_follows_is_for_the_city_to_fill_in(found: Printed, language: str) -> None:
    (page,) = [page for page in found.pages if ORDER[language][-2] in page]
    for said in {"ro": ("Stres cotidian", "Servicii publice", "Orașul pentru toți"), "en": ("Everyday stress",)}[
        language
    ]:
        assert said in page


def test_the_same_figures_make_the_same_bytes() -> None:
    assert report(the_305(), timisoara(), "ro") == report(the_305(), timisoara(), "ro")
