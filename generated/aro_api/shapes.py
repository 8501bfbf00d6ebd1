"""What a version allows to be done with the members of a resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ResourceShape:
    """JSON paths below a resource; list items are written ``[]``, map values ``{}``.

    A rule on a path holds for everything below it. ``order`` is the order in which problems are
    reported. A path in both ``case_insensitive`` and ``read_only`` may be sent back by the caller.
    ``choices`` are the values that the spec names for a path.
    """

    read_only: frozenset[str]
    mutable: frozenset[str]
    secret: frozenset[str]
    case_insensitive: frozenset[str] = frozenset()
    defaults: Mapping[str, object] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """Where a path is in ``order``; has every path that the version knows."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {path: i for i, path in enumerate(self.order)})
