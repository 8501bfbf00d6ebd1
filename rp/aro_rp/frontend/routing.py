"""Routes compiled for speed: a lookup by method and length, then one comparison of tuples."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from aro_rp.frontend.middleware.paths import Check, PathChecks
from aro_rp.frontend.replies import Reply
from aro_rp.frontend.structure import Structure
from aro_rp.frontend.target import KEPT, Segments

Handler = Callable[..., Awaitable[Reply]]
Pick = Callable[[Sequence[str]], tuple[str, ...]]

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Route:
    """``literals`` are what ``pick`` must find, ``take`` gets the parameters called ``names``.

    A route that ``reads_json`` refuses any other body; else that is the handler's to judge.
    """

    method: str
    template: str
    pick: Pick
    literals: tuple[str, ...]
    take: Pick
    names: tuple[str, ...]
    arguments: tuple[str, ...]
    checks: tuple[tuple[int, Check], ...]
    handler: Handler
    body: Structure | None = None
    body_argument: str = ""
    reads_json: bool = True


@dataclass(slots=True, eq=False)
class Found:
    """A route, and its parameters in one path; ``sound`` when all of its checks hold.

    Requests share what was found for a path, so nobody changes it.
    """

    route: Route
    arguments: dict[str, str]
    sound: bool

    @property
    def parameters(self) -> dict[str, str]:
        """The arguments under the names that the template has for them."""
        return dict(zip(self.route.names, self.arguments.values(), strict=True))


class RouteTable:
    """Finds the route of a request; paths compare in lower case."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, int], tuple[Route, ...]] = {}

    def add(self, route: Route) -> None:
        where = (route.method, len(split(route.template)))
        self._routes[where] = (*self._routes.get(where, ()), route)
        RouteTable.remembered.cache_clear()

    def find(self, method: str, segments: Segments) -> Found | None:
        """The first route that fits; None when none does."""
        for route in self._routes.get((method, len(segments)), ()):
            if route.pick(segments) == route.literals:
                values = route.take(segments)
                arguments = dict(zip(route.arguments, values, strict=True))
                sound = all(holds(values[place]) for place, holds in route.checks)
                return Found(route, arguments, sound)
        return None

    @lru_cache(maxsize=KEPT)  # noqa: B019 - tables live as long as the process
    def remembered(self, method: str, segments: Segments) -> Found | None:
        """``find`` for requests that read: they ask for the same path again and again."""
        return self.find(method, segments)


def compile_route(
    method: str,
    template: str,
    handler: Handler,
    checks: PathChecks,
    body: Structure | None = None,
    body_argument: str = "",
    *,
    reads_json: bool = True,
) -> Route:
    """A route whose handler takes the path parameters by their names in snake case."""
    parts = split(template)
    fixed = [i for i, part in enumerate(parts) if not part.startswith("{")]
    open_ = [i for i, part in enumerate(parts) if part.startswith("{")]
    names = tuple(parts[i][1:-1] for i in open_)
    return Route(
        method=method.upper(),
        template=template,
        pick=_tuple_getter(fixed),
        literals=tuple(parts[i].lower() for i in fixed),
        take=_tuple_getter(open_),
        names=names,
        arguments=tuple(snake(name) for name in names),
        checks=checks.compiled(names),
        handler=handler,
        body=body,
        body_argument=body_argument,
        reads_json=reads_json,
    )


def split(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def snake(name: str) -> str:
    """``openShiftVersion`` as ``open_shift_version``."""
    return _WORD.sub("_", name).lower()


def _tuple_getter(places: list[int]) -> Pick:
    if not places:
        return lambda _: ()
    if len(places) == 1:
        only = places[0]
        return lambda segments: (segments[only],)
    get: Any = itemgetter(*places)
    return get  # type: ignore[no-any-return]
