"""The members that a resource keeps below ``properties``, as an object of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

if TYPE_CHECKING:
    from .model import Model

PREFIX = "properties."


class Nested:
    """A view of its owner's members, or a bag of them that the next owner takes over.

    Unknown members are refused with TypeError, and on reading with AttributeError.
    """

    members: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **members: Any) -> None:
        if unknown := sorted(members.keys() - self.members):
            raise TypeError(f"{type(self).__name__} has no member {', '.join(unknown)}")
        self.__dict__["_holder"] = _Bag(members)

    @classmethod
    def of(cls, owner: Model) -> Nested:
        """The members of this very owner: what is set here is set there."""
        view = cls()
        view.__dict__["_holder"] = owner
        return view

    def said(self) -> dict[str, Any]:
        """What was given, by attribute name."""
        held = vars(self.__dict__["_holder"])
        return {name: held[name] for name in self.members & held.keys() if held[name] is not None}

    def __getattr__(self, name: str) -> Any:
        if name not in self.members:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        return getattr(self.__dict__["_holder"], name, None)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.members:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        setattr(self.__dict__["_holder"], name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.members})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nested) and self.said() == other.said()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(sorted(self.said()))})"


class _Bag:
    def __init__(self, members: dict[str, Any]) -> None:
        vars(self).update(members)


class Lifted:
    """The attribute ``properties`` of a model whose members AutoRest lifted into the model."""

    def __init__(self, kind: type[Nested]) -> None:
        self.kind = kind

    def __set_name__(self, owner: type[Model], name: str) -> None:
        lifted = {
            attribute
            for attribute, description in owner._attribute_map.items()
            if description["key"].startswith(PREFIX)
        }
        self.kind.members |= lifted

    def __get__(self, owner: Model | None, kind: type[Model]) -> Any:
        return self if owner is None else self.kind.of(owner)

    def __set__(self, owner: Model, value: Nested | None) -> None:
        said = {} if value is None else value.said()
        for name in self.kind.members & vars(owner).keys():
            setattr(cast(Any, owner), name, said.get(name))
