"""The resources of every subscription: by id, by type, by group, and by who refers to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aro_devcloud.errors import not_found
from aro_devcloud.http import Json
from aro_devcloud.records import Records
from aro_devcloud.resource_id import enclosing, parse, scope_of

SUCCEEDED = "Succeeded"
DELETING = "Deleting"


@dataclass(slots=True)
class Resource:
    """One resource. ``body`` is what clients see besides id, name and type; ``state`` is for its
    provider alone.

    ``phase`` is the provisioning state; ``operation`` the id of the operation that will end it.
    """

    id: str
    type: str
    body: Json
    etag: str
    created: str
    changed: str
    phase: str = SUCCEEDED
    operation: str = ""
    state: Json = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.id.lower()

    @property
    def name(self) -> str:
        return self.id.rsplit("/", 1)[-1]

    @property
    def subscription(self) -> str:
        return scope_of(self.id)[0]

    @property
    def group(self) -> str:
        return scope_of(self.id)[1]

    @property
    def location(self) -> str:
        return str(self.body.get("location", ""))

    @property
    def properties(self) -> Json:
        """The properties object of the body, made when absent."""
        properties = self.body.setdefault("properties", {})
        assert isinstance(properties, dict)
        return properties

    def as_record(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


class ResourceStore:
    """Resources of all providers. Iteration orders are orders of creation."""

    def __init__(self, records: Records) -> None:
        self._table = records.table("resources")
        self._resources: dict[str, Resource] = {}
        self._by_type: dict[str, dict[str, None]] = {}
        self._by_group: dict[tuple[str, str], dict[str, None]] = {}
        self._by_name: dict[tuple[str, str], dict[str, None]] = {}
        self._at: dict[tuple[str, str], dict[str, None]] = {}
        self._below: dict[tuple[str, str], dict[str, None]] = {}
        self._references: dict[str, tuple[str, ...]] = {}
        self._referrers: dict[str, dict[str, None]] = {}
        for key, record in self._table.items():
            self._index(key, Resource(**record))

    def find(self, resource_id: str) -> Resource | None:
        return self._resources.get(resource_id.lower())

    def get(self, resource_id: str) -> Resource:
        """The resource, or ARM's 404."""
        found = self.find(resource_id)
        if found is None:
            raise not_found(resource_id, scope_of(resource_id)[1])
        return found

    def put(self, resource: Resource) -> None:
        """Stores the resource as it is now; also the way to say that it was changed in place."""
        self._unindex_references(resource.key)
        self._index(resource.key, resource)
        self._table.put(resource.key, resource.as_record())

    def remove(self, resource_id: str) -> None:
        """Forgets a resource with everything nested in it or scoped to it."""
        key = resource_id.lower()
        for doomed in [*self.under(resource_id), key]:
            self._forget(doomed)

    def under(self, resource_id: str) -> list[str]:
        """Keys of all resources nested in, or scoped to, the given id."""
        prefix = resource_id.lower() + "/"
        members: Iterable[str] = self._by_group.get(_group_key(prefix), ())
        if not scope_of(resource_id)[1]:
            members = self._resources
        return [key for key in members if key.startswith(prefix)]

    def of_type(self, resource_type: str) -> Iterator[Resource]:
        """All resources of a full type such as ``Microsoft.Network/loadBalancers``."""
        for key in list(self._by_type.get(resource_type.lower(), ())):
            yield self._resources[key]

    def in_scope(self, scope: str, resource_type: str) -> list[Resource]:
        """Resources of a type whose id lies below a subscription, group or resource."""
        found = self._below.get((scope.lower().rstrip("/"), resource_type.lower()), ())
        return [self._resources[key] for key in found]

    def at(self, scope: str, resource_type: str) -> list[Resource]:
        """Resources of a type that lie in nothing nearer than the scope: an extension's own."""
        found = self._at.get((scope.lower().rstrip("/"), resource_type.lower()), ())
        return [self._resources[key] for key in found]

    def named(self, resource_type: str, name: str) -> Resource | None:
        """A resource of a type whose names are unique in the whole cloud."""
        found = self._by_name.get((resource_type.lower(), name.lower()), ())
        return next((self._resources[key] for key in found), None)

    def in_group(self, subscription: str, group: str) -> list[Resource]:
        """Every resource of a group."""
        members = self._by_group.get((subscription.lower(), group.lower()), ())
        return [self._resources[key] for key in members]

    def everything(self) -> list[Resource]:
        return list(self._resources.values())

    def referrers(self, resource_id: str, resource_type: str = "") -> list[Resource]:
        """Resources whose body names the given id exactly, of one type if that is given."""
        found = [self._resources[key] for key in self._referrers.get(resource_id.lower(), ())]
        wanted = resource_type.lower()
        return [one for one in found if not wanted or one.type.lower() == wanted]

    def _index(self, key: str, resource: Resource) -> None:
        if key not in self._resources:
            for index, place in self._places(key, resource.type.lower()):
                index.setdefault(place, {})[key] = None
        self._resources[key] = resource
        references = tuple(set(_ids_in(resource.body)))
        self._references[key] = references
        for target in references:
            self._referrers.setdefault(target, {})[key] = None

    def _forget(self, key: str) -> None:
        resource = self._resources.pop(key, None)
        if resource is None:
            return
        self._unindex_references(key)
        for index, place in self._places(key, resource.type.lower()):
            del index[place][key]
        self._table.delete(key)

    def _places(self, key: str, kind: str) -> Iterator[tuple[dict[Any, dict[str, None]], Any]]:
        """Where a resource is to be found: index and entry."""
        yield self._by_type, kind
        yield self._by_group, _group_key(key)
        yield self._by_name, (kind, key.rsplit("/", 1)[-1])
        around = list(enclosing(key))
        yield self._at, (around[0], kind)
        for scope in around:
            yield self._below, (scope, kind)

    def _unindex_references(self, key: str) -> None:
        for target in self._references.pop(key, ()):
            self._referrers[target].pop(key, None)


def _group_key(path: str) -> tuple[str, str]:
    subscription, group = scope_of(path.lower())
    return subscription, group


def _ids_in(value: Any) -> list[str]:
    """Lower-case ids of everything that a body refers to."""
    found, left = [], [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            if one[:15].lower() == "/subscriptions/":
                found.append(one.lower())
        elif isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    return found


def type_of(resource_id: str) -> str:
    """The full type in a resource id, "" when it names none."""
    path = parse(resource_id)
    return path.type if path is not None else ""
