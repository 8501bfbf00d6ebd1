"""What listing costs a user of the SDK: ours beside the released one, in the same run."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import Figure
from clusters import LIST
from load import ask, server

HERE = Path(__file__).parent
GET_SDK = HERE.parents[1] / "scripts" / "get_sdk.py"
RELEASE = "4.0.0"
CLUSTERS = 10_000
WANTED = 20_000


def listed(python: str, **told: Any) -> dict[str, float]:
    """Microseconds for one cluster: ``cpu``, ``wall`` and, of prepared pages, ``json`` alone."""
    command = [python, str(HERE / "listing.py")]
    text = json.dumps({"number": CLUSTERS} | told)
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def said(found: dict[str, float], name: str) -> str:
    return f"{found[name]:.0f} us, {1e6 / found[name]:.0f}/s"


def listings() -> list[Figure]:
    got = subprocess.run(
        [sys.executable, str(GET_SDK), RELEASE], stdout=subprocess.PIPE, text=True, check=True
    )
    theirs = {"python": got.stdout.strip(), "module": "azure.mgmt.redhatopenshift"}
    ours = {"python": sys.executable, "module": "aro_client"}
    with server("ours", str(CLUSTERS)) as port:
        _, page = asyncio.run(ask(port, "GET", LIST))
        url = f"http://127.0.0.1:{port}"
        served = [listed(**sdk, url=url, rounds=1) for sdk in (ours, theirs)]
    mine, other = (listed(**sdk, page=page.decode(), rounds=3) for sdk in (ours, theirs))
    size = len(page) // len(json.loads(page)["value"])
    return [
        Figure(
            f"SDK, list 10,000 clusters of {size} bytes: CPU vs released {RELEASE}",
            said(mine, "cpu"), said(other, "cpu"), mine["cpu"] / other["cpu"], 1,
        ),
        Figure(
            "same, clusters a second vs 20,000",
            said(mine, "cpu"), f"{WANTED}/s", 1e6 / mine["cpu"] / WANTED, None,
        ),
        Figure(
            "same, CPU vs parsing the JSON alone",
            said(mine, "cpu"), said(mine, "json"), mine["cpu"] / mine["json"], None,
        ),
        Figure(
            f"same in pages of 10 from the frontend: wall clock vs released {RELEASE}",
            said(served[0], "wall"), said(served[1], "wall"),
            served[0]["wall"] / served[1]["wall"], None,
        ),
    ]  # fmt: skip
