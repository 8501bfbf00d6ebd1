"""Kubeconfigs of a cluster, made from the install graph: pure text in and out (backend.md 22)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import yaml

from aro_rp.cluster.certificates import Client, expires

TEN_YEARS = timedelta(days=3650)
ONE_YEAR = timedelta(days=365)
SERVICE = Client("system:aro-service", ("system:masters",), TEN_YEARS)
SRE = Client("system:aro-sre", (), TEN_YEARS)
USER = Client("system:admin", (), ONE_YEAR)
RENEW_BEFORE_END = timedelta(days=275)
"""A user's kubeconfig is made anew when it has less than this to live."""

_INTERNAL, _EXTERNAL = "https://api-int.", "https://api."


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A client certificate and its key, both PEM."""

    certificate: str
    key: str


def with_client(admin: str, client: Client, pair: KeyPair) -> str:
    """The installer's kubeconfig for another client, over the internal address."""
    return _dump(_with_client(_load(admin), client, pair))


def for_user(admin: str, client: Client, pair: KeyPair) -> str:
    """Like ``with_client``, over the public address, whose certificate a public CA signs."""
    config = _with_client(_load(admin), client, pair)
    for cluster in config["clusters"]:
        server = cluster["cluster"]["server"]
        cluster["cluster"]["server"] = server.replace(_INTERNAL, _EXTERNAL, 1)
        cluster["cluster"].pop("certificate-authority-data", None)
    return _dump(config)


def must_be_renewed(kubeconfig: str, now: datetime) -> bool:
    """Whether a user's kubeconfig is missing, damaged, internal, or soon at its end."""
    try:
        config = _load(kubeconfig)
        servers = [one["cluster"]["server"] for one in config["clusters"]]
        users = [one["user"] for one in config["users"]]
        ends = [expires(_decoded(user["client-certificate-data"])) for user in users]
        keyed = all(user.get("client-key-data") for user in users)
    except (yaml.YAMLError, ValueError, KeyError, TypeError):
        return True
    inside = any(server.startswith(_INTERNAL) for server in servers)
    return inside or not keyed or not ends or min(ends) < now + RENEW_BEFORE_END


def _with_client(config: Mapping[str, Any], client: Client, pair: KeyPair) -> dict[str, Any]:
    name = client.user
    user = {
        "client-certificate-data": _encoded(pair.certificate),
        "client-key-data": _encoded(pair.key),
    }
    clusters = [{**one, "cluster": dict(one["cluster"])} for one in config["clusters"]]
    contexts = [
        {"name": name, "context": {**one["context"], "user": name}}
        for one in config["contexts"][:1]
    ]
    return {
        **config,
        "clusters": clusters,
        "contexts": contexts,
        "users": [{"name": name, "user": user}],
        "current-context": name,
    }


def _load(text: str) -> Any:
    return yaml.load(text, _LOADER)


def _dump(config: Mapping[str, Any]) -> str:
    return str(yaml.dump(config, Dumper=_DUMPER))


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _decoded(data: str) -> str:
    return base64.b64decode(data).decode()
