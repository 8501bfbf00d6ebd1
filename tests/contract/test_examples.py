"""The examples of the specs: what they send is understood, and what they show is what we show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aro_api.versions import VERSIONS

SPECS = Path(__file__).parents[2] / "api-specs" / "redhatopenshift"
EXAMPLES = sorted(SPECS.glob("*/*/examples/*.json"))


def request_of(path: Path) -> tuple[str, str, str, Any]:
    """Version, method, path and body of an example, in the tests' own subscription."""
    version, operation_id = path.parts[-3], "_".join(path.stem.split("_")[:2])
    operation = VERSIONS[version].operation(operation_id)
    given = json.loads(path.read_text())["parameters"]
    given |= {"subscriptionId": "00000000-0000-0000-0000-000000000001", "location": "eastus"}
    url = operation.path
    for name, value in given.items():
        url = url.replace(f"{{{name}}}", str(value))
    return version, operation.verb.upper(), url, given.get("parameters")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
async def test_an_example_is_a_request_that_we_understand(rp: Any, path: Path) -> None:
    """Clusters that it reads are not there, and the tests' role set is a short one."""
    version, method, url, body = request_of(path)
    if method == "PUT":
        body["location"] = "eastus"
        body["properties"]["clusterProfile"]["version"] = "4.17.27"
    reply = await rp.send(method, url, body, version=version)
    if reply.status_code < 400:
        return
    code = reply.json()["error"]["code"]
    if method == "PUT":
        assert code == "PlatformWorkloadIdentityMismatch", reply.text
    else:
        assert code in ("ResourceNotFound", "InvalidParameter"), reply.text


@pytest.mark.parametrize("version", sorted(VERSIONS))
async def test_what_we_show_has_only_members_of_the_spec(
    rp: Any, wanted: dict[str, Any], version: str
) -> None:
    await rp.created(wanted)
    shown = (await rp.send("GET", rp.cluster(), version=version)).json()
    known = set(VERSIONS[version].shape().order)
    assert {path for path in members(shown) if not path.startswith("tags.")} <= known


def members(value: Any, path: str = "") -> set[str]:
    """Every member's path, list items as ``[]``."""
    if isinstance(value, list):
        return {found for item in value for found in members(item, f"{path}[]")}
    if not isinstance(value, dict):
        return set()
    found = set()
    for name, inner in value.items():
        below = f"{path}.{name}" if path else name
        found |= {below} | members(inner, below)
    return found
