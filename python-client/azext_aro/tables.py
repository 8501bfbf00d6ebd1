"""Rows of ``--output table``, from the columns that the generator declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from azext_aro import ids
from azext_aro._generated.tables import TABLES

Row = dict[str, Any]


def resource_group(value: Any) -> str:
    found = ids.parse(str(value or ""))
    return found.group if found else ""


def sum_of_counts(value: Any) -> int:
    return sum(profile.get("count") or 0 for profile in value or ())


SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "resource_group": resource_group,
    "sum_of_counts": sum_of_counts,
}


def cell(shown: Any, expression: str) -> Any:
    """The value of a column: ``itself``, a path, or a shape over a path.

    Nothing is shown as empty text: the tool leaves out columns without a value.
    """
    if expression == "itself":
        return shown
    shape, _, path = expression.rstrip(")").rpartition("(")
    value = shown
    for step in path.split("."):
        value = (value or {}).get(step)
    found = SHAPES[shape](value) if shape else value
    return "" if found is None else found


def rows(table: str, shown: Any) -> Any:
    """One row for an object, one each for a list."""
    if isinstance(shown, list):
        return [rows(table, each) for each in shown]
    return {name: cell(shown, expression) for name, expression in TABLES[table].items()}
