"""Public DNS zones and their record sets, which are written with etags."""

from __future__ import annotations

from aro_devcloud.catalog import ResourceType, View, World
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json
from aro_devcloud.store import Resource

ZONE = "Microsoft.Network/dnsZones"
KINDS = ("A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")


def prepare_zone(world: World, zone: Resource, previous: Resource | None) -> None:
    zone.body["location"] = "global"
    zone.properties.setdefault("zoneType", "Public")
    zone.properties["maxNumberOfRecordSets"] = 10000
    zone.properties["nameServers"] = [f"ns{n}-01.local-dns.example." for n in range(1, 5)]


def render_zone(world: World, zone: Resource, body: Json, view: View) -> None:
    body["etag"] = zone.etag
    body["properties"]["numberOfRecordSets"] = 2 + len(world.store.under(zone.id))
    body["properties"].pop("provisioningState")


def prepare_records(world: World, records: Resource, previous: Resource | None) -> None:
    properties = records.properties
    zone = records.id.split("/")[-3]
    if "TTL" not in properties and "ttl" not in properties:
        raise CloudError(
            400, "BadRequest", f"The record set '{records.name}' has no 'properties.TTL'."
        )
    name = records.name
    properties["fqdn"] = f"{zone}." if name == "@" else f"{name}.{zone}."
    _check_cname(world, records)


def render_records(world: World, records: Resource, body: Json, view: View) -> None:
    body["etag"] = records.etag
    kind = records.type.rsplit("/", 1)[1]
    properties = body["properties"]
    if kind in ("A", "AAAA", "NS", "PTR", "MX", "SRV", "TXT"):
        wanted = f"{kind}Records"
        given = {name.lower(): name for name in properties}.get(wanted.lower())
        properties[wanted] = properties.pop(given) if given else []
    properties.setdefault("targetResource", {})


def record_sets(world: World, zone: Resource, request: Json, view: View) -> Json:
    """All record sets of a zone, whatever their kind."""
    found = [world.store.find(key) for key in world.store.under(zone.id)]
    return {"value": [world.show(one, view) for one in found if one is not None]}


def _check_cname(world: World, records: Resource) -> None:
    scope, kind, name = records.id.rsplit("/", 2)
    others = KINDS if kind.upper() == "CNAME" else ("CNAME",)
    for other in others:
        if other != kind.upper() and world.store.find(f"{scope}/{other}/{name}") is not None:
            raise CloudError(
                400,
                "BadRequest",
                f"The record could not be created because a {other} record with the same name "
                f"'{name}' already exists in this zone.",
            )


TYPES = (
    ResourceType(
        "dnsZones",
        delete_s=0.2,
        prepare=prepare_zone,
        render=render_zone,
        views={"recordsets": record_sets, "all": record_sets},
    ),
    *(
        ResourceType(
            f"dnsZones/{kind}", tracked=False, prepare=prepare_records, render=render_records
        )
        for kind in KINDS
    ),
)
