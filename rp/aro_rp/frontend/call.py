"""One request, as the handlers know it."""

from __future__ import annotations

import string
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aro_rp.arm import headers as arm
from aro_rp.arm.paging import first_values

if TYPE_CHECKING:
    from aro_rp.arm.errors import Problem
    from aro_rp.frontend.authentication.peer import Peer
    from aro_rp.frontend.resources import VersionApi

Scope = MutableMapping[str, Any]
PEER = "aro.peer"
ADMIN = "admin"
ADMIN_QUERY = b"api-version=admin"
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(slots=True)
class Call:
    """``segments`` are lower case and clean, ``spelled`` the same ones as the caller wrote them.

    SREs say by api-version or path that they are, hence ``is_admin``. ``api`` is set once the
    api-version is known, ``route`` (its template) once one is found, ``status``, ``sent`` and
    ``problem`` once a reply is out. ``operation_id`` is set by requests that write; ``told`` is
    what every log line about the request begins with.
    """

    method: str
    path: str
    segments: list[str]
    spelled: list[str]
    query: bytes
    headers: dict[bytes, bytes]
    request_id: str
    arrived: datetime
    client: str = ""
    protocol: str = ""
    peer: Peer | None = None
    is_admin: bool = False
    body: bytes = b""
    api: VersionApi | None = None
    route: str = ""
    status: int = 0
    sent: int = 0
    problem: Problem | None = None
    operation_id: str = ""
    told: bytes = b""

    @property
    def key(self) -> str:
        """The path in the form that ids are compared in."""
        return "/" + "/".join(self.segments)

    @property
    def cluster_key(self) -> str:
        """The key of the cluster that the path is of, or of something below."""
        return "/" + "/".join(self.segments[:8])

    @property
    def resource(self) -> str:
        """The path in the caller's spelling."""
        return "/" + "/".join(self.spelled)

    @property
    def referer(self) -> str:
        return arm.referer(self.headers, self.path.lower(), self.query.decode("latin-1"))

    def parameter(self, name: str) -> str:
        """A query parameter: its first value, or nothing."""
        return first_values(self.query.decode("latin-1")).get(name, "")

    def versioned(self) -> VersionApi:
        """The api-version that the route promises."""
        if self.api is None:
            raise LookupError(f"'{self.path}' was served without an api-version")
        return self.api


def open_call(scope: Scope, request_id: str, arrived: datetime) -> Call:
    """Everything that costs little to know about a request."""
    path: str = scope["path"]
    spelled = clean_segments(path)
    segments = folded(spelled)
    query = scope["query_string"]
    client = scope.get("client")
    return Call(
        method=scope["method"],
        path=path,
        segments=segments,
        spelled=spelled,
        query=query,
        headers=arm.collect(scope["headers"]),
        request_id=request_id,
        arrived=arrived,
        client=client[0] if client else "",
        protocol="HTTP/" + scope.get("http_version", "1.1"),
        peer=scope["state"].get(PEER) if "state" in scope else None,
        is_admin=segments[:1] == [ADMIN] or _asks_as_admin(query),
    )


def folded(segments: list[str]) -> list[str]:
    """The segments in the form that ids are compared in.

    Letters outside ASCII stay as they are: some become ASCII in lower case and would pass for it.
    """
    if not segments:
        return segments
    path = "/".join(segments)
    return (path.lower() if path.isascii() else path.translate(_ASCII_LOWER)).split("/")


def _asks_as_admin(query: bytes) -> bool:
    """Escaped letters count as what they stand for: who else reads the query reads them so."""
    if ADMIN_QUERY not in query and b"%" not in query:
        return False
    return first_values(query.decode("latin-1")).get("api-version") == ADMIN


def clean_segments(path: str) -> list[str]:
    """The path's segments without empty ones, with ``.`` and ``..`` worked out."""
    segments = path.split("/")
    if "/." not in path and "//" not in path and path[-1:] != "/" and path[:1] == "/":
        return segments[1:]
    segments = [segment for segment in segments if segment]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return kept
