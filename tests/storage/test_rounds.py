"""Rounds: opened once, for good, with the consultation as it is written that day."""

import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from flows import consultation as model
from flows.consultation import Consultation
from storage.keys import new_keys
from storage.round_changes import close_round, pause_round, resume_round, reword_round
from storage.rounds import (
    CodeUnusable,
    DatesUnusable,
    IncompleteNotice,
    Round,
    RoundKeyMissing,
    State,
    UnknownRound,
    mark_served,
    next_number,
    open_round,
    round_by_code,
    rounds,
    rounds_as_written,
    structure_hash,
)
from tests.storage.conftest import House

HOUR = timedelta(hours=1)


async def test_a_look_tells_whether_anything_has_changed(house: House, consultation: Consultation) -> None:
    reworded = consultation.model_copy(update={"title": {"ro": "Tot", "en": "All of it"}})
    changes = [
        pause_round(house.database, "one", house.now),
        resume_round(house.database, "one", house.now),
        reword_round(house.database, "one", reworded, house.now),
        mark_served(house.database, [1]),
        house.open(consultation, "two"),
        close_round(house.database, "one", house.now),
    ]
    seen = [await rounds_as_written(house.database)]
    for change in changes:
        assert await rounds_as_written(house.database) == seen[-1]
        await change
        seen.append(await rounds_as_written(house.database))
        assert seen[-1] != seen[-2]


async def test_a_round_is_read_back_as_it_was_opened(empty: House, consultation: Consultation) -> None:
    opened = await empty.open(consultation, "spring-2026", closes=empty.now + HOUR)
    assert await rounds(empty.database) == [opened]
    assert await round_by_code(empty.database, "spring-2026") == opened
    assert opened.consultation == consultation
    assert opened.number == 1
    assert await next_number(empty.database) == 2


@pytest.mark.parametrize(
    ("opens", "closes", "state"),
    [
        (None, None, State.DRAFT),
        (HOUR, None, State.DRAFT),
        (0 * HOUR, None, State.OPEN),
        (-HOUR, HOUR, State.OPEN),
        (-HOUR, 0 * HOUR, State.CLOSED),
    ],
)
def test_a_round_opens_and_closes_by_itself(
    consultation: Consultation, opens: timedelta | None, closes: timedelta | None, state: State
) -> None:
    now = datetime(2026, 11, 22, 14).astimezone()

    def at(moment: timedelta | None) -> datetime | None:
        return None if moment is None else now + moment

    assert Round(1, "code", consultation, "hash", at(opens), at(closes)).state(now) is state


@pytest.mark.parametrize(
    ("zone", "closes", "last"),
    [
        ("Europe/Lisbon", datetime(2027, 1, 1, 0, 0, tzinfo=UTC), date(2026, 12, 31)),
        ("Europe/Bucharest", datetime(2026, 12, 31, 22, 0, tzinfo=UTC), date(2026, 12, 31)),
        ("Europe/Bucharest", datetime(2026, 11, 25, 22, 1, tzinfo=UTC), date(2026, 11, 26)),
    ],
)
def test_its_last_day_is_the_citys(consultation: Consultation, zone: str, closes: datetime, last: date) -> None:
    moment = Round(1, "one", consultation, "", closes=closes).last_moment(ZoneInfo(zone))
    assert moment is not None
    assert moment.date() == last
    assert Round(1, "one", consultation, "").last_moment(ZoneInfo(zone)) is None


async def test_a_round_can_be_closed_before_its_time_and_once_only(house: House) -> None:
    closed = await close_round(house.database, "one", house.now)
    assert closed.state(house.now) is State.CLOSED
    again = await close_round(house.database, "one", house.now + HOUR)
    assert again.closes == house.now


@pytest.mark.parametrize("code", ["", "Spring", "spring_2026", "a" * 33, "ș", "one\n"])
async def test_a_code_has_to_fit_into_a_link(empty: House, consultation: Consultation, code: str) -> None:
    with pytest.raises(CodeUnusable, match="1 to 32"):
        await empty.open(consultation, code)


