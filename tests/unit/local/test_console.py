from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from aro_rp.local.arm_client import LocalEndpoint
from aro_rp.local.console import say_what_next


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
