"""By which addresses clusters go out, and that customers may ask for more."""

from __future__ import annotations

import pytest


def balancer_of(region, properties):
    scope = f"{properties.cluster_profile.resource_group_id}/providers/Microsoft.Network"
    return region.body(f"{scope}/loadBalancers/{properties.infra_id}")["properties"]


@pytest.mark.parametrize(("visibility", "count"), [("Public", 1), ("Public", 2), ("Private", 2)])
async def test_a_new_cluster_notes_by_which_addresses_it_goes_out(
    region, sp_cluster, visibility, count
):
    asked = sp_cluster.open_shift_cluster.properties
    asked.apiserver_profile.visibility = visibility
    asked.network_profile.load_balancer_profile.managed_outbound_ips.count = count
    properties = (await region.install(sp_cluster)).open_shift_cluster.properties
    profile = properties.network_profile.load_balancer_profile
    ids = [one.id for one in profile.effective_outbound_ips]
    assert addresses_out(balancer_of(region, properties)) == ids
    assert len(ids) == count
    assert ids[0].endswith(f"/{properties.infra_id}-pip-v4") is (visibility == "Public")


async def test_more_outbound_addresses_come_and_go_with_the_customer_s_wish(region, sp_cluster):
    doc = await region.install(sp_cluster)
    before = region.resources("/publicIPAddresses/")
    balancer = balancer_of(region, doc.open_shift_cluster.properties)
    of_a_service = {"publicIPAddress": {"id": before[-1]}}
    balancer["frontendIPConfigurations"].append({"name": "theirs", "properties": of_a_service})
    inbound_before = inbound(balancer)

    async def ask_for(count):
        def change(stored):
            network = stored.open_shift_cluster.properties.network_profile
            network.load_balancer_profile.managed_outbound_ips.count = count

        await region.to_state(doc, "Updating")
        await region.change(doc, change)
        after = await region.run_plan()
        properties = after.open_shift_cluster.properties
        profile = properties.network_profile.load_balancer_profile
        ids = [one.id for one in profile.effective_outbound_ips]
        balancer = balancer_of(region, properties)
        assert addresses_out(balancer) == ids
        assert inbound(balancer) == inbound_before
        names = [id.rsplit("/", 1)[-1] for id in ids]
        return names, [one for one in region.resources("outbound-pip-v4") if "publicIP" in one]

    names, made = await ask_for(3)
    assert names[0].endswith("-pip-v4")
    assert len(names) == 3
    assert len(made) == 2
    region.writes.clear()
    again, _ = await ask_for(3)
    assert again == names
    assert not [write for write in region.writes if "/Microsoft.Network/" in write]
    fewer, left = await ask_for(1)
    assert fewer == names[:1]
    assert left == []
    assert region.resources("/publicIPAddresses/") == before


def addresses_out(balancer):
    """Addresses behind the outbound rule, in its order."""
    address_of = {
        one["name"]: one["properties"]["publicIPAddress"]["id"]
        for one in balancer["frontendIPConfigurations"]
    }
    (rule,) = balancer["outboundRules"]
    used = [one["id"].rsplit("/", 1)[-1] for one in rule["properties"]["frontendIPConfigurations"]]
    return [address_of[name] for name in used]


def inbound(balancer):
    """What an outbound address has nothing to do with."""
    frontends = [one["name"] for one in balancer["frontendIPConfigurations"]]
    assert {"public-lb-ip-v4", "theirs"} <= set(frontends)
    rules = [
        (one["name"], one["properties"]["frontendPort"]) for one in balancer["loadBalancingRules"]
    ]
    assert rules
    return rules, *(
        [one["name"] for one in balancer[kind]] for kind in ("probes", "backendAddressPools")
    )
