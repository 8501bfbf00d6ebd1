"""Findings of the checks, as rows, lines and tables."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 160
ERROR, WARNING = "Error", "Warning"


class Row(NamedTuple):
    """One finding."""

    type: str
    name: str
    severity: str
    description: str


def table(rows: Sequence[Row]) -> str:
    """A grid of the findings; long descriptions are wrapped."""
    head = ("Type", "Name", "Severity", "Description")
    cells = [[[text] for text in head]]
    cells += [
        [[row.type], [row.name], [row.severity], textwrap.wrap(row.description, WIDTH) or [""]]
        for row in rows
    ]
    widths = [max(len(text) for row in cells for text in row[at]) for at in range(len(head))]
    rule = "+" + "+".join("-" * (w + 2) for w in widths) + "+"
    lines = [rule]
    for index, row in enumerate(cells):
        for depth in range(max(len(cell) for cell in row)):
            texts = [cell[depth] if depth < len(cell) else "" for cell in row]
            padded = (f" {text:<{w}} " for text, w in zip(texts, widths, strict=True))
            lines.append("|" + "|".join(padded) + "|")
        lines.append(rule.replace("-", "=") if index == 0 else rule)
    return "\n".join(lines)


def fitted(rows: Sequence[Row], width: int) -> str:
    """The grid, or a list where a line of the grid would not fit: a broken grid says nothing."""
    grid = table(rows)
    if len(grid.partition("\n")[0]) <= width:
        return grid
    return "\n".join(
        f"- {row.severity}: {line}" for row, line in zip(rows, lines(rows), strict=True)
    )


def lines(rows: Sequence[Row]) -> list[str]:
    return [f"{row.type} ({row.name}): {row.description}" for row in rows]
