"""A questionnaire as YAML: the texts of a part in one line where they fit, long ones as blocks."""

from collections.abc import Sequence

import yaml

_ORDER = [
    "id",
    "languages",
    "organiser",
    "title",
    "intro",
    "thanks",
    "privacy",
    "release",
    "crosstabs",
    "type",
    "kind",
    "ranking",
    "when",
    "required",
    "min",
    "max",
    "from",
    "to",
    "decimals",
    "earliest",
    "latest",
    "max_length",
    "low",
    "high",
    "dont_know",
    "own_words",
    "shuffle",
    "scale",
    "options_from",
    "exclusive",
    "pinned",
    "question",
    "text",
    "hint",
    "options",
    "questions",
    "sections",
    "nets",
]


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and repeats nothing by reference."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - as above
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def yaml_text(data: object, comments: Sequence[str] = ()) -> str:
    """The data as YAML that is read back as the same; each comment is a line above it."""
    above = "".join(f"# {line}".rstrip() + "\n" for comment in comments for line in comment.splitlines())
    text = yaml.dump(
        _in_order(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None
    )
    return above + text


def _in_order(data: object) -> object:
    """The same, fields in the order in which a person would write them; names of languages stay where they are."""
    match data:
        case dict():
            names = sorted(data, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
            return {name: _in_order(data[name]) for name in names}
        case list():
            return [_in_order(each) for each in data]
        case _:
            return data
