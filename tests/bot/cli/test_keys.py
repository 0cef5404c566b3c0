"""`glas keys`."""

from tests.bot.cli.command import Glas

PASSPHRASE = "correct horse battery"


def test_a_ring_comes_back_from_its_backup(glas: Glas) -> None:
    glas.with_round()
    ring, copy = glas.folder / "keys" / "ring", glas.folder / "copy"
    glas.ok("keys", "backup", copy, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    before = ring.read_bytes()
    ring.unlink()
    glas.ok("keys", "restore", copy, "--passphrase-file", glas.file("phrase", f"{PASSPHRASE}\n"))
    assert ring.read_bytes() == before


def test_a_passphrase_is_asked_twice_and_never_shown(glas: Glas) -> None:
    glas.with_round()
    typed = f"{PASSPHRASE}\nsomething else\n{PASSPHRASE}\n{PASSPHRASE}\n"
    told = glas.ok("keys", "backup", glas.folder / "copy", typed=typed)
    assert told.count("Passphrase") == 2
    assert PASSPHRASE not in told


def test_what_is_wrong_with_keys_is_one_sentence(glas: Glas) -> None:
    copy, phrase = glas.folder / "copy", glas.file("phrase", PASSPHRASE)
    backup = ("keys", "backup", copy, "--passphrase-file")
    assert glas.refused(*backup, phrase) == f"glas: there is no file {glas.folder}/keys/ring\n"
    glas.with_round()
    assert "at least 12 characters" in glas.refused(*backup, glas.file("empty", ""))
    assert "No such file" in glas.refused(*backup, glas.folder / "nowhere")
    (glas.folder / "binary").write_bytes(b"\xff\xfe")
    assert glas.refused(*backup, glas.folder / "binary") == f"glas: {glas.folder}/binary is not UTF-8\n"
    glas.ok(*backup, phrase)
    assert "is not overwritten" in glas.refused(*backup, phrase)
    wrong = glas.file("wrong", "wrong horse battery")
    assert "does not open" in glas.refused("keys", "restore", copy, "--passphrase-file", wrong)
