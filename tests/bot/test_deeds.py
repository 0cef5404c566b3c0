"""What the city did, as a table: what is understood, and what is wrong, each mistake with the line where it is."""

import pytest

from bot.broadcasting.deeds import Deed, DeedsUnreadable, check_languages, deeds_in
from results.speech import speech


@pytest.mark.parametrize(
    "table",
    [
        'language,said,done,when\nro,"Praf, fum",Apă,în mai\n',
        "\ufeffWhen;Done;Said;Language\r\nîn mai;Apă;Praf, fum;RO\r\n;;;\r\n",
        "language\tsaid\tdone\twhen\nro\tPraf, fum\tApă\tîn mai\n",
    ],
)
def test_spreadsheets_write_it_in_several_ways(table: str) -> None:
    assert deeds_in(table.encode()) == [Deed("ro", "Praf, fum", "Apă", "în mai", 2)]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("said\nPraf\n", ["line 1: the first line has to name the columns; please add `language`, `done`"]),
        ("", ["line 1: the first line has to name the columns; please add `language`, `said`, `done`"]),
        ("language,said,done\n,,\n", ["line 2: please write what people said and what the city did"]),
        (
            'language,said,done\nro,"Praf\nși fum",\n\nen,,\nen,Dust,Water, and more\n',
            [
                "line 2: please fill in `done`",
                "line 5: please fill in `said`, `done`",
                "line 6: there is more than the first line names; please put each text with a comma in quotation marks",
            ],
        ),
        (
            'language,said,done\nro,Praf,Apă\nro,"Gropi,Asfalt\n',
            ["line 3: a quotation mark is not closed, or one inside a text is not doubled; please mend that"],
        ),
    ],
)
def test_every_mistake_names_its_line(table: str, told: list[str]) -> None:
    with pytest.raises(DeedsUnreadable) as error:
        deeds_in(table.encode())
    assert list(map(str, error.value.mistakes)) == told


def test_other_letters_than_those_of_utf_8() -> None:
    with pytest.raises(DeedsUnreadable, match="line 2: there are letters that I cannot read; please save the file"):
        deeds_in("language,said,done\nro,Praf,Apă\n".encode("cp1250"))


def test_a_language_of_no_round_is_told_in_the_readers_own() -> None:
    with pytest.raises(DeedsUnreadable) as error:
        check_languages([Deed("ro", "Praf", "Apă", line=2), Deed("fr", "Poussière", "Eau", line=3)], ["ro", "en"])
    [mistake] = error.value.mistakes
    assert speech("ro").tell(mistake.told) == "linia 3: runda nu este în `fr`; este în `ro`, `en`"
