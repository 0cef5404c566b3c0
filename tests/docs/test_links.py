"""Links from page to page lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.written import PAGES, name_of

_LINK = re.compile(r'\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"')
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_and_heading_that_is_linked_to_is_there(page: Path) -> None:
    links = [first or second for first, second in _LINK.findall(page.read_text("utf-8"))]
    missing = []
    for link in links:
        path, _, heading = unquote(link).partition("#")
        if ":" in path:
            continue
        target = page.parent / path if path else page
        if not target.exists() or (heading and heading not in anchors(target)):
            missing.append(link)
    assert missing == []


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    return {
        re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in _HEADING.findall(page.read_text("utf-8"))
    }
