"""Each rule of api-versions 4.2 and 4.3 that is not a plain copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from aro_api.internal import models as hub
from aro_api.secret import Secret
from aro_api.versions import VERSIONS
from aro_rp.convert import converter_for
from aro_rp.convert.differences import DIFFERENCES

NEWEST = "2025-07-25"
MIDDLE = "2023-11-22"
OLDEST = "2020-04-30"

Json = dict[str, Any]
Convert = Callable[..., hub.OpenShiftCluster]
Render = Callable[..., Json]
Shown = Callable[..., Any]


def properties(**members: Any) -> Json:
    return {"properties": members}


def stored(**members: Any) -> hub.OpenShiftCluster:
    return hub.OpenShiftCluster.model_validate({"location": "eastus", "properties": members})


@pytest.fixture
def shown(render: Render) -> Shown:
    """What is inside a shown cluster."""
    return lambda cluster, version=NEWEST: render(cluster, version)["properties"]


def test_every_difference_of_every_version_has_a_handler_and_none_is_stale() -> None:
    differs = {
        path for api in VERSIONS.values() for path in api.converter().OpenShiftClusterCopies.DIFFERS
    }
    assert DIFFERENCES.keys() == differs


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_handles_what_differs_in_it(version: str) -> None:
    copies = VERSIONS[version].converter().OpenShiftClusterCopies
    assert converter_for(version).handles == copies.DIFFERS


class TestServicePrincipal:
    def test_absent_leaves_the_stored_one_alone(self, convert: Convert) -> None:
        old = stored(servicePrincipalProfile={"clientId": "a", "spObjectId": "o"})
        profile = convert(properties(), old).properties.service_principal_profile
        assert profile is not None
        assert (profile.client_id, profile.sp_object_id) == ("a", "o")

    def test_given_replaces_it_and_forgets_the_object_id(self, convert: Convert) -> None:
        old = stored(servicePrincipalProfile={"clientId": "a", "spObjectId": "o", "later": 1})
        body = properties(servicePrincipalProfile={"clientId": "b", "clientSecret": "hush"})
        profile = convert(body, old).properties.service_principal_profile
        assert profile is not None
        assert profile.client_secret is not None
        assert profile.client_secret.reveal(str.lower) == "hush"
        assert (profile.client_id, profile.sp_object_id) == ("b", "")
        assert profile.model_extra == {"later": 1}

    def test_the_object_id_stays_with_its_client_id(self, convert: Convert) -> None:
        old = stored(servicePrincipalProfile={"clientId": "Ab", "spObjectId": "o"})
        body = properties(servicePrincipalProfile={"clientId": "aB", "clientSecret": "new"})
        profile = convert(body, old).properties.service_principal_profile
        assert profile is not None
        assert (profile.client_id, profile.sp_object_id) == ("aB", "o")

    def test_the_secret_is_shown_only_to_who_can_open_it(
        self, shown: Shown, render: Render
    ) -> None:
        cluster = stored(servicePrincipalProfile={"clientId": "a", "clientSecret": "SEALED"})
        assert shown(cluster)["servicePrincipalProfile"] == {"clientId": "a"}
        opened = render(cluster, NEWEST, str.lower)
        profile = opened["properties"]["servicePrincipalProfile"]
        assert profile == {"clientId": "a", "clientSecret": "sealed"}

    def test_a_profile_without_anything_is_an_empty_object(self, shown: Shown) -> None:
        assert shown(stored(servicePrincipalProfile={}))["servicePrincipalProfile"] == {}


class TestLoadBalancer:
    def test_absent_leaves_the_stored_one_alone(self, convert: Convert) -> None:
        old = stored(networkProfile={"loadBalancerProfile": {"managedOutboundIps": {"count": 3}}})
        profile = convert(
            properties(networkProfile={}), old
        ).properties.network_profile.load_balancer_profile
        assert profile is not None
        assert profile.managed_outbound_ips == hub.ManagedOutboundIPs(count=3)

    @pytest.mark.parametrize(("managed", "count"), [({"count": 5}, 5), ({}, 0), (None, None)])
    def test_given_sets_the_managed_addresses_and_keeps_those_in_use(
        self, convert: Convert, managed: Json | None, count: int | None
    ) -> None:
        profile = {"managedOutboundIps": {"count": 3}, "effectiveOutboundIps": [{"id": "x"}]}
        body = {"loadBalancerProfile": {"managedOutboundIps": managed, "effectiveOutboundIps": []}}
        cluster = convert(
            properties(networkProfile=body), stored(networkProfile={"loadBalancerProfile": profile})
        )
        result = cluster.properties.network_profile.load_balancer_profile
        assert result is not None
        kept = result.managed_outbound_ips
        assert (kept.count if kept else None) == count
        assert result.effective_outbound_ips == [hub.ResourceReference(id="x")]

    @pytest.mark.parametrize(
        ("version", "effective", "expected"),
        [
            (NEWEST, [], {"effectiveOutboundIps": []}),
            (NEWEST, None, {}),
            (NEWEST, [{"id": "x"}], {"effectiveOutboundIps": [{"id": "x"}]}),
            (MIDDLE, [], {}),
            (MIDDLE, [{"id": "x"}], {"effectiveOutboundIps": [{"id": "x"}]}),
        ],
    )
    def test_an_empty_list_of_addresses_in_use_is_shown_by_the_newest_version_only(
        self, version: str, effective: list[Json] | None, expected: Json, shown: Shown
    ) -> None:
        profile = {"effectiveOutboundIps": effective}
        cluster = stored(networkProfile={"loadBalancerProfile": profile})
        assert shown(cluster, version)["networkProfile"]["loadBalancerProfile"] == expected

    def test_a_version_without_it_shows_nothing(self, shown: Shown) -> None:
        cluster = stored(networkProfile={"loadBalancerProfile": {}})
        assert "loadBalancerProfile" not in shown(cluster, OLDEST)["networkProfile"]


class TestPlatformWorkloadIdentities:
    @staticmethod
    def known() -> hub.OpenShiftCluster:
        identity = {"resourceId": "/a", "clientId": "c", "objectId": "o", "later": 1}
        return stored(
            platformWorkloadIdentityProfile={
                "upgradeableTo": "4.18.1",
                "platformWorkloadIdentities": {"image-registry": identity, "ingress": identity},
            }
        )

    @staticmethod
    def after(cluster: hub.OpenShiftCluster) -> hub.PlatformWorkloadIdentityProfile:
        profile = cluster.properties.platform_workload_identity_profile
        assert profile is not None
        return profile

    @pytest.mark.parametrize(
        "profile",
        [None, {}, {"upgradeableTo": "4.19.0"}],
        ids=["absent", "without identities", "only the version"],
    )
    def test_without_identities_nothing_changes(
        self, convert: Convert, profile: Json | None
    ) -> None:
        cluster = convert(properties(platformWorkloadIdentityProfile=profile), self.known())
        assert cluster.properties == self.known().properties

    def test_an_identity_that_stays_keeps_its_ids(self, convert: Convert) -> None:
        wanted = {"platformWorkloadIdentities": {"ingress": {"resourceId": "/a"}}}
        cluster = convert(properties(platformWorkloadIdentityProfile=wanted), self.known())
        assert cluster.properties == self.known().properties

    def test_another_identity_loses_the_ids_of_the_old_one(self, convert: Convert) -> None:
        wanted = {
            "upgradeableTo": "4.19.2",
            "platformWorkloadIdentities": {
                "ingress": {"resourceId": "/A"},
                "new": {"resourceId": "/n", "clientId": "not ours to take"},
            },
        }
        profile = self.after(
            convert(properties(platformWorkloadIdentityProfile=wanted), self.known())
        )
        identities = profile.platform_workload_identities or {}
        ingress = identities["ingress"]
        assert profile.upgradeable_to == "4.19.2"
        assert (ingress.resource_id, ingress.client_id, ingress.object_id) == ("/A", "", "")
        assert identities["new"] == hub.PlatformWorkloadIdentity(resource_id="/n")
        assert identities["image-registry"].client_id == "c"

    def test_null_is_an_identity_without_members(self, convert: Convert) -> None:
        """The versions before 2025-07-25 take it so."""
        wanted = {"platformWorkloadIdentities": {"new": None}}
        profile = self.after(
            convert(properties(platformWorkloadIdentityProfile=wanted), self.known())
        )
        identities = profile.platform_workload_identities or {}
        assert identities["new"] == hub.PlatformWorkloadIdentity()

    def test_a_profile_without_a_map_is_not_shown_and_an_empty_map_is_left_out(
        self, shown: Shown
    ) -> None:
        name = "platformWorkloadIdentityProfile"
        assert name not in shown(stored(**{name: {"upgradeableTo": "4.18.1"}}))
        assert shown(stored(**{name: {"platformWorkloadIdentities": {}}}))[name] == {}

    def test_what_is_known_is_shown(self, shown: Shown) -> None:
        profile = shown(self.known())["platformWorkloadIdentityProfile"]
        identity = {"resourceId": "/a", "clientId": "c", "objectId": "o"}
        assert profile == {
            "upgradeableTo": "4.18.1",
            "platformWorkloadIdentities": {"image-registry": identity, "ingress": identity},
        }


class TestIdentity:
    @staticmethod
    def known() -> hub.OpenShiftCluster:
        return hub.OpenShiftCluster.model_validate(
            {
                "managedServiceIdentity": {
                    "type": "UserAssigned",
                    "tenantId": "t",
                    "principalId": "p",
                    "identityURL": "https://hidden",
                    "userAssignedIdentities": {"/Sub/One": {"clientId": "c", "principalId": "q"}},
                }
            }
        )

    def test_absent_leaves_the_stored_one_alone(self, convert: Convert) -> None:
        assert (
            convert({}, self.known()).managed_service_identity
            == self.known().managed_service_identity
        )

    def test_given_keeps_where_credentials_come_from_and_ids_of_what_stays(
        self, convert: Convert
    ) -> None:
        wanted = {"type": "None", "userAssignedIdentities": {"/sub/one": {}, "/two": {}}}
        identity = convert({"identity": wanted}, self.known()).managed_service_identity
        assert identity is not None
        assert (identity.type, identity.tenant_id) == ("None", "t")
        assert identity.identity_url == "https://hidden"
        assert identity.user_assigned_identities == {
            "/sub/one": hub.UserAssignedIdentity(client_id="c", principal_id="q"),
            "/two": hub.UserAssignedIdentity(),
        }

    def test_it_is_shown_without_where_credentials_come_from(self, render: Render) -> None:
        assert render(self.known(), NEWEST)["identity"] == {
            "type": "UserAssigned",
            "tenantId": "t",
            "principalId": "p",
            "userAssignedIdentities": {"/Sub/One": {"clientId": "c", "principalId": "q"}},
        }

    def test_older_versions_do_not_know_it(self, render: Render) -> None:
        assert "identity" not in render(self.known(), MIDDLE)


class TestSystemData:
    def test_it_is_an_object_even_when_nothing_is_known(self, render: Render) -> None:
        assert render(hub.OpenShiftCluster(), MIDDLE)["systemData"] == {}
        assert "systemData" not in render(hub.OpenShiftCluster(), OLDEST)

    def test_times_are_in_utc_without_a_needless_fraction(self, render: Render) -> None:
        data = hub.SystemData(
            created_by="a",
            created_by_type="User",
            created_at=datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
            last_modified_by="b",
            last_modified_by_type="Key",
            last_modified_at=datetime.fromisoformat("2025-01-02T03:04:05.120+02:00"),
        )
        assert render(hub.OpenShiftCluster(system_data=data), NEWEST)["systemData"] == {
            "createdBy": "a",
            "createdByType": "User",
            "createdAt": "2025-01-02T03:04:05Z",
            "lastModifiedBy": "b",
            "lastModifiedByType": "Key",
            "lastModifiedAt": "2025-01-02T01:04:05.12Z",
        }

    def test_a_client_cannot_write_it(self, convert: Convert) -> None:
        assert convert({"systemData": {"createdBy": "me"}}).system_data is None


class TestWorkers:
    FOUND = ({"name": "zone1", "count": 1}, {"name": "zone2", "count": 2})

    def test_a_version_without_status_shows_what_was_found(self, shown: Shown) -> None:
        cluster = stored(workerProfiles=[{"name": "worker"}], workerProfilesStatus=self.FOUND)
        assert shown(cluster, OLDEST)["workerProfiles"] == list(self.FOUND)
        assert shown(cluster, MIDDLE)["workerProfiles"] == [{"name": "worker"}]
        assert shown(cluster, MIDDLE)["workerProfilesStatus"] == list(self.FOUND)

    def test_without_anything_found_it_shows_what_was_asked_for(self, shown: Shown) -> None:
        assert shown(stored(workerProfiles=[{"name": "worker"}]), OLDEST)["workerProfiles"] == [
            {"name": "worker"}
        ]

    def test_sending_back_what_was_found_does_not_make_it_what_was_asked_for(
        self, convert: Convert
    ) -> None:
        old = stored(workerProfiles=[{"name": "worker"}], workerProfilesStatus=self.FOUND)
        cluster = convert(properties(workerProfiles=list(self.FOUND)), old, OLDEST)
        assert cluster.properties.worker_profiles == [hub.WorkerProfile(name="worker")]

    def test_an_element_keeps_what_an_old_version_does_not_know(self, convert: Convert) -> None:
        worker = {"name": "worker", "encryptionAtHost": "Enabled", "later": 1, "count": 3}
        cluster = convert(
            properties(workerProfiles=[{"name": "worker", "count": 5}, {"name": "other"}]),
            stored(workerProfiles=[worker]),
            OLDEST,
        )
        kept, added = cluster.properties.worker_profiles or []
        assert (kept.count, kept.encryption_at_host, kept.model_extra) == (
            5,
            "Enabled",
            {"later": 1},
        )
        assert added == hub.WorkerProfile(name="other")

    def test_absent_clears_them(self, convert: Convert) -> None:
        cluster = convert(properties(), stored(workerProfiles=[{"name": "worker"}]))
        assert cluster.properties.worker_profiles is None


class TestOmission:
    def test_an_empty_cluster_of_the_newest_version(self, render: Render) -> None:
        assert render(hub.OpenShiftCluster(), NEWEST) == {
            "properties": {
                "apiserverProfile": {},
                "clusterProfile": {},
                "masterProfile": {},
                "networkProfile": {},
            },
            "systemData": {},
        }

    def test_older_versions_show_an_empty_console_profile(self, shown: Shown) -> None:
        assert shown(hub.OpenShiftCluster(), MIDDLE)["consoleProfile"] == {}

    @pytest.mark.parametrize("name", ["workerProfiles", "workerProfilesStatus", "ingressProfiles"])
    def test_an_empty_list_is_shown_by_the_newest_version_only(
        self, name: str, shown: Shown
    ) -> None:
        assert shown(stored(**{name: []}))[name] == []
        assert name not in shown(stored(**{name: []}), MIDDLE)
        assert name not in shown(stored())

    @pytest.mark.parametrize("version", VERSIONS)
    def test_no_tags_are_not_shown(self, version: str, render: Render) -> None:
        assert "tags" not in render(hub.OpenShiftCluster(tags={}), version)


class TestScalars:
    def test_what_is_absent_in_a_given_profile_is_cleared(self, convert: Convert) -> None:
        old = stored(masterProfile={"vmSize": "A", "subnetId": "s"})
        master = convert(properties(masterProfile={"vmSize": "B"}), old).properties.master_profile
        assert (master.vm_size, master.subnet_id) == ("B", "")

    def test_an_absent_profile_is_left_alone(self, convert: Convert) -> None:
        old = stored(masterProfile={"vmSize": "A"})
        assert convert(properties(), old).properties.master_profile.vm_size == "A"

    def test_a_read_only_value_is_never_written(self, convert: Convert) -> None:
        body = properties(
            consoleProfile={"url": "mine"}, apiserverProfile={"visibility": "Public", "ip": "mine"}
        )
        cluster = convert(body, stored(apiserverProfile={"ip": "theirs"}))
        assert cluster.properties.console_profile.url == ""
        assert cluster.properties.apiserver_profile.ip == "theirs"

    def test_the_oldest_version_writes_urls(self, convert: Convert) -> None:
        cluster = convert(properties(consoleProfile={"url": "u"}), version=OLDEST)
        assert cluster.properties.console_profile.url == "u"

    def test_an_unknown_value_of_an_enum_survives_as_text(self, convert: Convert) -> None:
        body = properties(masterProfile={"encryptionAtHost": "Sometimes"})
        assert convert(body).properties.master_profile.encryption_at_host == "Sometimes"

    def test_a_known_value_of_an_enum_is_plain_text_in_the_hub(self, convert: Convert) -> None:
        body = properties(masterProfile={"encryptionAtHost": "Enabled"})
        assert type(convert(body).properties.master_profile.encryption_at_host) is str

    def test_a_pull_secret_becomes_a_secret(self, convert: Convert, shown: Shown) -> None:
        cluster = convert(properties(clusterProfile={"pullSecret": "{}"}))
        secret = cluster.properties.cluster_profile.pull_secret
        assert isinstance(secret, Secret)
        assert secret.reveal(str.lower) == "{}"
        assert "pullSecret" not in shown(cluster)["clusterProfile"]


def test_nothing_is_shared_between_a_cluster_and_what_is_shown(render: Render) -> None:
    cluster = hub.OpenShiftCluster(tags={"a": "b"})
    render(cluster, NEWEST)["tags"]["a"] = "changed"
    assert cluster.tags == {"a": "b"}
