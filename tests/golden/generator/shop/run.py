"""Uses what was generated as the service would; prints what it did as JSON."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from aro_api import data, provider_operations
from aro_api.internal import models as hub
from aro_api.secret import Secret
from aro_api.versions import VERSIONS

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
    copies = api.converter().OpenShiftClusterCopies()
    stored = hub.OpenShiftCluster.model_validate(
        {
            "id": "/x",
            "properties": {
                "inside": "kept",
                "workers": [{"name": "one", "encrypted": True, "later": 1}],
                "note": {"class": "n"},
                "addresses": [],
                "ports": 0,
                "until": datetime(2020, 1, 2, 3, 4, 5, 600, tzinfo=UTC),
            },
        }
    )
    copies.to_hub(api.models().OpenShiftCluster.model_validate(VALID), stored)
    stored.properties.workers_status = [hub.Worker(name="found", disk_size_gb=8)]
    dumped = stored.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, context={"seal": lambda t: f"<{t}>"}
    )
    return {
        "hub": dumped,
        "public": copies.render(stored),
        "secret": copies.render(stored, Secret.reveal)["properties"].get("pullSecret"),
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
