"""A file is read in a process of its own, which ends when the file would take too much."""

import pytest

from bot.forms import apart
from bot.forms.apart import answer_to, read_apart
from bot.forms.trial import for_trying
from flows.reading import ConsultationErrors, read_consultation, read_draft
from flows.xlsform.template import template
from tests.bot.cli.command import CONSULTATION

UNSOUND = CONSULTATION.replace("max: 2", "max: 20").replace("type: rating", "type: ratin")


@pytest.mark.parametrize(
    "content", [template(), CONSULTATION.encode(), CONSULTATION.replace("thanks: Thank you\n", "").encode()]
)
async def test_what_is_read_apart_is_what_is_read_here(content: bytes) -> None:
    assert await read_apart(content) == read_draft(content)


async def test_mistakes_come_back_whole() -> None:
    with pytest.raises(ConsultationErrors) as here:
        read_draft(UNSOUND.encode())
    with pytest.raises(ConsultationErrors) as there:
        await read_apart(UNSOUND.encode())
    assert there.value.mistakes == here.value.mistakes
    assert b"mistakes" in answer_to(UNSOUND.encode())


async def test_a_file_that_takes_too_long_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.0)
    with pytest.raises(ConsultationErrors) as caught:
        await read_apart(template())
    assert str(caught.value) == "the file takes too much time or memory to be read; nothing of it was taken over"


def test_for_trying_the_privacy_notice_is_filled_up() -> None:
    draft = read_draft(template()).consultation
    tried = for_trying(draft)
    assert tried.privacy.missing == ()
    assert tried.privacy.contact == {"*": "[contact]"}
    assert tried.sections == draft.sections
    whole = read_consultation(CONSULTATION)
    assert for_trying(whole) == whole
