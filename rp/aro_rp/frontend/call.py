"""One request, as the handlers know it."""

from __future__ import annotations

from collections.abc import MutableMapping
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aro_rp.arm import headers as arm
from aro_rp.arm.paging import first_values
from aro_rp.frontend.target import Segments, Target, remembered, target_of

if TYPE_CHECKING:
    from aro_rp.arm.errors import Problem
    from aro_rp.frontend.authentication.peer import Peer
    from aro_rp.frontend.resources import VersionApi

Scope = MutableMapping[str, Any]
PEER = "aro.peer"
ADMIN_QUERY = b"api-version=admin"
LONGEST_PATH = 2048
"""No resource has so long an id; what is known of paths is kept, so their length has to end."""
_LONGEST_NAME = 1024


class Call:
    """A request, from its arrival to the lines that are left of it.

    SREs say by api-version or path that they are, hence ``is_admin``. ``api`` is set once the
    api-version is known, ``route`` (its template) once one is found, ``status``, ``sent`` and
    ``problem`` once a reply is out. ``operation_id`` is set by requests that write; ``told`` is
    what every log line about the request begins with. Of a path that is ``too_long`` only the
    beginning is there.
    """

    body = b""
    api: VersionApi | None = None
    route = ""
    status = 0
    sent = 0
    problem: Problem | None = None
    operation_id = ""
    told = b""

    def __init__(self, scope: Scope, request_id: str, arrived: datetime) -> None:
        client, state = scope.get("client"), scope.get("state")
        path: str = scope["path"]
        self.method: str = scope["method"]
        self.too_long = len(path) > LONGEST_PATH
        self.reads = self.method == "GET"
        self.target = (remembered if self.reads else target_of)(path[:LONGEST_PATH])
        self.query: bytes = scope["query_string"]
        self.headers = arm.collect(scope["headers"])
        agent = self.headers.get(arm.USER_AGENT)
        self.agent = agent and agent[:_LONGEST_NAME]
        self.request_id = request_id
        self.arrived = arrived
        self.client: str = client[0] if client else ""
        self.protocol: str = "HTTP/" + scope.get("http_version", "1.1")
        self.peer: Peer | None = state.get(PEER) if state else None
        self.is_admin = self.target.is_admin or _asks_as_admin(self.query)

    def instead(self, target: Target, api: VersionApi) -> Call:
        """The same caller's request for something else."""
        other = copy(self)
        other.target, other.api = target, api
        return other

    @property
    def principal(self) -> str | None:
        """Who an SRE says to be; None of others. It is kept, so its length has to end."""
        if not self.is_admin:
            return None
        return arm.text(self.headers, arm.CLIENT_PRINCIPAL_NAME)[:_LONGEST_NAME]

    @property
    def path(self) -> str:
        return self.target.path

    @property
    def segments(self) -> Segments:
        return self.target.segments

    @property
    def spelled(self) -> Segments:
        return self.target.spelled

    @property
    def key(self) -> str:
        """The path in the form that ids are compared in."""
        return self.target.key

    @property
    def cluster_key(self) -> str:
        """The key of the cluster that the path is of, or of something below."""
        return "/" + "/".join(self.segments[:8])

    @property
    def resource(self) -> str:
        """The path in the caller's spelling."""
        return self.target.resource

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


def _asks_as_admin(query: bytes) -> bool:
    """Escaped letters count as what they stand for: who else reads the query reads them so."""
    if ADMIN_QUERY not in query and b"%" not in query:
        return False
    return first_values(query.decode("latin-1")).get("api-version") == "admin"
