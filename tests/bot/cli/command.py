"""The command line in a folder of its own, and a small consultation to open rounds with."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli.app import build_app

TOKEN, USERNAME = "7:A", "town_bot"
"""Of the bot that the Telegram beside it knows."""

CONSULTATION = """
id: small-town
languages: [en, ro]
organiser: The town
title: {en: A small town, ro: Un oraș mic}
intro: Hello
thanks: Thank you
privacy:
  controller: The town hall
  contact: dpo@town.example
  legal_basis: A public task
  retention_months: 12
  key_erased_after_days: 30
  minimum_age: 16
  complaints: The authority
  on_paper: At the counter
sections:
  - id: problems
    title: Problems
    ranking: mentions
    questions:
      - id: streets
        type: multiple
        max: 2
        required: true
        own_words: true
        text: {en: What is wrong with the streets?, ro: Ce nu merge pe străzi?}
        options:
          - {id: noise, text: {en: Noise, ro: Zgomot}}
          - {id: dust, text: {en: Dust, ro: Praf}}
          - {id: holes, text: {en: "[Holes]", ro: "[Gropi]"}}
  - id: values
    title: Values
    ranking: mean
    questions:
      - {id: calm, type: rating, low: little, high: much, dont_know: true, text: Calm}
  - id: more
    title: More
    questions:
      - {id: remarks, type: text, max_length: 20, text: Anything else}
"""


@dataclass(frozen=True, slots=True)
class Glas:
    """`glas` with settings that lead into `folder` only."""

    folder: Path

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables, besides the usual ones."""
        return {
            "GLAS_DATA": str(self.folder / "data"),
            "GLAS_KEYS": str(self.folder / "keys" / "ring"),
            "GLAS_TIME_ZONE": "Europe/Bucharest",
            "GLAS_BOT_TOKEN": "",
            "GLAS_STAFF_BOT_TOKEN": "",
            "GLAS_WEBHOOK_URL": "",
            "GLAS_WEBHOOK_SECRET": "",
            "GLAS_HTTP": "",
            "GLAS_DATABASE_URL": "",
            "GLAS_TELEGRAM_API": "",
        }

    def __call__(self, *arguments: str | Path, typed: str | bytes | None = None, **settings: str) -> Result:
        """Run a command in this process."""
        found = CliRunner().invoke(
            build_app(), [str(each) for each in arguments], input=typed, env={**self.settings, **settings}
        )
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return found

    def ok(self, *arguments: str | Path, typed: str | bytes | None = None, **settings: str) -> str:
        """Run a command that has to succeed; what it printed to stdout."""
        found = self(*arguments, typed=typed, **settings)
        assert found.exit_code == 0, found.output
        return found.stdout

    def refused(self, *arguments: str | Path, typed: str | bytes | None = None, **settings: str) -> str:
        """Run a command that has to fail with exit code 1; what it printed to stderr."""
        found = self(*arguments, typed=typed, **settings)
        assert found.exit_code == 1, found.output
        assert "Traceback" not in found.stderr
        return found.stderr

    def process(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        """Run a command as its own process."""
        return subprocess.run(
            [Path(sys.executable).with_name("glas"), *arguments],
            env={**os.environ, **self.settings},
            capture_output=True,
            text=True,
            check=False,
        )

    def file(self, name: str, text: str) -> Path:
        """A new file with that text."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def with_round(self, code: str = "town") -> "Glas":
        """The same, after a round was opened."""
        self.ok("round", "open", self.file("town.yaml", CONSULTATION), "--code", code)
        return self
