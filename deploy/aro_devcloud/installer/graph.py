"""The install graph: the assets of an installation as the real installer's JSON, keyed by Go type
name.

``[]byte`` members are base64, as Go writes them:
- ``*tls.RootCA``, ``*tls.AdminKubeConfigSignerCertKey``: ``CertRaw`` and ``KeyRaw`` (PEM),
``FileList``
- ``*kubeconfig.AdminInternalClient``: ``File.Data`` is the kubeconfig YAML, ``Config`` the same
as JSON
- ``*password.KubeadminPassword``: ``Password`` in clear, ``File``
- ``*installconfig.InstallConfig``: ``Config`` as JSON, ``File.Data`` the YAML
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import orjson

from aro_devcloud.clock import Ids
from aro_devcloud.http import Json
from aro_devcloud.installer.certificates import KeyPair, authority, client
from aro_devcloud.installer.order import Order
from aro_devcloud.keys import KeySource

_LETTERS = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHIJKLMNPQRSTUVWXYZ"


def make_graph(order: Order, keys: KeySource, ids: Ids, now: datetime) -> Json:
    """A graph with a new CA, a new kubeconfig signer, a new admin and a new kubeadmin password."""
    root = authority("root-ca", keys.ec(), now)
    signer = authority("admin-kubeconfig-signer", keys.ec(), now)
    admin = client("system:admin", "system:masters", keys.ec(), signer, now)
    password = "-".join(ids.token(5, _LETTERS) for _ in range(4))
    kubeconfig = _kubeconfig(order, root, admin)
    install_config = _install_config(order)
    return {
        "*tls.RootCA": _pair(root, "root-ca"),
        "*tls.AdminKubeConfigSignerCertKey": _pair(signer, "admin-kubeconfig-signer"),
        "*kubeconfig.AdminInternalClient": {
            "Config": kubeconfig,
            "File": _file("auth/kubeconfig", _yaml(kubeconfig)),
        },
        "*password.KubeadminPassword": {
            "Password": password,
            "File": _file("auth/kubeadmin-password", password),
        },
        "*installconfig.InstallConfig": {
            "Config": install_config,
            "File": _file("install-config.yaml", _yaml(install_config)),
        },
        "*cluster.Metadata": {
            "File": _file("metadata.json", orjson.dumps({"infraID": order.infra}).decode())
        },
    }


def make_ignition(order: Order) -> bytes:
    """The bootstrap machine's first configuration, which points to the machine config server."""
    source = f"https://api-int.{order.domain}:22623/config/master"
    config = {"ignition": {"version": "3.2.0", "config": {"merge": [{"source": source}]}}}
    return orjson.dumps(config)


def _pair(pair: KeyPair, name: str) -> Json:
    return {
        "CertRaw": _base64(pair.certificate_pem),
        "KeyRaw": _base64(pair.key_pem),
        "FileList": [
            _file(f"tls/{name}.key", pair.key_pem),
            _file(f"tls/{name}.crt", pair.certificate_pem),
        ],
    }


def _kubeconfig(order: Order, root: KeyPair, admin: KeyPair) -> Json:
    cluster = order.domain.partition(".")[0]
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "preferences": {},
        "clusters": [
            {
                "name": cluster,
                "cluster": {
                    "server": f"https://api-int.{order.domain}:6443",
                    "certificate-authority-data": _base64(root.certificate_pem),
                },
            }
        ],
        "users": [
            {
                "name": "admin",
                "user": {
                    "client-certificate-data": _base64(admin.certificate_pem),
                    "client-key-data": _base64(admin.key_pem),
                },
            }
        ],
        "contexts": [{"name": "admin", "context": {"cluster": cluster, "user": "admin"}}],
        "current-context": "admin",
    }


def _install_config(order: Order) -> Json:
    cluster, _, base = order.domain.partition(".")
    return {
        "apiVersion": "v1",
        "metadata": {"name": cluster},
        "baseDomain": base,
        "controlPlane": {"name": "master", "replicas": order.masters.count},
        "compute": [{"name": "worker", "replicas": sum(one.count for one in order.workers)}],
        "networking": {
            "networkType": order.network_type,
            "clusterNetwork": [{"cidr": order.pod_cidr, "hostPrefix": 23}],
            "serviceNetwork": [order.service_cidr],
        },
        "platform": {"azure": {"region": order.location, "resourceGroupName": order.group}},
    }


def _yaml(value: Any) -> str:
    # JSON is YAML: readers get a document that every YAML parser takes.
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n"


def _file(name: str, content: str) -> Json:
    return {"Filename": name, "Data": _base64(content)}


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
