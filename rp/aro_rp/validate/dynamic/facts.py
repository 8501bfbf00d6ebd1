"""What the rules look at, fetched beforehand; ids compare without case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network

from aro_rp.validate.creation.quota import Usage

Network = IPv4Network | IPv6Network
Claims = Mapping[str, object] | None
"""What a token says; None when it cannot be read."""


class Kind(StrEnum):
    """Who needs a right."""

    SERVICE_PRINCIPAL = "service principal"
    RESOURCE_PROVIDER = "resource provider"
    WORKLOAD_IDENTITY = "platform workload identity"
    CLUSTER_IDENTITY = "cluster identity"


@dataclass(frozen=True, slots=True)
class Subject:
    """An object of the directory; ``name`` is what its owner knows it by.

    With ``limits``, which are the actions of its roles, only those are asked for.
    """

    kind: Kind
    object_id: str
    name: str
    limits: tuple[str, ...] | None = None


class Absence(StrEnum):
    """Why nothing is known of a resource."""

    MISSING = "missing"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Reference:
    """An id, and the JSON path at which the cluster names it first."""

    id: str
    path: str

    @property
    def key(self) -> str:
        return self.id.lower()


@dataclass(frozen=True, slots=True)
class Outbound:
    """Outbound addresses: as many as asked for, as many as there are, and for ingress."""

    count: int
    effective: int
    public_ingress: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the cluster asks for. Subnets and disk encryption sets come once each.

    ``own_nsg`` is "" while the cluster has no name for it; ``outbound`` None where addresses are
    not the service's to make.
    """

    location: str
    creates: bool
    subnets: Sequence[Reference]
    disk_sets: Sequence[Reference]
    pod_cidr: str
    service_cidr: str
    preconfigured_nsg: bool
    own_nsg: str = ""
    outbound: Outbound | None = None


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet as Azure has it; ids are "" where nothing is attached."""

    id: str
    prefixes: Sequence[Network]
    state: str
    nsg: str = ""
    route_table: str = ""
    nat_gateway: str = ""


@dataclass(frozen=True, slots=True)
class Vnet:
    """``subnets`` are by lower-case id."""

    location: str
    subnets: Mapping[str, Subnet]


@dataclass(frozen=True, slots=True)
class Credential:
    """A federated credential of an identity."""

    name: str
    issuer: str
    audiences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Identities:
    """Facts of a cluster with workload identities.

    ``required`` are the operators of the role sets, ``definitions`` the actions by role id, and
    ``own`` the names of the cluster's own credentials. The others are by operator.
    """

    cluster: Subject
    resources: Mapping[str, str]
    required: frozenset[str]
    definitions: Mapping[str, Sequence[str]]
    federation_role: str
    credentials: Mapping[str, Sequence[Credential]]
    issuer: str
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """``subjects`` act for the customer: the service principal or the workload identities.

    ``vnets`` and ``disk_sets`` (to their location) are by lower-case id; ``backends`` is how
    many machines share the outbound addresses.
    """

    wanted: Wanted
    subjects: Sequence[Subject]
    provider: Subject
    provider_claims: Claims
    vnets: Mapping[str, Vnet | Absence]
    disk_sets: Mapping[str, str | Absence]
    principal_claims: Claims = None
    graph_claims: Claims = None
    identities: Identities | None = None
    addresses: Usage | None = None
    backends: int = 0


def subnets_of(facts: Facts) -> Iterator[tuple[Reference, Subnet | None]]:
    """The cluster's, of vnets that could be read; None for one that its vnet does not have."""
    for one in facts.wanted.subnets:
        vnet = facts.vnets[vnet_of(one.key)]
        if isinstance(vnet, Vnet):
            yield one, vnet.subnets.get(one.key)


def vnet_of(subnet: str) -> str:
    """Id of the vnet that a subnet's id names."""
    return subnet[: subnet.lower().rfind("/subnets/")]
