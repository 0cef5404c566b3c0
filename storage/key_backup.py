"""A copy of the key ring that a passphrase seals, to keep away from the machine that holds the answers.

A backup made before a round's key was erased still holds that key: the responses are anonymous once it is destroyed,
too.

errors:
    BackupError
    ├── PassphraseTooShort
    ├── WrongPassphrase      or a damaged backup: a seal cannot tell the two apart
    └── DifferentRing        restoring would replace other keys
    KeyFileError             of the backup's file or the ring's, see storage.keys
"""

import secrets
import unicodedata
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import BaseModel, ConfigDict, StringConstraints

from storage.keys import (
    BackupError,
    KeyFileMissing,
    KeyRing,
    damage_told,
    file_errors_told,
    load_keys,
    ring_document,
    ring_from,
)
from storage.private_files import locked, make_private_folder, write_private

SHORTEST_PASSPHRASE = 12
"""Characters that a passphrase has at least: a stolen backup can be tried offline, for ever."""

# What version 1 means; other values are another version. scrypt as OWASP advises first: 128 MiB for each guess.
_SCRYPT_N = 2**17
_SCRYPT_R = 8
_SCRYPT_P = 1
_SALT_BYTES = 16
_NONCE_BYTES = 12
_KEY_BYTES = 32  # AES-256
_LABEL = b"glas/keys-backup/1"


class PassphraseTooShort(BackupError):
    """The passphrase has fewer than SHORTEST_PASSPHRASE characters."""


class WrongPassphrase(BackupError):
    """The passphrase does not open the backup, or the backup is damaged."""


class DifferentRing(BackupError):
    """Another ring stands where the backup should go."""


def backup_keys(path: Path, backup: Path, passphrase: str) -> None:
    """Write a copy of the ring at `path` that only the passphrase opens.

    Raises PassphraseTooShort, KeyFileExists when anything stands at `backup`, and as `load_keys`.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShort(f"the passphrase needs at least {SHORTEST_PASSPHRASE} characters")
    clear = ring_document(load_keys(path)).encode()
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    document = _BackupDocument(
        format="glas-keys-backup",
        version=1,
        salt=salt.hex(),
        nonce=nonce.hex(),
        sealed=AESGCM(_derived(passphrase, salt)).encrypt(nonce, clear, _LABEL).hex(),
    ).model_dump_json(indent=2)
    with file_errors_told(backup):
        make_private_folder(backup.parent)
        write_private(backup, document, overwrite=False)


def restore_keys(backup: Path, passphrase: str, path: Path) -> KeyRing:
    """Put a backed-up ring where it belongs, and give it; done twice, it changes nothing.

    Raises WrongPassphrase, DifferentRing when `path` holds any other ring (one with more or fewer rounds, too), and as
    `load_keys` for either file.
    """
    ring = _opened(backup, passphrase)
    with file_errors_told(path), locked(path):
        try:
            present = load_keys(path)
        except KeyFileMissing:
            write_private(path, ring_document(ring), overwrite=False)
        else:
            if present != ring:
                raise DifferentRing(f"{path} holds other keys than the backup; move it away first if you mean it")
    return ring


def _opened(backup: Path, passphrase: str) -> KeyRing:
    with file_errors_told(backup):
        content = backup.read_bytes()  # of any mode: the passphrase guards it
    with damage_told(backup, "a backup of a key ring"):
        document = _BackupDocument.model_validate_json(content)
    key = _derived(passphrase, bytes.fromhex(document.salt))
    try:
        clear = AESGCM(key).decrypt(bytes.fromhex(document.nonce), bytes.fromhex(document.sealed), _LABEL)
    except InvalidTag as error:
        raise WrongPassphrase(f"the passphrase does not open {backup}, or the file is damaged") from error
    return ring_from(clear, backup)


def _derived(passphrase: str, salt: bytes) -> bytes:
    # NFKC: the same letters typed on another keyboard or system are the same passphrase.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return Scrypt(salt=salt, length=_KEY_BYTES, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P).derive(typed)


class _BackupDocument(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["glas-keys-backup"]
    version: Literal[1]
    salt: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$")]
    nonce: Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{2 * _NONCE_BYTES}}}$")]
    sealed: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$")]
