"""A cluster made through one version, then read and written through another: nothing is lost."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pytest

from aro_api.internal import documents as hub
from aro_api.versions import VERSIONS

Json = dict[str, Any]
Put = Callable[[str, Mapping[str, Any], hub.OpenShiftCluster], None]
Get = Callable[[str, hub.OpenShiftCluster], Json]
Dump = Callable[[hub.OpenShiftCluster], Json]
Example = Callable[[str], Json]
Strip = Callable[[Json, str], Json]

PAIRS = list(product(VERSIONS, VERSIONS))

INTERNAL: Json = {
    "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.RedHatOpenShift/x/c",
    "name": "c",
    "type": "Microsoft.RedHatOpenShift/openShiftClusters",
    "newerTopLevel": {"kept": True},
    "systemData": {"createdBy": "a", "newer": 1},
    "properties": {
        "provisioningState": "Succeeded",
        "infraId": "c-abcde",
        "newer": [1, 2],
        "operatorFlags": {"aro.banner.enabled": "true"},
        "createdAt": "2025-01-01T00:00:00Z",
        "clusterProfile": {"oidcIssuer": "https://issuer", "newer": "x"},
        "consoleProfile": {"url": "https://console"},
        "networkProfile": {"mtuSize": 1500, "gatewayPrivateLinkId": "7"},
        "apiserverProfile": {"url": "https://api", "ip": "1.2.3.4", "intIp": "10.0.0.1"},
        "registryProfiles": [{"name": "arosvc.azurecr.io", "newer": 1}],
        "workerProfilesStatus": [{"name": "z1", "count": 1, "newer": 1}],
    },
}


@pytest.fixture
def created(put: Put, example: Example) -> Callable[[str], hub.OpenShiftCluster]:
    """A cluster as the store has it some time after it was made through a version."""

    def created(version: str) -> hub.OpenShiftCluster:
        cluster: Any = copy.deepcopy(INTERNAL)
        put(version, example(version), cluster)
        for profile in cluster["properties"]["workerProfiles"]:
            profile.setdefault("encryptionAtHost", "Enabled")
        for ingress in cluster["properties"]["ingressProfiles"]:
            ingress["ip"] = "5.6.7.8"
        return cluster

    return created


@pytest.mark.parametrize(("made", "used"), PAIRS)
def test_sending_back_what_was_read_changes_nothing(
    made: str,
    used: str,
    created: Callable[[str], hub.OpenShiftCluster],
    get: Get,
    put: Put,
    dump: Dump,
) -> None:
    cluster = created(made)
    before = dump(cluster)
    put(used, get(used, cluster), cluster)
    assert dump(cluster) == before


@pytest.mark.parametrize(("made", "used"), PAIRS)
def test_a_change_of_tags_changes_only_tags(
    made: str,
    used: str,
    created: Callable[[str], hub.OpenShiftCluster],
    get: Get,
    put: Put,
    dump: Dump,
) -> None:
    cluster = created(made)
    before = dump(cluster)
    put(used, get(used, cluster) | {"tags": {"changed": "yes"}}, cluster)
    assert dump(cluster) == before | {"tags": {"changed": "yes"}}


@pytest.mark.parametrize(("made", "read"), PAIRS)
def test_another_version_shows_what_both_know(
    made: str,
    read: str,
    created: Callable[[str], hub.OpenShiftCluster],
    get: Get,
    example: Example,
    strip: Strip,
) -> None:
    cluster = created(made)
    del cluster["properties"]["workerProfilesStatus"]
    sent, shown = strip(example(made), made), get(read, cluster)
    known = {path.partition(".")[0] for path in VERSIONS[read].shape().order}
    for name in sent.keys() & known - {"properties", "identity"}:
        assert shown[name] == sent[name]
    models = VERSIONS[read].models()
    inside = {
        field.alias or name
        for name, field in models.OpenShiftClusterProperties.model_fields.items()
    }
    for name in sent["properties"].keys() & inside:
        assert agree(sent["properties"][name], shown["properties"][name]), name


def agree(sent: Any, shown: Any) -> bool:
    """What was sent is shown again, as far as the other version has a member for it."""
    if isinstance(sent, dict):
        return all(agree(sent[key], shown[key]) for key in sent.keys() & shown.keys())
    if isinstance(sent, list):
        return len(sent) == len(shown) and all(map(agree, sent, shown))
    return bool(sent == shown)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_shown_is_what_the_spec_allows(
    version: str, created: Callable[[str], hub.OpenShiftCluster], get: Get
) -> None:
    shown = get(version, created(version))
    model = VERSIONS[version].models().OpenShiftCluster
    fields = model.model_validate(shown)
    assert fields.model_dump(mode="json", by_alias=True, exclude_unset=True) == shown
