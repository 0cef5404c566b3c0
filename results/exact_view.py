"""What staff see: exact figures in the shape of what is published, from tallies alone.

Shares are not rounded and nothing is withheld. Who chose what together stands in no tally: intervals of shares of
mentions and ranges of places are those of `results.statistics` for counts, too wide rather than too narrow.
"""

from dataclasses import dataclass

from flows.consultation import Consultation, Crosstab, Rating, WithOptions
from flows.counting import NO_POINT, OWN_WORDS, crossing
from results.distributions import share as percent_of
from results.exact import exact_results
from results.figures import QuestionFigures, RoundFigures, SectionFigures
from results.published import (
    CrosstabCell,
    CrosstabLine,
    CrosstabTable,
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
)
from results.release.derived import most_mentions
from results.release.tables import groups_of
from results.statistics.bootstrap import FEWEST
from results.statistics.intervals import Interval, wilson
from results.statistics.places import RankRange
from results.statistics.released_means import Group, mean_of_groups
from results.statistics.released_ranks import Bounds, ReleasedMean, rank_ranges_of_counts, rank_ranges_of_means
from results.statistics.released_shares import shares_of_counts
from storage.rounds import Round
from storage.tallies import Tallies


def exact_view(of: Round, tallies: Tallies) -> Published:
    """The round as it stands, every question, ranking and crosstab of it."""
    figures = exact_results(of, tallies, of.consultation.languages[0])
    view = _View(of.consultation, tallies, figures)
    return Published(
        round=of.code,
        number=0,
        released=None,
        exact=True,
        n_answered=figures.n_answered,
        n_submitted=figures.n_submitted,
        n_imported=figures.n_imported,
        questions=tuple(map(view.question, figures.questions)),
        sections=tuple(map(view.section, figures.sections)),
        crosstabs=tuple(map(view.crosstab, of.consultation.crosstabs)),
    )


