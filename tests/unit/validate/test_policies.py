"""What each api-version lets callers change, and in which order changes are named (6.5)."""

from __future__ import annotations

import pytest

from aro_api.versions import VERSIONS

P = "properties"
SPP = f"{P}.servicePrincipalProfile"
LB = f"{P}.networkProfile.loadBalancerProfile"
PWIP = f"{P}.platformWorkloadIdentityProfile"
RELEASED = sorted(VERSIONS)

ALWAYS_MUTABLE = {"tags", f"{SPP}.clientId", f"{SPP}.clientSecret"}
MANAGED = {f"{LB}.managedOutboundIps"}
CHOICE = MANAGED | {
    f"{LB}.outboundIps",
    f"{LB}.outboundIpPrefixes",
    f"{LB}.allocatedOutboundPorts",
}
IDENTITY = {
    f"{PWIP}.upgradeableTo",
    f"{PWIP}.platformWorkloadIdentities",
    "identity.principalId",
    "identity.tenantId",
    "identity.userAssignedIdentities",
}
FOUND = {
    "systemData",
    f"{P}.workerProfilesStatus",
    f"{P}.consoleProfile.url",
    f"{P}.apiserverProfile.url",
    f"{P}.apiserverProfile.ip",
    f"{P}.ingressProfiles[].ip",
    f"{LB}.effectiveOutboundIps",
}
MORE_MUTABLE = {6: CHOICE, 8: MANAGED, 9: MANAGED | IDENTITY, 10: MANAGED | IDENTITY}
ISSUER = {f"{P}.clusterProfile.oidcIssuer"}
READ_ONLY = {
    6: {f"{LB}.effectiveOutboundIps"},
    7: {f"{P}.workerProfilesStatus"},
    8: FOUND,
    9: FOUND | ISSUER,
    10: FOUND | ISSUER,
}

OLD = f"""
id name type location systemData tags {P}.provisioningState
{P}.clusterProfile.pullSecret {P}.clusterProfile.domain {P}.clusterProfile.version
{P}.clusterProfile.resourceGroupId {P}.clusterProfile.fipsValidatedModules
{P}.clusterProfile.oidcIssuer {P}.consoleProfile {SPP} {PWIP}
{P}.networkProfile.softwareDefinedNetwork {P}.networkProfile.podCidr {P}.networkProfile.serviceCidr
{P}.networkProfile.outboundType {LB} {P}.networkProfile.preconfiguredNSG
{P}.masterProfile.vmSize {P}.masterProfile.subnetId {P}.masterProfile.encryptionAtHost
{P}.masterProfile.diskEncryptionSetId
{P}.workerProfiles {P}.workerProfiles[].name {P}.workerProfiles[].vmSize
{P}.workerProfiles[].diskSizeGB {P}.workerProfiles[].subnetId {P}.workerProfiles[].count
{P}.workerProfiles[].encryptionAtHost {P}.workerProfiles[].diskEncryptionSetId
{P}.workerProfilesStatus
{P}.apiserverProfile.visibility {P}.apiserverProfile.url {P}.apiserverProfile.ip
{P}.ingressProfiles {P}.ingressProfiles[].name {P}.ingressProfiles[].visibility
{P}.ingressProfiles[].ip identity
""".split()
NEW = f"""
location identity identity.type {P} {P}.apiserverProfile
{P}.clusterProfile.domain {P}.clusterProfile.fipsValidatedModules {P}.clusterProfile.pullSecret
{P}.clusterProfile.resourceGroupId {P}.clusterProfile.version {P}.clusterProfile.oidcIssuer
{P}.consoleProfile {P}.ingressProfiles
{P}.masterProfile.diskEncryptionSetId {P}.masterProfile.encryptionAtHost
{P}.masterProfile.subnetId {P}.masterProfile.vmSize
{LB} {P}.networkProfile.outboundType {P}.networkProfile.podCidr
{P}.networkProfile.preconfiguredNSG {P}.networkProfile.serviceCidr {PWIP} {P}.provisioningState
{SPP} {P}.workerProfiles {P}.workerProfiles[].count {P}.workerProfiles[].diskEncryptionSetId
{P}.workerProfiles[].diskSizeGB {P}.workerProfiles[].encryptionAtHost {P}.workerProfiles[].name
{P}.workerProfiles[].subnetId {P}.workerProfiles[].vmSize {P}.workerProfilesStatus
tags id name type
""".split()


def test_the_ordinals_below_are_those_of_the_versions_they_were_written_for() -> None:
    assert RELEASED[10] == "2025-07-25"


@pytest.mark.parametrize("ordinal", range(11))
def test_what_callers_may_change(ordinal: int) -> None:
    shape = VERSIONS[RELEASED[ordinal]].shape()
    assert shape.mutable == ALWAYS_MUTABLE | MORE_MUTABLE.get(ordinal, set())
    assert shape.case_insensitive == {"id", "name", "type"}


@pytest.mark.parametrize("ordinal", range(11))
def test_what_only_the_service_fills(ordinal: int) -> None:
    """What is below a mutable member is mutable, too."""
    shape = VERSIONS[RELEASED[ordinal]].shape()
    filled = {
        path
        for path in shape.read_only - shape.case_insensitive
        if not path.startswith(tuple(shape.mutable))
    }
    assert filled == READ_ONLY.get(ordinal, set())


@pytest.mark.parametrize("ordinal", range(11))
def test_changes_are_named_in_the_order_of_the_version(ordinal: int) -> None:
    order = VERSIONS[RELEASED[ordinal]].shape().order
    expected = NEW if ordinal == 10 else OLD
    assert [path for path in order if path in expected] == [p for p in expected if p in order]
