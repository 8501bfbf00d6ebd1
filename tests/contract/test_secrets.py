"""Secrets are in no reply but the one that is asked for them, in no log line, sealed at rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aro_api.secret import Secret

SECRETS = (
    "PULL-SECRET-TEXT",
    "CLIENT-SECRET-TEXT",
    "KUBEADMIN-TEXT",
    "KUBECONFIG-TEXT",
    "KEY-TEXT",
)


@pytest.mark.parametrize("version", ["2020-04-30", "2023-11-22", "2025-07-25"])
async def test_no_reply_and_no_line_has_a_secret(
    rp: Any, wanted: dict[str, Any], version: str
) -> None:
    await rp.created(wanted)
    await rp.settle()

    def install(cluster: Any) -> None:
        properties = cluster.properties
        properties.kubeadmin_password = Secret("KUBEADMIN-TEXT")
        properties.user_admin_kubeconfig = Secret("KUBECONFIG-TEXT")
        properties.admin_kubeconfig = Secret("KUBECONFIG-TEXT")
        properties.ssh_key = Secret("KEY-TEXT")
        properties.cluster_profile.bound_service_account_signing_key = Secret("KEY-TEXT")

    await rp.change(install)
    wrong = json.loads(json.dumps(wanted))
    wrong["properties"]["clusterProfile"]["pullSecret"] = "PULL-SECRET-TEXT{"
    listed = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    headers = {"x-ms-arm-resource-system-data": '{"createdBy":"PULL-SECRET-TEXT"}'}
    for method, path, body in (
        ("GET", rp.cluster(), None),
        ("GET", listed, None),
        ("PUT", rp.cluster(), wrong),
        ("PATCH", rp.cluster(), {"properties": {"clusterProfile": {"pullSecret": 7}}}),
        ("PATCH", rp.cluster(), {"tags": {"a": "b"}}),
        ("DELETE", rp.cluster(), None),
    ):
        reply = await rp.send(method, path, body, version=version)
        assert not [text for text in SECRETS if text in reply.text], (method, path)
    await rp.send("GET", rp.cluster(), headers=headers)
    logged = json.dumps(rp.lines)
    assert not [text for text in SECRETS if text in logged]
    for _, _, stored in await rp.contents():
        assert not [text for text in SECRETS if text.encode() in stored]


async def test_an_unexpected_failure_tells_nobody_what_was_sent(
    rp: Any, wanted: dict[str, Any]
) -> None:
    await rp.created(wanted)
    held = await rp.databases.clusters.find_key(rp.cluster().lower())
    name = b'"openShiftCluster":'
    broken = held.row.body.replace(name, name + b'"CLIENT-SECRET-TEXT","was":', 1)
    await rp.databases.clusters.store.replace(held.row, broken)
    for method, body in (("GET", None), ("PATCH", {"tags": {}}), ("DELETE", None)):
        reply = await rp.send(method, rp.cluster(), body)
        assert reply.status_code == 500
        assert reply.json()["error"]["code"] == "InternalServerError"
        assert "CLIENT-SECRET-TEXT" not in reply.text
        assert "Traceback" not in reply.text
    logged = json.dumps(rp.lines)
    assert '"error": "AttributeError"' in logged
    assert "CLIENT-SECRET-TEXT" not in logged
