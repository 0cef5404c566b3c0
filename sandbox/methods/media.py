"""Files in a call: one parameter's, or those of InputMedia in sendMediaGroup and editMessageMedia."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sandbox.errors import ApiError, bad_request, stricter
from sandbox.files import FileStore, StoredFile, picture
from sandbox.messages import Document, Photo
from sandbox.methods.text import caption_in, formatted_by
from sandbox.parameters import Upload

if TYPE_CHECKING:
    from sandbox.entities import Formatted
    from sandbox.methods.call import Call

CAPTION_TOO_LONG: Final = "Message caption is too long"
_LARGEST_PHOTO: Final = 10 << 20
_MOST_IN_ALBUM: Final = 10
_KNOWN: Final = {
    "photo": frozenset({"type", "media", "caption", "parse_mode", "caption_entities", "show_caption_above_media",
                        "has_spoiler"}),
    "document": frozenset({"type", "media", "caption", "parse_mode", "caption_entities", "thumbnail",
                           "disable_content_type_detection"}),
}  # fmt: skip
_UNMODELLED: Final = frozenset({"animation", "audio", "video", "live_photo"})


def given_file(call: Call, name: str) -> StoredFile | Upload:
    """The file of a parameter. Raises ApiError when there is none, or none that is known."""
    found = _file(call, call.given.upload(name))
    if found is None:
        raise bad_request(f"There is no {name} in the request")
    return found


def photo_of(files: FileStore, given: StoredFile | Upload, caption: Formatted) -> Photo:
    """Raises ApiError for what Telegram would not take as a photo."""
    shape = picture(given.content)
    if len(given.content) > _LARGEST_PHOTO:
        raise bad_request("File is too big")
    if isinstance(given, Upload):  # Telegram re-encodes photos and forgets their names
        given = files.keep("photos", f"photo{shape.suffix}", given.content)
    return Photo(given, shape.width, shape.height, caption)


def document_of(files: FileStore, given: StoredFile | Upload, caption: Formatted) -> Document:
    if isinstance(given, Upload):
        given = files.keep("documents", given.name, given.content, given.mime_type)
    return Document(given, caption)


def media_of(call: Call, *, too_long: str) -> Photo | Document:
    """The `media` of editMessageMedia."""
    raw = call.given.document("media", "input media")
    if raw is None:
        raise bad_request('Parameter "media" is required')
    return _media(call, raw, too_long=too_long)


def album_of(call: Call) -> list[Photo | Document]:
    """The `media` of sendMediaGroup: photos or documents, not both."""
    raw = call.given.document("media", "media")
    if raw is None:
        raise bad_request('Parameter "media" is required')
    if not isinstance(raw, list):
        raise bad_request("Expected an Array of InputMedia")
    if len(raw) > _MOST_IN_ALBUM:
        raise bad_request("Too many messages to send as an album")
    if not raw:
        raise bad_request("There are no messages to send")
    album = [_media(call, each, too_long=CAPTION_TOO_LONG) for each in raw]
    if len({type(each) for each in album}) > 1:
        raise bad_request("Document can't be mixed with other media types")
    return album


def _media(call: Call, raw: object, *, too_long: str) -> Photo | Document:
    """Reads InputMedia."""
    if not isinstance(raw, dict):
        raise _unreadable("expected an Object")
    given = {name: value for name, value in raw.items() if value is not None}
    kind = given.get("type", "")
    if not isinstance(kind, str):
        raise _unreadable('Field "type" must be of type String')
    if kind in _UNMODELLED:
        raise stricter(f"media of type {kind!r} is not modelled")
    if kind not in _KNOWN:
        raise _unreadable(f'type "{kind}" is unsupported')
    if unknown := sorted(given.keys() - _KNOWN[kind]):
        raise stricter(f"InputMedia of type {kind!r} has no field {unknown[0]!r}")
    file = _file(call, call.given.upload_of(str(given.get("media", ""))))
    if file is None:
        raise _unreadable("media not found")
    caption = caption_in(_body(given), too_long=too_long)
    return (photo_of if kind == "photo" else document_of)(call.world.files, file, caption)


def _body(given: dict[str, Any]) -> Formatted:
    mode = str(given.get("parse_mode", ""))
    return formatted_by(str(given.get("caption", "")), mode, given.get("caption_entities"))


def _file(call: Call, given: Upload | str | None) -> StoredFile | Upload | None:
    match given:
        case None | "":
            return None
        case Upload():
            return given
        case str() if "://" in given:
            raise stricter("files are not fetched from the web: upload them")
        case str():
            known = call.world.files.by_id(given)
            if known is None:
                raise bad_request("Wrong file identifier/HTTP URL specified")
            return known


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"Can't parse InputMedia: {reason}")
