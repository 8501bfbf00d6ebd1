"""Libraries speak in our log as we do."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
import structlog

from aro_rp.processes.library_lines import LibraryLines, listen_to_libraries


@pytest.fixture
def said() -> Any:
    """What is told while a test runs."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def record(level: int, text: str, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("asyncio", level, "file", 1, text, (), info)


def test_a_warning_is_a_line(said: Any) -> None:
    LibraryLines().handle(record(logging.WARNING, "slow\nfuture: <Task>"))
    assert said == [{"component": "asyncio", "event": "slow", "log_level": "warning"}]


def test_of_an_error_kind_and_places_are_told_and_no_values(said: Any) -> None:
    try:
        int("a secret")
    except ValueError as error:
        LibraryLines().handle(record(logging.ERROR, "it broke", error))
    (line,) = said
    assert (line["log_level"], line["error"]) == ("error", "ValueError")
    assert "test_of_an_error_kind_and_places_are_told_and_no_values" in line["stack"][0]
    assert "secret" not in json.dumps(line)


def test_a_process_listens_once() -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    try:
        for _ in range(2):
            listen_to_libraries()
        assert len([h for h in root.handlers if isinstance(h, LibraryLines)]) == 1
    finally:
        root.handlers[:] = before
