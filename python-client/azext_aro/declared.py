"""What the generated modules declare."""

from __future__ import annotations

from typing import NamedTuple


class Argument(NamedTuple):
    """One flag of one command. ``rule`` names a check of ``azext_aro.rules.values``."""

    name: str
    kind: str
    options: tuple[str, ...] = ()
    hidden_options: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    group: str = ""
    rule: str = ""
    help: str = ""

    @property
    def flag(self) -> str:
        """How messages name it: by the first of its spellings."""
        return self.options[0] if self.options else OWN.get(self.kind, self.name)


class Command(NamedTuple):
    """One command; ``function`` is its name in the generated handlers."""

    name: str
    function: str
    kind: str = ""
    table: str = ""
    no_wait: bool = False
    confirmation: bool | str = False
    ids: bool = False


OWN = {"resource_group": "--resource-group", "name": "--name", "location": "--location"}
