"""Names of a cluster's Azure resources: contracts with existing clusters, never changed."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.clock import Ids

INFRA_ID_LENGTH = 27
_SUFFIX_LENGTH = 5
_LEGIBLE = "bcdfghjklmnpqrstvwxz2456789"
"""Lower-case consonants and digits that nobody mistakes for one another."""

BOOTSTRAP_CONTAINER = "ignition"
GRAPH_CONTAINER = "aro"
GRAPH_BLOB = "graph"
REGISTRY_CONTAINER = "image-registry"
BASE_DEPLOYMENT = "storage"


@dataclass(frozen=True, slots=True)
class Names:
    """Names that follow from the infra id and the storage suffix (backend.md 15)."""

    infra: str
    storage_suffix: str = ""

    @property
    def nsg(self) -> str:
        return f"{self.infra}-nsg"

    @property
    def internal_lb(self) -> str:
        return f"{self.infra}-internal"

    @property
    def public_lb(self) -> str:
        return self.infra

    @property
    def pool(self) -> str:
        return self.infra

    @property
    def api_ip(self) -> str:
        return f"{self.infra}-pip-v4"

    @property
    def router_ip(self) -> str:
        return f"{self.infra}-default-v4"

    @property
    def private_link_service(self) -> str:
        return f"{self.infra}-pls"

    @property
    def private_link_nic(self) -> str:
        return f"{self.infra}-pls-nic"

    @property
    def private_endpoint(self) -> str:
        return f"{self.infra}-pe"

    @property
    def cluster_account(self) -> str:
        return f"cluster{self.storage_suffix}"

    @property
    def bootstrap_vm(self) -> str:
        return f"{self.infra}-bootstrap"

    @property
    def bootstrap_disk(self) -> str:
        return f"{self.infra}-bootstrap_OSDisk"

    @property
    def bootstrap_nic(self) -> str:
        return f"{self.infra}-bootstrap-nic"


def names_of(doc: OpenShiftClusterDocument) -> Names:
    """The document must have its infra id."""
    properties = doc.open_shift_cluster.properties
    if not properties.infra_id:
        raise ValueError(f"cluster {doc.key} has no infra id yet")
    return Names(properties.infra_id, properties.storage_suffix)


def managed_group(doc: OpenShiftClusterDocument) -> str:
    """Name of the managed resource group: the last part of its id."""
    return doc.open_shift_cluster.properties.cluster_profile.resource_group_id.rsplit("/", 1)[-1]


def group_id(subscription: str, group: str) -> str:
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def rp_private_endpoint(document_id: str) -> str:
    """The RP's end of the way to the API server."""
    return f"rp-pe-{document_id}"


def outbound_ip_name(group: str, index: int) -> str:
    """Name of the index-th managed outbound address, the same in every run (backend.md 29, H8)."""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, f'{group.lower()}#{index}')}-outbound-pip-v4"


def is_outbound_ip(name: str) -> bool:
    return name.endswith("-outbound-pip-v4")


def new_infra_id(cluster_name: str, ids: Ids) -> str:
    """The cluster's name as DNS and Azure accept it, and five characters of chance."""
    legible = re.sub(r"[^a-z0-9-]", "-", cluster_name.lower())
    short = re.sub(r"-+", "-", legible)[: INFRA_ID_LENGTH - _SUFFIX_LENGTH - 1].rstrip("-")
    return f"{short}-{ids.token(_SUFFIX_LENGTH, _LEGIBLE)}"


def new_storage_suffix(ids: Ids) -> str:
    """Ten characters without vowels, so that no word comes out."""
    return ids.token(10, "bcdfghjklmnpqrstvwxyz0123456789")


def registry_account(suffix: str) -> str:
    return f"imageregistry{suffix}"
