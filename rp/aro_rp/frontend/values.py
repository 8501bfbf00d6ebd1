"""Is a cluster, once a body was laid over it, made of values that the spec allows?

Names and types were looked at before, choices and limits are the rules': what is left are members
that must be there, nulls among items, and moments.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import JsonObject, Problem, raise_any
from aro_rp.frontend.structure import Schema, some_errors, target

_KEPT = ("type", "required")
_MOMENT = "date-time"


class Values:
    """Checks clusters against the schema of one api-version; compiled once."""

    def __init__(self, schema: Schema) -> None:
        self._validator = jsonschema_rs.Draft4Validator(strict(schema), validate_formats=True)

    def check(self, cluster: JsonObject) -> None:
        """Raises ``ArmError`` 400 InvalidRequestContent with every problem found."""
        if not self._validator.is_valid(cluster):
            found = sorted(map(_fault, some_errors(self._validator, cluster)))
            raise_any([_problem(*fault) for fault in dict.fromkeys(found)])


def strict(schema: Schema) -> Schema:
    """What must be there and what it is; a member that may be absent may be null."""
    out: Schema = {name: schema[name] for name in _KEPT if name in schema}
    if schema.get("format") == _MOMENT:
        out["format"] = _MOMENT
    required = schema.get("required", ())
    if "properties" in schema:
        out["properties"] = {
            name: strict(inner) if name in required else _or_null(strict(inner))
            for name, inner in schema["properties"].items()
        }
    for name in ("additionalProperties", "items"):
        if isinstance(inner := schema.get(name), dict):
            out[name] = strict(inner)
    return out


def _or_null(schema: Schema) -> Schema:
    if "type" not in schema:
        return schema
    types = schema["type"]
    return {**schema, "type": sorted({*([types] if isinstance(types, str) else types), "null"})}


def _fault(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """Where it is, and what is wrong there."""
    missing: Any = error.kind.as_dict().get("property")
    if isinstance(missing, str):
        return target([*error.instance_path, missing]), "must be there"
    return target(error.instance_path), "has a value that this api-version does not allow"


def _problem(where: str, fault: str) -> Problem:
    sentence = f"The request content was invalid: '{where}' {fault}."
    return Problem(Code.INVALID_REQUEST_CONTENT, sentence, where)
