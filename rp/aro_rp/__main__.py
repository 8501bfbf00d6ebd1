"""Where `aro` begins: nothing is imported before Ctrl-C can end it in order."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import TextIOWrapper


def command_line() -> None:
    from aro_rp.cli import main

    main()


def main(run: Callable[[], None] = command_line) -> None:
    """Loads the command line, which takes some tenths of a second, and runs it."""
    _open_streams()
    try:
        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _open_streams() -> None:
    # What is opened first takes the number of a standard stream that is closed, and is written to.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # letters that its encoding has not


if __name__ == "__main__":
    main()
