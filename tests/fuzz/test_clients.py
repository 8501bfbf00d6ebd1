"""Clients of every version, taking turns on the same clusters, held against a small model.

RESTler's checkers that schemathesis lacks are rules and invariants here: nothing is left behind by
a create that was refused, what was deleted is gone for every verb, and nothing of one subscription
can be had under the name of another.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from aro_api.versions import VERSIONS

PROVIDER = "providers/Microsoft.RedHatOpenShift"
RUNNING = ("Creating", "Updating", "Deleting")
TAGS = st.dictionaries(st.sampled_from(["team", "stage", "Owner"]), st.text("ab ", max_size=3))
HEADERS = {
    "x-ms-identity-url": "https://identity.example/credentials",
    "x-ms-home-tenant-id": "00000000-0000-0000-0000-00000000000a",
}
IDENTITY_VERSIONS = frozenset({"2024-08-12-preview", "2025-07-25"})
SPELLED = {"2023-07-01-preview": "Cancelled", "2023-11-22": "Canceled"} | dict.fromkeys(
    IDENTITY_VERSIONS, "Canceled"
)
DELETABLE = ("Registered", "Warned", "Suspended")
NUMBERS = itertools.count(1)


@dataclass
class Cluster:
    """What the model knows of one; ``body`` is what its create said."""

    version: str
    body: dict[str, Any]
    tags: dict[str, str]
    state: str = "Creating"
    failed: str = ""
    operation: str = ""
    canceling: bool = False

    @property
    def resting(self) -> bool:
        return self.state not in RUNNING

    @property
    def half_made(self) -> bool:
        return self.state != "Succeeded" and self.resting and self.failed == "Creating"

    @property
    def updatable(self) -> bool:
        return self.resting and self.failed not in ("Creating", "Deleting")

    @property
    def by_identity(self) -> bool:
        return "identity" in self.body


@dataclass
class Deleted:
    """What is left to be known of a cluster that is gone."""

    operations: list[str] = field(default_factory=list)


class Clients(RuleBasedStateMachine):
    """Four names in a subscription of the machine's own."""

    names = st.sampled_from(["one", "two", "Three"])
    versions = st.sampled_from(sorted(VERSIONS))

    def __init__(self, server: Any, body_of: Callable[..., dict[str, Any]]) -> None:
        super().__init__()
        self.server = server
        self.body_of = body_of
        self.subscription = f"00000000-0000-0000-0001-{next(NUMBERS):012d}"
        self.state = "Registered"
        self.clusters: dict[str, Cluster] = {}
        self.gone: dict[str, Deleted] = {}
        self.http = httpx.Client(base_url=server.url, headers=HEADERS)

    def teardown(self) -> None:
        self.http.close()
        assert not self.server.errors()

    # What clients do

    @initialize()
    def register(self) -> None:
        assert self._put_subscription().status_code == 201

    @rule(state=st.sampled_from(["Registered"] * 3 + ["Warned", "Suspended", "Unregistered"]))
    def change_the_subscription(self, state: str) -> None:
        self.state = state
        assert self._put_subscription().status_code == 200

    @rule(name=names, version=versions, tags=TAGS)
    def create(self, name: str, version: str, tags: dict[str, str]) -> None:
        if name in self.clusters:
            return
        body = {**self.body_of(version, name.lower(), self.subscription), "tags": tags}
        reply = self._send("PUT", self._path(name), version, body)
        if self.state != "Registered":
            self._refused(reply, "InvalidSubscriptionState")
            return
        assert reply.status_code == 201, reply.text
        self.clusters[name] = Cluster(version, body, tags, operation=_operation(reply))

    @rule(name=names, version=versions)
    def create_badly(self, name: str, version: str) -> None:
        """Nothing is left behind: the next invariants look."""
        body = self.body_of(version, name.lower(), self.subscription)
        body["properties"]["networkProfile"]["podCidr"] = "10.0.0.0/30"
        reply = self._send("PUT", self._path(name), version, body)
        assert reply.status_code == 400, reply.text
        assert "azure-asyncoperation" not in reply.headers

    @rule(name=names)
    def create_again(self, name: str) -> None:
        """The PUT that made a cluster is an update where it holds still, and goes on where not."""
        cluster = self.clusters.get(name)
        if cluster is None or cluster.by_identity or cluster.tags != cluster.body["tags"]:
            return
        reply = self._send("PUT", self._path(name), cluster.version, cluster.body)
        if self._may_not_write(reply):
            return
        if cluster.half_made:
            assert reply.status_code == 200, reply.text
            self._begin(cluster, "Creating", reply)
        elif cluster.updatable:
            assert reply.status_code == 200, reply.text
            self._begin(cluster, "Updating", reply)
        else:
            self._refused(reply, "RequestNotAllowed")

    @rule(name=names, version=versions, tags=TAGS)
    def put_back_what_is_shown(self, name: str, version: str, tags: dict[str, str]) -> None:
        """What a GET shows can be PUT by any version that can say it, tags apart."""
        cluster = self.clusters.get(name)
        if cluster is None or cluster.half_made:
            return
        shown = self._send("GET", self._path(name), version).json()
        body = {**_without_what_is_only_read(shown), "tags": tags}
        reply = self._send("PUT", self._path(name), version, body)
        self._expect_update(reply, cluster, version, tags)

    @rule(name=names, version=versions, tags=TAGS)
    def patch_tags(self, name: str, version: str, tags: dict[str, str]) -> None:
        cluster = self.clusters.get(name)
        if cluster is not None:
            reply = self._send("PATCH", self._path(name), version, {"tags": tags})
            self._expect_update(reply, cluster, version, tags)

    @rule(name=names, version=versions)
    def patch_with_an_old_tag(self, name: str, version: str) -> None:
        headers = {"if-match": '"never"'}
        reply = self._send("PATCH", self._path(name), version, {"tags": {}}, headers)
        if self.state == "Registered" and name in self.clusters:
            assert reply.status_code in (400, 412), reply.text
        assert reply.status_code >= 400

    @rule(name=names, version=versions)
    def delete(self, name: str, version: str) -> None:
        reply = self._send("DELETE", self._path(name), version)
        cluster = self.clusters.get(name)
        if cluster is None:
            assert reply.status_code == 204
        elif self.state not in DELETABLE:
            self._refused(reply, "InvalidSubscriptionState")
        elif not cluster.resting:
            self._refused(reply, "RequestNotAllowed")
        else:
            assert reply.status_code == 202, reply.text
            self._begin(cluster, "Deleting", reply)

    @rule(name=names, version=versions)
    def cancel(self, name: str, version: str) -> None:
        cluster = self.clusters.get(name)
        if cluster is None or not cluster.operation or cluster.resting:
            return
        path = self._location(f"operationsstatus/{cluster.operation}/cancel")
        reply = self._send("POST", path, version)
        if self.state != "Registered":
            self._refused(reply, "InvalidSubscriptionState")
        elif cluster.state == "Deleting":
            assert reply.status_code >= 400
        else:
            assert reply.status_code == 202, reply.text
            cluster.canceling = True

    @rule(name=names, version=versions)
    def credentials(self, name: str, version: str) -> None:
        reply = self._send("POST", f"{self._path(name)}/listCredentials", version)
        cluster = self.clusters.get(name)
        if self.state != "Registered":
            self._refused(reply, "InvalidSubscriptionState")
        elif cluster is None:
            assert reply.status_code == 404
        elif cluster.state in ("Creating", "Deleting") or (
            cluster.state != "Updating" and cluster.failed in ("Creating", "Deleting")
        ):
            self._refused(reply, "RequestNotAllowed")
        else:
            assert reply.status_code == 200

    # What the backend does

    @precondition(lambda self: any(not cluster.resting for cluster in self.clusters.values()))
    @rule(name=names, succeeds=st.booleans())
    def end(self, name: str, succeeds: bool) -> None:
        cluster = self.clusters.get(name)
        if cluster is None or cluster.resting:
            return
        how = "Canceled" if cluster.canceling else "Succeeded" if succeeds else "Failed"
        self.server.end(self._path(name), how)
        if how == "Succeeded" and cluster.state == "Deleting":
            self.gone.setdefault(name, Deleted()).operations.append(cluster.operation)
            del self.clusters[name]
            return
        cluster.failed = "" if how == "Succeeded" else cluster.state
        cluster.state, cluster.canceling = how, False

    # What must hold after each of it

    @invariant()
    def a_cluster_shows_its_state_and_tags_in_every_version(self) -> None:
        for name, cluster in self.clusters.items():
            for version in ("2019-12-31-preview", "2023-07-01-preview", "2025-07-25"):
                reply = self._send("GET", self._path(name).upper(), version)
                assert reply.status_code == 200, reply.text
                shown = reply.json()
                assert shown.get("tags", {}) == cluster.tags
                assert shown["name"] == name
                assert shown["properties"]["provisioningState"] == _said(cluster.state, version)

    @invariant()
    def nothing_the_create_said_is_lost(self) -> None:
        for name, cluster in self.clusters.items():
            shown = self._send("GET", self._path(name), cluster.version).json()
            _contains(shown["properties"], _as_shown(cluster.body["properties"]))

    @invariant()
    def lists_hold_what_there_is(self) -> None:
        scope = f"/subscriptions/{self.subscription}"
        for path in (f"{scope}/resourceGroups/fuzz", scope):
            reply = self._send("GET", f"{path}/{PROVIDER}/openShiftClusters", "2025-07-25")
            assert {item["name"] for item in reply.json()["value"]} == set(self.clusters)

    @invariant()
    def what_is_gone_is_gone_and_its_operation_tells_so(self) -> None:
        for name, deleted in self.gone.items():
            if name not in self.clusters:
                assert self._send("GET", self._path(name), "2025-07-25").status_code == 404
                assert self._send("DELETE", self._path(name), "2020-04-30").status_code == 204
            for operation in deleted.operations:
                status = self._location(f"operationsstatus/{operation}")
                assert self._send("GET", status, "2025-07-25").json()["status"] == "Succeeded"
                result = self._location(f"operationresults/{operation}")
                assert self._send("GET", result, "2025-07-25").status_code == 204

    @invariant()
    def an_operation_is_as_far_as_its_cluster(self) -> None:
        for cluster in self.clusters.values():
            path = self._location(f"operationsstatus/{cluster.operation}")
            shown = self._send("GET", path, "2025-07-25").json()
            assert shown["status"] == cluster.state
            path = self._location(f"operationresults/{cluster.operation}")
            pending = self._send("GET", path, "2025-07-25").status_code == 202
            assert pending is not cluster.resting

    @invariant()
    def another_subscription_knows_nothing_of_it(self) -> None:
        other = self.server.another
        for name, cluster in self.clusters.items():
            path = self.server.cluster(name, other)
            assert self._send("GET", path, "2025-07-25").status_code == 404
            path = self._location(f"operationsstatus/{cluster.operation}", other)
            assert self._send("GET", path, "2025-07-25").status_code == 404

    # How

    def _expect_update(
        self, reply: httpx.Response, cluster: Cluster, version: str, tags: dict[str, str]
    ) -> None:
        if self._may_not_write(reply):
            return
        if not cluster.updatable:
            self._refused(reply, "RequestNotAllowed")
        elif cluster.by_identity and version not in IDENTITY_VERSIONS:
            self._refused(reply, "InvalidParameter")
        else:
            assert reply.status_code == 200, (version, reply.text)
            cluster.tags = tags
            self._begin(cluster, "Updating", reply)

    def _begin(self, cluster: Cluster, state: str, reply: httpx.Response) -> None:
        cluster.state, cluster.operation = state, _operation(reply)

    def _may_not_write(self, reply: httpx.Response) -> bool:
        if self.state == "Registered":
            return False
        self._refused(reply, "InvalidSubscriptionState")
        return True

    def _refused(self, reply: httpx.Response, code: str) -> None:
        assert reply.status_code == 400, reply.text
        assert reply.json()["error"]["code"] == code, reply.text

    def _put_subscription(self) -> httpx.Response:
        body = {"state": self.state, "properties": {"tenantId": self.subscription}}
        return self._send("PUT", f"/subscriptions/{self.subscription}", "2.0", body)

    def _path(self, name: str) -> str:
        path: str = self.server.cluster(name, self.subscription)
        return path

    def _location(self, rest: str, subscription: str = "") -> str:
        scope = f"/subscriptions/{subscription or self.subscription}/{PROVIDER}"
        return f"{scope}/locations/eastus/{rest}"

    def _send(
        self,
        method: str,
        path: str,
        version: str,
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        reply = (
            self.http.request(
                method, path, params={"api-version": version}, json=body, headers=headers
            )
            if body is not None
            else self.http.request(method, path, params={"api-version": version}, headers=headers)
        )
        assert reply.status_code < 500, reply.text
        return reply


def _operation(reply: httpx.Response) -> str:
    return reply.headers["azure-asyncoperation"].partition("?")[0].rpartition("/")[2]


def _said(state: str, version: str) -> str:
    return SPELLED.get(version, "Failed") if state == "Canceled" else state


def _without_what_is_only_read(shown: dict[str, Any]) -> dict[str, Any]:
    body = {key: value for key, value in shown.items() if key != "systemData"}
    properties = {**body["properties"]}
    for name in ("provisioningState", "workerProfilesStatus"):
        properties.pop(name, None)
    return {**body, "properties": properties}


def _as_shown(properties: dict[str, Any]) -> dict[str, Any]:
    """Without secrets, and with the managed group's id as it is kept."""
    kept = {**properties, "clusterProfile": {**properties["clusterProfile"]}}
    del kept["clusterProfile"]["pullSecret"]
    kept["clusterProfile"]["resourceGroupId"] = kept["clusterProfile"]["resourceGroupId"].lower()
    if "servicePrincipalProfile" in kept:
        principal = {**kept["servicePrincipalProfile"]}
        del principal["clientSecret"]
        kept["servicePrincipalProfile"] = principal
    return kept


def _contains(shown: Any, said: Any, where: str = "") -> None:
    if isinstance(said, dict):
        for name, inner in said.items():
            assert name in shown, f"{where}.{name} is lost"
            _contains(shown[name], inner, f"{where}.{name}")
    elif isinstance(said, list):
        assert len(shown) == len(said), where
        for number, (one, other) in enumerate(zip(shown, said, strict=True)):
            _contains(one, other, f"{where}[{number}]")
    else:
        assert shown == said, f"{where}: {shown!r} instead of {said!r}"


def test_clients_of_every_version_see_one_truth(
    fuzzed: Any, example_body: Any, seconds: int
) -> None:
    examples = max(20, seconds // 2)
    run_state_machine_as_test(
        lambda: Clients(fuzzed, example_body),
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=seconds == 0,
            suppress_health_check=list(HealthCheck),
        ),
    )
