"""What a provider module declares: its resource types and how each behaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aro_devcloud.blobs.content import BlobContent
from aro_devcloud.clock import Clock, Ids
from aro_devcloud.config import CloudConfig
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json, Request
from aro_devcloud.store import Resource, ResourceStore


@dataclass(frozen=True, slots=True)
class View:
    """How a client looks at a resource: the host it used and what it asked to expand
    (lower-case).
    """

    base: str = "https://localhost"
    expand: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """What a behaviour may see and change."""

    config: CloudConfig
    store: ResourceStore
    blobs: BlobContent
    clock: Clock
    ids: Ids
    make: Callable[[str, Json], Resource]
    """Creates or replaces a resource the way a PUT does, without waiting: (id, body)."""
    remove: Callable[[str], None]
    """Takes a resource away with all that belongs to it, asking nobody."""
    show: Callable[[Resource, View], Json]
    """A resource as clients see it."""


Prepare = Callable[[World, Resource, Resource | None], None]
Guard = Callable[[World, Resource], None]
Render = Callable[[World, Resource, Json, View], None]
Action = Callable[[World, Resource, Json, View], Json | None]
Read = Callable[[World, Request, Mapping[str, str]], Json]


def no_prepare(world: World, resource: Resource, previous: Resource | None) -> None:
    """A type that needs nothing completed."""


def no_guard(world: World, resource: Resource) -> None:
    """A type whose resources anybody may delete."""


def no_render(world: World, resource: Resource, body: Json, view: View) -> None:
    """A type that is shown as it is stored."""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One type. ``put_s`` and ``delete_s`` are simulated seconds; 0 answers at once.

    ``prepare`` checks and completes what a client sent, ``follow`` makes what belongs to a stored
    resource, ``guard`` refuses a deletion, ``release`` lets go of what belongs to a deleted one,
    ``render`` adds what is known only on reading. ``inline`` are collections inside the properties
    whose elements have ids of their own; ``embedded`` (property -> type) are children that clients
    may also write and read inside their parent.
    """

    name: str
    tracked: bool = True
    put_s: float = 0.0
    delete_s: float = 0.0
    created_status: int = 201
    deleted_status: int = 200
    shown_when_deleted: bool = False
    shows_etag: bool = False
    shows_state: bool = True
    extension: bool = False
    inline: Sequence[str] = ()
    embedded: Mapping[str, str] = field(default_factory=dict)
    prepare: Prepare = no_prepare
    follow: Guard = no_guard
    guard: Guard = no_guard
    release: Guard = no_guard
    render: Render = no_render
    actions: Mapping[str, Action] = field(default_factory=dict)
    slow_actions: Mapping[str, float] = field(default_factory=dict)
    views: Mapping[str, Action] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provider:
    """One namespace. ``reads`` answer GETs below a subscription that are no resources, by path
    pattern.
    """

    namespace: str
    types: Sequence[ResourceType]
    reads: Mapping[str, Read] = field(default_factory=dict)


class Catalog:
    """All providers, found without case."""

    def __init__(self, providers: Sequence[Provider]) -> None:
        self.providers = {provider.namespace.lower(): provider for provider in providers}
        self._types = {
            f"{provider.namespace}/{one.name}".lower(): (provider, one)
            for provider in providers
            for one in provider.types
        }

    def knows(self, full_type: str) -> bool:
        return full_type.lower() in self._types

    def type(self, full_type: str) -> ResourceType:
        """The declaration of a full type, or ARM's refusal of an unknown one."""
        found = self._types.get(full_type.lower())
        if found is not None:
            return found[1]
        namespace, _, name = full_type.partition("/")
        if namespace.lower() not in self.providers:
            raise CloudError(
                404,
                "InvalidResourceNamespace",
                f"The resource namespace '{namespace}' is invalid.",
            )
        raise CloudError(
            404,
            "InvalidResourceType",
            f"The resource type '{name}' could not be found in the namespace '{namespace}'.",
        )

    def spelling(self, full_type: str) -> str:
        """The type as its provider spells it."""
        provider, declared = self._types[full_type.lower()]
        return f"{provider.namespace}/{declared.name}"
