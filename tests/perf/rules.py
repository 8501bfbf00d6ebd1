"""What the rule catalogue costs for one new cluster, beside the body's schema alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import jsonschema_rs
from clusters import NEWEST, cluster_path, example

from aro_api.versions import VERSIONS
from aro_rp.arm.resource_id import ResourceId
from aro_rp.frontend.resources import BODY
from aro_rp.frontend.structure import followed
from aro_rp.validate.static.catalogue import problems
from aro_rp.validate.static.proposal import Proposal

ROUNDS, CALLS = 7, 2000
TYPE = "Microsoft.RedHatOpenShift/openShiftClusters"
WANTED_MS = 0.4


def rule_costs() -> list[Any]:
    from bench import Figure

    if wrong := problems(_proposal()):
        raise ValueError(f"the bench's own cluster breaks rules: {wrong}")
    ours = cpu_us(lambda: problems(_proposal()))
    spec = VERSIONS[NEWEST].routes()
    schema = jsonschema_rs.Draft4Validator(followed(spec, {"$ref": BODY}))
    body = json.loads(json.dumps(example(0)))
    baseline = cpu_us(lambda: schema.is_valid(body))
    return [
        Figure(
            "every rule on a new cluster, ms CPU",
            f"{ours:.0f} us CPU",
            f"{baseline:.0f} us CPU, schema alone",
            ours / 1000,
            WANTED_MS,
        )
    ]


def cpu_us(call: Callable[[], object]) -> float:
    """The best round; a shared machine disturbs some."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(CALLS):
            call()
        best = min(best, time.process_time() - begun)
    return best / CALLS * 1e6


PATH = cluster_path(0).split("?", 1)[0].lower()
CANDIDATE = {
    **example(0),
    "id": PATH,
    "name": PATH.rpartition("/")[2],
    "type": TYPE,
    "location": "eastus",
}
CANDIDATE["properties"]["provisioningState"] = "Succeeded"


def _proposal() -> Proposal:
    return Proposal(
        version=NEWEST,
        shape=VERSIONS[NEWEST].shape(),
        path=PATH,
        resource=ResourceId.parse(PATH),
        resource_type=TYPE,
        location="eastus",
        domain="eastus.aroapp.io",
        candidate=CANDIDATE,
    )
