"""What one value must be, said once: a predicate for rules that speak, a schema for the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]

_EMPTY: Mapping[str, object] = {"string": "", "integer": 0, "array": [], "object": {}}


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """``holds`` is asked of a value of the JSON ``type``, ``""`` being any.

    What is absent or of another type counts as empty. ``schema`` refuses all that ``holds``
    refuses; it is None where only ``holds`` can tell, whose verdicts on short texts are
    remembered if they recur. ``words`` are what a sentence may mention beside the value.
    """

    type: str
    holds: Callable[[Any], bool]
    schema: Schema | None = None
    words: Mapping[str, object] = field(default_factory=dict)
    recurs: bool = False

    def read(self, value: object) -> Any:
        empty = _EMPTY.get(self.type, value)
        return value if isinstance(value, type(empty)) else empty

    @property
    def needs_value(self) -> bool:
        return not self.holds(self.read(None))

    def said(self, sentence: str, value: Any) -> str:
        """The sentence with the value in it; of lists and objects the number of their members."""
        shown = len(value) if isinstance(value, list | dict) else value
        return sentence.format(value=shown, **self.words)


def matching(pattern: str) -> Constraint:
    """Text that is all of a pattern, which must mean the same to Python and to ECMAScript.

    Letters stand there in both cases, as engines do not agree on what ignoring case means.
    """
    fits = re.compile(pattern).fullmatch
    schema = {"pattern": f"^(?:{pattern})$"}
    return Constraint("string", lambda text: fits(text) is not None, schema)


def any_case(words: str) -> str:
    """A pattern for words in capital or small letters of ASCII."""
    return "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else re.escape(c) for c in words)


def one_of(*choices: str) -> Constraint:
    words = {"choices": "'" + "', '".join(choices) + "'"}
    return Constraint("string", lambda text: text in choices, {"enum": list(choices)}, words)


def satisfying(predicate: Callable[[str], bool], *, recurs: bool = False) -> Constraint:
    """Text that no schema describes."""
    return Constraint("string", predicate, recurs=recurs)


def empty_or(constraint: Constraint) -> Constraint:
    """Text that may also be empty or absent."""
    schema = constraint.schema and {"anyOf": [{"maxLength": 0}, constraint.schema]}
    return Constraint(
        "string",
        lambda text: not text or constraint.holds(text),
        schema,
        constraint.words,
        constraint.recurs,
    )


def at_least(least: int) -> Constraint:
    return Constraint(
        "integer", lambda number: number >= least, {"minimum": least}, {"least": least}
    )


def between(least: int, most: int) -> Constraint:
    return Constraint(
        "integer",
        lambda number: least <= number <= most,
        {"minimum": least, "maximum": most},
        {"least": least, "most": most},
    )


GIVEN = Constraint("", lambda value: value is not None, {"not": {"type": "null"}})
NOT_GIVEN = Constraint("", lambda value: value is None, {"type": "null"})
OBJECT = Constraint("", lambda value: isinstance(value, dict), {"type": "object"})
NOT_EMPTY = Constraint("string", bool, {"minLength": 1})
NO_ITEM = Constraint("array", lambda items: not items, {"maxItems": 0})
ONE_ITEM = Constraint("array", lambda items: len(items) == 1, {"minItems": 1, "maxItems": 1})
OBJECTS = Constraint(
    "array",
    lambda items: all(isinstance(item, dict) for item in items),
    {"items": {"type": "object"}},
)
MEMBERS = Constraint("object", bool, {"minProperties": 1})
ONE_MEMBER = Constraint(
    "object", lambda members: len(members) == 1, {"minProperties": 1, "maxProperties": 1}
)
NAMED = Constraint("object", lambda members: "" not in members, {"properties": {"": {"not": {}}}})
