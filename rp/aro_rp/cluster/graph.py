"""What the installer leaves behind: a sealed JSON object keyed by Go type names (backend.md 22)."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import yaml
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aro_rp.cluster.certificates import Signer
from aro_rp.database.encryption import KEY_BYTES, Cipher

ADMIN_KUBECONFIG = "*kubeconfig.AdminInternalClient"
SIGNER = "*tls.AdminKubeConfigSignerCertKey"
ROOT_CA = "*tls.RootCA"
PASSWORD = "*password.KubeadminPassword"
INSTALL_CONFIG = "*installconfig.InstallConfig"


def graph_keys(encryption_keys: Sequence[bytes], document_id: str) -> list[bytes]:
    """A key of its own per cluster from each encryption key, oldest first.

    The installer gets the newest of these and never a key that opens anything else.
    """
    return [
        HKDF(SHA512(), KEY_BYTES, salt=None, info=f"install graph {document_id}".encode()).derive(
            key
        )
        for key in encryption_keys
    ]


def open_graph(sealed: bytes, keys: Sequence[bytes]) -> Graph:
    """Raises ``CannotUnseal`` when no key opens it, ``ValueError`` when it is no JSON object."""
    text = Cipher.from_keys(keys).unseal(sealed.decode().strip())
    members = orjson.loads(text)
    if not isinstance(members, dict):
        raise ValueError("the install graph is not a JSON object")
    return Graph(members)


@dataclass(frozen=True, slots=True)
class Graph:
    """The members that the RP uses; what it does not know is left alone."""

    members: Mapping[str, Any]

    def admin_kubeconfig(self) -> str:
        """The installer's own kubeconfig, YAML."""
        return _decoded(self._member(ADMIN_KUBECONFIG)["File"]["Data"])

    def signer(self) -> Signer:
        member = self._member(SIGNER)
        return Signer.from_pem(_decoded(member["CertRaw"]), _decoded(member["KeyRaw"]))

    def root_ca(self) -> str:
        """PEM certificate."""
        return _decoded(self._member(ROOT_CA)["CertRaw"])

    def kubeadmin_password(self) -> str:
        return str(self._member(PASSWORD)["Password"])

    def network_type(self) -> str:
        """OVNKubernetes or OpenShiftSDN; "" when the install config does not say."""
        member = self._member(INSTALL_CONFIG)
        config = member.get("Config") or member.get("config")
        if config is None and "File" in member:
            config = yaml.safe_load(_decoded(member["File"]["Data"]))
        networking = (config or {}).get("networking") or {}
        return str(networking.get("networkType") or "")

    def _member(self, name: str) -> Any:
        if name not in self.members:
            raise ValueError(f"the install graph has no {name}")
        return self.members[name]


def _decoded(data: str) -> str:
    """Go writes bytes as base64."""
    return base64.b64decode(data).decode()
