"""What the printed questionnaire and whoever enters a sheet have in common: the numbers of options, the scales."""

from collections.abc import Mapping

from flows.consultation import Consultation, Option, Rating, WithOptions, text_in


def numbered(consultation: Consultation, question: WithOptions) -> Mapping[int, Option]:
    """Every option that the question could ever offer, by its number on paper: never shuffled, counted from 1."""
    return dict(enumerate(consultation.options_of[question.id].values(), start=1))


def scale_of(question: Rating, language: str) -> str:
    """The ends of the scale, named."""
    low, high = text_in(question.low, language), text_in(question.high, language)
    return f"{question.from_} = {low} … {question.to} = {high}"
