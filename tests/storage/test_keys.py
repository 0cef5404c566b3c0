"""The key ring in memory, and its file."""

import json
import stat
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.keys import (
    KeyErased,
    KeyFileDamaged,
    KeyFileExists,
    KeyFileExposed,
    KeyFileInaccessible,
    KeyFileMissing,
    KeyRing,
    KeyRingError,
    RoundKeyExists,
    SealBroken,
    change_keys,
    create_keys,
    load_keys,
    new_keys,
    save_keys,
)

PERSON = 7_000_000_001
KNOWN = KeyRing(b"c" * 32, b"s" * 64, {1: b"1" * 32, 2: b"2" * 32})


class TestNames:
    def test_are_the_same_for_ever(self) -> None:
        """Stored rows are found by these: another value would lose everybody's answers."""
        assert KNOWN.chat(PERSON) == "07d7128d20af538bd3ffb455e5e7d2c084b9c7e3338a8dd28833a6e0bbcf5518"
        assert KNOWN.pseudonym(1, PERSON) == "4f286f8f67068f77f89aabc0719896d479bd2546684637b3aa0f77aa5ef71fcb"
        assert KNOWN.imported_pseudonym(1, "r001") == "2d644d1903b4aa231679b8740fc7b7c68c779e37eac1b54b45391be5ff45da10"
        assert KNOWN.seal(PERSON) == "b7f3cf2b1be903ef3ebeb087d5edbf38cec5688ee000c151"
        assert KNOWN.fingerprint("chat") == "b94b670c83d4cbbb"
        assert KNOWN.fingerprint("seal") == "3761d9f95f736b45"
        assert KNOWN.fingerprint("round/1") == "56b419dcf05837e5"

    def test_differ_by_purpose_round_person_and_ring(self) -> None:
        other = new_keys().with_round_key(1)
        names = [
            KNOWN.chat(PERSON),
            KNOWN.chat(PERSON + 1),
            KNOWN.pseudonym(1, PERSON),
            KNOWN.pseudonym(1, PERSON + 1),
            KNOWN.pseudonym(2, PERSON),
            KNOWN.imported_pseudonym(1, str(PERSON)),
            KNOWN.imported_pseudonym(2, str(PERSON)),
            other.chat(PERSON),
            other.pseudonym(1, PERSON),
        ]
        assert len(set(names)) == len(names)
        assert {len(name) for name in names} == {64}

    def test_rounds_with_the_same_key_still_differ(self) -> None:
        ring = KeyRing(b"c" * 32, b"s" * 64, {1: b"k" * 32, 2: b"k" * 32})
        assert ring.pseudonym(1, PERSON) != ring.pseudonym(2, PERSON)

    def test_need_the_round_key(self) -> None:
        calls: list[Callable[[], str]] = [
            lambda: KNOWN.pseudonym(3, PERSON),
            lambda: KNOWN.imported_pseudonym(3, "r001"),
            lambda: KNOWN.fingerprint("round/3"),
        ]
        for call in calls:
            with pytest.raises(KeyErased, match="no key for round 3") as caught:
                call()
            assert str(PERSON) not in str(caught.value)


class TestSeal:
    @given(st.integers(-(2**63), 2**63 - 1))
    def test_opens_to_the_same_person_and_is_of_one_length(self, person: int) -> None:
        sealed = KNOWN.seal(person)
        assert KNOWN.unseal(sealed) == person
        assert len(sealed) == 48

    @pytest.mark.parametrize("sealed", ["", "zz", "00" * 24, "00", KNOWN.chat(PERSON)])
    def test_of_nobody_is_refused(self, sealed: str) -> None:
        with pytest.raises(SealBroken):
            KNOWN.unseal(sealed)

    def test_of_another_ring_is_refused(self) -> None:
        with pytest.raises(SealBroken):
            new_keys().unseal(KNOWN.seal(PERSON))


class TestFingerprint:
    def test_is_that_of_the_key_and_not_part_of_it(self) -> None:
        ring = KeyRing(b"k" * 32, b"s" * 64, {3: b"k" * 32})
        assert ring.fingerprint("chat") == ring.fingerprint("round/3")
        assert ring.fingerprint("chat") != ring.fingerprint("seal")
        assert ring.fingerprint("chat") not in (b"k" * 32).hex()
        assert len(ring.fingerprint("chat")) == 16

    @pytest.mark.parametrize("purpose", ["", "round", "round/", "round/one", "round/1/2", "staff"])
    def test_of_no_purpose_is_a_mistake(self, purpose: str) -> None:
        with pytest.raises(ValueError, match="no key has the purpose"):
            KNOWN.fingerprint(purpose)


