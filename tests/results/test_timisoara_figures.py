"""Every published figure of 2021 comes out of the 305 reconstructed respondents, at its published rounding.

The lines go through the conversation into a database, and the figures are read from its tallies: nothing on that way knows
what was published.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from flows.answers import Chosen, encode
from flows.consultation import Consultation
from flows.reading import load_consultation
from flows.replaying import Record, recorded, replayed
from flows.response import Response
from results.exact import exact_results
from results.figures import RoundFigures
from storage.database import open_database, upgrade
from storage.keys import new_keys
from storage.responses import import_responses
from storage.rounds import Round, open_round
from storage.tallies import tallies

ROOT = Path(__file__).parents[2]
CONSULTATION = ROOT / "flows/consultations/timisoara_2021.yaml"
LINES = ROOT / "flows/consultations/timisoara_2021_example.jsonl"
PUBLISHED = ROOT / "tests/data/timisoara_2021_published.yaml"
NOW = datetime(2021, 9, 26, 12, tzinfo=UTC)

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

    def profile(self) -> Iterator[tuple[str, float, float | None]]:
        published = self.published["profile"]
        yield "respondents", self.published["respondents"], self.figures.n_answered
        for question, table in PROFILE.items():
            yield f"base of {table}", self.published["respondents"], self.question(question).respondents - self.left_out(question)
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

    def crosstabs(self) -> Iterator[tuple[str, float, float | None]]:
        types = {each.text: each.id for each in self.question("organisation_types").options or ()}
        for crosstab in self.figures.crosstabs:
            cells = {(each.row, each.column): each for each in crosstab.cells}
            for text, (n, *shares) in self.published["crosstabs"][f"{crosstab.columns}_by_organisation"].items():
                row = [cells[types[text], level] for level in LEVELS]
                yield f"{crosstab.columns} of {text}: base", n, sum(cell.count for cell in row)
                for cell, value in zip(row, shares, strict=True):
                    yield f"{crosstab.columns} of {text}: {cell.column}", value, cell.share_of_row

    def dysfunctions(self) -> Iterator[tuple[str, float, float | None]]:
        yield from self.of_options("dysfunctions", self.published["dysfunctions"])

    def needs(self) -> Iterator[tuple[str, float, float | None]]:
        section = next(each for each in self.figures.sections if each.id == "needs")
        ranked = {each.question: each for each in section.items}
        yield "needs: mentions", base_of(self.published["needs"]), section.mentions
        for question, category in NEEDS.items():
            table = self.published["needs"]["categories"][category]
            yield f"{category}: share of all", table["percent_of_all"], ranked[question].share
            yield f"{category}: mentions in the section", base_of(table), ranked[question].count
            yield from self.of_options(question, table)

    def vision(self) -> Iterator[tuple[str, float, float | None]]:
        ratings = {each.text: each for each in self.figures.questions if each.section == "vision"}
        for text, element in self.published["vision"]["elements"].items():
            yield f"{text}: mean", element["mean"], ratings[text].mean
            found = self.of_mentions(f"{ratings[text].id}_aspects")
            for aspect, value in element["percent"].items():
                yield f"{text}: {aspect}", value, found[aspect]

    def of_options(self, question: str, table: Mapping[str, Any]) -> Iterator[tuple[str, float, float | None]]:
        """A table whose shares are of the options expressed."""
        yield f"{question}: mentions", base_of(table), self.question(question).mentions
        for text, value in table["percent"].items():
            yield f"{question}: {text}", value, self.of_mentions(question)[text]
