"""Backups of the key ring: what a passphrase seals, opens and refuses."""

import json
import stat
from pathlib import Path

import pytest

from storage import key_backup
from storage.key_backup import DifferentRing, PassphraseTooShort, WrongPassphrase, backup_keys, restore_keys
from storage.keys import BackupError, KeyFileDamaged, KeyFileExists, KeyFileMissing, change_keys, create_keys, load_keys

PASSPHRASE = "nouă cai albaștri"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cheap guesses, for tests of everything but the cost of a guess."""
    monkeypatch.setattr(key_backup, "_SCRYPT_N", 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    create_keys(path)
    change_keys(path, lambda ring: ring.with_round_key(1))
    return path


@pytest.fixture
def backup(path: Path, quick: None) -> Path:
    backup = path.with_name("backup")
    backup_keys(path, backup, PASSPHRASE)
    return backup


def test_restores_what_was_backed_up(path: Path) -> None:
    """With the real cost of a guess."""
    backup, ring = path.with_name("backup"), load_keys(path)
    backup_keys(path, backup, PASSPHRASE)
    path.unlink()
    assert restore_keys(backup, PASSPHRASE, path) == ring
    assert load_keys(path) == ring


def test_a_guess_costs_what_owasp_advises() -> None:
    assert (key_backup._SCRYPT_N, key_backup._SCRYPT_R, key_backup._SCRYPT_P) >= (2**15, 8, 1)


def test_holds_nothing_in_clear_and_is_private(path: Path, backup: Path) -> None:
    ring, text = load_keys(path), backup.read_text()
    for key in (ring.chat_key, ring.seal_key, *ring.round_keys.values()):
        assert key.hex() not in text
    assert PASSPHRASE not in text
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_two_backups_have_nothing_in_common(path: Path, backup: Path) -> None:
    second = path.with_name("second")
    backup_keys(path, second, PASSPHRASE)
    one, other = json.loads(backup.read_text()), json.loads(second.read_text())
    assert [name for name in one if one[name] == other[name]] == ["format", "version"]


def test_restores_into_a_new_folder_and_from_an_open_file(path: Path, backup: Path, tmp_path: Path) -> None:
    backup.chmod(0o644)
    elsewhere = tmp_path / "new" / "keys"
    assert restore_keys(backup, PASSPHRASE, elsewhere) == load_keys(path)
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600


def test_restoring_the_same_ring_changes_nothing(path: Path, backup: Path) -> None:
    before = path.stat()
    restore_keys(backup, PASSPHRASE, path)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_never_replaces_a_ring_that_has_moved_on(path: Path, backup: Path) -> None:
    moved_on = change_keys(path, lambda ring: ring.with_round_key(2))
    with pytest.raises(DifferentRing, match="holds other keys"):
        restore_keys(backup, PASSPHRASE, path)
    assert load_keys(path) == moved_on


def test_accents_typed_another_way_are_the_same_passphrase(path: Path, backup: Path) -> None:
    decomposed = "noua\N{COMBINING BREVE} cai albas\N{COMBINING COMMA BELOW}tri"
    assert decomposed != PASSPHRASE
    assert restore_keys(backup, decomposed, path) == load_keys(path)


@pytest.mark.parametrize("passphrase", ["", "nouă cai albi!!", PASSPHRASE + " "])
def test_a_wrong_passphrase_is_one_sentence(path: Path, backup: Path, passphrase: str) -> None:
    with pytest.raises(WrongPassphrase) as caught:
        restore_keys(backup, passphrase, path)
    assert str(caught.value) == f"the passphrase does not open {backup}, or the file is damaged"


def test_a_changed_backup_does_not_open(path: Path, backup: Path) -> None:
    document = json.loads(backup.read_text())
    document["sealed"] = document["sealed"][:-2] + ("00" if document["sealed"][-2:] != "00" else "01")
    backup.write_text(json.dumps(document))
    with pytest.raises(WrongPassphrase):
        restore_keys(backup, PASSPHRASE, path)


@pytest.mark.parametrize("change", [{"version": 2}, {"format": "glas-keys"}, {"nonce": "00"}, {"salt": "x"}])
def test_another_kind_of_file_is_refused(path: Path, backup: Path, change: dict[str, object]) -> None:
    backup.write_text(json.dumps(json.loads(backup.read_text()) | change))
    with pytest.raises(KeyFileDamaged, match="is not a backup of a key ring"):
        restore_keys(backup, PASSPHRASE, path)


def test_a_missing_file_is_named(path: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyFileMissing, match="none"):
        restore_keys(tmp_path / "none", PASSPHRASE, path)
    with pytest.raises(KeyFileMissing, match="none"):
        backup_keys(tmp_path / "none", tmp_path / "backup", PASSPHRASE)


def test_a_backup_is_never_overwritten(path: Path, backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(KeyFileExists):
        backup_keys(path, backup, PASSPHRASE)
    assert backup.read_bytes() == before


def test_a_short_passphrase_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(PassphraseTooShort, match="at least 12 characters"):
        backup_keys(path, tmp_path / "backup", "x" * 11)
    assert not (tmp_path / "backup").exists()
    assert issubclass(PassphraseTooShort, BackupError)
