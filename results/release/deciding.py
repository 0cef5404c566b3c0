"""What is released at a moment: of each table that may move as much as the audit lets through, the others as before."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from flows.consultation import Consultation, Rating, SectionRanking
from flows.counting import ANSWERED, IMPORTED, ROUND, SECTION, SUBMITTED, section_table
from results.audit.attack import Audit, joined
from results.audit.bounds import Contradiction, TimeUp
from results.audit.knowledge import themes_of
from results.published import Awaited, CrosstabTable, Published, QuestionTable, SectionTable, ThemesTable
from results.release.derived import derived, derived_crosstab
from results.release.due import Moment
from results.release.milder import concerning, milder_crosstab, milder_question, milder_themes
from results.release.sections import by_mean, by_mentions
from results.release.tables import Telling
from results.rounding import rounded_down, told

AuditedTable = QuestionTable | CrosstabTable | ThemesTable


@dataclass(frozen=True, slots=True)
class Decision:
    """A new document, None when nothing changes; the tables that moved with it; those that the audit lets wait."""

    document: Published | None
    moved: frozenset[str]
    waiting: frozenset[str]


@dataclass(slots=True)
class _Release:
    moment: Moment
    round: str
    history: Sequence[Published]
    hour: datetime
    over: Callable[[], bool]
    due: frozenset[str]
    accepted: dict[str, AuditedTable] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    @property
    def number(self) -> int:
        return 1 if self.moment.last is None else self.moment.last.number + 1


def decide(
    moment: Moment, *, code: str, history: Sequence[Published], hour: datetime, over: Callable[[], bool]
) -> Decision:
    """Pure. `history`: every document so far, the oldest first; `over` tells the audit that its time is up.

    What the audit has no time for waits.
    """
    release = _Release(moment, code, history, hour, over, moment.due())
    candidates = _candidates(release)
    for group in joined(moment.consultation):
        _admit(release, {name: table for name, table in candidates.items() if name in group}, group)
    document = _document(release)
    # A distribution told at closing moves its table too: after a reopening, newcomers are counted from there.
    moved = frozenset(release.accepted) | {
        table for table in release.due if table == ROUND or table.startswith(SECTION)
    }
    if moment.last is not None and document == moment.last.model_copy(
        update={"number": document.number, "released": document.released}
    ):
        return Decision(None, frozenset(), frozenset(release.waiting))
    if moment.last is None and not moved and not any(each.have for each in document.awaited):
        return Decision(None, frozenset(), frozenset(release.waiting))
    return Decision(document, moved, frozenset(release.waiting))


def decide_themes(
    consultation: Consultation,
    candidates: Sequence[ThemesTable],
    *,
    history: Sequence[Published],
    hour: datetime,
    over: Callable[[], bool],
) -> Decision:
    """Pure, as `decide`: what of these themes may be told, beside all that was released before; `history` has some."""
    last = history[-1]
    moment = Moment(consultation, {}, {}, last, closed=True)
    release = _Release(
        moment, last.round, history, hour, over, frozenset(themes_of(each.question) for each in candidates)
    )
    tables: dict[str, AuditedTable] = {themes_of(each.question): each for each in candidates}
    for group in joined(consultation):
        _admit(release, {name: table for name, table in tables.items() if name in group}, group)
    if not release.accepted:
        return Decision(None, frozenset(), frozenset(release.waiting))
    new = (table for table in release.accepted.values() if isinstance(table, ThemesTable))
    themes = {table.question: table for table in (*last.themes, *new)}
    document = last.model_copy(
        update={
            "number": release.number,
            "released": hour,
            "themes": tuple(themes[each] for each in consultation.question_by_id if each in themes),
        }
    )
    return Decision(document, frozenset(release.accepted), frozenset(release.waiting))


def is_worth(moment: Moment) -> bool:
    """Whether there can be anything to release: a quick look, before the tallies are read for a release."""
    before = () if moment.last is None else moment.last.awaited
    shown = set() if moment.last is None else {table.question for table in moment.last.questions}
    awaited = _awaited(moment, shown, set() if moment.last is None else {each.name for each in moment.last.crosstabs})
    news = tuple(awaited) != before and (moment.last is not None or any(each.have for each in awaited))
    grouped = set() if moment.last is None else {table.question for table in moment.last.questions if table.groups}
    ratings = {each.id for each in moment.shown_questions() if isinstance(each, Rating)} & shown
    return bool(moment.due()) or news or (moment.closed and not ratings <= grouped)


def _candidates(release: _Release) -> dict[str, AuditedTable]:
    moment, telling = release.moment, _telling(release.moment)
    versions, found = moment.versions, dict[str, AuditedTable]()
    before = {} if moment.last is None else {table.question: table for table in moment.last.questions}
    for question in moment.shown_questions():
        last = before.get(question.id)
        if question.id in release.due:
            version = versions.get(question.id, 0) + 1
            found[question.id] = telling.question(question, version, closed=moment.closed)
        elif moment.closed and last is not None and isinstance(question, Rating) and not last.groups:
            found[question.id] = telling.with_late_groups(question, last)
    for crosstab in moment.consultation.crosstabs:
        if crosstab.name in release.due:
            found[crosstab.name] = telling.crosstab(crosstab, versions.get(crosstab.name, 0) + 1)
    return found


def _admit(release: _Release, tables: dict[str, AuditedTable], group: frozenset[str]) -> None:
    """Accept what the audit lets through of these tables; each refusal leaves something out, or a whole table."""
    moment = release.moment
    audit = Audit(moment.consultation, release.history, moment.tallies, release.over)
    while tables:
        try:
            narrowed = audit.attack(_carrying(release, tables), group)
        except (TimeUp, Contradiction):
            # What is not fully audited is not released; a contradiction in what is sure would be a mistake of ours.
            release.waiting |= tables.keys()
            return
        if not narrowed:
            release.accepted |= tables
            return
        concerned = [name for name in tables if concerning(name, narrowed) or concerning(f"late:{name}", narrowed)]
        # A cell of an earlier version is narrowed by whatever moves now.
        name = concerned[0] if concerned else next(iter(tables))
        less = _milder(tables[name], concerning(name, narrowed))
        if less is None:
            release.waiting.add(name)
            del tables[name]
        else:
            tables[name] = less


def _milder(table: AuditedTable, narrowed: frozenset[str]) -> AuditedTable | None:
    match table:
        case QuestionTable():
            return milder_question(table)
        case CrosstabTable():
            return milder_crosstab(table, narrowed)
        case ThemesTable():
            return milder_themes(table, narrowed)


def _carrying(release: _Release, tables: Mapping[str, AuditedTable]) -> Published:
    """A document with these tables, and with the round's numbers, for the audit."""
    return Published(
        round=release.round,
        number=release.number,
        released=release.hour,
        exact=False,
        questions=tuple(table for table in tables.values() if isinstance(table, QuestionTable)),
        crosstabs=tuple(table for table in tables.values() if isinstance(table, CrosstabTable)),
        themes=tuple(table for table in tables.values() if isinstance(table, ThemesTable)),
        **_round_numbers(release),
    )


