"""Replies into models, by plans made once per class: several times AutoRest's own speed.

A plan gives what AutoRest's deserializer gives. Where it cannot (constants, discriminators,
values of another type than described), AutoRest's deserializer does the work, errors included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from azure.core.exceptions import DeserializationError

from .._utils import serialization
from .plan import SCALARS, Convert, Unplanned, written

SEPARATOR = "."


class Deserializer(serialization.Deserializer):
    """AutoRest's deserializer with a quick way for JSON objects."""

    def __init__(self, classes: Mapping[str, type] | None = None) -> None:
        super().__init__(classes)
        self._plans: dict[str, Convert | None] = {}
        self._stock_extractors = list(self.key_extractors)

    def _deserialize(self, target_obj: Any, data: Any) -> Any:
        if type(data) is dict and type(target_obj) is str and self._reads_replies():
            plan = self._plan(target_obj)
            if plan is not None:
                try:
                    return plan(data)
                except (Unplanned, DeserializationError):
                    pass
        return super()._deserialize(target_obj, data)  # type: ignore[no-untyped-call]

    def _reads_replies(self) -> bool:
        stock = self.key_extractors == self._stock_extractors
        return stock and self.additional_properties_detection

    def _plan(self, name: str) -> Convert | None:
        if name not in self._plans:
            model: Any = self.dependencies.get(name)
            try:
                self._plans[name] = self._model_plan(model)
            except Unplanned:
                self._plans[name] = None
        return self._plans[name]

    def _model_plan(self, model: Any) -> Convert:
        if not isinstance(model, type) or not issubclass(model, serialization.Model):
            raise Unplanned(model)
        constant = any(rule.get("constant") for rule in model._validation.values())
        if constant or model._subtype_map or "additional_properties" in model._attribute_map:
            raise Unplanned(model)
        described = {
            attribute: (description["key"].split(SEPARATOR), description["type"])
            for attribute, description in model._attribute_map.items()
        }
        if any("\\" in description["key"] for description in model._attribute_map.values()):
            raise Unplanned(model)
        return written(model, described, self._convert)

    def _convert(self, kind: str) -> Convert:
        """How a value that is not null and of this kind is made."""
        if kind in SCALARS:
            return _checked(SCALARS[kind])
        if kind == "iso-8601":
            return self._moment
        if kind[0] + kind[-1] == "[]":
            return _list_of(self._convert(kind[1:-1]))
        if kind[0] + kind[-1] == "{}":
            return _dict_of(self._convert(kind[1:-1]))
        model = self.dependencies.get(kind)
        if model is None or issubclass(model, Enum):
            return lambda value: self.deserialize_data(value, kind)  # type: ignore[no-untyped-call]
        return self._model(kind)

    def _moment(self, text: Any) -> Any:
        if type(text) is str and text.endswith("Z"):
            try:
                return datetime.fromisoformat(f"{text[:-1]}+00:00")
            except ValueError:
                pass
        return self.deserialize_data(text, "iso-8601")  # type: ignore[no-untyped-call]

    def _model(self, kind: str) -> Convert:
        """Looked up when first used: models may contain themselves."""
        found: list[Convert] = []

        def convert(value: Any) -> Any:
            if not found:
                plan = self._plan(kind)
                if plan is None:
                    raise Unplanned(kind)
                found.append(plan)
            return found[0](value)

        return convert


def _checked(kind: type) -> Convert:
    def convert(value: Any) -> Any:
        if type(value) is not kind:
            raise Unplanned(value)
        return value

    return convert


def _list_of(convert: Convert) -> Convert:
    def read(value: Any) -> Any:
        if type(value) is not list:
            raise Unplanned(value)
        return [None if item is None else convert(item) for item in value]

    return read


def _dict_of(convert: Convert) -> Convert:
    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise Unplanned(value)
        return {key: None if item is None else convert(item) for key, item in value.items()}

    return read
