"""A client whose service is a function, and the models of one api-version."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import ModuleType, TracebackType
from typing import Any, Self

import pytest
import requests
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import HttpTransport
from azure.core.rest import HttpRequest
from azure.core.rest._requests_basic import RestRequestsTransportResponse

from aro_client import AzureRedHatOpenShiftClient

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
Answer = Callable[[HttpRequest], tuple[int, Any]]


class Tokens:
    """Gives the same token to everybody."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        return AccessToken("token", 2**33)


class Service(HttpTransport[HttpRequest, RestRequestsTransportResponse]):
    """Answers with what the function says and keeps the requests."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.requests = answer, list[HttpRequest]()

    def send(self, request: HttpRequest, **options: Any) -> RestRequestsTransportResponse:
        self.requests.append(request)
        status, body = self.answer(request)
        raw = requests.Response()
        raw.status_code, raw._content = status, json.dumps(body).encode()
        raw._content_consumed = True
        raw.headers["Content-Type"] = "application/json"
        reply = RestRequestsTransportResponse(request=request, internal_response=raw)
        reply._content = raw._content
        return reply

    def open(self) -> None: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None: ...


@pytest.fixture
def client_of() -> Callable[..., tuple[AzureRedHatOpenShiftClient, Service]]:
    def make(answer: Answer, **options: Any) -> tuple[AzureRedHatOpenShiftClient, Service]:
        service = Service(answer)
        options = {"base_url": "https://arm.example", "transport": service} | options
        return AzureRedHatOpenShiftClient(Tokens(), SUBSCRIPTION, **options), service

    return make


@pytest.fixture(scope="session")
def cluster_json() -> Mapping[str, Any]:
    return {
        "id": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g/providers/x/openShiftClusters/c",
        "name": "c",
        "location": "eastus",
        "tags": {"team": "blue"},
        "systemData": {"createdAt": "2024-01-02T03:04:05.1234567Z", "createdBy": "me"},
        "properties": {
            "provisioningState": "Succeeded",
            "clusterProfile": {"domain": "d", "fipsValidatedModules": "Disabled"},
            "masterProfile": {"vmSize": "Standard_D8s_v3"},
            "networkProfile": {"loadBalancerProfile": {"managedOutboundIps": {"count": 2}}},
            "workerProfiles": [{"name": "worker", "diskSizeGB": 128, "count": 3}],
        },
    }


@pytest.fixture(scope="session")
def models() -> ModuleType:
    from aro_client import models

    return models
