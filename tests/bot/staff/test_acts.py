"""Lines of the audit are told in a member's language, and stored as they are."""

from datetime import UTC, datetime

import pytest

from bot.staff.acts import act_name, subject_of, what_of
from results.speech import speech
from storage.audit import Act, Line

ROMANIAN = [
    (Act.OPENING, "round town", "rundă deschisă", "runda town"),
    (Act.REOPENING, "round town: nothing moved", "rundă redeschisă", "runda town: nothing moved"),
    (Act.RELEASE, "round town: nothing moved", "publicare manuală", "runda town: nimic schimbat"),
    (Act.THEMES_RELEASED, "round town: snapshot 3", "teme publicate", "runda town: publicarea 3"),
    (Act.REPLAY, "round town: 305 responses", "răspunsuri importate", "runda town: 305 răspunsuri"),
    (Act.RECOUNT, "round town: 1 counts", "numărători corectate", "runda town: 1 numărătoare"),
    (Act.WORDS_QUOTED, "round town: 20 texts", "cuvinte proprii aprobate", "runda town: 20 de texte"),
    (Act.EXACT_RESULTS, "round town: its status", "rezultate exacte", "runda town: cum merge"),
    (Act.EXPORT, "round town: csv", "export de răspunsuri", "runda town: csv"),
    (Act.BROADCAST_STARTED, "broadcast 4", "mesaj către abonați pornit", "mesajul 4"),
    (Act.BROADCAST_TRIED, "broadcast 4 to maria", "mesaj către abonați încercat", "mesajul 4 → maria"),
    (
        Act.BROADCAST_TRIED,
        "broadcast 4 to somebody outside the staff",
        "mesaj către abonați încercat",
        "mesajul 4 → cineva din afara echipei",
    ),
    (Act.STAFF_INVITED, "maria as owner", "membru al personalului invitat", "maria, responsabil"),
    (Act.STAFF_REMOVED, "maria, owner", "membru al personalului eliminat", "maria, responsabil"),
    (Act.STAFF_UNINVITED, "maria", "invitație retrasă", "maria"),
    (
        Act.STAFF_ROLE,
        "maria: owner to editor",
        "rolul unui membru al personalului schimbat",
        "maria: responsabil → editor",
    ),
    (Act.KEYS_BACKED_UP, "key ring", "inelul de chei copiat", "inelul de chei"),
    (Act.DATABASE_COPIED, "database", "baza de date copiată", "baza de date"),
]


def line(what: str, subject: str) -> Line:
    return Line(1, datetime(2027, 3, 1, tzinfo=UTC), "cli:maria", what, subject, None, None, "0" * 64, "")


@pytest.mark.parametrize(("act", "subject", "what", "told"), ROMANIAN)
def test_in_romanian(act: Act, subject: str, what: str, told: str) -> None:
    words, stored = speech("ro"), line(act.value, subject)
    assert (what_of(words, stored), subject_of(words, stored)) == (what, told)


@pytest.mark.parametrize("act", Act)
def test_in_english_an_act_is_called_as_it_is_stored(act: Act) -> None:
    assert act_name(speech("en"), act) == act.value


def test_an_act_of_a_newer_glas_stands_as_it_is() -> None:
    assert what_of(speech("ro"), line("round painted", "round town")) == "round painted"
