"""listCredentials and listAdminCredentials (frontend.md 10)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from aro_api.secret import Secret

Refusal = Callable[[Any], tuple[int, str, str]]
ACTIONS = ("listCredentials", "listAdminCredentials")


@pytest.fixture
async def installed(rp: Any, wanted: dict[str, Any]) -> Any:
    """A cluster whose credentials are known."""
    await rp.created(wanted)
    await rp.settle()

    def install(cluster: Any) -> None:
        cluster.properties.kubeadmin_password = Secret("KUBEADMIN-TEXT")
        cluster.properties.user_admin_kubeconfig = Secret("apiVersion: v1 KUBECONFIG-TEXT")

    await rp.change(install)
    return rp


async def test_the_password_is_told(installed: Any) -> None:
    reply = await installed.send("POST", f"{installed.cluster()}/listCredentials")
    expected = {"kubeadminUsername": "kubeadmin", "kubeadminPassword": "KUBEADMIN-TEXT"}
    assert (reply.status_code, reply.json()) == (200, expected)


async def test_the_kubeconfig_is_told_in_base64(installed: Any) -> None:
    reply = await installed.send("POST", f"{installed.cluster()}/listAdminCredentials")
    encoded = base64.b64encode(b"apiVersion: v1 KUBECONFIG-TEXT").decode()
    assert (reply.status_code, reply.json()) == (200, {"kubeconfig": encoded})


async def test_what_is_not_known_yet_is_left_out(rp: Any, wanted: dict[str, Any]) -> None:
    await rp.created(wanted)
    await rp.settle()
    replies = [(await rp.send("POST", f"{rp.cluster()}/{a}", {})).json() for a in ACTIONS]
    assert replies == [{"kubeadminUsername": "kubeadmin"}, {}]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("state", "failed", "allowed"),
    [
        ("Succeeded", "", True),
        ("Updating", "", True),
        ("AdminUpdating", "", True),
        ("Creating", "", False),
        ("Deleting", "", False),
        ("Failed", "", True),
        ("Failed", "Updating", True),
        ("Failed", "AdminUpdating", True),
        ("Failed", "Creating", False),
        ("Failed", "Deleting", False),
    ],
)
async def test_the_state_decides(
    installed: Any, refusal: Refusal, action: str, state: str, failed: str, allowed: bool
) -> None:
    await installed.settle(state, failed)
    reply = await installed.send("POST", f"{installed.cluster()}/{action}")
    if allowed:
        assert reply.status_code == 200
    else:
        assert refusal(reply) == (400, "RequestNotAllowed", "")


@pytest.mark.parametrize("action", ACTIONS)
async def test_the_subscription_is_asked_before_the_cluster(
    rp: Any, refusal: Refusal, action: str
) -> None:
    reply = await rp.send("POST", f"{rp.cluster()}/{action}")
    assert refusal(reply) == (404, "ResourceNotFound", "")
    await rp.register("Warned")
    reply = await rp.send("POST", f"{rp.cluster()}/{action}")
    assert refusal(reply) == (400, "InvalidSubscriptionState", "")
