"""What was released of a round last: what everybody may see of it now."""

from results.published import Published
from storage.database import Database
from storage.rounds import Round
from storage.snapshots import last_snapshot


async def last_released(database: Database, of: Round) -> Published | None:
    """The document of the newest snapshot; None before the first."""
    snapshot = await last_snapshot(database, of)
    return None if snapshot is None else Published.model_validate_json(snapshot.document)
