"""A copy of the database beside its work: one state of it, whole, for its owner alone.

errors:
    DatabaseError    see storage.database
    └── NoCopy       the database is no file
    OSError          as the system gives it, FileExistsError among them
"""

import os
from pathlib import Path

from storage.audit import Act, Author, note_alone
from storage.database import Database, DatabaseError
from storage.private_files import new_private, sync_folder


class NoCopy(DatabaseError):
    """The database is PostgreSQL, which brings programs of its own for this."""


async def back_up(database: Database, file: Path, by: Author) -> None:
    """Writes a copy to a new file of mode 0600, on the disk when this returns; nobody who taps meanwhile waits for it.

    It holds what was committed when it began, the line of the audit about it too, and nothing of what was erased:
    freed pages are not copied. Raises NoCopy and OSError, and SQLAlchemy's DBAPIError when the disk is full; then
    there is no file.
    """
    if database.dialect.copy is None:
        raise NoCopy("a PostgreSQL database is copied with its own program: pg_dump --format=custom")
    with new_private(file) as copy:
        await note_alone(database, by, Act.DATABASE_COPIED, "database")
        await database.alone(database.dialect.copy, file=os.fspath(file))
        os.fsync(copy.fileno())
    sync_folder(file.parent)
