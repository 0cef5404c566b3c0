"""An XLSForm workbook as a questionnaire with positions, so that it is checked like any other."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from flows.mistakes import Position, in_order
from flows.sentence import sentence
from flows.written.source import Document, Fields, Items, Leaf, Part, Unreadable
from flows.xlsform import choices, columns, settings, survey
from flows.xlsform.asides import left_out
from flows.xlsform.choices import columns_in
from flows.xlsform.found import Found
from flows.xlsform.questions import Questions
from flows.xlsform.survey import Group, Outline, joined
from flows.xlsform.tables import Kind, Row, Table, put, table, text_part
from flows.xlsform.workbook import Sheet, sheets
from flows.xlsform.xpath import Unsayable, parsed

_KINDS = {
    "survey": columns.KIND,
    "settings": settings.SETTINGS,
    "consultation": settings.PARTS,
    "privacy": settings.PARTS,
    "release": settings.PARTS,
    "nets": settings.NETS,
    "crosstabs": settings.CROSSTABS,
}
_KNOWN = frozenset({*_KINDS, "choices"})
_READ_BY_NOBODY = frozenset({"help"})


def form(content: bytes) -> Document:
    """The questionnaire in a workbook, with every flaw and note of its sheets. Unreadable when there is none in it."""
    found = Found()
    tables = _tables(sheets(content, found), found)
    root = _root(tables, found)
    notes = sorted(found.notes, key=lambda note: in_order(note.at))
    return Document(root, tuple(found.flaws), tuple(notes), frozenset(found.unread))


def _tables(read: Sequence[Sheet], found: Found) -> Mapping[str, Table]:
    filled = {sheet.name.lower(): sheet for sheet in read if sheet.rows}
    if "survey" not in filled and len(filled) == 1 and not filled.keys() & _KNOWN:
        filled = {"survey": next(iter(filled.values()))}
    if "survey" not in filled:
        none = sentence("the workbook has no sheet `survey`, where the questions stand, or it is empty")
        raise Unreadable(none, _NOWHERE)
    for name, sheet in filled.items():
        if name not in _KNOWN | _READ_BY_NOBODY and not name.startswith("_"):
            _unknown(sheet, [each for each in _KNOWN if each not in filled], found)
    tables = {name: table(filled[name], kind, found) for name, kind in _KINDS.items() if name in filled}
    if "choices" in filled:
        tables["choices"] = table(filled["choices"], _with_filters(tables["survey"]), found)
    return tables


_NOWHERE = Position(0, 0)


def _unknown(sheet: Sheet, absent: Sequence[str], found: Found) -> None:
    at = Position(0, 0, sheet.name)
    meant = get_close_matches(sheet.name.lower(), absent, n=1, cutoff=0.8)
    if meant:
        found.flaw(at, sentence("is no sheet of a form; did you mean `{meant}`?", meant=meant[0]))
    elif sheet.name.lower() == "entities":
        found.flaw(at, sentence("saves answers in lists of entities, which Glas does not keep"))
    else:
        found.note(at, sentence("is no sheet of a form, and was left out"))


def _with_filters(questions: Table) -> Kind:
    """The columns of the sheet choices, with those that the choice filters look at."""
    names: set[str] = set()
    for row in questions.rows:
        if row.value("choice_filter"):
            try:
                names |= {name.lower() for name in columns_in(parsed(row.value("choice_filter")))}
            except Unsayable:
                continue  # said where the question is read
    return Kind(choices.KIND.columns | names, choices.KIND.texts, choices.KIND.media)


def _root(tables: Mapping[str, Table], found: Found) -> Fields:
    empty = Table((), ())
    root = Fields(Position(0, 0, "consultation"))
    said = settings.Settings(tables.get("settings", empty), found)
    written_in = [language for each in tables.values() for language in each.languages]
    languages = said.languages(written_in)
    language = said.default_language
    if languages is not None:
        put(root, "languages", languages, languages.at)
    for name in ("consultation", "privacy", "release"):
        settings.put_parts(root, name, tables.get(name, empty), language, found)
    _title(root, said, found)
    settings.put_nets(root, tables.get("nets", empty), language, found)
    settings.put_crosstabs(root, tables.get("crosstabs", empty))
    outline = survey.outline(tables["survey"], found)
    for name, notes in (("intro", outline.intro), ("thanks", outline.thanks)):
        _put_notes(root, name, notes, language, found)
    left_out(tables["survey"].rows, found)
    _put_sections(root, outline, tables, language, found)
    return root


def _title(root: Fields, said: settings.Settings, found: Found) -> None:
    """Id and title: `form_title` is the title, unless the sheet consultation has it by language."""
    if "title" not in root.parts and said.title is not None:
        put(root, "title", said.title.leaf(), said.title.at)
    title = root.parts.get("title")
    texts = [title] if isinstance(title, Leaf) else [each for each in _texts(title) if isinstance(each, Leaf)]
    written = [str(text.value) for text in texts]
    if said.title is not None and said.title.value not in written:
        found.flaw(said.title.at, sentence("is not the title in the sheet consultation"))
    consultation_id = settings.consultation_id(said, written[0] if written else "", found)
    if consultation_id is not None:
        put(root, "id", consultation_id, consultation_id.at)


def _texts(part: Part | None) -> Sequence[Part]:
    return tuple(part.parts.values()) if isinstance(part, Fields) else ()


def _put_notes(part: Fields, name: str, notes: Sequence[Row], language: str | None, found: Found) -> None:
    texts = [
        text
        for row in notes
        for column in ("label", "hint")
        if (text := text_part(row, column, language, found)) is not None
    ]
    if not texts:
        return
    if name in part.parts:
        once_more = sentence("is one more `{part}`; the sheet consultation has it already", part=name)
        found.flaw(notes[0].place("label" if "label" in notes[0].texts else "hint"), once_more)
    else:
        put(part, name, joined(texts), notes[0].place("label" if "label" in notes[0].texts else "hint"))


def _put_sections(
    root: Fields, outline: Outline, tables: Mapping[str, Table], language: str | None, found: Found
) -> None:
    listed = tables.get("choices", Table((), ()))
    named = {"name", "list_name", *(name for row in listed.rows for name in row.cells)}
    questions = Questions(outline, choices.lists(listed, found), named, language, found)
    sections = [_section(root, group, questions, language, found) for group in outline.groups]
    questions.tell_unused_lists()
    if sections:
        put(root, "sections", Items(sections[0].at, list(sections)), sections[0].at)
    elif not found.flaws:
        raise Unreadable(sentence("the sheet `survey` has no question"), Position(0, 0, "survey"))


def _section(root: Fields, group: Group, questions: Questions, language: str | None, found: Found) -> Fields:
    part = Fields(group.at)
    put(part, "id", Leaf(group.at, group.id), group.at)
    title = None if group.row is None else text_part(group.row, "label", language, found)
    at = group.at if group.row is None else group.row.place("label")
    put(part, "title", title or _title_without_one(root, group), at)
    for name, column in (("kind", "glas_kind"), ("ranking", "glas_ranking")):
        cell = None if group.row is None else group.row.cells.get(column)
        if cell is not None:
            put(part, name, Leaf(cell.at, cell.value.lower()), cell.at)
    _put_notes(part, "intro", group.intro, language, found)
    items = [questions.part(asked) for asked in group.questions]
    put(part, "questions", Items(group.at, list(items)), group.at)
    return part


def _title_without_one(root: Fields, group: Group) -> Part:
    """A group without a label, and questions in none, go under the title of the whole."""
    return root.parts.get("title") or Leaf(group.at, group.id)
