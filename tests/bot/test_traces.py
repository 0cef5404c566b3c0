"""What of an error may be logged."""

import pytest

from bot.traces import harmless


@pytest.mark.parametrize(
    ("description", "kept"),
    [
        ("Bad Request: message text is empty", "Bad Request: message text is empty"),
        ('unsupported start tag "Maria" at byte offset 5', 'unsupported start tag "…" at byte offset 5'),
        ('tag "Ma"ria"" at byte', 'tag "…" at byte'),
        ('tag "Maria', 'tag "…"'),
        ("Bad Request\nMaria", "Bad Request"),
        ("", ""),
    ],
)
def test_a_description_is_kept_without_what_it_quotes(description: str, kept: str) -> None:
    assert harmless(description) == kept
