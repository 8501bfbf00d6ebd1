"""Templates: text in, text out, undefined names are errors."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from aro_generator.names import package, pascal, snake


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("aro_generator"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters |= {"snake": snake, "pascal": pascal, "package": package, "literal": repr}
    return made


def render(template: str, **values: Any) -> str:
    return environment().get_template(f"{template}.jinja").render(values)


def literal_set(paths: list[str]) -> str:
    """A frozenset's text with one path a line."""
    if not paths:
        return "frozenset()"
    return "frozenset({" + ", ".join(repr(path) for path in paths) + ",})"
