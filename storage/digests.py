"""Digests of documents: equal for equal content, whatever the order of their keys."""

import hashlib
import json


def canonical(value: object) -> str:
    """The only JSON text of the value: sorted keys, no spaces, letters as they are. ValueError for NaN and the like."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(value: object) -> str:
    """SHA-256 of the canonical JSON in UTF-8, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
