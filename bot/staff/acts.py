"""Lines of the audit in a member's language: they are stored in English, and their hashes cover that."""

import re
from typing import Final, assert_never

from bot.staff.saying import role_name
from results.speech import Speech
from storage.audit import Act, Line
from storage.roles import Role

_ROUND: Final = re.compile(r"round (?P<code>\S+?)(: (?P<rest>.*))?", re.DOTALL)
_BROADCAST: Final = re.compile(r"broadcast (?P<number>\d+)( to (?P<whom>[a-z0-9-]+|somebody outside the staff))?")
_ROLES: Final = "|".join(Role)
_MEMBER: Final = re.compile(rf"(?P<name>[a-z0-9-]+)( as |, )(?P<role>{_ROLES})")
_CHANGED: Final = re.compile(rf"(?P<name>[a-z0-9-]+): (?P<before>{_ROLES}) to (?P<after>{_ROLES})")
_COUNTED: Final = re.compile(r"(?P<n>\d+) (responses|counts|texts)")
_SNAPSHOT: Final = re.compile(r"snapshot (?P<number>\d+)")


def what_of(words: Speech, line: Line) -> str:
    """What was done; an act that a newer Glas has written stands as it is."""
    return act_name(words, Act(line.what)) if line.what in set(Act) else line.what


def subject_of(words: Speech, line: Line) -> str:
    """To what it was done; what somebody typed, such as the reason for a reopening, stands as it is."""
    if found := _ROUND.fullmatch(line.subject):
        named = words.say("round {code}", code=found["code"])
        return named if found["rest"] is None else f"{named}: {_told_of_round(words, line.what, found['rest'])}"
    if found := _BROADCAST.fullmatch(line.subject):
        named = words.say("broadcast {number}", number=found["number"])
        if found["whom"] is None:
            return named
        outside = words.say("somebody outside the staff")
        return f"{named} → {outside if ' ' in found['whom'] else found['whom']}"
    if found := _MEMBER.fullmatch(line.subject):
        return f"{found['name']}, {role_name(words, Role(found['role']))}"
    if found := _CHANGED.fullmatch(line.subject):
        before, after = (role_name(words, Role(found[each])) for each in ("before", "after"))
        return f"{found['name']}: {before} → {after}"
    match line.subject:
        case "key ring":
            return words.say("key ring")
        case "database":
            return words.say("database")
        case other:
            return other


def _told_of_round(words: Speech, what: str, rest: str) -> str:
    if what == Act.REOPENING:
        return rest
    if found := _COUNTED.fullmatch(rest):
        n = int(found["n"])
        match found[2]:
            case "responses":
                return words.say_n("{n} response", "{n} responses", n)
            case "counts":
                return words.say_n("{n} count", "{n} counts", n)
            case _:
                return words.say_n("{n} text", "{n} texts", n)
    if found := _SNAPSHOT.fullmatch(rest):
        return words.say("snapshot {number}", number=found["number"])
    match rest:
        case "nothing moved":
            return words.say("nothing moved")
        case "its status":
            return words.say("its status")
        case _:
            return rest


def act_name(words: Speech, act: Act) -> str:
    """The act, in a few words."""
    match act:
        case Act.CREATION:
            return words.say("round created")
        case Act.SCHEDULING:
            return words.say("round scheduled")
        case Act.OPENING:
            return words.say("round opened")
        case Act.PAUSING:
            return words.say("round paused")
        case Act.RESUMING:
            return words.say("round resumed")
        case Act.CLOSING:
            return words.say("round closed")
        case Act.REOPENING:
            return words.say("round reopened")
        case Act.REWORDING:
            return words.say("round reworded")
        case Act.REPLACING:
            return words.say("draft replaced")
        case Act.RELEASE:
            return words.say("release by hand")
        case Act.REPLAY:
            return words.say("responses imported")
        case Act.RECOUNT:
            return words.say("tallies corrected")
        case Act.SHEET_ENTERED:
            return words.say("sheet entered")
        case Act.SHEET_WITHDRAWN:
            return words.say("sheet withdrawn")
        case Act.WORDS_READ:
            return words.say("own words read")
        case Act.WORDS_REDACTED:
            return words.say("own words redacted")
        case Act.WORDS_QUOTED:
            return words.say("own words approved")
        case Act.WORDS_PUT_ASIDE:
            return words.say("own words put aside")
        case Act.WORDS_UNDER_THEME:
            return words.say("own words put under a theme")
        case Act.THEMES_RELEASED:
            return words.say("themes released")
        case Act.WORDS_UNDONE:
            return words.say("decision on own words undone")
        case Act.EXACT_RESULTS:
            return words.say("exact results")
        case Act.EXACT_REPORT:
            return words.say("exact report")
        case Act.EXPORT:
            return words.say("export of responses")
        case Act.STAFF_INVITED:
            return words.say("staff member invited")
        case Act.STAFF_UNINVITED:
            return words.say("invitation taken back")
        case Act.STAFF_JOINED:
            return words.say("staff member joined")
        case Act.STAFF_ROLE:
            return words.say("role of a staff member changed")
        case Act.STAFF_REMOVED:
            return words.say("staff member removed")
        case Act.BROADCAST_WRITTEN:
            return words.say("broadcast written")
        case Act.BROADCAST_REWORDED:
            return words.say("broadcast reworded")
        case Act.BROADCAST_REDIRECTED:
            return words.say("broadcast redirected")
        case Act.BROADCAST_COUNTED:
            return words.say("recipients of a broadcast counted")
        case Act.BROADCAST_TRIED:
            return words.say("broadcast tried")
        case Act.BROADCAST_STARTED:
            return words.say("broadcast started")
        case Act.BROADCAST_UNSCHEDULED:
            return words.say("schedule of a broadcast taken back")
        case Act.BROADCAST_PAUSED:
            return words.say("broadcast paused")
        case Act.BROADCAST_RESUMED:
            return words.say("broadcast resumed")
        case Act.BROADCAST_CANCELLED:
            return words.say("broadcast cancelled")
        case Act.KEYS_BACKED_UP:
            return words.say("key ring backed up")
        case Act.KEYS_RESTORED:
            return words.say("key ring restored")
        case Act.DATABASE_COPIED:
            return words.say("database copied")
        case _:
            assert_never(act)
