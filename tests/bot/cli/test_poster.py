"""`glas poster`, with a Telegram that knows the bot's name."""

from typing import Any

from pypdf import PdfReader

from tests.bot.cli.command import TOKEN, USERNAME, Glas


def test_a_poster_leads_into_the_round_and_says_until_when(glas: Glas, telegram: str) -> None:
    served = {"GLAS_TELEGRAM_API": telegram, "GLAS_BOT_TOKEN": TOKEN}
    paper = glas.folder / "poster.pdf"
    glas.with_round()
    glas.ok("round", "schedule", "town", "--closes", "2097-03-31")
    glas.ok("poster", "--source", "library", "--language", "ro", "--output", paper, **served)
    page: Any
    [page] = PdfReader(paper).pages
    assert [each.get_object()["/A"]["/URI"] for each in page["/Annots"]] == [
        f"https://t.me/{USERNAME}?start=r_town_library"
    ]
    assert "Până la 31 martie 2097" in " ".join(page.extract_text().split())
    assert "is there already" in glas.refused("poster", "--output", paper, **served)


def test_what_makes_no_poster_is_one_sentence(glas: Glas, telegram: str) -> None:
    served = {"GLAS_TELEGRAM_API": telegram, "GLAS_BOT_TOKEN": TOKEN}
    glas.with_round()
    assert "GLAS_BOT_TOKEN is not set" in glas.refused("poster")
    nameless = glas.refused("poster", GLAS_TELEGRAM_API=telegram, GLAS_BOT_TOKEN="8:SECRET")
    assert nameless.startswith("glas: Telegram does not say what the bot is called")
    assert "SECRET" not in nameless
    said = "glas: --source is a word of at most 29 letters (a-z), digits and hyphens\n"
    assert glas.refused("poster", "--source", "la bibliotecă", **served) == said
    assert "no texts in hu" in glas.refused("poster", "--language", "hu", **served)
    glas.ok("round", "close", "town")
    assert glas.refused("poster", **served) == "glas: round town is closed: nobody could answer who follows a poster\n"
    assert list(glas.folder.glob("*.pdf")) == []
