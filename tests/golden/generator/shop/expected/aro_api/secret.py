"""A secret that prints as *** and reaches a store only sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, SerializationInfo
from pydantic_core import CoreSchema, core_schema

Seal = Callable[[str], str]
Unseal = Callable[[str], str]


class Secret:
    """Holds text either in clear (made by our code) or sealed (read from a store).

    Text that comes in through validation is sealed text. A clear secret can be
    written only with a serialization context ``{"seal": Seal}``; without one,
    serializing it raises ``ValueError``.
    """

    __slots__ = ("_clear", "_sealed")

    def __init__(self, clear: str) -> None:
        self._clear: str | None = clear
        self._sealed: str | None = None

    @classmethod
    def from_sealed(cls, sealed: str) -> Self:
        secret = cls.__new__(cls)
        secret._clear, secret._sealed = None, sealed
        return secret

    @property
    def is_sealed(self) -> bool:
        return self._sealed is not None

    def reveal(self, unseal: Unseal | None = None) -> str:
        """The clear text; a sealed secret needs ``unseal``."""
        if self._clear is not None:
            return self._clear
        if unseal is None or self._sealed is None:
            raise ValueError("this secret is sealed and no key was given")
        return unseal(self._sealed)

    def sealed(self, seal: Seal | None = None) -> str:
        """The text to store; a clear secret needs ``seal`` and keeps its sealed form."""
        if self._sealed is None:
            if seal is None or self._clear is None:
                raise ValueError("a secret in clear text is not written")
            self._sealed = seal(self._clear)
        return self._sealed

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __copy__(self) -> Secret:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_text = core_schema.no_info_after_validator_function(
            cls.from_sealed, core_schema.str_schema()
        )
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema(
                [core_schema.is_instance_schema(cls), from_text]
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _write, info_arg=True, return_schema=core_schema.str_schema()
            ),
        )


def _write(secret: Secret, info: SerializationInfo) -> str:
    context = info.context or {}
    return secret.sealed(context.get("seal"))
