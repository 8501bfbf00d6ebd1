"""What a document must be made of before anything reads it: members and their kinds."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass

from aro_generator.load import Place

KINDS: Mapping[type, str] = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
}


@dataclass(frozen=True, slots=True)
class Form:
    """Members that an object may have, by kind; ``needed`` ones must be there.

    A ``closed`` form has no other members; an open one says nothing of them.
    """

    members: Mapping[str, type]
    needed: frozenset[str] = frozenset()
    closed: bool = False

    def check(self, place: Place) -> None:
        """SpecError at the first member that is missing, strange or of another kind."""
        must_be(place, dict)
        if missing := self.needed - place.node.keys():
            raise place.fault(f"lacks {sorted(missing)}")
        for name in place.node:
            if name in self.members:
                must_be(place.child(name), self.members[name])
            elif self.closed:
                known = ", ".join(self.members)
                raise place.child(name).fault(f"'{name}' is none of {known}")


def must_be(place: Place, kind: type) -> None:
    if not isinstance(place.node, kind):
        raise place.fault(f"must be {KINDS[kind]}, not {reprlib.repr(place.node)}")
