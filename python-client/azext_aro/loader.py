"""Registers commands and flags with ``az``, from what the generator declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from azure.cli.core import AzCommandsLoader
from azure.cli.core.commands import CliCommandType

from azext_aro._generated.arguments import ARGUMENTS
from azext_aro._generated.commands import COMMANDS
from azext_aro.declared import Argument, Command

HANDLERS = "azext_aro._generated.handlers#{}"


def failed(problem: BaseException) -> None:
    from azext_aro.edge.errors import told

    told(problem)


def shown_as(table: str) -> Callable[[Any], Any]:
    def transformed(result: Any) -> Any:
        from azext_aro.tables import rows

        return rows(table, result)

    return transformed


class AroCommandsLoader(AzCommandsLoader):  # type: ignore[misc]
    """What ``az`` loads. Its index of commands remembers the module as the extension's name."""

    __module__ = "azext_aro"

    def __init__(self, cli_ctx: Any = None) -> None:
        custom = CliCommandType(operations_tmpl=HANDLERS, exception_handler=failed)
        super().__init__(cli_ctx=cli_ctx, custom_command_type=custom)

    def load_command_table(self, args: Any) -> Any:
        from knack.help_files import helps

        from azext_aro._generated.help import HELPS

        helps.update(HELPS)
        for command in COMMANDS:
            self.register(command)
        return self.command_table

    def register(self, command: Command) -> None:
        group, _, name = command.name.rpartition(" ")
        options: dict[str, Any] = {"exception_handler": failed}
        if command.table:
            options["table_transformer"] = shown_as(command.table)
        with self.command_group(group) as commands:
            if command.kind == "wait":
                commands.custom_wait_command(name, command.function, **options)
                return
            options |= {"supports_no_wait": command.no_wait, "confirmation": command.confirmation}
            commands.custom_command(name, command.function, **options)

    def load_arguments(self, command: Any) -> None:
        with self.argument_context(str(command)) as context:
            for argument in ARGUMENTS.get(str(command), ()):
                declare(context, argument, ids=has_ids(str(command)))


def has_ids(name: str) -> bool:
    return any(command.ids for command in COMMANDS if command.name == name)


def declare(context: Any, argument: Argument, *, ids: bool) -> None:
    """Tells ``az`` one flag."""
    from azext_aro.edge import flags

    options = flags.settings(context, argument, ids=ids)
    kind = flags.kind_of(context, argument)
    if kind is None:
        context.argument(argument.name, **options)
    else:
        context.argument(argument.name, kind, **options)
