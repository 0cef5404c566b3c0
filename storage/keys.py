"""The key ring: the only thing that joins what is stored to a person.

A person (a citizen's Telegram id) is never stored in clear. Rows are found by HMAC-SHA256 under a key of this ring,
and the ids that are needed for sending are sealed with AES-SIV. Whoever has the database without the ring cannot tell
whose rows they are; once a round's key is gone, nobody can.

errors:
    KeyRingError
    ├── KeyErased               the ring has no key for that round
    ├── RoundKeyExists          a second key for a round would let everyone answer again
    ├── SealBroken              not sealed by this ring, or damaged
    ├── KeyFileError
    │   ├── KeyFileMissing
    │   ├── KeyFileExists       creating or backing up never overwrites
    │   ├── KeyFileExposed      others than its owner may read or write it
    │   ├── KeyFileDamaged      not a file of this kind, or of a later version
    │   └── KeyFileInaccessible the system refused to read or write
    └── BackupError             see storage.key_backup

No message of these, and no `repr`, holds a key, a passphrase or a person.
"""

import hmac
import secrets
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from storage.private_files import ExposedFile, locked, read_private, write_private

_HMAC_KEY_BYTES = 32
_SIV_KEY_BYTES = 64  # AES-256-SIV: one half makes the synthetic IV, the other encrypts
_PERSON_BYTES = 8  # of fixed length, so that a sealed id does not tell how long the id is
_SEAL_LABEL = b"glas/seal/person"
_STAFF_LABEL = b"glas/seal/staff"


class KeyRingError(Exception):
    """The ring cannot do what was asked; the message is one sentence for the person at the command line."""


class KeyErased(KeyRingError):
    """The ring has no key for this round: nobody can find whose answers its responses are."""


class RoundKeyExists(KeyRingError):
    """The round has its key already."""


class SealBroken(KeyRingError):
    """What should be unsealed was not sealed by this ring, or was changed since."""


class KeyFileError(KeyRingError):
    """Something is wrong with a file, which the message names."""


class KeyFileMissing(KeyFileError):
    """There is no such file."""


class KeyFileExists(KeyFileError):
    """A file stands there already and is not overwritten."""


class KeyFileExposed(KeyFileError):
    """The file's mode lets others in."""


class KeyFileDamaged(KeyFileError):
    """The file is not what its place says, or a later version wrote it."""


class KeyFileInaccessible(KeyFileError):
    """The system refused to read or write the file or its folder."""


class BackupError(KeyRingError):
    """A backup cannot be made or restored."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys in memory. Immutable: the `with` methods give a new ring, which counts once it is saved."""

    chat_key: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)
    round_keys: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    def chat(self, person: int) -> str:
        """By what this person's conversation and subscription are found: 64 hex digits, the same in every round."""
        return _name(self.chat_key, f"glas/chat/{person}")

    def pseudonym(self, round_number: int, person: int) -> str:
        """By what this person's response in this round is found: 64 hex digits, unrelated between rounds.

        Raises KeyErased.
        """
        return _name(self._round(round_number), f"glas/round/{round_number}/person/{person}")

    def imported_pseudonym(self, round_number: int, respondent: str) -> str:
        """As `pseudonym`, for a respondent of a replayed file; never equal to that of a person. Raises KeyErased."""
        return _name(self._round(round_number), f"glas/round/{round_number}/imported/{respondent}")

    def sheet_pseudonym(self, round_number: int, sheet: str) -> str:
        """As `pseudonym`, for answers on paper, by the code of their sheet; never equal to one of the others.

        Raises KeyErased.
        """
        return _name(self._round(round_number), f"glas/round/{round_number}/sheet/{sheet}")

    def seal(self, person: int) -> str:
        """The person's id as 48 hex digits that only this ring opens. Deterministic: the same person, the same seal."""
        return self._sealed(person, _SEAL_LABEL)

    def unseal(self, sealed: str) -> int:
        """The person whom `seal` was given. Raises SealBroken."""
        return self._unsealed(sealed, _SEAL_LABEL)

    def staff(self, person: int) -> str:
        """By what this person is found among the staff: 64 hex digits, unrelated to their chat as a citizen."""
        return _name(self.chat_key, f"glas/staff/{person}")

    def seal_staff(self, person: int) -> str:
        """As `seal`, for staff: never equal to the same person's seal as a citizen."""
        return self._sealed(person, _STAFF_LABEL)

    def unseal_staff(self, sealed: str) -> int:
        """The person whom `seal_staff` was given. Raises SealBroken."""
        return self._unsealed(sealed, _STAFF_LABEL)

    def has_round(self, round_number: int) -> bool:
        """Whether the round's responses can still be found."""
        return round_number in self.round_keys

    def fingerprint(self, purpose: str) -> str:
        """16 hex digits by which a key is recognised and which tell nothing of it.

        `purpose` is "chat", "seal" or "round/3". Raises KeyErased, and ValueError for any other purpose.
        """
        return _name(self._key(purpose), "glas/fingerprint")[:16]

    def with_round_key(self, round_number: int) -> "KeyRing":
        """This ring and a new random key for the round. Raises RoundKeyExists."""
        if self.has_round(round_number):
            raise RoundKeyExists(f"round {round_number} has its key already")
        return replace(self, round_keys={**self.round_keys, round_number: secrets.token_bytes(_HMAC_KEY_BYTES)})

    def without_round_key(self, round_number: int) -> "KeyRing":
        """This ring without the round's key. Backups made before still hold it: they have to be destroyed too."""
        return replace(
            self, round_keys={number: key for number, key in self.round_keys.items() if number != round_number}
        )

    def _sealed(self, person: int, label: bytes) -> str:
        clear = person.to_bytes(_PERSON_BYTES, "big", signed=True)
        return AESSIV(self.seal_key).encrypt(clear, [label]).hex()

    def _unsealed(self, sealed: str, label: bytes) -> int:
        try:
            clear = AESSIV(self.seal_key).decrypt(bytes.fromhex(sealed), [label])
        except (InvalidTag, ValueError) as error:
            raise SealBroken("a sealed id was not sealed by this key ring, or is damaged") from error
        return int.from_bytes(clear, "big", signed=True)

    def _round(self, round_number: int) -> bytes:
        try:
            return self.round_keys[round_number]
        except KeyError:
            raise KeyErased(f"the key ring has no key for round {round_number}") from None

    def _key(self, purpose: str) -> bytes:
        match purpose.split("/"):
            case ["chat"]:
                return self.chat_key
            case ["seal"]:
                return self.seal_key
            case ["round", number] if number.isdecimal():
                return self._round(int(number))
            case _:
                raise ValueError(f"no key has the purpose {purpose!r}")


