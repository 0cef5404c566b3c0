"""A clerk in the chat with the staff's bot: the pictures of docs/staff.md, played in Chromium by bin/screenshots."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
from playwright.async_api import Browser, Locator, Page, ViewportSize

from flows.reading import load_consultation
from flows.xlsform.template import template
from flows.xlsform.writing import workbook

PHONE: ViewportSize = {"width": 390, "height": 1000}
"""Taller than most, so that a message and all its buttons are in the picture."""
ROUND = "oras"


class Clerk:
    """Acts, and waits for what the bot says then; `picture` keeps what stands on the phone."""

    def __init__(self, page: Page, images: Path) -> None:
        self._page = page
        self._images = images

    @property
    def _newest(self) -> Locator:
        return self._page.locator("[data-message-id]").last

    async def shows(self, text: str) -> None:
        """Waits until the newest message says that."""
        await self._newest.get_by_text(text).first.wait_for()

    async def types(self, text: str, expected: str) -> None:
        """Types it, and waits for an answer that says what is expected."""
        await self._page.locator("textarea[name=text]").fill(text)
        await self._page.locator("button[name=send]").click()
        await self.shows(expected)

    async def sends(self, name: str, content: bytes, expected: str) -> None:
        """Sends a workbook."""
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        await self._page.locator("input[name=files]").set_input_files(
            {"name": name, "mimeType": kind, "buffer": content}
        )
        await self.shows(expected)

    async def taps(self, label: str, expected: str) -> None:
        """Taps the newest button whose label has that."""
        await self._page.locator("button[data-row]", has_text=label).last.click()
        await self.shows(expected)

    async def picture(self, name: str) -> None:
        """What stands on the phone, once the glow of a pressed button and a toast are gone."""
        await self._page.wait_for_timeout(3500)
        await self._page.screenshot(path=self._images / f"{name}.png")


async def first_round(browser: Browser, address: str, consultation: Path, images: Path) -> None:
    """From the invitation to a broadcast, in Romanian, and the end of it in English."""
    context = await browser.new_context(viewport=PHONE, device_scale_factor=1.5, locale="ro", color_scheme="light")
    page = await context.new_page()
    await _arrived(page, address, {"first_name": "Maria", "language_code": "ro"})
    maria = Clerk(page, images)
    await maria.shows("Bine ați venit")
    await maria.types("/new", "O rundă nouă")
    await maria.sends("parc.xlsx", _with_mistakes(), "greșeli în acest fișier")
    await maria.picture("staff-ro-findings")
    await maria.sends("oras.xlsx", workbook(load_consultation(consultation)), "Nicio greșeală")
    await maria.taps("Încercați", "Probă")
    await maria.taps("Începe", "Organizația")
    await maria.taps("Continuă", "Ce fel de")
    await maria.taps("Start-up", "✓ Start-up")
    await maria.taps("Gata", "Trimite secțiunea")
    await maria.taps("Trimite secțiunea", "Problemele orașului")
    await maria.taps("Continuă", "Alegeți cel mult trei")
    await maria.taps("10", "✓ 10")
    await maria.taps("Gata", "Trimite secțiunea")
    await maria.taps("Trimite secțiunea", "Viziunea")
    await maria.taps("Continuă", "deloc important")
    await maria.picture("staff-ro-preview")
    await maria.taps("Încheiați proba", "Proba s-a încheiat")
    await maria.taps("Creați o rundă", "scrieți codul")
    await maria.types(ROUND, "este acum o ciornă")
    await maria.taps("Deschideți acum", "pot răspunde imediat")
    await maria.taps("Da, deschid", "Link pentru cetățeni")
    await maria.picture("staff-ro-round")
    await maria.types("/status timisoara", "Au început")
    await maria.picture("staff-ro-status")
    await maria.types("/words timisoara", "Texte libere: timisoara")
    await maria.taps("1 (", "la această întrebare")
    await maria.taps("Citiți ce așteaptă", "Temă…")
    await maria.picture("staff-ro-words")
    await maria.types("/broadcasts", "Le scriem numai")
    await maria.taps("Anunțarea unei runde", "Despre ce rundă?")
    await maria.taps(ROUND, "Stare: ciornă")
    await maria.picture("staff-ro-broadcast")
    await maria.types("/language", "În ce limbă vorbim?")
    await maria.taps("English", "In which language")
    await maria.types("/rounds", "Rounds")
    await maria.taps(ROUND, "Link for citizens")
    await maria.picture("staff-en-round")
    await context.close()


async def _arrived(page: Page, address: str, person: Mapping[str, str]) -> None:
    """Somebody new who follows the link."""
    origin = address[: address.index("/?")]
    arrived = await (await page.request.post(f"{origin}/people", data=dict(person))).json()
    await page.goto(f"{address}&person={arrived['id']}")
    await page.locator("button[name=start]").click()


def _with_mistakes() -> bytes:
    """The template as it may look after a first evening with it."""
    book = openpyxl.load_workbook(BytesIO(template()))
    survey = book["survey"]
    survey["A10"] = "geopoint"
    survey["H5"] = "not(selected(${visits}, 'nevr'))"
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()
