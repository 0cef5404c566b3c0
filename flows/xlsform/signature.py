"""How files of spreadsheet programs begin: enough to tell them from a text, without loading what reads them."""

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are some kind of office document: a zip archive, or a file of old or encrypted Office."""
    return content.startswith((ZIP, EMPTY_ZIP, OLD_OFFICE))