@dataclass(frozen=True, slots=True)
class _View:
    consultation: Consultation
    tallies: Tallies
    figures: RoundFigures

    def question(self, figures: QuestionFigures) -> QuestionTable:
        own_words = self.tallies.get(figures.id, {}).get(OWN_WORDS)
        table = QuestionTable(
            question=figures.id, version=0, n=figures.respondents, mentions=figures.mentions, own_words=own_words
        )
        question = self.consultation.question_by_id[figures.id]
        if figures.options is not None:
            nets = tuple(
                NetLine(net=net.id, count=net.count, share=_of_respondents(net.count, figures.respondents))
                for net in figures.nets or ()
            )
            return table.model_copy(update={"options": self._options(figures), "nets": nets})
        if isinstance(question, Rating):
            return table.model_copy(update=self._ratings(question, figures))
        if figures.mean is not None:
            return table.model_copy(update={"mean": Estimate(value=figures.mean)})
        return table

    def section(self, figures: SectionFigures) -> SectionTable:
        items = self._means(figures) if figures.mentions is None else self._mentions(figures, figures.mentions)
        return SectionTable(
            section=figures.id, ranking=figures.ranking, n=figures.respondents, mentions=figures.mentions, items=items
        )

    def crosstab(self, crosstab: Crosstab) -> CrosstabTable:
        cells = self.tallies.get(crosstab.name, {})
        across = self.consultation.lines(crosstab.columns)
        lines = []
        for row in self.consultation.lines(crosstab.rows):
            counts = [cells.get(crossing(row, column), 0) for column in across]
            shares = (percent_of(count, sum(counts)) for count in counts)
            told = tuple(
                CrosstabCell(count=count, share_of_row=None if share is None else Share(percent=share))
                for count, share in zip(counts, shares, strict=True)
            )
            lines.append(CrosstabLine(rows=(row,), n=sum(counts) or None, cells=told if sum(counts) else ()))
        return CrosstabTable(
            rows=crosstab.rows,
            columns=crosstab.columns,
            n=sum(line.n or 0 for line in lines),
            across=across,
            lines=tuple(lines),
        )

    def _options(self, figures: QuestionFigures) -> tuple[OptionLine, ...]:
        options = figures.options or ()
        offered, n = self.consultation.options_of[figures.id], figures.respondents
        counts = {option.id: option.count for option in options if not offered[option.id].exclusive}
        shares, places = self._ranked([(figures.id, (count,)) for count in counts.values()], n)
        of_mentions = dict(zip(counts, shares, strict=False))
        ranks = dict(zip(counts, places, strict=False)) if self.consultation.has_places(figures.id) else {}
        return tuple(
            OptionLine(
                option=option.id,
                count=option.count,
                share_of_respondents=_of_respondents(option.count, n),
                share_of_mentions=of_mentions.get(option.id),
                ranks=ranks.get(option.id),
            )
            for option in options
        )

    def _mentions(self, figures: SectionFigures, whole: int) -> tuple[ItemLine, ...]:
        counts = {item.question: self._counts(item.question) for item in figures.items}
        shares, places = self._ranked(list(counts.items()), figures.respondents or 0)
        of_mentions, ranks = dict(zip(counts, shares, strict=False)), dict(zip(counts, places, strict=False))
        return tuple(
            ItemLine(
                question=item.question,
                mentions=item.count,
                share_of_mentions=of_mentions.get(item.question) if whole else None,
                mentions_per_option=_mean(counts[item.question]),
                ranks=ranks.get(item.question),
            )
            for item in figures.items
        )

    def _means(self, figures: SectionFigures) -> tuple[ItemLine, ...]:
        rated = [(item.question, item.mean) for item in figures.items if item.mean is not None]
        found = rank_ranges_of_means([ReleasedMean(mean, 0, self._points(question)) for question, mean in rated])
        ranks = {question: _ranks(each) for (question, _), each in zip(rated, found, strict=True)}
        return tuple(
            ItemLine(
                question=item.question,
                mean=None if item.mean is None else _estimate(item.mean, self._points(item.question)),
                ranks=ranks.get(item.question),
            )
            for item in figures.items
        )

    def _ratings(self, question: Rating, figures: QuestionFigures) -> dict[str, object]:
        points = self._points(question.id)
        base = sum(point.count for point in points)
        groups = [
            (first, last, sum(point.count for point in points if first <= point.first <= last))
            for first, last in groups_of(question)
        ]
        return {
            "mean": None if figures.mean is None else _estimate(figures.mean, points),
            "groups": tuple(
                GroupLine(first=first, last=last, count=count, share=_of_respondents(count, base))
                for first, last, count in groups
            ),
            "groups_n": base,
            "dont_know": self.tallies.get(question.id, {}).get(NO_POINT, 0) if question.dont_know else None,
        }

    def _points(self, question: str) -> tuple[Group, ...]:
        """Every point of a scale with how many gave it."""
        cells = self.tallies.get(question, {})
        return tuple(Group(int(point), int(point), cells.get(point, 0)) for point in self.consultation.lines(question))

    def _counts(self, question: str) -> tuple[int, ...]:
        """How often each option was mentioned, exclusive ones left out."""
        offered = self.consultation.options_of[question]
        (figures,) = (each for each in self.figures.questions if each.id == question)
        return tuple(option.count for option in figures.options or () if not offered[option.id].exclusive)

    def _ranked(self, items: list[tuple[str, tuple[int, ...]]], n: int) -> tuple[list[Share], list[Ranks]]:
        """Shares of mentions and places of items, each with the question and the counts that it is made of."""
        counts = [each for _, each in items]
        if not n or not any(map(sum, counts)):
            return [], []
        questions = {question for question, _ in items}
        most = sum(most_mentions(self.consultation, self._with_options(question)) for question in questions)
        shares = shares_of_counts(counts, n, fewest=0, most=most)
        places = rank_ranges_of_counts([[Bounds(count, count) for count in each] for each in counts], n)
        return [_share(each) for each in shares], [_ranks(each) for each in places]

    def _with_options(self, question: str) -> WithOptions:
        found = self.consultation.question_by_id[question]
        if not isinstance(found, WithOptions):
            raise TypeError(f"{question} has no options")
        return found


def _of_respondents(count: int, n: int) -> Share | None:
    return _share(wilson(count, n)) if n else None


def _estimate(mean: float, points: tuple[Group, ...]) -> Estimate:
    if sum(point.count for point in points) < FEWEST:
        return Estimate(value=mean)
    found = mean_of_groups(mean, points, rounding=0)
    return Estimate(value=mean, low=found.low, high=found.high)


def _share(interval: Interval) -> Share:
    """The interval, of 0 to 1, in percent."""
    return Share(percent=100 * interval.value, low=100 * interval.low, high=100 * interval.high)


def _mean(counts: tuple[int, ...]) -> float | None:
    return sum(counts) / len(counts) if counts else None


def _ranks(found: RankRange) -> Ranks:
    return Ranks(first=found.first, last=found.last)
