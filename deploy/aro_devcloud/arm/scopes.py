"""What must hold around a resource: subscription, group, parent, location and locks."""

from __future__ import annotations

from aro_devcloud.config import CloudConfig
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.records import Records
from aro_devcloud.resource_id import ArmPath, group_id, join
from aro_devcloud.store import DELETING, Resource, ResourceStore


class Scopes:
    """Subscriptions and resource groups, and the rules that refer to them."""

    def __init__(self, config: CloudConfig, records: Records, store: ResourceStore) -> None:
        self._config = config
        self._store = store
        self.subscriptions = records.table("subscriptions")
        self.groups = records.table("groups")

    def subscription(self, subscription: str) -> Json:
        """The subscription's record, or ARM's 404."""
        found = self.subscriptions.get(subscription.lower())
        if found is None:
            raise CloudError(
                404,
                "SubscriptionNotFound",
                f"The subscription '{subscription}' could not be found.",
            )
        return found

    def group(self, subscription: str, group: str) -> Json:
        """The group's record, or ARM's 404."""
        found = self.groups.get(group_key(subscription, group))
        if found is None:
            raise CloudError(
                404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found."
            )
        return found

    def check(self, subscription: str, group: str) -> None:
        """Refuses a path whose subscription or group is not there."""
        if subscription:
            self.subscription(subscription)
        if group:
            self.group(subscription, group)

    def check_parents(self, path: ArmPath) -> None:
        """Refuses a write into a missing or vanishing group, or below a missing parent."""
        self.check(path.subscription, path.group)
        if path.group and self.group(path.subscription, path.group)["state"] == DELETING:
            raise CloudError(
                409,
                "ResourceGroupBeingDeleted",
                f"The resource group '{path.group}' is in deprovisioning state and cannot "
                "perform this operation.",
            )
        enclosing = path.parent or (path.scope if path.is_extension else "")
        if enclosing and self._store.find(enclosing) is None and not _foreign(enclosing):
            raise CloudError(
                404,
                "ParentResourceNotFound",
                "Failed to perform 'write' on resource(s) of type "
                f"'{path.type.partition('/')[2]}', because the parent resource '{enclosing}' "
                "could not be found.",
            )

    def check_location(self, resource: Resource, previous: Resource | None) -> None:
        """A location must be given, known, and never change."""
        location = normal_location(resource.location or (previous.location if previous else ""))
        if not location:
            raise CloudError(
                400, "LocationRequired", "The location property is required for this definition."
            )
        if location not in (*self._config.locations, "global"):
            raise CloudError(
                400,
                "LocationNotAvailableForResourceType",
                f"The provided location '{resource.location}' is not available for resource type "
                f"'{resource.type}'. List of available regions for the resource type is "
                f"'{','.join(self._config.locations)}'.",
            )
        if previous is not None and normal_location(previous.location) != location:
            raise CloudError(
                409,
                "InvalidResourceLocation",
                f"The resource '{resource.name}' already exists in location "
                f"'{previous.location}' in resource group '{resource.group}'. A resource with the "
                f"same name cannot be created in location '{resource.location}'.",
            )
        resource.body["location"] = location

    def check_lock(self, resource_id: str) -> None:
        """Refuses to delete what a lock protects, or what has something locked in it."""
        wanted = resource_id.lower() + "/"
        for lock in self._config.locks:
            scope = lock.scope.lower().rstrip("/") + "/"
            if wanted.startswith(scope) or scope.startswith(wanted):
                raise CloudError(
                    409,
                    "ScopeLocked",
                    f"The scope '{resource_id}' cannot perform delete operation because following "
                    f"scope(s) are locked: '{lock.scope}'. Please remove the lock and try again.",
                )

    def canonical(self, path: ArmPath) -> str:
        """The id a new resource gets: the group as its own record spells it."""
        if not path.group or path.is_extension:
            return str(path)
        name = str(self.group(path.subscription, path.group)["name"])
        return join(group_id(path.subscription, name), path.namespace, path.types, path.names)


def _foreign(resource_id: str) -> bool:
    # Clusters live in the resource provider; role assignments may be scoped to them all the same.
    return "/providers/microsoft.redhatopenshift/" in resource_id.lower()


def group_key(subscription: str, group: str) -> str:
    return f"{subscription}/{group}".lower()


def normal_location(location: str) -> str:
    """Locations compare without blanks and case."""
    return location.replace(" ", "").lower()
