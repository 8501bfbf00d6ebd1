"""How a declared flag is told to ``az``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from azure.cli.core.commands.parameters import (
    file_type,
    get_enum_type,
    get_location_type,
    get_three_state_flag,
    name_type,
    resource_group_name_type,
    tags_type,
)

from azext_aro.declared import Argument

PAIR = 2


class AppendPair(argparse.Action):
    """Collects ``OPERATOR IDENTITY`` pairs of a flag that may be repeated."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        given = list(values or ())
        if len(given) != PAIR:
            raise argparse.ArgumentError(
                self, f"expected the name of an operator and an identity, found {len(given)} values"
            )
        before = getattr(namespace, self.dest) or []
        setattr(namespace, self.dest, [*before, (given[0], given[1])])


def kind_of(context: Any, argument: Argument) -> Any:
    """The tool's own type for the flag, where it has one."""
    match argument.kind:
        case "resource_group":
            return resource_group_name_type
        case "name":
            return name_type
        case "location":
            return get_location_type(context.command_loader.cli_ctx)
        case "tags":
            return tags_type
        case "flag":
            return get_three_state_flag()
        case _:
            return get_enum_type(argument.choices) if argument.choices else None


def settings(context: Any, argument: Argument, *, ids: bool) -> dict[str, Any]:
    """What ``az`` is told beside the kind.

    The tool's own ``az aro`` declares flags of the same names first, and what is not said here
    stays as it said: hence the explicit None, above all for validators.
    """
    made: dict[str, Any] = {"validator": None, "deprecate_info": None}
    made["arg_group"] = argument.group or None
    if argument.help:
        made["help"] = argument.help
    if argument.options:
        made["options_list"] = [
            *argument.options,
            *(
                context.deprecate(target=old, redirect=argument.options[0], hide=True)
                for old in argument.hidden_options
            ),
        ]
    match argument.kind:
        case "integer":
            made["type"] = int
        case "tags":
            del made["validator"]
        case "pairs":
            made |= {"action": AppendPair, "nargs": "+", "metavar": "OPERATOR IDENTITY"}
        case "file":
            made |= {"type": file_type, "completer": None}
        case "resource_group" | "name":
            made["id_part"] = ID_PARTS[argument.kind] if ids else None
    return made


ID_PARTS = {"resource_group": "resource_group", "name": "name"}
