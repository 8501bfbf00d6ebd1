"""How a process of ours begins, runs and ends."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Mapping
from typing import TextIO, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor

from aro_rp.processes.library_lines import listen_to_libraries
from aro_rp.processes.sinks import Sink

YOUNG_OBJECTS = 20_000
"""How many more containers are made than freed before the youngest are looked through."""


def settle() -> None:
    """Ends start-up: what is there now stays to the end, so the garbage collector skips it.

    Requests and steps free nearly all they use by reference counts; with Python's own
    thresholds the collector would look again and again for what is hardly ever there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)


def asked_to_stop() -> asyncio.Event:
    """Set by SIGTERM or SIGINT."""
    event = asyncio.Event()
    when_asked_to_stop(event.set)
    return event


def when_asked_to_stop(stop: Callable[[], object]) -> None:
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, stop)


Line = Mapping[str, object]
Listener = Callable[[Line], None]


def log_to(sink: Sink, listener: Listener | None = None) -> None:
    """Structured logs of the whole process as JSON lines; no level below info.

    A ``listener`` hears every line, too.
    """
    heard = [_telling(listener)] if listener is not None else []
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *heard,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, sink)),
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=True,
    )
    listen_to_libraries()


def _telling(listener: Listener) -> Processor:
    def tell(_: object, __: str, line: EventDict) -> EventDict:
        listener(line)
        return line

    return tell


def _json(line: object, **_: object) -> str:
    return orjson.dumps(line, default=str).decode()
