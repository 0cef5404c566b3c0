"""/mydata: all that is stored about a person, in words and as JSON."""

import json
from collections.abc import Mapping, Sequence

from bot.asked import ShowPage
from bot.markup import bold, lines, paragraphs, plain
from bot.screen import Document, Screen
from bot.screens.news import wish_in_words
from bot.screens.pages import Page, back_to_conversation
from bot.screens.telling import answers_in_words, whole_lines
from bot.screens.view import asking
from flows.consultation import text_in
from flows.places import Welcome, name_of
from flows.response import Response
from results.speech import Speech, own_name
from storage.exchange import Chat, Wish
from storage.rounds import Round
from storage.rows import encoded

ROOM = 3000
"""UTF-16 units for the answers on the screen; the file beside it has all of them in full."""


def my_data_page(
    words: Speech, chat: Chat, held: Sequence[tuple[Round, Response]], stored: Mapping[str, object] | None
) -> Screen:
    """Everything in words, as far as one message holds it, and in full as a JSON file below."""
    told = [_told(words, round_, response) for round_, response in held if response.place != Welcome()]
    language = own_name(chat.language) if chat.language else "–"
    anonymous = words.say("Rounds whose key was erased are anonymous: nobody can find your answers there any more.")
    return Screen(
        paragraphs(
            bold(words.say("All that is stored about you")),
            whole_lines(paragraphs(*told), ROOM, words.say("… (the rest is in the file)"))
            or plain(words.say("No answers of yours are stored.")),
            lines(
                plain(words.say("Language of our conversation: {language}", language=language)),
                plain(
                    words.say("Later messages: {wishes}", wishes=words.listed(_in_words(words, chat)))
                    if chat.wishes
                    else words.say("Later messages: no")
                ),
                plain(words.say("The place in our chat: which of my messages shows the questions")),
            ),
            plain(anonymous),
            plain(words.say("The file below holds the same, complete, as JSON. Delete everything: /delete")),
        ),
        ((asking(words.say("Delete everything"), ShowPage(Page.DELETE), style="danger"),), back_to_conversation(words)),
        Document("glas-my-data.json", _as_json(chat, held, stored)),
    )


def _told(words: Speech, round_: Round, response: Response) -> str:
    consultation = round_.consultation
    blocks = [bold(text_in(consultation.title, words.language))]
    for section in consultation.sections:
        title = text_in(section.title, words.language)
        if section.id in response.closed:
            heading = words.say("{title} (sent)", title=title)
            blocks.append(lines(plain(heading), *answers_in_words(words, consultation, response.closed[section.id])))
        if section.id in response.draft:
            heading = words.say("{title} (not sent yet)", title=title)
            blocks.append(lines(plain(heading), *answers_in_words(words, consultation, response.draft[section.id])))
    return paragraphs(*blocks)


def _in_words(words: Speech, chat: Chat) -> list[str]:
    return [wish_in_words(words, each) for each in Wish if each in chat.wishes]


def _as_json(chat: Chat, held: Sequence[tuple[Round, Response]], stored: Mapping[str, object] | None) -> bytes:
    document: dict[str, object] = {
        "conversation": {
            "language": chat.language,
            "round": chat.round,
            "page": chat.page,
            "message": chat.message,
            "latest_message": chat.latest,
            "older_messages": list(chat.left),
        },
        "later_messages": sorted(chat.wishes),
        "responses": [
            {
                "round": round_.code,
                "consultation": round_.consultation.id,
                "place": name_of(response.place),
                "sent": encoded(round_.consultation, response.closed),
                "not_sent": encoded(round_.consultation, response.draft),
            }
            for round_, response in held
            if response.place != Welcome()
        ],
    }
    if stored is not None:
        # As the database has it: the week of the last answer, the tables that it counts in, withdrawn responses too.
        document["as_stored"] = stored
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
