from __future__ import annotations


async def test_a_service_principal_cluster_is_installed(region, sp_cluster):
    doc = await region.install(sp_cluster)
    properties = doc.open_shift_cluster.properties
    assert properties.apiserver_profile.ip
    assert properties.apiserver_profile.int_ip
    assert properties.network_profile.private_endpoint_ip
    assert properties.zones == ["1", "2", "3"]


async def test_a_managed_identity_cluster_is_installed(region, wi_cluster):
    doc = await region.install(wi_cluster)
    properties = doc.open_shift_cluster.properties
    assert properties.cluster_profile.oidc_issuer
