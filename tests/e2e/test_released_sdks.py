"""One user's program lives through a cluster's whole life on released SDKs and on our client.

Each released SDK has an environment of its own. What makes ours another one is the import only.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aro_client import API_VERSIONS

HERE = Path(__file__).parent / "sdk"
ROOT = Path(__file__).resolve().parents[2]
RELEASED, OURS = "azure.mgmt.redhatopenshift", "aro_client"
RELEASES = {"1.5.0": "2020-04-30", "2.0.0": "2023-11-22", "4.0.0": "2025-07-25"}
SDKS = [f"{RELEASED} {release}" for release in RELEASES]
SDKS += [f"{OURS} {version}" for version in API_VERSIONS]
SECRET = "not-a-secret-really"


def environment(release: str) -> Path:
    """The interpreter of an environment with the release and its pins, made once and kept."""
    command = [sys.executable, ROOT / "scripts" / "get_sdk.py", release]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Path(done.stdout.strip())


async def live(python: Path, told: dict[str, Any]) -> dict[str, Any]:
    program = await asyncio.create_subprocess_exec(
        python,
        HERE / "lifecycle.py",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    out, err = await program.communicate(json.dumps(told).encode())
    assert program.returncode == 0, err.decode()
    return dict(json.loads(out))


MAPPED = {
    "nested": "Succeeded",
    "by_key": "Succeeded",
    "as_dict": "Standard_D8s_v3",
    "has": [True, False, "id"],
    "ips": 2,
    "tags": {"changed": "as JSON"},
    "raw": "x",
}
SEEN: dict[str, dict[str, Any]] = {}


@pytest.fixture(params=SDKS)
async def saw(request: pytest.FixtureRequest, customer: Any) -> dict[str, Any]:
    """What the program on one SDK saw; it runs once and is judged from several sides."""
    sdk = str(request.param)
    if sdk not in SEEN:
        module, _, release = sdk.partition(" ")
        theirs = module == RELEASED
        told = await customer.told(re.sub("[^a-z0-9]", "", sdk))
        told["module"], told["api_version"] = module, RELEASES[release] if theirs else release
        python = environment(release) if theirs else Path(sys.executable)
        SEEN[sdk] = {**told, **await live(python, told)}
    return SEEN[sdk]


@pytest.mark.xdist_group("sdk")
async def test_an_sdk_creates_a_cluster_and_finds_it(saw: dict[str, Any]) -> None:
    assert saw["running"] == "Creating"
    assert saw["created"] == "Succeeded"
    assert saw["name"] in saw["listed"]
    assert saw["in_group"] == [saw["name"]]


@pytest.mark.xdist_group("sdk")
async def test_an_sdk_gets_credentials(saw: dict[str, Any]) -> None:
    assert saw["username"] == "kubeadmin"
    assert saw["password_length"] > 20
    assert saw.get("kubeconfig_length", 1001) > 1000


@pytest.mark.xdist_group("sdk")
async def test_an_sdk_reads_what_is_on_offer(saw: dict[str, Any]) -> None:
    assert saw["operations"] == 11
    assert len(saw.get("versions", "abc")) == 3


@pytest.mark.xdist_group("sdk")
async def test_an_sdk_updates_what_may_change_and_nothing_else(saw: dict[str, Any]) -> None:
    assert saw["updated"] == ["Succeeded", {"changed": "yes"}]
    assert saw["immutable"] == 400


@pytest.mark.xdist_group("sdk")
async def test_an_sdk_deletes_the_cluster(saw: dict[str, Any]) -> None:
    assert saw["after_delete"] == saw["missing"] == 404
    assert saw["name"] not in saw["listed_after"]


@pytest.mark.xdist_group("sdk")
async def test_no_reply_and_no_log_line_carries_the_secret(
    saw: dict[str, Any], customer: Any
) -> None:
    assert SECRET not in json.dumps(saw)
    assert SECRET not in customer.stack.log()


@pytest.mark.xdist_group("sdk")
async def test_models_are_mappings_where_the_released_ones_are(saw: dict[str, Any]) -> None:
    assert ("mapping" in saw) == (saw["api_version"] == "2025-07-25")
    assert saw.get("mapping", MAPPED) == MAPPED
