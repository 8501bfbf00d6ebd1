"""The template of everything that must be there before the installer runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aro_rp.cluster.naming import Names
from aro_rp.cluster.templates.ids import GroupIds
from aro_rp.cluster.templates.links import (
    private_endpoint,
    private_link_service,
    security_group,
)
from aro_rp.cluster.templates.load_balancers import (
    internal_load_balancer,
    public_address,
    public_load_balancer,
)
from aro_rp.cluster.templates.resource import Resource, Template, template
from aro_rp.cluster.templates.storage import StorageInputs, storage_resources


@dataclass(frozen=True, slots=True)
class BaseInputs:
    """What the template is made of; ``outbound`` is empty unless the load balancer is used."""

    ids: GroupIds
    names: Names
    location: str
    zones: Sequence[str]
    master_subnet: str
    rp_subscription: str
    gateway_service: str
    api_is_public: bool
    router_is_public: bool
    uses_load_balancer: bool
    outbound: Sequence[str]
    storage: StorageInputs
    rights: Sequence[Resource]


def base_template(given: BaseInputs) -> Template:
    return template(_resources(given))


def _resources(given: BaseInputs) -> Iterator[Resource]:
    ids, names, location = given.ids, given.names, given.location
    yield from storage_resources(given.storage)
    yield security_group(names, location, api_is_public=given.api_is_public)
    yield internal_load_balancer(ids, names, location, given.master_subnet, given.zones)
    yield private_link_service(ids, names, location, given.master_subnet, given.rp_subscription)
    yield private_endpoint(ids, names, location, given.master_subnet, given.gateway_service)
    for address in public_address_names(given):
        yield public_address(address, location, given.zones)
    if given.uses_load_balancer:
        yield public_load_balancer(
            ids, names, location, given.outbound, api_is_public=given.api_is_public
        )
    yield from given.rights


def public_address_names(given: BaseInputs) -> Iterable[str]:
    """Each once, the API's first."""
    found: dict[str, None] = {}
    if given.api_is_public:
        found[given.names.api_ip] = None
    if given.uses_load_balancer:
        found.update(dict.fromkeys(given.outbound))
        if given.router_is_public:
            found[given.names.router_ip] = None
    return list(found)
