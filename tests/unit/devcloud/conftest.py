"""A cloud in memory and real SDK clients that speak to it in-process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from aro_devcloud import Cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import ARM_URL, AsgiTransport, StaticCredential, memory_cloud

ClientOf = Callable[..., Any]


@pytest.fixture
def cloud() -> Cloud:
    return memory_cloud()


@pytest.fixture
def client_of(cloud: Cloud) -> ClientOf:
    """Makes an SDK client of the given class for the default subscription."""

    def make(
        kind: Any, subscription: str = DEFAULT_SUBSCRIPTION, other: Cloud | None = None
    ) -> Any:
        target = other or cloud
        transport = AsgiTransport(target.app, target.clock)
        return kind(StaticCredential(target), subscription, base_url=ARM_URL, transport=transport)

    return make


@pytest.fixture
def http(cloud: Cloud) -> Callable[..., httpx.AsyncClient]:
    """Makes a plain HTTP client; with a token unless told otherwise."""

    def make(token: str | None = None, other: Cloud | None = None) -> httpx.AsyncClient:
        target = other or cloud
        if token is None:
            tenant = target.config.tenant
            token = target.tokens.issue(tenant, "someone", "https://management.azure.com")
        headers = {"authorization": f"Bearer {token}"} if token else {}
        transport = httpx.ASGITransport(app=target.app)
        return httpx.AsyncClient(transport=transport, base_url=ARM_URL, headers=headers)

    return make
