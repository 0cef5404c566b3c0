"""Responses of a consultation with every type of question, with texts that programs take wrongly."""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from decimal import Decimal

from flows.answers import Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.response import Response
from tests.flows.paper import neighbourhood

CONSULTATION = neighbourhood()

NASTY = (
    "=1+1",
    "+40 721",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =cmd|' /C calc'!A0",
    "＝1+1",
    "'=1",
    "_x0041_ &amp; <b>#let</b>",
    "شكرا \u202e abc",
    "👩‍👩‍👧 ș ț",
    'two\nlines, "quoted"; and more',
    "ș" * 10_000,
    " ",
)

FULL = Response(
    seed="",
    closed={
        "about": {
            "roles": Chosen(("resident", "worker"), "=HYPERLINK(1)"),
            "main_role": Chosen(("worker",)),
            "years": Numbered(Decimal("12.5")),
            "arrived": Dated(date(1999, 12, 31)),
        },
        "troubles": {
            "troubles": Chosen(("noise", "litter")),
            "worst": Ranked(("litter", "noise")),
            "remedy": Chosen((), "own words alone"),
        },
        "scores": {"park": Rated(9), "praise": Said("trees"), "pair": Chosen(("trees", "pond"))},
        "places": {"base": Chosen(("worker",)), "wishes": Ranked(("tram",))},
        "more": {},
    },
)
UNSURE = Response(seed="", closed={"scores": {"park": Rated(None)}})


def saying(text: str) -> Response:
    """A response with this text alone."""
    return Response(seed="", closed={"scores": {"park": Rated(1), "blame": Said(text)}})


async def stream(responses: Iterable[Response]) -> AsyncIterator[Response]:
    """The responses, as storage gives them out."""
    for each in responses:
        yield each
