"""Locks between processes."""

import subprocess
import sys
from pathlib import Path

from storage.keys import create_keys, load_keys

ADD_TEN_ROUNDS = """
import sys
from functools import partial
from pathlib import Path
from storage.keys import KeyRing, change_keys

for number in range(int(sys.argv[2]), int(sys.argv[2]) + 10):
    change_keys(Path(sys.argv[1]), partial(KeyRing.with_round_key, round_number=number))
"""


def test_processes_that_change_the_ring_together_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    create_keys(path)
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD_TEN_ROUNDS, str(path), str(first)]) for first in (1, 11, 21)
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    assert sorted(load_keys(path).round_keys) == list(range(1, 31))
