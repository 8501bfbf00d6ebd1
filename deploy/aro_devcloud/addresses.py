"""The hosts this cloud answers for: its own, and the public ones that some clients always call."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from aro_devcloud.http import Json

ARM_HOST = "management.azure.com"
LOGIN_HOST = "login.microsoftonline.com"
GRAPH_HOST = "graph.microsoft.com"
PUBLIC_HOSTS = (ARM_HOST, LOGIN_HOST, GRAPH_HOST)
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
_LISTED = ("2018-05-01", "2019-05-01", "2019-10-01")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a client that called one service of the cloud finds the others."""

    arm: str
    login: str
    graph: str


def addresses(base: str) -> Addresses:
    """Addresses of the same kind as the one the client used: all public, or all local."""
    if urlsplit(base).hostname in PUBLIC_HOSTS:
        return Addresses(*(f"https://{host}" for host in PUBLIC_HOSTS))
    return Addresses(base, base, f"{base}/graph")


def metadata(base: str, version: str) -> Json | list[Json]:
    """What ``az cloud register`` reads, in the form of the api-version it asks for."""
    known = addresses(base)
    audiences = [known.arm, "https://management.core.windows.net/", f"https://{ARM_HOST}/"]
    if version.startswith("2015"):
        return {
            "galleryEndpoint": known.arm,
            "graphEndpoint": known.graph,
            "portalEndpoint": known.arm,
            "authentication": {"loginEndpoint": known.login, "audiences": audiences},
        }
    document = {
        "name": "AroLocal",
        "portal": known.arm,
        "resourceManager": known.arm,
        "authentication": {
            "loginEndpoint": known.login,
            "audiences": audiences,
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "graph": known.graph,
        "graphAudience": known.graph,
        "microsoftGraphResourceId": known.graph,
        "suffixes": {},
    }
    return [document] if version in _LISTED else document


def instance(base: str, authority: str) -> Json | None:
    """What instance discovery says of an authorization endpoint; None for another cloud's."""
    asked = urlsplit(authority)
    if asked.hostname not in (*PUBLIC_HOSTS, *LOOPBACK_HOSTS, urlsplit(base).hostname):
        return None
    tenant = asked.path.strip("/").partition("/")[0]
    root = f"https://{asked.netloc}"
    return {
        "tenant_discovery_endpoint": f"{root}/{tenant}/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [
            {
                "preferred_network": asked.netloc,
                "preferred_cache": asked.netloc,
                "aliases": [asked.netloc],
            }
        ],
    }