def _document(release: _Release) -> Published:
    moment, last = release.moment, release.moment.last
    questions: dict[str, QuestionTable] = {} if last is None else {each.question: each for each in last.questions}
    crosstabs: dict[str, CrosstabTable] = {} if last is None else {each.name: each for each in last.crosstabs}
    for name, table in release.accepted.items():
        match table:
            case QuestionTable():
                questions[name] = derived(moment.consultation, table)
            case CrosstabTable():
                crosstabs[name] = derived_crosstab(table)
            case ThemesTable():
                pass  # they come by themselves, see `decide_themes`
    return Published(
        round=release.round,
        number=release.number,
        released=release.hour,
        exact=False,
        questions=tuple(questions[each] for each in moment.consultation.question_by_id if each in questions),
        sections=tuple(_sections(release, questions)),
        crosstabs=tuple(crosstabs[each.name] for each in moment.consultation.crosstabs if each.name in crosstabs),
        themes=() if last is None else last.themes,
        awaited=tuple(_awaited(moment, questions.keys(), crosstabs.keys())),
        **_round_numbers(release),
    )


def _sections(release: _Release, questions: Mapping[str, QuestionTable]) -> list[SectionTable]:
    moment = release.moment
    before = {} if moment.last is None else {table.section: table for table in moment.last.sections}
    found = []
    for section in moment.consultation.sections:
        last = before.get(section.id)
        version = 1 if last is None else last.version + 1
        match section.ranking:
            case SectionRanking.MENTIONS if section_table(section.id) in release.due:
                n = _telling(moment).rounded(_telling(moment).respondents(section_table(section.id)))
                found.append(by_mentions(moment.consultation, section, questions, n=n, version=version))
            case SectionRanking.MEAN if any(question.id in questions for question in section.questions):
                new = by_mean(moment.consultation, section, questions, version=version)
                same = last is not None and new.items == last.items
                found.append(last if same and last is not None else new)
            case _:
                found += [] if last is None else [last]
    return found


def _round_numbers(release: _Release) -> dict[str, int | None]:
    moment, last = release.moment, release.moment.last
    if ROUND not in release.due:
        if last is None:
            return {"n_answered": None, "n_submitted": None, "n_imported": 0, "version": 0}
        return {each: getattr(last, each) for each in ("n_answered", "n_submitted", "n_imported", "version")}
    telling = _telling(moment)
    return {
        "n_answered": telling.rounded(telling.n(ROUND, ANSWERED)),
        "n_submitted": told(telling.n(ROUND, SUBMITTED), moment.consultation.release),
        "n_imported": telling.rounded(telling.n(ROUND, IMPORTED)),
        "version": 1 if last is None else last.version + 1,
    }


def _awaited(moment: Moment, questions: Set[str], crosstabs: Set[str]) -> list[Awaited]:
    """Every table that is not out, in the order of the questionnaire."""
    shown = {question.id for question in moment.shown_questions()}
    missing = [(question.id, question.id not in shown) for question in moment.consultation.questions]
    missing += [(each.name, not moment.closed) for each in moment.consultation.crosstabs]
    return [
        _await(moment, name, at_closing=later)
        for name, later in missing
        if name not in questions and name not in crosstabs
    ]


def _await(moment: Moment, table: str, *, at_closing: bool) -> Awaited:
    policy = moment.consultation.release
    have = 0 if at_closing else rounded_down(_telling(moment).respondents(table), policy)
    return Awaited(table=table, have=min(have, policy.first), first=policy.first, at_closing=at_closing)


def _telling(moment: Moment) -> Telling:
    return Telling(moment.consultation, moment.tallies)
