"""A sentence is data until somebody reads it."""

from flows.sentence import Sentence, sentence, sentence_n


def shouted(of: Sentence) -> str:
    template = of.template if of.n == 1 else of.plural or of.template
    return template.upper().replace("{N}", "{n}").replace("{WHAT}", "{what}")


def test_in_english_it_is_what_its_author_wrote() -> None:
    assert str(sentence("must be at least `min` ({bound})", bound="1000")) == "must be at least `min` (1000)"
    assert str(sentence("write it as ${{name}}")) == "write it as ${name}"


def test_a_number_decides_the_form_and_counts_are_grouped() -> None:
    assert str(sentence_n("{n} row", "{n} rows", 1)) == "1 row"
    assert str(sentence_n("{n} row", "{n} rows", 3000)) == "3,000 rows"
    assert str(sentence("at most {most} are read", most=1_000_000)) == "at most 1,000,000 are read"


def test_several_sentences_come_with_commas_between() -> None:
    places = (sentence("sheet {sheet}", sheet="survey"), sentence("row {row}", row="5"), "`max`")
    whole = sentence("{place}: {message}", place=places, message=sentence("is empty"))
    assert str(whole) == "sheet survey, row 5, `max`: is empty"


def test_what_is_within_a_sentence_comes_in_its_language() -> None:
    whole = sentence("not {what}", what=sentence_n("{n} row", "{n} rows", 2))
    assert whole.told(shouted, lambda n: f"<{n}>") == "NOT <2> ROWS"


def test_values_may_come_later() -> None:
    assert str(sentence("`{id}` is taken").of(id="a")) == "`a` is taken"
    assert sentence("`{id}` is taken").of(id="a") == sentence("`{id}` is taken", id="a")
