from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from aro_rp.local.arm_client import LocalEndpoint
from aro_rp.local.console import Troubles, say_what_next


def test_commands_to_copy_name_the_folder_as_a_shell_reads_it() -> None:
    endpoint = LocalEndpoint(
        "https://127.0.0.1:1", "my[red]/ca.pem", "http://127.0.0.1:2", "t", "s"
    )
    written = io.StringIO()
    say_what_next(endpoint, Path("my[red]"), Console(file=written, width=40))
    lines = written.getvalue().splitlines()
    assert "CA file          my[red]/ca.pem" in lines
    assert sum(line.endswith(" --data 'my[red]'") for line in lines) == 3


def test_the_usual_folder_is_not_named() -> None:
    endpoint = LocalEndpoint("https://127.0.0.1:1", "ca.pem", "http://127.0.0.1:2", "t", "s")
    written = io.StringIO()
    say_what_next(endpoint, Path(".aro"), Console(file=written))
    assert "--data" not in written.getvalue()


def test_what_keeps_the_service_from_going_on_is_told_once() -> None:
    written = io.StringIO()
    troubles = Troubles(Console(file=written, width=40), Path("my[red]"))
    full = "the database could not be written: database or disk is full"
    for line in (
        {"level": "error", "event": "work broke off", "reason": full},
        {"level": "error", "event": "backend stumbled", "reason": full},
        {"level": "warning", "event": "lease lost", "reason": "it ran out"},
        {"level": "error", "event": "document not readable"},
        {"level": "error", "event": "installation failed", "reason": "BootstrapFailed"},
    ):
        troubles(line)
    told = f"The service has trouble: {full}; it goes on when that is mended. "
    assert written.getvalue() == told + "See my[red]/aro.log.\n"