class TestRounds:
    def test_get_a_random_key_once(self) -> None:
        ring = new_keys()
        assert not ring.has_round(1)
        first, second = ring.with_round_key(1), ring.with_round_key(1)
        assert first.has_round(1)
        assert first.fingerprint("round/1") != second.fingerprint("round/1")
        assert not ring.has_round(1), "the ring itself has not changed"
        with pytest.raises(RoundKeyExists, match="round 1"):
            first.with_round_key(1)

    def test_lose_it_without_touching_the_others(self) -> None:
        erased = KNOWN.without_round_key(1)
        assert not erased.has_round(1)
        assert erased.pseudonym(2, PERSON) == KNOWN.pseudonym(2, PERSON)
        assert erased.chat(PERSON) == KNOWN.chat(PERSON)
        assert erased.without_round_key(1) == erased


def test_ring_shows_no_key_and_does_not_change() -> None:
    assert repr(KNOWN) == "KeyRing()"
    with pytest.raises(FrozenInstanceError):
        KNOWN.chat_key = b""  # type: ignore[misc]  # that it cannot be assigned is the point


class TestFile:
    def test_is_private_in_private_folders(self, tmp_path: Path) -> None:
        path = tmp_path / "home" / ".config" / "keys"
        ring = create_keys(path)
        assert load_keys(path) == ring
        assert _mode(path) == 0o600
        assert _mode(path.parent) == _mode(path.parent.parent) == 0o700

    def test_is_never_created_over_another(self, tmp_path: Path) -> None:
        path = tmp_path / "keys"
        ring = create_keys(path)
        with pytest.raises(KeyFileExists, match="exists already"):
            create_keys(path)
        assert load_keys(path) == ring

    def test_holds_what_was_saved(self, tmp_path: Path) -> None:
        path = tmp_path / "keys"
        create_keys(path)
        save_keys(path, KNOWN)
        assert load_keys(path) == KNOWN
        assert _mode(path) == 0o600
        assert sorted(entry.name for entry in tmp_path.iterdir()) == [".keys.lock", "keys"]

    def test_changes_under_a_lock(self, tmp_path: Path) -> None:
        path = tmp_path / "keys"
        create_keys(path)
        changed = change_keys(path, lambda ring: ring.with_round_key(1))
        assert changed.has_round(1)
        assert load_keys(path) == changed

    def test_stays_as_it_was_when_a_change_fails(self, tmp_path: Path) -> None:
        path = tmp_path / "keys"
        save_keys(path, KNOWN)
        with pytest.raises(RoundKeyExists):
            change_keys(path, lambda ring: ring.with_round_key(1))
        assert load_keys(path) == KNOWN

    def test_may_stand_behind_a_link(self, tmp_path: Path) -> None:
        target, link = tmp_path / "mounted" / "keys", tmp_path / "keys"
        create_keys(target)
        link.symlink_to(target)
        save_keys(link, KNOWN)
        assert link.is_symlink()
        assert load_keys(target) == KNOWN

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
    def test_that_others_can_read_is_refused_with_what_to_run(self, tmp_path: Path, mode: int) -> None:
        path = tmp_path / "my keys"
        create_keys(path)
        path.chmod(mode)
        with pytest.raises(KeyFileExposed, match=rf"run `chmod 600 '{path}'`$"):
            load_keys(path)

    def test_that_is_missing_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(KeyFileMissing, match=str(tmp_path / "keys")):
            load_keys(tmp_path / "keys")

    @pytest.mark.parametrize(
        "change",
        [
            {"version": 2},
            {"format": "other"},
            {"chat": "00"},
            {"seal": "zz" * 64},
            {"rounds": {"one": "00" * 32}},
            {"rounds": {"1": "00"}},
            {"more": 1},
        ],
    )
    def test_of_another_kind_is_refused_without_its_content(self, tmp_path: Path, change: dict[str, object]) -> None:
        path = tmp_path / "keys"
        ring = create_keys(path)
        path.write_text(json.dumps(json.loads(path.read_text()) | change))
        with pytest.raises(KeyFileDamaged) as caught:
            load_keys(path)
        assert str(caught.value) == f"{path} is not a key ring that this version of Glas can read"
        assert caught.value.__suppress_context__
        assert ring.chat_key.hex() not in str(caught.value.__context__)

    @pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
    def test_that_is_no_document_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "keys"
        create_keys(path)
        path.write_bytes(content)
        with pytest.raises(KeyFileDamaged):
            load_keys(path)

    @pytest.mark.parametrize("call", [load_keys, create_keys])
    def test_in_an_impossible_place_is_one_sentence(self, tmp_path: Path, call: Callable[[Path], KeyRing]) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(KeyFileInaccessible, match=r"Not a directory$"):
            call(tmp_path / "file" / "keys")

    def test_is_whole_after_a_failed_save(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "keys"
        ring = create_keys(path)

        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(KeyFileInaccessible, match="No space left on device"):
            save_keys(path, KNOWN)
        assert load_keys(path) == ring
        assert sorted(entry.name for entry in tmp_path.iterdir()) == [".keys.lock", "keys"]


def test_every_refusal_is_a_key_ring_error() -> None:
    for error in (KeyErased, RoundKeyExists, SealBroken, KeyFileMissing, KeyFileExists, KeyFileExposed, KeyFileDamaged):
        assert issubclass(error, KeyRingError)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
