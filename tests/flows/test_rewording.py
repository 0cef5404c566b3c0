"""Which texts differ between two consultations of one structure."""

import yaml

from flows.consultation import Consultation
from flows.rewording import reworded

BEFORE = """
id: town
languages: [en, ro]
organiser: Town
intro: Hello
thanks: Thank you
title: {en: A town, ro: Un oraș}
sections:
  - id: you
    title: {en: You, ro: Dumneavoastră}
    questions:
      - id: age
        type: single
        text: {en: Age, ro: Vârsta}
        hint: {en: In years, ro: În ani}
        options:
          - {id: young, text: {en: Young, ro: Tânăr}}
          - {id: old, text: {en: Old, ro: Bătrân}}
"""


def consultation(document: str) -> Consultation:
    return Consultation.model_validate(yaml.safe_load(document))


def test_the_same_has_no_other_text() -> None:
    assert reworded(consultation(BEFORE), consultation(BEFORE)) == []


def test_texts_that_change_come_and_go_are_told_in_their_order() -> None:
    after = BEFORE.replace("ro: Un oraș}", "ro: Un orășel, hu: Egy város}").replace("en: Old, ro", "en: Elderly, ro")
    after = after.replace("        hint: {en: In years, ro: În ani}\n", "")
    assert reworded(consultation(BEFORE), consultation(after)) == [
        ("Un oraș", "Un orășel"),
        (None, "Egy város"),
        ("In years", None),
        ("În ani", None),
        ("Old", "Elderly"),
    ]


def test_a_text_in_several_languages_may_come_where_there_was_none() -> None:
    without = consultation(BEFORE.replace("        hint: {en: In years, ro: În ani}\n", ""))
    assert reworded(without, consultation(BEFORE)) == [(None, "In years"), (None, "În ani")]
