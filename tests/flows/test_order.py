from collections import Counter

from flows.answers import Answers, Chosen, Ranked
from flows.consultation import Consultation, WithOptions
from flows.order import displayed
from tests.flows.paper import neighbourhood

CONSULTATION = neighbourhood()


def order(question: str, seed: str, answers: Answers | None = None) -> list[str]:
    found = CONSULTATION.question_by_id[question]
    assert isinstance(found, WithOptions)
    return [option.id for option in displayed(CONSULTATION, found, answers or {}, seed)]


def test_options_stand_as_written_and_pinned_ones_at_their_ends() -> None:
    assert order("pair", "a") == order("pair", "b") == ["trees", "benches", "pond"]
    assert order("remedy", "a") == ["first_aid", "police", "bins"]


def test_a_shuffle_is_the_same_for_one_respondent_and_steers_nobody() -> None:
    orders = [tuple(order("troubles", f"seed {number}")) for number in range(400)]
    assert orders[7] == tuple(order("troubles", "seed 7"))
    assert {each[-1] for each in orders} == {"none"}
    firsts = Counter(each[0] for each in orders)
    assert firsts.keys() == {"noise", "litter", "traffic", "darkness"}
    assert min(firsts.values()) > 70  # 100 are expected; 70 or fewer of one option have a chance below one in 1,000


def test_the_order_in_which_these_were_shuffled_once_stays() -> None:
    assert order("troubles", "seed 1") == ["traffic", "noise", "darkness", "litter", "none"]


def test_options_that_lost_their_reason_are_not_shown() -> None:
    answers: Answers = {"troubles": Chosen(("noise",)), "worst": Ranked(("litter",))}
    worst_of_worst = CONSULTATION.question_by_id["worst"].model_copy(update={"id": "base", "options_from": "worst"})
    assert isinstance(worst_of_worst, WithOptions)
    troubles = CONSULTATION.section_by_id["troubles"]
    troubles = troubles.model_copy(update={"questions": (*troubles.questions[:2], worst_of_worst)})
    other = Consultation.model_validate(
        {**CONSULTATION.model_dump(by_alias=True), "sections": [troubles.model_dump(by_alias=True)]}
    )
    assert displayed(other, worst_of_worst, answers, "") == ()
