"""What every peer is told by its environment."""

import os
from pathlib import Path

URL = os.environ.get("BENCH_TELEGRAM", "")
FOLDER = Path(os.environ.get("BENCH_FOLDER", "."))
