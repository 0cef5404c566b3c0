"""`glas broadcast test`: this process sends it itself, whether or not `glas run` runs."""

from bot.broadcasting.trying import Trying
from bot.clock import Clock
from bot.connecting import connected
from bot.delivery.gate import Gate
from bot.delivery.posting import Gone, Held, NotPosted, Posting
from bot.refusal import Refusal
from bot.settings import Settings
from storage.broadcasts.broadcast import Broadcast
from storage.database import Database
from storage.rounds import Round


async def tried(settings: Settings, database: Database, of: Broadcast, round_: Round, to: int) -> None:
    """Sends it to that person. Raises Refusal, with what to do, when Telegram does not take it."""
    clock = Clock()
    async with connected(settings) as telegram:
        posting = Posting(telegram)
        gate = Gate(clock.monotonic, bulk_rate=settings.bulk_rate)
        try:
            await Trying(database, settings.keys, posting, gate, clock).send(of, round_, to)
        except Gone as gone:
            name = await posting.username()
            what_to_do = f"open https://t.me/{name}, tap Start, and try again"
            raise Refusal(f"@{name} may not write to {to} yet: {what_to_do}") from gone
        except Held as held:
            raise Refusal(f"Telegram asked for a pause of {held.seconds:.0f} s; try again then") from held
        except NotPosted as failure:
            raise Refusal(f"Telegram did not take it ({failure})") from failure
