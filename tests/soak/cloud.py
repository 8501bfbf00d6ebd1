"""The Azure of a soak, in a process of its own: `cloud.py DATA PORT RP_URL CUSTOMERS`.

It says "ready" when it answers; a second start on the same folder goes on where the first was
killed.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from places import identities_of, network_of

from aro_devcloud.cloud import Cloud, build_cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION as SUBSCRIPTION
from aro_devcloud.config import CloudConfig
from aro_devcloud.serve import serve


async def main(data: Path, port: int, rp_url: str, customers: int) -> None:
    config = CloudConfig(data_dir=data, subscriptions=(SUBSCRIPTION,), instant=True)
    cloud = build_cloud(config)
    async with serve(cloud, data, port):
        cloud.connect_rp(rp_url)
        for number in range(customers):
            furnish(cloud, number)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def furnish(cloud: Cloud, number: int) -> None:
    """What a customer must have before a cluster: a network, and identities for it."""
    group, network = f"customer{number}", network_of(number).rpartition("/")[2]
    cloud.seed_customer_network(SUBSCRIPTION, group, network, "eastus")
    for identity in identities_of(number).values():
        if cloud.store.find(identity) is None:
            cloud.make(identity, {"location": "eastus"})


if __name__ == "__main__":
    folder, port, rp_url, customers = sys.argv[1:]
    asyncio.run(main(Path(folder), int(port), rp_url, int(customers)))
