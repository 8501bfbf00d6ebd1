"""The transport that tests put below the SDKs, as strict as the one in production."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.rest import HttpRequest

from aro_devcloud import Cloud
from aro_devcloud.testing import ARM_URL, AsgiTransport


async def test_an_option_that_no_policy_took_out_is_refused(cloud: Cloud) -> None:
    transport: Any = AsgiTransport(cloud.app, cloud.clock)
    request = HttpRequest("GET", f"{ARM_URL}/subscriptions")
    reply = await transport.send(request, read_timeout=1)
    assert reply.status_code == 401
    with pytest.raises(TypeError, match="unexpected options: request_id"):
        await transport.send(request, request_id="chosen")
