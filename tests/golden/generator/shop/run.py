"""Uses what was generated as the service would; prints what it did as JSON."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from pydantic import ValidationError

from aro_api import data, provider_operations
from aro_api.internal import models as hub
from aro_api.versions import VERSIONS
from aro_api.wire import Difference, View

VALID = {
    "location": "east",
    "tags": {"a": "b"},
    "properties": {
        "vmSize": "Unheard-of",
        "pullSecret": "hush",
        "workers": [{"name": "one", "diskSizeGB": 7}],
        "zones": ["1"],
        "network": {"podCidr": "10.0.0.0/8"},
    },
}
INVALID: list[dict[str, Any]] = [
    {"tags": {}},
    {"location": "east", "properties": {"workers": [{"diskSizeGB": "many"}]}},
    {"location": "east", "properties": {"zones": "1"}},
]


OPENED = View(lambda text: text[1:-1], frozenset())
UNSEEN = Difference(lambda wanted, dst, seal: None, lambda src, view: None)
DIFFERENCES = dict.fromkeys(("properties.login", "properties.matrix", "systemData"), UNSEEN)


class Handlers:
    """Implements the protocol of the older version."""

    async def get(self, call: str, *, subscription_id: str, resource_name: str) -> str:
        return f"{call} {subscription_id} {resource_name}"


def refused(models: Any, body: dict[str, Any]) -> list[str]:
    try:
        models.OpenShiftCluster.model_validate(body)
    except ValidationError as fault:
        return [".".join(map(str, error["loc"])) for error in fault.errors()]
    return []


def converted(version: str) -> Any:
    api = VERSIONS[version]
    copies = api.converter().OpenShiftClusterCopies(DIFFERENCES)
    stored: Any = {
        "id": "/x",
        "properties": {
            "inside": "kept",
            "workers": [{"name": "one", "encrypted": True, "later": 1}],
            "note": {"class": "n"},
            "addresses": [],
            "ports": 0,
            "until": "2020-01-02T03:04:05.000600Z",
        },
    }
    copies.to_hub(VALID, stored, lambda text: f"<{text}>")
    stored["properties"]["workersStatus"] = [{"name": "found", "diskSizeGB": 8}]
    hub.OpenShiftCluster.model_validate(stored)
    return {
        "hub": stored,
        "public": copies.render(stored, View(None, copies.SHOWN_EMPTY)),
        "secret": copies.render(stored, OPENED)["properties"].get("pullSecret"),
        "differs": sorted(copies.DIFFERS),
    }


def main() -> None:
    call = Handlers().get("call", subscription_id="s", resource_name="r")
    result = {
        "call": asyncio.run(call),
        "tables": {name: data.read_table(name) for name in data.TABLES},
        "provider": provider_operations.OPERATION_LIST,
        "versions": {
            version: {
                "operations": sorted(api.operations),
                "refused": [refused(api.models(), body) for body in INVALID],
                "paths": list(api.routes()["paths"]),
                "read_only": sorted(api.shape().read_only),
                **converted(version),
            }
            for version, api in VERSIONS.items()
        },
    }
    print(json.dumps(result, indent=1))  # noqa: T201


main()
