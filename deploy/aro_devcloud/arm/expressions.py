"""The template language: ``[concat('a', parameters('b').c[0])]`` parsed once and evaluated in a
context.

Grammar: value = literal | call ; call = name "(" values ")" ; either followed by ".name" or
"[value]".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aro_devcloud.errors import CloudError

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<number>-?\d+)|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<mark>[().,\[\]]))"
)
Function = Callable[..., Any]


@dataclass(slots=True)
class _Parser:
    """Recursive descent over the tokens of one expression, evaluating as it goes."""

    text: str
    functions: Mapping[str, Function]
    position: int = 0

    def whole(self) -> Any:
        value = self._value()
        if self.text[self.position :].strip():
            raise invalid(f"The expression '[{self.text}]' has something left after its end.")
        return value

    def _value(self) -> Any:
        kind, token = self._next()
        if kind == "string":
            value: Any = token[1:-1].replace("''", "'")
        elif kind == "number":
            value = int(token)
        elif kind == "name":
            value = self._call(token)
        else:
            raise invalid(f"The expression '[{self.text}]' has an unexpected '{token}'.")
        return self._accessors(value)

    def _call(self, name: str) -> Any:
        function = self.functions.get(name.lower())
        if function is None:
            raise invalid(
                f"The template function '{name}' is not valid. It is used in the expression "
                f"'[{self.text}]'."
            )
        self._expect("(")
        if name.lower() == "if":
            return self._choice()
        arguments = self._arguments()
        try:
            return function(*arguments)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError) as problem:
            raise invalid(
                f"The template function '{name}' in '[{self.text}]' cannot be evaluated: {problem}."
            ) from problem

    def _arguments(self) -> list[Any]:
        arguments: list[Any] = []
        while not self._accept(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._value())
        return arguments

    def _choice(self) -> Any:
        # Only the chosen branch may be evaluated: the other one often refers to what is not there.
        condition = self._value()
        self._expect(",")
        if condition:
            chosen = self._value()
            self._expect(",")
            self._skip_value()
        else:
            self._skip_value()
            self._expect(",")
            chosen = self._value()
        self._expect(")")
        return chosen

    def _skip_value(self) -> None:
        depth = 0
        while True:
            start = self.position
            _, token = self._next()
            if depth == 0 and token in (",", ")"):
                self.position = start
                return
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token, 0)

    def _accessors(self, value: Any) -> Any:
        while True:
            if self._accept("."):
                _, names = self._next()
                for name in names.split("."):
                    value = self._member(value, name)
            elif self._accept("["):
                value = self._member(value, self._value())
                self._expect("]")
            else:
                return value

    def _member(self, value: Any, name: Any) -> Any:
        if isinstance(value, list) and isinstance(name, int) and -1 < name < len(value):
            return value[name]
        if isinstance(value, Mapping):
            for key, content in value.items():
                if str(key).lower() == str(name).lower():
                    return content
        raise invalid(
            f"The language expression property '{name}' in '[{self.text}]' doesn't exist."
        )

    def _next(self) -> tuple[str, str]:
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            raise invalid(f"The expression '[{self.text}]' cannot be read from position "
                          f"{self.position}.")  # fmt: skip
        self.position = match.end()
        kind = str(match.lastgroup)
        return kind, match[kind]

    def _accept(self, mark: str) -> bool:
        match = _TOKEN.match(self.text, self.position)
        if match is None or match["mark"] != mark:
            return False
        self.position = match.end()
        return True

    def _expect(self, mark: str) -> None:
        if not self._accept(mark):
            raise invalid(f"The expression '[{self.text}]' lacks a '{mark}'.")


def invalid(message: str) -> CloudError:
    """ARM's refusal of a template."""
    return CloudError(
        400, "InvalidTemplate", f"Deployment template validation failed: '{message}'."
    )


def evaluate(value: Any, functions: Mapping[str, Function]) -> Any:
    """The value with every expression in it replaced by its result."""
    if isinstance(value, dict):
        return {
            (evaluate(key, functions) if key.startswith("[") else key): evaluate(one, functions)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [evaluate(one, functions) for one in value]
    if not isinstance(value, str) or not value.startswith("[") or not value.endswith("]"):
        return value
    if value.startswith("[["):
        return value[1:]
    return _Parser(value[1:-1], functions).whole()
