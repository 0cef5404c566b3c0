"""Every published figure of 2021 comes out of the 305 reconstructed respondents, at its published rounding.

The lines go through the conversation into a database, and the figures are read from its tallies: nothing on that way
knows what was published.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from flows.consultation import Consultation
from flows.reading import load_consultation
from flows.replaying import Record, recorded, replayed
from flows.response import Response
from results.exact import exact_results
from results.figures import QuestionFigures, RoundFigures
from storage.database import open_database, upgrade
from storage.keys import KeyRing, new_keys
from storage.responses import import_responses
from storage.rounds import open_round
from storage.tallies import tallies

ROOT = Path(__file__).parents[2]
CONSULTATION = ROOT / "flows/consultations/timisoara_2021.yaml"
LINES = ROOT / "flows/consultations/timisoara_2021_example.jsonl"
PUBLISHED = ROOT / "tests/data/timisoara_2021_published.yaml"
NOW = datetime(2021, 9, 26, 12, tzinfo=UTC)
ROUND = 1

NEEDS = {
    "needs_public_services": "Servicii publice",
    "needs_funding": "Finanțare",
    "needs_ecosystem": "Ecosistem",
    "needs_internationalisation": "Internaționalizare",
    "needs_infrastructure": "Infrastructură",
    "needs_human_resources": "Resurse umane",
}
PROFILE = {
    "organisation_types": "organisation_types",
    "necessity": "necessity_of_strategy",
    "digitalisation": "digitalisation_level",
    "sustainability": "sustainability_level",
    "field": "field",
}
LEVELS = ("high", "medium", "low")

Answers = dict[str, Any]
Compared = Iterator[tuple[str, float, float | None]]
"""A figure's name, as it was published, as it was found."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure beside ours, both as they are printed."""

    name: str
    published: str
    found: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures under the names that the report uses, which are the Romanian texts."""

    figures: RoundFigures
    published: Mapping[str, Any]

    def compared(self) -> list[Figure]:
        """Every figure that the report publishes."""
        return [
            Figure(name, printed(value, value), "nothing" if found is None else printed(found, value))
            for name, value, found in [
                *self.profile(),
                *self.crosstabs(),
                *self.dysfunctions(),
                *self.needs(),
                *self.vision(),
            ]
        ]

    def profile(self) -> Compared:
        published = self.published["profile"]
        yield "respondents", self.published["respondents"], self.figures.n_answered
        for question, table in PROFILE.items():
            yield f"{table}: base", self.published["respondents"], self.question(question).respondents
            for text, value in published[table]["percent"].items():
                yield f"{table}: {text}", value, self.of_respondents(question)[text]
        [(_, value)] = published["experience"]["percent"].items()
        yield "over ten years", value, self.of_respondents("experience")["Peste 10 ani"]
        headline, types = published["organisation_types"]["headline"], self.of_respondents("organisation_types")
        yield "headline: large companies", headline["companii mari"], types["Întreprindere mare"]
        yield "headline: SMEs", headline["IMM-uri"], types["IMM"]
        yield "headline: freelancers", headline["liber profesioniști"], types["Liber profesionist"]
        [net] = self.question("organisation_types").nets or ()
        yield "headline: civil society and NGOs", headline["societatea civilă și ONG-uri"], net.share_of_respondents

    def crosstabs(self) -> Compared:
        types = {each.text: each.id for each in self.question("organisation_types").options or ()}
        for crosstab in self.figures.crosstabs:
            cells = {(each.row, each.column): each for each in crosstab.cells}
            for text, (n, *shares) in self.published["crosstabs"][f"{crosstab.columns}_by_organisation"].items():
                row = [cells[types[text], level] for level in LEVELS]
                yield f"{crosstab.columns} of {text}: base", n, sum(cell.count for cell in row)
                for cell, value in zip(row, shares, strict=True):
                    yield f"{crosstab.columns} of {text}: {cell.column}", value, cell.share_of_row

    def dysfunctions(self) -> Compared:
        yield from self.of_options("dysfunctions", self.published["dysfunctions"])

    def needs(self) -> Compared:
        section = next(each for each in self.figures.sections if each.id == "needs")
        ranked = {each.question: each for each in section.items}
        yield "needs: mentions", base_of(self.published["needs"]), section.mentions
        for question, category in NEEDS.items():
            table = self.published["needs"]["categories"][category]
            yield f"{category}: share of all", table["percent_of_all"], ranked[question].share
            yield f"{category}: mentions in the section", base_of(table), ranked[question].count
            yield from self.of_options(question, table)

    def vision(self) -> Compared:
        ratings = {each.text: each for each in self.figures.questions if each.section == "vision"}
        for text, element in self.published["vision"]["elements"].items():
            yield f"{text}: mean", element["mean"], ratings[text].mean
            found = self.of_mentions(f"{ratings[text].id}_aspects")
            for aspect, value in element["percent"].items():
                yield f"{text}: {aspect}", value, found[aspect]

    def of_options(self, question: str, table: Mapping[str, Any]) -> Compared:
        """A table whose shares are of the options expressed."""
        yield f"{question}: mentions", base_of(table), self.question(question).mentions
        for text, value in table["percent"].items():
            yield f"{question}: {text}", value, self.of_mentions(question)[text]

    def question(self, question: str) -> QuestionFigures:
        return next(each for each in self.figures.questions if each.id == question)

    def of_respondents(self, question: str) -> dict[str, float | None]:
        return {each.text: each.share_of_respondents for each in self.question(question).options or ()}

    def of_mentions(self, question: str) -> dict[str, float | None]:
        return {each.text: each.share_of_mentions for each in self.question(question).options or ()}


def base_of(table: Mapping[str, Any]) -> int:
    """The number in "812 options"."""
    return int(table["of"].split()[0])


def printed(value: float, like: float) -> str:
    """The value with as many decimals as `like` was published with, halves rounded up."""
    decimals = Decimal(str(like)).as_tuple().exponent
    assert isinstance(decimals, int)
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(decimals), ROUND_HALF_UP))


def wrong(compared: Iterable[Figure]) -> list[Figure]:
    return [each for each in compared if each.found != each.published]


def answers_of(line: str) -> Answers:
    answers: Answers = json.loads(line)["answers"]
    return answers


@dataclass(frozen=True, slots=True)
class Replay:
    """The lines as responses, each as `glas replay` makes it."""

    consultation: Consultation
    keys: KeyRing

    def response(self, line: str) -> tuple[str, Response]:
        record = recorded(line)
        assert isinstance(record, Record), record
        seed = self.keys.imported_pseudonym(ROUND, record.respondent)
        response = replayed(self.consultation, record, seed, NOW)
        assert isinstance(response, Response), (record.respondent, response)
        return record.respondent, response

    async def read(self, responses: Sequence[tuple[str, Response]], folder: Path) -> Reading:
        """The figures, by way of a database in that folder."""
        url = f"sqlite+aiosqlite:///{folder / 'glas.sqlite'}"
        await upgrade(url)
        database = await open_database(url)
        round_ = await open_round(database, self.keys, self.consultation, "timisoara", opens=NOW)
        assert round_.number == ROUND
        await import_responses(database, self.keys, round_, responses, NOW)
        figures = exact_results(round_, await tallies(database, round_), "ro")
        await database.close()
        return Reading(figures, yaml.safe_load(PUBLISHED.read_text("utf-8")))


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return LINES.read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def replay() -> Replay:
    return Replay(load_consultation(CONSULTATION), new_keys().with_round_key(ROUND))


@pytest.fixture(scope="module")
def responses(replay: Replay, lines: list[str]) -> list[tuple[str, Response]]:
    return [replay.response(line) for line in lines]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reading(
    replay: Replay, responses: list[tuple[str, Response]], tmp_path_factory: pytest.TempPathFactory
) -> Reading:
    return await replay.read(responses, tmp_path_factory.mktemp("timisoara"))


def test_every_published_figure_comes_out(reading: Reading) -> None:
    compared = reading.compared()
    # Of the profile, of two crosstabs of 13 rows, of dysfunctions, needs and the vision: none is left out.
    assert len(compared) == 47 + 2 * 13 * 4 + 11 + 46 + 28
    assert wrong(compared) == []


def test_everybody_sent_every_section(reading: Reading) -> None:
    figures = reading.figures
    assert (figures.n_started, figures.n_answered, figures.n_submitted, figures.n_imported) == (305, 305, 305, 305)


def test_eight_have_no_main_type_and_all_have_levels(reading: Reading) -> None:
    assert reading.question("organisation_main").respondents == 297
    for question in ("digitalisation", "sustainability"):
        assert reading.of_respondents(question)["Nu este cazul"] == 0


def test_rankings_come_out_in_the_published_order(reading: Reading) -> None:
    sections = {each.id: [item.question for item in each.items] for each in reading.figures.sections}
    assert sections["needs"] == list(NEEDS)
    elements = [reading.question(question).text for question in sections["vision"]]
    assert elements == list(reading.published["vision"]["elements"])
    found = reading.of_mentions("dysfunctions")
    published = list(reading.published["dysfunctions"]["percent"])
    assert sorted(published, key=lambda each: -(found[each] or 0)) == published


def one_dysfunction_fewer(answers: Answers) -> None:
    answers["dysfunctions"].pop()


def one_need_fewer(answers: Answers) -> None:
    answers["needs_funding"].pop()


def another_level(answers: Answers) -> None:
    answers["digitalisation"] = "low" if answers["digitalisation"] == "high" else "high"


def another_main_type(answers: Answers) -> None:
    answers["organisation_main"] = next(
        each for each in answers["organisation_types"] if each != answers["organisation_main"]
    )


def another_score(answers: Answers) -> None:
    answers["city_for_all"] = 1


def one_aspect_fewer(answers: Answers) -> None:
    answers["fun_city_aspects"].pop()


def can_be_changed(answers: Answers) -> bool:
    """Whether each of these changes is one, and leaves answers that the conversation takes."""
    lists = ("organisation_types", "dysfunctions", "needs_funding", "fun_city_aspects")
    return (
        all(isinstance(answers.get(each), list) and len(answers[each]) > 1 for each in lists)
        and "organisation_main" in answers
        and answers["city_for_all"] == 10
    )


@pytest.mark.parametrize(
    ("change", "noticed_in"),
    [
        (one_dysfunction_fewer, "dysfunctions: mentions"),
        (one_need_fewer, "Finanțare: mentions in the section"),
        (another_level, "digitalisation of "),
        (another_main_type, "sustainability of "),
        (another_score, "Orașul pentru toți: mean"),
        (one_aspect_fewer, "Smart City = Fun City!: "),
    ],
)
async def test_one_changed_answer_is_noticed(
    replay: Replay,
    lines: list[str],
    responses: list[tuple[str, Response]],
    tmp_path: Path,
    change: Callable[[Answers], None],
    noticed_in: str,
) -> None:
    place = next(place for place, line in enumerate(lines) if can_be_changed(answers_of(line)))
    record = json.loads(lines[place])
    change(record["answers"])
    changed = [*responses[:place], replay.response(json.dumps(record)), *responses[place + 1 :]]
    found = wrong((await replay.read(changed, tmp_path)).compared())
    assert any(each.name.startswith(noticed_in) for each in found)


def test_own_words_and_recommendations_of_the_report_are_answers(lines: list[str], reading: Reading) -> None:
    said = [answer["own_words"] for line in lines for answer in answers_of(line).values() if isinstance(answer, dict)]
    published = [
        *reading.published["needs"]["categories"].values(),
        *reading.published["vision"]["elements"].values(),
    ]
    assert set(said) == {text for table in published for text in table["own_words"]}
    recommended = [text for line in lines if (text := answers_of(line).get("recommendations"))]
    assert set(recommended) == set(reading.published["recommendations"])


def test_they_are_labelled_and_speak_mostly_romanian(lines: list[str]) -> None:
    records = [json.loads(line) for line in lines]
    assert [each["respondent"] for each in records] == [f"reconstructed-{n:03}" for n in range(1, 306)]
    languages = [each["language"] for each in records]
    assert set(languages) == {"ro", "en"}
    assert languages.count("ro") > 270
