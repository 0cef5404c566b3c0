import pytest

from flows.places import Asking, Opening, Place, Review, Summary, Thanks, Welcome, name_of, place_named


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (Welcome(), "welcome"),
        (Opening("about"), "opening/about"),
        (Asking("park"), "asking/park"),
        (Asking("park", editing=True), "editing/park"),
        (Summary("about"), "summary/about"),
        (Review(), "review/0"),
        (Review(2), "review/2"),
        (Thanks(), "thanks"),
    ],
)
def test_place_has_a_name_that_leads_back_to_it(place: Place, name: str) -> None:
    assert name_of(place) == name
    assert place_named(name) == place


@pytest.mark.parametrize("name", ["", "nowhere", "review/", "review/two", "Welcome"])
def test_other_names_are_no_place(name: str) -> None:
    with pytest.raises(ValueError, match=r"no place is called|invalid literal"):
        place_named(name)
