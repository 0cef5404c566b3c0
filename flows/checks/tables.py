"""What results are made of beside the questions themselves: section rankings, nets and crosstabs."""

from collections.abc import Iterator
from typing import assert_never

from flows.checks.findings import Finding, Gaps, unknown_question
from flows.consultation import Consultation, Crosstab, Multiple, Net, Rating, Section, SectionRanking, Single
from flows.mistakes import Path
from flows.sentence import Sentence, sentence


def tables(consultation: Consultation, gaps: Gaps) -> Iterator[Finding]:
    """Every ranking, net and crosstab that cannot be computed from the answers."""
    for place, section in enumerate(consultation.sections):
        if fault := _fault_of_ranking(section, gaps):
            yield Finding(("sections", place, "ranking"), fault)
    for place, net in enumerate(consultation.nets):
        yield from _net(consultation, gaps, net, ("nets", place))
    seen: set[str] = set()
    for place, crosstab in enumerate(consultation.crosstabs):
        path: Path = ("crosstabs", place)
        if crosstab.name in seen:
            message = sentence("`{rows}` by `{columns}` is listed twice", rows=crosstab.rows, columns=crosstab.columns)
            yield Finding(path, message)
        seen.add(crosstab.name)
        yield from _crosstab(consultation, gaps, crosstab, path)


def _fault_of_ranking(section: Section, gaps: Gaps) -> Sentence | None:
    match section.ranking:
        case None:
            return None
        case SectionRanking.MENTIONS:
            choices = any(isinstance(question, Single | Multiple) for question in section.questions)
            if choices or section.id in gaps.sections:
                return None
            return sentence("is `mentions`, but no question of the section is of type `single` or `multiple`")
        case SectionRanking.MEAN:
            return _fault_of_mean(section)
        case _:
            assert_never(section.ranking)


def _fault_of_mean(section: Section) -> Sentence | None:
    first = section.questions[0]
    for question in section.questions:
        if not isinstance(question, Rating):
            return sentence("is `mean`, but `{question}` is no rating", question=question.id)
        if isinstance(first, Rating) and question.scale != first.scale:
            return sentence(
                "is `mean`, but `{first}` and `{question}` have different scales", first=first.id, question=question.id
            )
    return None


def _net(consultation: Consultation, gaps: Gaps, net: Net, path: Path) -> Iterator[Finding]:
    for place, option in enumerate(net.options):
        if option in net.options[:place]:
            yield Finding((*path, "options", place), sentence("`{option}` is listed twice", option=option))
    match consultation.question_by_id.get(net.question):
        case None if not gaps.may_hide(net.question):
            yield Finding((*path, "question"), unknown_question(net.question))
        case None:
            pass
        case Single() | Multiple() as question if gaps.may_hide_options(question):
            pass
        case Single() | Multiple():
            known = consultation.options_of[net.question]
            for place, option in enumerate(net.options):
                if option not in known:
                    message = sentence("`{option}` is no option of `{question}`", option=option, question=net.question)
                    yield Finding((*path, "options", place), message)
        case other:
            message = sentence(
                "`{question}` is of type `{type}`; a net needs a `single` or `multiple` question",
                question=net.question,
                type=other.type,
            )
            yield Finding((*path, "question"), message)


def _crosstab(consultation: Consultation, gaps: Gaps, crosstab: Crosstab, path: Path) -> Iterator[Finding]:
    if crosstab.rows == crosstab.columns:
        yield Finding((*path, "columns"), sentence("must be another question than `rows`"))
    for field, name in (("rows", crosstab.rows), ("columns", crosstab.columns)):
        match consultation.question_by_id.get(name):
            case None if not gaps.may_hide(name):
                yield Finding((*path, field), unknown_question(name))
            case None | Single() | Rating():
                pass
            case other:
                message = sentence(
                    "`{question}` is of type `{type}`; a crosstab needs `single` or `rating` questions",
                    question=name,
                    type=other.type,
                )
                yield Finding((*path, field), message)
    yield from _groups(consultation, gaps, crosstab, path)


def _groups(consultation: Consultation, gaps: Gaps, crosstab: Crosstab, path: Path) -> Iterator[Finding]:
    match consultation.question_by_id.get(crosstab.rows):
        case Single() as question if not gaps.may_hide_options(question):
            known = consultation.lines(question.id)
        case Rating() as question:
            known = consultation.lines(question.id)
        case _:
            return
    seen: set[str] = set()
    for number, group in enumerate(crosstab.groups):
        for place, line in enumerate(group):
            where = (*path, "groups", number, place)
            if line not in known:
                message = sentence("`{line}` is no answer of `{question}`", line=line, question=crosstab.rows)
                yield Finding(where, message)
            if line in seen:
                yield Finding(where, sentence("`{line}` is in a group already", line=line))
            seen.add(line)
