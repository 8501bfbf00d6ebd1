"""Where `aro` begins: nothing is imported before Ctrl-C can end it in order."""

from __future__ import annotations

from collections.abc import Callable


def command_line() -> None:
    from aro_rp.cli import main

    main()


def main(run: Callable[[], None] = command_line) -> None:
    """Loads the command line, which takes some tenths of a second, and runs it."""
    try:
        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
