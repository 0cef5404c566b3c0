"""All that is made once for a running bot, each part with what it needs of the others; nothing runs yet."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot

from bot.asked import Answered, Asked, Notice
from bot.batching import Batcher
from bot.broadcasting.engine import Broadcasting
from bot.broadcasting.trying import Trying
from bot.citizens.dispatching import KINDS, build_dispatcher
from bot.citizens.groups import Groups
from bot.citizens.reception import Reception
from bot.clock import Clock
from bot.delivery.delivering import Delivery
from bot.delivery.gate import Gate
from bot.delivery.posting import Posting
from bot.desk import Desk
from bot.durations import Durations
from bot.inclusions import Inclusions
from bot.intake.polling import Polling
from bot.intake.taking import Taking
from bot.intake.webhook import Webhook
from bot.leasing import CITIZENS, STAFF, Lease, worker_name
from bot.measures import Measures
from bot.registry import Registry
from bot.screen import Screen
from bot.screens.rendering import screen_of, toast_of
from bot.screens.trial import marked_as_trial
from bot.settings import Settings
from bot.shown_results import ShownResults
from bot.web.showing import Showing, answer_link
from flows.response import Response
from results.speech import SOURCE_LANGUAGE, Speech, speech
from storage.database import Database
from storage.exchange import Chat, Decision


@dataclass(frozen=True, slots=True)
class Made:
    """The parts of a running bot. `now` is the moment in the city's time zone; `webhook` None: updates are polled.

    `polling` makes a poller that ends with its event: whichever worker has the lease polls.
    """

    settings: Settings
    database: Database
    registry: Registry
    telegram: Bot
    clock: Clock
    measures: Measures
    now: Callable[[], datetime]
    inclusions: Inclusions
    batcher: Batcher
    posting: Posting
    delivery: Delivery
    broadcasting: Broadcasting
    trying: Trying
    polling: Callable[[asyncio.Event], Polling]
    to_poll: Lease
    to_serve_staff: Lease
    webhook: Webhook | None
    showing: Showing


def make(
    settings: Settings,
    database: Database,
    registry: Registry,
    telegram: Bot,
    stop: asyncio.Event,
    *,
    exact: bool,
    trial: bool,
    clock: Clock,
    measures: Measures,
) -> Made:
    """The parts. `exact`: results as they stand, not as released; `trial`: every screen says that it is one."""

    def now() -> datetime:
        return datetime.now(settings.time_zone)

    def desk() -> Desk:
        return Desk(registry.rounds, now())

    results = ShownResults(registry, registry, database, zone=settings.time_zone, exact=exact, pages=settings.pages)
    durations = Durations(clock.monotonic)
    inclusions = Inclusions(results, registry, database, settings.keys)

    def step(chat: Chat, responses: Mapping[int, Response], asked: Asked) -> Decision[Notice]:
        return durations.timed(responses, desk().step(chat, responses, asked))

    def render(shown: Answered) -> Screen:
        about = inclusions.stored(shown)
        screen = screen_of(shown, desk(), results.screen(shown, desk()), inclusions.of(shown), about)
        return marked_as_trial(screen, _words(shown)) if trial else screen

    batcher = Batcher(inclusions, step, now, sleep=clock.sleep, measures=measures)
    posting = Posting(telegram, measures)
    gate = Gate(clock.monotonic, measures, settings.bulk_rate)
    delivery = Delivery(
        posting,
        gate,
        render=render,
        toast=lambda shown: toast_of(shown, desk()),
        erased=lambda shown: _words(shown).say("(deleted)"),
        report=batcher.report,
        sleep=clock.sleep,
        measures=measures,
    )
    broadcasting = Broadcasting(
        database,
        settings.keys,
        posting,
        gate,
        below=delivery.stands_below,
        zone=settings.time_zone,
        alone=database.dialect.lock is None,
        clock=clock,
    )
    dispatcher = build_dispatcher(Reception(batcher.submit, desk), Groups(posting, desk, clock.monotonic))
    taking = Taking(telegram, dispatcher, measures)
    worker = worker_name()

    def polling(over: asyncio.Event) -> Polling:
        return Polling(telegram, taking, kinds=KINDS, stop=over, sleep=clock.sleep, measures=measures)

    webhook = (
        None
        if settings.webhook_url is None
        else Webhook(
            telegram,
            taking,
            url=settings.webhook_url,
            proof=settings.webhook_proof,
            kinds=KINDS,
            stop=stop,
            sleep=clock.sleep,
            measures=measures,
        )
    )
    return Made(
        settings=settings,
        database=database,
        registry=registry,
        telegram=telegram,
        clock=clock,
        measures=measures,
        now=now,
        inclusions=inclusions,
        batcher=batcher,
        posting=posting,
        delivery=delivery,
        broadcasting=broadcasting,
        trying=Trying(database, settings.keys, posting, gate, clock, below=delivery.stands_below),
        polling=polling,
        to_poll=Lease(database, CITIZENS, worker, measures),
        to_serve_staff=Lease(database, STAFF, worker, measures),
        webhook=webhook,
        showing=Showing(
            database,
            answer_link(posting, settings, sandbox=exact),
            now=now,
            monotonic=clock.monotonic,
            zone=settings.time_zone,
            exact=exact,
        ),
    )


def _words(shown: Answered) -> Speech:
    return speech(shown.chat.language or SOURCE_LANGUAGE)
