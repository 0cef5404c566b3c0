"""Everything that the program says stands in locales/, translated, with the same placeholders."""

import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.links import into_round
from flows.sentence import Sentence
from results.speech import negotiated, speech, spoken_languages, written_languages

ROOT = Path(__file__).parent.parent
CATALOGS = sorted((ROOT / "locales").glob("*/LC_MESSAGES/glas.po"))


IN_BACKTICKS = re.compile("`[^`]+`")
OF_A_LANGUAGE = [path for path in CATALOGS if path.parent.parent.name != "en"]
QUOTES = {"ro": "„”", "hu": "„”", "de": "„“", "sr": "„”"}
"""How a language opens and closes what it quotes (CLDR)."""


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def messages(path):
    with path.open("rb") as file:
        return [each for each in read_po(file, locale=path.parent.parent.name) if each.id]


def test_catalogs_hold_what_the_code_says_and_nothing_else():
    done = subprocess.run(
        [sys.executable, "bin/messages", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def run_elsewhere(folder, *arguments):
    """The script, on this code and the catalogs of another folder."""
    for part in ("bin", "bot", "flows", "results"):
        (folder / part).symlink_to(ROOT / part)
    script = (ROOT / "bin/messages").read_text("utf-8")
    script = script.replace("Path(__file__).resolve().parent.parent", f"Path({str(folder)!r})")
    return subprocess.run([sys.executable, "-", *arguments], input=script, capture_output=True, text=True, check=False)


def test_the_check_notices_a_stale_catalog(tmp_path):
    """So that the test above can fail."""
    copy = tmp_path / "locales" / "ro" / "LC_MESSAGES" / "glas.po"
    copy.parent.mkdir(parents=True)
    lines = (ROOT / "locales/ro/LC_MESSAGES/glas.po").read_text("utf-8").split("\n\n")
    copy.write_text("\n\n".join(lines[:-1]) + "\n", "utf-8")
    done = run_elsewhere(tmp_path, "--check")
    assert done.returncode == 1
    assert "locales/ro/LC_MESSAGES/glas.po is stale" in done.stderr
    assert "lacks: " in done.stderr


def test_an_empty_catalog_of_a_further_language_is_filled_in(tmp_path):
    """Header, plurals and all messages, as CONTRIBUTING says."""
    empty = tmp_path / "locales" / "pl" / "LC_MESSAGES" / "glas.po"
    empty.parent.mkdir(parents=True)
    empty.touch()
    done = run_elsewhere(tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("locales/pl/LC_MESSAGES/glas.po lacks: ") > 1000
    assert '"Language: pl\\n"' in empty.read_text("utf-8")
    assert "nplurals=3" in empty.read_text("utf-8")
    found, listed = messages(empty), messages(ROOT / "locales/en/LC_MESSAGES/glas.po")
    assert {each.id for each in found} == {each.id for each in listed}
    assert {len(each.string) for each in found if isinstance(each.id, tuple)} == {3}


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_translations_keep_the_placeholders(path):
    for each in messages(path):
        ids = each.id if isinstance(each.id, tuple) else (each.id,)
        strings = each.string if isinstance(each.string, (tuple, list)) else (each.string,)
        for string in filter(None, strings):
            assert placeholders(string) == placeholders(ids[-1]), each.id


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_what_stands_in_backticks_stays_as_a_file_has_it(path):
    for each in messages(path):
        ids = each.id if isinstance(each.id, tuple) else (each.id,)
        strings = each.string if isinstance(each.string, (tuple, list)) else (each.string,)
        for string in filter(None, strings):
            assert sorted(IN_BACKTICKS.findall(string)) == sorted(IN_BACKTICKS.findall(ids[-1])), each.id


def findings():
    """Every sentence that may be told of a file, each value in it a word of its own."""
    markers = {"sentence": None, "sentence_n": (1, 2)}
    for room in ("bot", "flows"):
        for _, _, found, _, _ in extract_from_dir(ROOT / room, [("**.py", "python")], keywords=markers):
            template, plural = found if isinstance(found, tuple) else (found, None)
            values = tuple((name, f"<{name}>") for name in sorted(placeholders(template)) if name != "n")
            yield from (Sentence(template, (*values, ("n", n)), plural, n) for n in (1, 2, 5, 1000))


@pytest.mark.parametrize("language", spoken_languages())
def test_every_finding_is_told_with_all_its_values(language):
    told = [(each, speech(language).tell(each)) for each in findings()]
    assert len(told) > 800
    for each, text in told:
        assert all(value in text for _, value in each.values if isinstance(value, str)), each
        assert "{n}" not in each.template or speech(language).number(each.n) in text, each
        assert text == str(each) if language == "en" else text


def test_english_stands_in_the_code_and_nowhere_else():
    strings = [each.string for each in messages(ROOT / "locales/en/LC_MESSAGES/glas.po")]
    assert not any(any(string) if isinstance(string, (tuple, list)) else string for string in strings)


@pytest.mark.parametrize("path", OF_A_LANGUAGE, ids=lambda path: path.parent.parent.name)
def test_quotes_are_those_of_the_language(path):
    opening, closing = QUOTES[path.parent.parent.name]
    for each in messages(path):
        for string in each.string if isinstance(each.string, (tuple, list)) else (each.string,):
            said = IN_BACKTICKS.sub("", string)
            assert not set(said) & (set("„“”") - {opening, closing}), each.id
            assert said.count(opening) == said.count(closing), each.id
            assert string.count('"') == (each.id[-1] if isinstance(each.id, tuple) else each.id).count('"'), each.id


@pytest.mark.parametrize("language", spoken_languages())
def test_the_word_that_ends_a_link_can_stand_in_one(language):
    word = speech(language).say("poster")
    assert into_round("parks", word) == f"r_parks_{word}"


def test_romanian_has_its_own_letters():
    """ș and ț with a comma below, not with a cedilla."""
    text = (ROOT / "locales/ro/LC_MESSAGES/glas.po").read_text("utf-8")
    assert not set("şţŞŢ") & set(text)
    assert {"ș", "ț"} <= set(text)


def test_german_says_sie_and_writes_plain_words():
    """To nobody "du"; no sign inside a word for whoever is not named; a dash is no hyphen."""
    for each in messages(ROOT / "locales/de/LC_MESSAGES/glas.po"):
        for string in each.string if isinstance(each.string, (tuple, list)) else (each.string,):
            said = IN_BACKTICKS.sub("", string)
            assert not re.search(r"\b(?i:du|dich|dir|deine?[mnrs]?|euch|euer|eure[mnrs]?)\b", said), each.id
            assert not re.search(r"\w(?:[*:_/]i|I)n(?:nen)?\b| - ", said), each.id


def test_hungarian_needs_neither_article_nor_suffix_for_what_it_cannot_know():
    """Whether it is a or az, -ban or -ben depends on what comes into the braces; a percentage is always 22%-a."""
    for each in messages(ROOT / "locales/hu/LC_MESSAGES/glas.po"):
        [string] = each.string if isinstance(each.string, (tuple, list)) else (each.string,)
        assert not re.search(r"\b[Aa]z? [„(]?\{|[Aa]\(z\)", string), each.id
        assert "-" not in re.findall(r"\}[”`)]?(.)", string.replace("{share}-a", "")), each.id


def test_serbian_has_no_letters_of_two_alphabets_in_one_word():
    """Nor letters that only other languages have."""
    words = [
        word
        for each in messages(ROOT / "locales/sr/LC_MESSAGES/glas.po")
        for string in (each.string if isinstance(each.string, (tuple, list)) else (each.string,))
        for word in re.findall(r"[^\W\d_]+", string)
    ]
    cyrillic = [word for word in words if re.search("[\u0400-\u04ff]", word)]
    assert len(cyrillic) > 5000
    assert not [word for word in cyrillic if set(word.lower()) - set("абвгдђежзијклљмнњопрстћуфхцчџш")]


def test_serbian_in_latin_letters_is_the_same_catalog():
    assert speech("sr").say("Your answers:") == "Ваши одговори:"
    assert speech("sr-Latn").say("Your answers:") == "Vaši odgovori:"
    assert (
        speech("sr-Latn").say_n("{n} person has answered.", "{n} people have answered.", 22)
        == "Odgovorile su 22 osobe."
    )
    assert speech("sr-Latn").say("… (the rest: /mydata)").endswith(": /mydata)")


def test_plurals_and_numbers_follow_the_language():
    say = speech("ro").say_n
    singular, plural = "{n} question", "{n} questions"
    assert speech("en").say_n(singular, plural, 1) == "1 question"
    limit = (
        "Type your answer as a message, at most {n} character.",
        "Type your answer as a message, at most {n} characters.",
    )
    assert say(*limit, 1).endswith("cel mult 1 caracter.")
    assert say(*limit, 7).endswith("cel mult 7 caractere.")
    assert say(*limit, 1000).endswith("cel mult 1.000 de caractere.")
    assert speech("en").number(1234.5) == "1,234.5"
    assert speech("ro").number(1234.5, digits=2) == "1.234,50"
    assert speech("ro").percent(0.224).replace("\u00a0", "") == "22%"


def test_languages():
    assert sorted(written_languages()) == sorted(path.parent.parent.name for path in CATALOGS)
    assert spoken_languages() == (*written_languages(), "sr-Latn")
    assert spoken_languages()[0] == "en"
    assert "ro" in spoken_languages()
    assert speech("xx").language == "en"
    assert negotiated("ro-MD", ("en", "ro")) == "ro"
    assert negotiated("pt", ("ro", "en")) == "ro"
    assert negotiated("pt", spoken_languages()) == "en", "whatever languages come before it in the alphabet"


@pytest.mark.parametrize(
    ("wanted", "available", "best"),
    [
        ("sr-Latn-RS", ("ro", "sr", "sr-Latn"), "sr-Latn"),
        ("sr-latn", ("ro", "sr", "sr-Latn"), "sr-Latn"),
        ("sr-RS", ("ro", "sr-Latn", "sr"), "sr"),
        ("sr", ("ro", "sr-Latn"), "sr-Latn"),
        ("sr-Latn", ("ro", "sr"), "sr"),
        ("sr-Cyrl", ("ro", "sr-Latn", "sr"), "sr"),
        ("-", ("ro", "sr"), "ro"),
        (None, ("ro", "sr"), "ro"),
    ],
)
def test_the_same_letters_are_best_and_the_same_language_is_better_than_another(wanted, available, best):
    assert negotiated(wanted, available) == best
