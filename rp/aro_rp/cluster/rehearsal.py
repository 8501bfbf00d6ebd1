"""A rehearsal's clusters, and chance that remembers what it gave out: for crash tests.

Nothing of a running service imports this.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

import yaml
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from aro_api.data import read_table
from aro_api.internal.models import (
    OpenShiftClusterDocument,
    PlatformWorkloadIdentityRoleSet,
    PlatformWorkloadIdentityRoleSetDocument,
    ServicePrincipalProfile,
)
from aro_api.secret import Secret
from aro_rp.azure.offers import KeptSizes, Place
from aro_rp.clock import Ids
from aro_rp.cluster.graph import Graph
from aro_rp.cluster.keys import private_pem
from aro_rp.validate.creation.sizes import Size

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"


class KeyPool(Protocol):
    """Real keys that were made before."""

    def rsa(self) -> RSAPrivateKey: ...

    def ec(self) -> EllipticCurvePrivateKey: ...


@dataclass
class NotedChance:
    """Ids and keys of one process; remembers how the cloud would see what it gave out.

    ``given`` maps what a request would show to what the document must show by then.
    """

    ids: Ids
    keys: KeyPool
    given: dict[str, str] = field(default_factory=dict)

    def uuid(self) -> str:
        return self._noted(self.ids.uuid())

    def token(self, n: int, alphabet: str) -> str:
        return self._noted(self.ids.token(n, alphabet))

    def integer(self, below: int) -> int:
        return self.ids.integer(below)

    async def rsa(self, bits: int) -> RSAPrivateKey:
        key = self.keys.rsa()
        private = private_pem(key).splitlines()[1]
        self.given |= {private: private, modulus(key): private}
        return key

    def ec(self) -> EllipticCurvePrivateKey:
        key = self.keys.ec()
        private = private_pem(key).splitlines()[1]
        self.given[private] = private
        return key

    def _noted(self, word: str) -> str:
        self.given[word] = word
        return word


class SharedSizes(KeptSizes):
    """Reads the megabytes of sizes once per test process: a fact of Azure, no part of a plan."""

    known: ClassVar[dict[Place, dict[str, Size]]] = {}

    async def read(
        self, key: Place, load: Callable[[], Awaitable[dict[str, Size]]], now: datetime
    ) -> dict[str, Size]:
        if key not in self.known:
            self.known[key] = await load()
        return self.known[key]


def modulus(key: RSAPrivateKey) -> str:
    """As a JSON web key shows it."""
    number = key.public_key().public_numbers().n
    return base64.urlsafe_b64encode(number.to_bytes(256, "big")).rstrip(b"=").decode()


def identity(kind: str, name: str) -> str:
    provider = "Microsoft.ManagedIdentity/userAssignedIdentities"
    return f"{GROUPS}/{kind}-rg/providers/{provider}/{name}"


def document_id(number: int = 0) -> str:
    return f"00000000-0000-4000-8000-0000000000d{number}"


def operators() -> list[str]:
    return [role["operatorName"] for role in read_table("role_sets")["roles"]]


def new_document(kind: str, number: int = 0) -> OpenShiftClusterDocument:
    """The first cluster of a kind is called like it, the others have their number added."""
    name = f"{kind}{number or ''}"
    provider = "Microsoft.RedHatOpenShift/openShiftClusters"
    cluster_id = f"{GROUPS}/{name}-rg/providers/{provider}/{name}"
    subnets = f"{GROUPS}/{name}-rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets"
    managed = f"{GROUPS}/{name}-managed"
    worker = {"vmSize": "Standard_D4s_v3", "diskSizeGB": 128, "count": 3}
    properties: dict[str, Any] = {
        "architectureVersion": 1,
        "clusterProfile": {"domain": name, "version": "4.17.27", "resourceGroupId": managed},
        "networkProfile": {
            "podCidr": "10.128.0.0/14",
            "serviceCidr": "172.30.0.0/16",
            "outboundType": "Loadbalancer",
            "loadBalancerProfile": {"managedOutboundIps": {"count": 2}},
        },
        "masterProfile": {"vmSize": "Standard_D8s_v3", "subnetId": f"{subnets}/master"},
        "workerProfiles": [{"name": "worker", "subnetId": f"{subnets}/worker", **worker}],
        "apiserverProfile": {"visibility": "Public"},
        "ingressProfiles": [{"name": "default", "visibility": "Public"}],
    }
    cluster: dict[str, Any] = {
        "id": cluster_id,
        "name": name,
        "type": provider,
        "location": "eastus",
    }
    if kind == "wi":
        own: dict[str, Any] = {"userAssignedIdentities": {identity(kind, "cluster"): {}}}
        cluster["managedServiceIdentity"] = {"type": "UserAssigned", **own}
        platform = {name: {"resourceId": identity(kind, name)} for name in operators()}
        profile = {"platformWorkloadIdentities": platform}
        properties["platformWorkloadIdentityProfile"] = profile
    doc = OpenShiftClusterDocument.model_validate(
        {
            "id": document_id(number),
            "partitionKey": SUBSCRIPTION,
            "key": cluster_id.lower(),
            "clusterResourceGroupIdKey": managed.lower(),
            "clientIdKey": f"client-{name}",
            "openShiftCluster": {**cluster, "location": "eastus", "properties": properties},
        }
    )
    made = doc.open_shift_cluster.properties
    made.cluster_profile.pull_secret = Secret('{"auths":{}}')
    if kind == "sp":
        made.service_principal_profile = ServicePrincipalProfile(
            client_id="11111111-1111-1111-1111-111111111111", client_secret=Secret("sp-secret")
        )
    return doc


def role_set(release: str) -> PlatformWorkloadIdentityRoleSetDocument:
    roles = read_table("role_sets")["roles"]
    properties = {"openShiftVersion": release, "platformWorkloadIdentityRoles": roles}
    found = PlatformWorkloadIdentityRoleSet.model_validate({"properties": properties})
    return PlatformWorkloadIdentityRoleSetDocument(
        id=f"role-set-{release}", platform_workload_identity_role_set=found
    )


INSTALLED_SECRETS = (
    "aro_service_kubeconfig",
    "aro_sre_kubeconfig",
    "user_admin_kubeconfig",
    "admin_kubeconfig",
    "kubeadmin_password",
)
"""Fields that an installation fills; the first three are kubeconfigs with keys of ours."""


def is_signed(kubeconfig: str, graph: Graph) -> bool:
    """Whether its certificate is the installer's signer's, and for its own key."""
    user = yaml.load(kubeconfig, yaml.CSafeLoader)["users"][0]["user"]
    certificate = load_pem_x509_certificate(base64.b64decode(user["client-certificate-data"]))
    key = load_key(base64.b64decode(user["client-key-data"]))
    try:
        certificate.verify_directly_issued_by(graph.signer().certificate)
    except (ValueError, InvalidSignature):
        return False
    return certificate.public_key() == key.public_key()


def load_key(pem: bytes) -> RSAPrivateKey | EllipticCurvePrivateKey:
    key = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey)
    return key
