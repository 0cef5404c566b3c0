"""`glas example` prints what `glas replay` takes."""

import json
from pathlib import Path

from tests.bot.cli.command import Glas

TIMISOARA = Path(__file__).parents[3] / "flows/consultations/timisoara_2021.yaml"


def test_the_example_prints_305_responses_and_says_that_they_are_reconstructed(glas: Glas) -> None:
    printed = glas("example", "timisoara-2021")
    respondents = [json.loads(line)["respondent"] for line in printed.stdout.splitlines()]
    assert len(set(respondents)) == 305
    assert all(each.startswith("reconstructed-") for each in respondents)
    assert (
        printed.stderr
        == "glas: 305 responses, reconstructed from published tables: no real person gave these answers\n"
    )


def test_every_line_of_the_example_is_replayed(glas: Glas) -> None:
    glas.ok("round", "open", TIMISOARA, "--code", "timisoara")
    lines = glas.ok("example", "timisoara-2021")
    assert glas.ok("replay", "-", typed=lines) == "305 responses stored in round timisoara.\n"


def test_an_unknown_example_is_answered_with_the_names(glas: Glas) -> None:
    assert glas.refused("example", "bucharest") == "glas: there is no example bucharest, only timisoara-2021\n"
