"""What every request to ARM and its neighbours goes through, the same for all clients.

The SDKs' own pipelines have six more stations, each of which every request waits at twice: proxies
are the session's business, nobody listens to their logs and traces, and there are no hooks.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import (
    AsyncBearerTokenCredentialPolicy,
    AsyncRedirectPolicy,
    AsyncRetryPolicy,
    ContentDecodePolicy,
    SansIOHTTPPolicy,
    SensitiveHeaderCleanupPolicy,
    UserAgentPolicy,
)
from azure.mgmt.core.policies import (
    AsyncARMAutoResourceProviderRegistrationPolicy,
    AsyncARMChallengeAuthenticationPolicy,
)

if TYPE_CHECKING:
    from aro_rp.azure.site import Site

REQUEST_ID = "x-ms-client-request-id"
_AGENT = "aro-rp"


class RequestIds(SansIOHTTPPolicy[Any, Any]):
    """By which Azure's support finds a request: a random id for each that has none.

    azure-core's own are of version 1: each takes a lock of the whole machine, and they show its
    network address. A poller names the id of the request that it follows.
    """

    def on_request(self, request: PipelineRequest[Any]) -> None:
        headers = request.http_request.headers
        followed = request.context.options.pop("request_id", None)
        if followed or REQUEST_ID not in headers:
            headers[REQUEST_ID] = followed or str(uuid.uuid4())


def arm_policies(site: Site) -> list[Any]:
    """For the clients of azure-mgmt."""
    return [
        RequestIds(),
        UserAgentPolicy(sdk_moniker=_AGENT),
        ContentDecodePolicy(),
        AsyncARMAutoResourceProviderRegistrationPolicy(),
        AsyncRedirectPolicy(),
        AsyncRetryPolicy(**site.retry_options()),
        AsyncARMChallengeAuthenticationPolicy(site.credential, site.endpoints.arm_scope),
        SensitiveHeaderCleanupPolicy(),
    ]


def rest_policies(site: Site, scope: str) -> list[Any]:
    """For services without an SDK; ``scope`` is what the token must be for."""
    return [
        RequestIds(),
        UserAgentPolicy(sdk_moniker=_AGENT),
        ContentDecodePolicy(),
        AsyncRetryPolicy(**site.retry_options()),
        AsyncBearerTokenCredentialPolicy(site.credential, scope),
    ]
