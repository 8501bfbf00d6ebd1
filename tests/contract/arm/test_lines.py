"""ARM's contract with a resource provider, line by line (style.md appendix A): one test a line.

The tests are beside this file, by subject. Where the service deviates from the contract,
``DEVIATIONS`` says why and the line's test shows what it does instead.
"""

from __future__ import annotations

import re
from pathlib import Path

LINES = {
    "R": 13,
    "P": 6,
    "S": 16,
    "L": 11,
    "V": 8,
}
DEVIATIONS = {
    "R2": "messages are English only, as upstream's are",
    "P5": "no reply redirects",
    "S4": "a subscription ARM never told of is 400 InvalidSubscriptionState, as upstream; ARM "
    "itself answers 404 for groups and subscriptions that do not exist",
    "S5": "PATCH of a cluster that is not there creates it, as upstream",
    "S10": "tags are not limited here: ARM does so before, upstream does not",
    "S13": "PATCH and DELETE with a value on an absent cluster are 412 and 204",
    "S15": "a cluster cannot be moved: the path is not served",
    "S16": "nothing of a cluster is made in the service's own subscription yet",
    "L2": "PATCH answers 200 with Azure-AsyncOperation, as upstream and its published spec",
    "L7": "the running step is told under properties too, beyond the contract",
    "L9": "nothing is announced by 202 but deletes",
    "V1": "no isDataAction, no register action: the list is merged with that of another service "
    "and must be upstream's",
    "V2": "a subscription seen first answers 201, as upstream",
    "V6": "there are no nested types",
    "V7": "neither checkNameAvailability nor skus, as upstream",
}


async def test_every_line_has_a_test_and_every_deviation_a_line() -> None:
    tests = [path.read_text() for path in Path(__file__).parent.glob("test_*.py")]
    tested = [
        name.upper() for text in tests for name in re.findall(r"def test_([rpslv]\d+)_", text)
    ]
    lines = [f"{kind}{number + 1}" for kind, count in LINES.items() for number in range(count)]
    assert sorted(tested) == sorted(lines)
    assert DEVIATIONS.keys() <= set(lines)
