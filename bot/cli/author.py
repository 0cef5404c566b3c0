"""Who is at the command line, for the audit."""

import os
import pwd
from datetime import datetime

from storage.audit import Author


def author(at: datetime) -> Author:
    """The operating system's user whose process this is, whatever the environment says."""
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:  # a container may run as a user without a name
        name = str(user)
    return Author(f"cli:{name}", at)
