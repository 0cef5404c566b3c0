"""getChat and what there is of members: getChatMember, getChatAdministrators, getChatMemberCount, leaveChat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sandbox.chats import PrivateChat
from sandbox.errors import bad_request
from sandbox.groups import AnyChat, Group, Standing
from sandbox.membership import Membership
from sandbox.methods.call import Call, Method
from sandbox.methods.target import Access, chat_for
from sandbox.wire import full_chat_json

if TYPE_CHECKING:
    from sandbox.messages import Member


async def get_chat(call: Call) -> dict[str, Any]:
    """A bot sees whoever has written to it; everybody else is not found."""
    chat = chat_for(call, Access.READ)
    if isinstance(chat, PrivateChat) and chat.heard is None:
        raise bad_request("chat not found")
    return full_chat_json(chat)


async def get_chat_member(call: Call) -> dict[str, Any]:
    """The standing of somebody in a group, or of either side of a private chat."""
    user_id = call.given.integer("user_id")
    if user_id <= 0:
        raise bad_request("Invalid user_id specified")
    member = _member(call, user_id)
    chat = _chat_of_members(call)
    if member is None:
        raise bad_request("Member not found")
    return call.world.wire.standing_json(member, _standing(chat, member))


async def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """The one who made the group: nobody else is given rights here."""
    call.given.flag("return_bots")
    chat = _chat_of_members(call)
    if isinstance(chat, PrivateChat):
        raise bad_request("there are no administrators in the private chat")
    return [
        call.world.wire.standing_json(call.world.people.get(person_id), standing)
        for person_id, standing in chat.people.items()
        if standing is Standing.CREATOR
    ]


async def get_chat_member_count(call: Call) -> int:
    chat = _chat_of_members(call)
    return 2 if isinstance(chat, PrivateChat) else chat.size


async def leave_chat(call: Call) -> bool:
    chat = chat_for(call, Access.READ)
    if isinstance(chat, PrivateChat):
        raise bad_request("Can't leave private chats")
    if chat.has(call.account.bot.id):
        Membership(call.world).leave(chat, call.account)
    return True


def _chat_of_members(call: Call) -> AnyChat:
    """The member list of a group that became a supergroup can't be read."""
    chat = chat_for(call, Access.READ)
    return chat_for(call, Access.WRITE) if isinstance(chat, Group) else chat


def _member(call: Call, user_id: int) -> Member | None:
    bots = {account.bot.id: account.bot for account in call.world.accounts}
    return call.world.people.find(user_id) or bots.get(user_id)


def _standing(chat: AnyChat, member: Member) -> Standing:
    match chat:
        case PrivateChat():
            return Standing.MEMBER
        case Group():
            return chat.standing_of(member.id) or Standing.LEFT


_CHAT: Final = frozenset({"chat_id"})
METHODS: Final = (
    Method("getChat", get_chat, _CHAT),
    Method("getChatMember", get_chat_member, _CHAT | {"user_id"}),
    Method("getChatAdministrators", get_chat_administrators, _CHAT | {"return_bots"}),
    Method("getChatMemberCount", get_chat_member_count, _CHAT),
    Method("leaveChat", leave_chat, _CHAT),
)
