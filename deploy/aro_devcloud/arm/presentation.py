"""Resources as clients see them."""

from __future__ import annotations

from typing import Any

from aro_devcloud.catalog import Catalog, ResourceType, View, World
from aro_devcloud.http import Json
from aro_devcloud.resource_id import ArmPath
from aro_devcloud.store import Resource


class Presenter:
    """Adds id, name, type, etag and provisioning state, and what a provider knows only on
    reading.
    """

    def __init__(self, catalog: Catalog, world: World) -> None:
        self._catalog = catalog
        self._world = world

    def show(self, resource: Resource, view: View) -> Json:
        declared = self._catalog.type(resource.type)
        body: Json = {"id": resource.id, "name": resource.name, "type": resource.type}
        if declared.shows_etag:
            body["etag"] = f'W/"{resource.etag}"'
        body.update(resource.body)
        properties = dict(resource.body.get("properties") or {})
        if declared.shows_state:
            properties["provisioningState"] = resource.phase
        body["properties"] = properties
        for collection in declared.inline:
            elements = properties.get(collection)
            if elements is not None:
                properties[collection] = [
                    _element(resource, declared, collection, one) for one in elements
                ]
        for collection, kind in declared.embedded.items():
            children = self._world.store.in_scope(
                resource.id, f"{resource.type.partition('/')[0]}/{kind}"
            )
            properties[collection] = [self.show(child, view) for child in children]
        declared.render(self._world, resource, body, view)
        return body

    def inline_element(self, path: ArmPath, view: View) -> Json | None:
        """An element of an inline collection as a resource of its own, or None."""
        if len(path.types) < 2:
            return None
        owner = self._world.store.find(path.parent)
        if owner is None:
            return None
        wanted = path.types[-1].lower()
        for collection in self._catalog.type(owner.type).inline:
            if collection.lower() == wanted:
                elements = self.show(owner, view)["properties"].get(collection, [])
                return next(
                    (one for one in elements if one["name"].lower() == path.names[-1].lower()), None
                )
        return None


def _element(owner: Resource, declared: ResourceType, collection: str, element: Any) -> Json:
    properties = {**(element.get("properties") or {}), "provisioningState": owner.phase}
    shown: Json = {
        **element,
        "id": f"{owner.id}/{collection}/{element.get('name', '')}",
        "type": f"{owner.type}/{collection}",
        "properties": properties,
    }
    if declared.shows_etag:
        shown["etag"] = f'W/"{owner.etag}"'
    return shown
