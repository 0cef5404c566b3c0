"""What a mistake in a file is called."""

from flows.written.sentences import of_unknown_field


def test_a_field_that_resembles_none_is_named_without_a_guess() -> None:
    assert str(of_unknown_field("zzzz", "number")) == "is no field of a question of type `number`"
