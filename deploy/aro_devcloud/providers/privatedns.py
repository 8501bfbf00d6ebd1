"""Private DNS zones, their links to virtual networks and their record sets."""

from __future__ import annotations

from aro_devcloud.catalog import ResourceType, View, World
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.providers.dns import record_sets
from aro_devcloud.store import Resource

ZONE = "Microsoft.Network/privateDnsZones"
LINK = "Microsoft.Network/privateDnsZones/virtualNetworkLinks"
_KINDS = ("A", "AAAA", "CNAME", "MX", "PTR", "SOA", "SRV", "TXT")


def make_global(world: World, resource: Resource, previous: Resource | None) -> None:
    resource.body["location"] = "global"


def render_etag(world: World, resource: Resource, body: Json, view: View) -> None:
    body["etag"] = resource.etag


def guard_zone(world: World, zone: Resource) -> None:
    for link in world.store.in_scope(zone.id, LINK):
        raise CloudError(
            409,
            "CannotDeleteResource",
            f"Can not delete resource '{zone.id}' before its nested resource '{link.id}' is "
            "deleted.",
        )


TYPES = (
    ResourceType(
        "privateDnsZones",
        put_s=0.1,
        delete_s=0.2,
        prepare=make_global,
        guard=guard_zone,
        render=render_etag,
        views={"all": record_sets},
    ),
    ResourceType(
        "privateDnsZones/virtualNetworkLinks",
        put_s=0.1,
        delete_s=0.1,
        prepare=make_global,
        render=render_etag,
    ),
    *(
        ResourceType(f"privateDnsZones/{kind}", tracked=False, render=render_etag)
        for kind in _KINDS
    ),
)
