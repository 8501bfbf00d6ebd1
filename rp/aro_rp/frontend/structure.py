"""Is a body made of the members and types that the spec declares? Values are left to the rules.

Null is allowed everywhere (it clears or changes nothing), and required members,
enums and limits are not looked at: the rules report them with their own codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, cast

import jsonschema_rs

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import MOST_PROBLEMS, ArmError, JsonObject, Problem, raise_any

Schema = dict[str, Any]

_INT32 = 2**31


class Structure:
    """Checks bodies against a closed schema of a bundled spec; compiled once."""

    def __init__(self, schema: Schema, *, folds_case: bool) -> None:
        self._schema = schema
        self._folds_case = folds_case
        self._validator = jsonschema_rs.Draft4Validator(relax(schema))

    def checked(self, body: object) -> JsonObject:
        """The body, its names in the spec's spelling where the version allows any.

        Raises ``ArmError`` 400 InvalidRequestContent with every problem found.
        """
        if not isinstance(body, dict):
            raise ArmError.of(
                400,
                Code.INVALID_REQUEST_CONTENT,
                f"The request content was invalid: it must be a JSON object, not {kind(body)}.",
            )
        if self._validator.is_valid(body):
            return body
        if self._folds_case:
            body = fold(body, self._schema)
        raise_any(self._problems(body))
        return cast(JsonObject, body)

    def _problems(self, body: object) -> list[Problem]:
        errors = sorted(some_errors(self._validator, body), key=lambda e: str(e.instance_path))
        return [problem for error in errors for problem in _problems(error)]


def some_errors(
    validator: jsonschema_rs.Draft4Validator, value: object
) -> list[jsonschema_rs.ValidationError]:
    """What is wrong with the beginnings of all lists and objects; without that, what is first.

    The validator takes seconds to gather all that can be wrong with a body of a megabyte.
    """
    errors = list(validator.iter_errors(_beginning(value)))
    if not errors:
        try:
            validator.validate(value)
        except jsonschema_rs.ValidationError as error:
            errors.append(error)
    return errors


def _beginning(value: object) -> object:
    if isinstance(value, dict):
        return {name: _beginning(item) for name, item in islice(value.items(), MOST_PROBLEMS)}
    return (
        [_beginning(item) for item in value[:MOST_PROBLEMS]] if isinstance(value, list) else value
    )


def followed(spec: Mapping[str, Any], schema: Schema) -> Schema:
    """The definition that a body's schema refers to; inside, the bundle has no references."""
    while "$ref" in schema:
        schema = spec["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def relax(schema: Schema) -> Schema:
    """Types and names only; null is a value everywhere."""
    out: Schema = {}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        out["type"] = sorted({*types, "null"})
    if "properties" in schema:
        out["properties"] = {name: relax(inner) for name, inner in schema["properties"].items()}
    for name in ("additionalProperties", "items"):
        if name in schema:
            inner = schema[name]
            out[name] = relax(inner) if isinstance(inner, dict) else inner
    if schema.get("format") == "int32":
        out |= {"minimum": -_INT32, "maximum": _INT32 - 1}
    return out


def fold(value: object, schema: Schema) -> object:
    """The value with names in the spec's spelling when they differ by case only."""
    if isinstance(value, list) and "items" in schema:
        return [fold(item, schema["items"]) for item in value]
    if not isinstance(value, dict):
        return value
    properties = schema.get("properties", {})
    spelling = {name.lower(): name for name in properties}
    folded: JsonObject = {}
    for name, item in cast(JsonObject, value).items():
        known = spelling.get(name.lower(), name)
        below = properties.get(known) or schema.get("additionalProperties")
        folded[known] = fold(item, below) if isinstance(below, dict) else item
    return folded


def target(path: Sequence[str | int]) -> str:
    """A JSON path as clients write it: ``properties.workerProfiles[0].count``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def kind(value: object) -> str:
    """What a value is, in JSON's words; the value itself may be a secret."""
    if value is None:
        return "null"
    names: dict[type, str] = {
        bool: "a boolean",
        str: "a string",
        int: "an integer",
        float: "a number",
        list: "an array",
    }
    return names.get(type(value), "an object")


def _problems(error: jsonschema_rs.ValidationError) -> list[Problem]:
    detail = error.kind.as_dict()
    path = list(error.instance_path)
    if "unexpected" in detail:
        return [_unknown([*path, name]) for name in sorted(detail["unexpected"])]
    where = target(path)
    return [
        Problem(
            Code.INVALID_REQUEST_CONTENT,
            f"The request content was invalid: '{where}' must be {_wanted(error, detail)}.",
            where,
        )
    ]


def _unknown(path: list[str | int]) -> Problem:
    where = target(path)
    return Problem(
        Code.INVALID_REQUEST_CONTENT,
        f"The request content was invalid: '{where}' is not a member that this api-version knows.",
        where,
    )


def _wanted(error: jsonschema_rs.ValidationError, detail: Mapping[str, Any]) -> str:
    types = [t for t in detail.get("types", ()) if t != "null"]
    if not types:
        return "an integer of 32 bits"
    article = "an" if types[0][0] in "aio" else "a"
    return f"{article} {types[0]}, not {kind(error.instance)}"
