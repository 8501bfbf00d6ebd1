"""What libraries say by Python's own logging, as lines of our log."""

from __future__ import annotations

import logging
import traceback

import structlog


class LibraryLines(logging.Handler):
    """One JSON line for each record: else their text, and tracebacks, would stand among ours.

    Of an error its kind and its places are told, as its text may quote what callers sent.
    """

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger(component=record.name)
        say = log.error if record.levelno >= logging.ERROR else log.warning
        say(record.getMessage().partition("\n")[0], **_trouble(record))


def listen_to_libraries() -> None:
    """To their warnings and errors, once in a process."""
    root = logging.getLogger()
    if not any(isinstance(handler, LibraryLines) for handler in root.handlers):
        root.addHandler(LibraryLines(logging.WARNING))


def _trouble(record: logging.LogRecord) -> dict[str, str | list[str]]:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)
    stack = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "stack": stack}
