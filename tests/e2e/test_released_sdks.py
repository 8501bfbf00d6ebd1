"""The released SDKs, each in an environment of its own, live through a cluster's whole life."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aro_rp.local.process import LocalStack

HERE = Path(__file__).parent / "sdk"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "sdk"
RELEASES = {"1.5.0": "2020-04-30", "2.0.0": "2023-11-22", "4.0.0": "2025-07-25"}
UV = Path(sys.executable).parent / "uv"


def environment(release: str) -> Path:
    """The interpreter of an environment with the release and its pins, made once and kept."""
    pins = HERE / f"azure-mgmt-redhatopenshift-{release}.txt"
    home = CACHE / release
    done = home / "pins.txt"
    if not done.exists() or done.read_text() != pins.read_text():
        subprocess.run([UV, "venv", "-q", "--clear", "-p", sys.executable, home], check=True)
        subprocess.run([UV, "pip", "install", "-q", "-p", home, "-r", pins], check=True)
        done.write_text(pins.read_text())
    return home / "bin" / "python"


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


@pytest.fixture(params=sorted(RELEASES))
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_released_sdk_creates_watches_updates_and_deletes_a_cluster(
    release: str, local_stack: LocalStack
) -> None:
    name = f"sdk{release.replace('.', '')}"
    told = local_stack.told(name) | {"api_version": RELEASES[release]}
    saw = await live(environment(release), told)
    assert saw["running"] == "Creating"
    assert saw["created"] == "Succeeded"
    assert saw["listed"] == [name]
    assert saw["in_group"] == [name]
    assert saw["username"] == "kubeadmin"
    assert saw["password_length"] > 20
    assert saw["updated"] == ["Succeeded", {"changed": "yes"}]
    assert saw["immutable"] == 400
    assert saw["operations"] == 11
    assert saw["after_delete"] == saw["missing"] == 404
    assert saw["listed_after"] == []
    if release != "1.5.0":
        assert saw["kubeconfig_length"] > 1000
        assert len(saw["versions"]) == 3


async def test_no_reply_to_a_released_sdk_carries_a_secret(
    release: str, local_stack: LocalStack
) -> None:
    name = f"quiet{release.replace('.', '')}"
    told = local_stack.told(name) | {"api_version": RELEASES[release]}
    saw = await live(environment(release), told)
    assert "not-a-secret-really" not in json.dumps(saw)
    assert "not-a-secret-really" not in local_stack.log()
