"""The ids by which Azure's support finds a request of ours."""

from __future__ import annotations

import uuid
from typing import Any

from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import SansIOHTTPPolicy

HEADER = "x-ms-client-request-id"


class RequestIds(SansIOHTTPPolicy[Any, Any]):
    """A random one for each request that has none.

    azure-core's own are of version 1: each takes a lock of the whole machine, and they show its
    network address.
    """

    def on_request(self, request: PipelineRequest[Any]) -> None:
        headers = request.http_request.headers
        if HEADER not in headers:
            headers[HEADER] = str(uuid.uuid4())
