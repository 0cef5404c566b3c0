"""What a citizen reads, in Romanian: the sentences that the consultation is known by."""

import re

from bot.asked import Move, OpenRound, ShowPage
from bot.screens.pages import Page
from flows.inputs import OpenReview, Say


def to_the_dysfunctions(citizen):
    citizen.spoken = "ro"
    citizen.asks(OpenRound("demo"))
    citizen.taps_text("Începe")
    citizen.taps_text("Continuă")
    citizen.taps_text("IMM")
    citizen.taps_text("Gata")
    citizen.taps_text("Trimite secțiunea")
    return citizen.taps_text("Continuă")


def test_welcome_states_the_age_on_the_screen_of_the_start_button(citizen):
    citizen.spoken = "ro"
    screen = citizen.asks(OpenRound("demo"))
    assert "cel puțin 16 ani" in screen.html
    assert "Fiecare secțiune trimisă contează" in screen.html
    assert citizen.buttons[0].text == "Începe ▶"


def test_progress(citizen):
    assert "Secțiunea 2 din 7 · ▓▓░░░░░" in to_the_dysfunctions(citizen).html


def test_a_fourth_choice_of_three_is_refused_by_a_toast_and_changes_nothing(citizen):
    to_the_dysfunctions(citizen)
    for number in (0, 2, 5):
        screen = citizen.taps(citizen.buttons[number])
    assert "3 din 3 alese" in screen.html
    assert citizen.taps(citizen.buttons[7]) == screen
    assert citizen.toast == "Puteți alege cel mult 3. Ca să alegeți alta, retrageți întâi una, apăsând pe ea."


def test_long_options_are_numbered_and_typing_the_number_is_tapping(citizen):
    screen = to_the_dysfunctions(citizen)
    assert re.search(r"^10\. .+$", screen.html, re.MULTILINE)
    assert [button.text for button in citizen.buttons[:11]] == [str(number) for number in range(1, 12)]
    typed = citizen.asks(Move(Say("4")))
    assert "✓ <b>4. " in typed.html
    assert "1 din 3 alese" in typed.html


def test_shuffled_options_keep_none_at_the_end(citizen):
    screen = to_the_dysfunctions(citizen)
    assert "11. Niciuna dintre acestea" in screen.html


def test_typed_text_where_buttons_are_expected_gets_a_kind_hint(citizen):
    to_the_dysfunctions(citizen)
    citizen.taps(citizen.buttons[0])
    citizen.taps_text("Gata")
    citizen.taps_text("Trimite secțiunea")
    citizen.taps_text("Continuă")
    assert "Vă rugăm să apăsați un număr de la 1 la 10 sau să-l scrieți." in citizen.asks(Move(Say("foarte"))).html


def test_a_rating_is_two_rows_of_five(citizen):
    to_the_dysfunctions(citizen)
    citizen.taps(citizen.buttons[0])
    citizen.taps_text("Gata")
    citizen.taps_text("Trimite secțiunea")
    screen = citizen.taps_text("Continuă")
    assert [[button.text for button in row] for row in screen.keyboard[:2]] == [list("12345"), [*"6789", "10"]]
    assert "1 = deloc important\n10 = foarte important" in screen.html


def test_too_long_own_words_are_refused_with_their_length_and_the_limit(citizen):
    to_the_dysfunctions(citizen)
    screen = citizen.asks(Move(Say("prea lung " * 50)))
    assert "Textul are 499 de caractere, iar loc este pentru 300." in screen.html
    assert not citizen.responses[1].draft.get("dysfunctions")


def test_closing_says_that_the_section_counts(citizen):
    to_the_dysfunctions(citizen)
    citizen.taps(citizen.buttons[0])
    summary = citizen.taps_text("Gata")
    assert "După ce trimiteți secțiunea, ea contează, chiar dacă vă opriți aici." in summary.html
    following = citizen.taps_text("Trimite secțiunea")
    assert "➤ „Problemele orașului” a fost trimisă și contează." in following.html


def test_what_a_citizen_types_is_never_markup(citizen):
    to_the_dysfunctions(citizen)
    screen = citizen.asks(Move(Say("<b>gras</b> & <script>")))
    assert "&lt;b&gt;gras&lt;/b&gt; &amp; &lt;script&gt;" in screen.html


def test_review_marks_what_was_sent_and_what_is_open(citizen):
    to_the_dysfunctions(citizen)
    citizen.taps(citizen.buttons[0])
    screen = citizen.asks(Move(OpenReview()))
    assert "✓ 1. Organizația dumneavoastră" in screen.html
    assert "✎ 2. Problemele orașului" in screen.html
    assert "· 3. Viziunea" in screen.html
    assert "IMM" in screen.html
    assert "Secțiunea 2 din 7" in citizen.taps_text("Continuă").html, "back to the very question"


def test_the_privacy_notice_has_all_its_parts(citizen):
    citizen.spoken = "ro"
    citizen.asks(OpenRound("demo"))
    html = citizen.asks(ShowPage(Page.PRIVACY)).html
    for part in (
        "Primăria Municipiului Timișoara, bd.",
        "protectia-datelor@",
        "art. 6 alin. (1) lit. (e)",
        "sub un pseudonim",
        "se șterg după 30 de zile",
        "La 30 de zile de la închiderea consultării, cheia se șterge",
        "se șterg după 12 luni",
        "în afara Uniunii Europene",
        "pe hârtie",
        "ANSPDCP",
        "De la 16 ani.",
    ):
        assert part in html