async def test_a_code_is_given_once(house: House, consultation: Consultation) -> None:
    with pytest.raises(CodeUnusable, match="already"):
        await house.open(consultation, "one")


@pytest.mark.parametrize("opens", [None, HOUR, 2 * HOUR])
async def test_a_round_opens_before_it_closes(
    empty: House, consultation: Consultation, opens: timedelta | None
) -> None:
    with pytest.raises(DatesUnusable):
        await empty.open(
            consultation, "one", opens=None if opens is None else empty.now + opens, closes=empty.now + HOUR
        )


async def test_a_notice_that_lacks_a_part_is_refused_by_name(empty: House, consultation: Consultation) -> None:
    silent = consultation.model_copy(
        update={"privacy": consultation.privacy.model_copy(update={"contact": None, "on_paper": None})}
    )
    with pytest.raises(IncompleteNotice, match=r"\(`contact`\), how to answer on paper \(`on_paper`\)"):
        await empty.open(silent, "one")


async def test_a_round_without_its_key_is_refused(empty: House, consultation: Consultation) -> None:
    with pytest.raises(RoundKeyMissing, match="round 1"):
        await open_round(empty.database, new_keys(), consultation, "one", opens=None)
    assert await rounds(empty.database) == []


async def test_an_unknown_code_is_told(house: House) -> None:
    with pytest.raises(UnknownRound, match="two"):
        await round_by_code(house.database, "two")
    with pytest.raises(UnknownRound):
        await close_round(house.database, "two", house.now)


async def test_a_consultation_is_stored_once_a_wording(house: House, consultation: Consultation) -> None:
    reworded = consultation.model_copy(update={"title": {"ro": "Altfel"}})
    await house.open(consultation, "two")
    await house.open(reworded, "three")
    assert len(await house.rows("SELECT digest FROM consultation")) == 2
    one, two, three = await rounds(house.database)
    assert one.consultation == two.consultation == consultation
    assert three.consultation == reworded
    assert one.structure == three.structure


async def test_served_rounds_are_remembered(house: House, consultation: Consultation) -> None:
    await house.open(consultation, "two")
    await mark_served(house.database, [2])
    assert [each.served for each in await rounds(house.database)] == [False, True]


def test_the_structure_is_everything_but_texts(consultation: Consultation) -> None:
    document = consultation.model_dump(mode="json", by_alias=True)
    spoken = structure_hash(Consultation.model_validate(_retold(document)))
    assert spoken == structure_hash(consultation)
    document["sections"][0]["questions"][0]["max"] = 2
    assert structure_hash(Consultation.model_validate(document)) != spoken


def _retold(value: object) -> object:
    """The document with every text another, however the models call it."""
    names = set(_text_fields()) | {"languages"}
    if isinstance(value, list):
        return [_retold(part) for part in value]
    if not isinstance(value, dict):
        return value
    changed: dict[str, object] = {name: {"en": "retold"} for name in names} | {"languages": ["en"]}
    return {key: changed[key] if key in names and part is not None else _retold(part) for key, part in value.items()}


def _text_fields() -> Iterator[str]:
    text_type = typing.get_args(model.Text)[0]
    for part in vars(model).values():
        if isinstance(part, type) and issubclass(part, BaseModel):
            for name, found in part.model_fields.items():
                if text_type in {found.annotation, *map(_bare, typing.get_args(found.annotation))}:
                    yield name


def _bare(annotation: object) -> object:
    return typing.get_args(annotation)[0] if typing.get_origin(annotation) is typing.Annotated else annotation


def test_the_texts_of_the_models_are_found() -> None:
    assert {"title", "text", "low", "on_paper", "organiser"} <= set(_text_fields())
    assert "id" not in set(_text_fields())
