"""Chromium for the tests that look at the chat page."""

from __future__ import annotations

import os
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Browser, async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE_MS = 60_000
"""What is expected comes at once, unless the machine is busy."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The machine's own Chromium; where it is missing the test is skipped, or fails where CI is set."""
    executable = shutil.which("chromium")
    if executable is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        await browser.close()