def _name(key: bytes, message: str) -> str:
    return hmac.digest(key, message.encode(), "sha256").hex()


def new_keys() -> KeyRing:
    """A ring of new random keys, without any round; in memory only.

    The system's randomness, not a parameter: a ring that can be made twice is none.
    """
    return KeyRing(secrets.token_bytes(_HMAC_KEY_BYTES), secrets.token_bytes(_SIV_KEY_BYTES))


def create_keys(path: Path) -> KeyRing:
    """A new ring, on the disk when this returns. Raises KeyFileExists, KeyFileInaccessible."""
    ring = new_keys()
    with file_errors_told(path), locked(path):
        write_private(path, ring_document(ring), overwrite=False)
    return ring


def load_keys(path: Path) -> KeyRing:
    """The ring of a file that only its owner may read.

    Raises KeyFileMissing, KeyFileExposed, KeyFileDamaged, KeyFileInaccessible.
    """
    with file_errors_told(path):
        document = read_private(path)
    return ring_from(document, path)


def save_keys(path: Path, ring: KeyRing) -> None:
    """Put the ring in the place of what stands there: after a crash it is the old one or the new one, whole.

    Where another process may save at the same time, use `change_keys`. Raises KeyFileInaccessible.
    """
    with file_errors_told(path), locked(path):
        write_private(path, ring_document(ring), overwrite=True)


def change_keys(path: Path, change: Callable[[KeyRing], KeyRing]) -> KeyRing:
    """Load, change and save while no other process can: no key that somebody adds meanwhile is lost.

    Gives the ring as saved. Raises as `load_keys`, and what `change` raises; nothing is saved then.
    """
    with file_errors_told(path), locked(path):
        ring = change(load_keys(path))
        write_private(path, ring_document(ring), overwrite=True)
    return ring


def _hex(length: int) -> StringConstraints:
    return StringConstraints(pattern=rf"^[0-9a-f]{{{2 * length}}}$")


class _Document(BaseModel):
    # Never show the input in an error: it is the keys.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class _RingDocument(_Document):
    format: Literal["glas-keys"]
    version: Literal[1]
    chat: Annotated[str, _hex(_HMAC_KEY_BYTES)]
    seal: Annotated[str, _hex(_SIV_KEY_BYTES)]
    rounds: dict[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*$")], Annotated[str, _hex(_HMAC_KEY_BYTES)]]


def ring_document(ring: KeyRing) -> str:
    """The ring as its file holds it, for `ring_from`."""
    return _RingDocument(
        format="glas-keys",
        version=1,
        chat=ring.chat_key.hex(),
        seal=ring.seal_key.hex(),
        rounds={str(number): key.hex() for number, key in sorted(ring.round_keys.items())},
    ).model_dump_json(indent=2)


def ring_from(document: bytes, path: Path) -> KeyRing:
    """The ring of a document that was read from `path`. Raises KeyFileDamaged."""
    with damage_told(path, "a key ring"):
        read = _RingDocument.model_validate_json(document)
    rounds = {int(number): bytes.fromhex(key) for number, key in read.rounds.items()}
    return KeyRing(bytes.fromhex(read.chat), bytes.fromhex(read.seal), rounds)


@contextmanager
def damage_told(path: Path, kind: str) -> Iterator[None]:
    """Turn a document that does not validate into KeyFileDamaged."""
    try:
        yield
    except ValidationError:
        # Without its cause: what a damaged key file holds has no place in a traceback.
        raise KeyFileDamaged(f"{path} is not {kind} that this version of Glas can read") from None


@contextmanager
def file_errors_told(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into a KeyFileError, one sentence that names the file and what to do."""
    try:
        yield
    except ExposedFile as error:
        raise KeyFileExposed(
            f"others can read the key ring {path}; run `chmod 600 {shlex.quote(str(path))}`"
        ) from error
    except FileNotFoundError as error:
        raise KeyFileMissing(f"there is no file {path}") from error
    except FileExistsError as error:
        raise KeyFileExists(f"{path} exists already and is not overwritten") from error
    except OSError as error:
        raise KeyFileInaccessible(f"cannot read or write {path}: {error.strerror}") from error
