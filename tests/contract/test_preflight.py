"""What a deployment is told before it begins (frontend.md 14): always 200, the verdict inside."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from aro_api.versions import VERSIONS
from aro_rp.clock import SeededIds
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.preflight import Preflight
from aro_rp.frontend.releases import Releases
from aro_rp.frontend.resources import version_api

Refusal = Callable[[Any], tuple[int, str, str]]
AsKnownTo = Callable[[str, Any], Any]
Resource = Callable[..., Any]

TYPE = "Microsoft.RedHatOpenShift/openShiftClusters"
NEWEST = "2025-07-25"
OTHER = "00000000-0000-0000-0000-000000000002"


def path(rp: Any) -> str:
    return f"{rp.group}/{rp.provider}/deployments/template/preflight"


@pytest.fixture
def resource(rp: Any, wanted: dict[str, Any], as_known_to: AsKnownTo) -> Resource:
    """The cluster as a template holds it; what is given beside takes the place of a member."""

    def make(version: str = NEWEST, body: Any = None, **beside: Any) -> Any:
        return {
            **copy.deepcopy(as_known_to(version, body or wanted)),
            "id": rp.cluster(),
            "name": "demo",
            "type": TYPE,
            "apiVersion": version,
            **beside,
        }

    return make


async def verdict(rp: Any, *resources: Any, **more: Any) -> Any:
    reply = await rp.send("POST", path(rp), {"resources": list(resources)}, **more)
    assert reply.status_code == 200, reply.text
    assert reply.json().keys() <= {"status", "error"}
    return reply.json()


async def refused(rp: Any, *resources: Any) -> Any:
    """The error of a failed preflight, which has written nothing."""
    before = await rp.contents()
    said = await verdict(rp, *resources)
    assert await rp.contents() == before
    assert said["status"] == "Failed"
    assert said["error"]["message"]
    return said["error"]


@pytest.mark.parametrize("version", sorted(VERSIONS))
async def test_a_good_cluster_succeeds_in_every_version_and_leaves_nothing_behind(
    rp: Any, resource: Resource, version: str
) -> None:
    before = await rp.contents()
    assert await verdict(rp, resource(version)) == {"status": "Succeeded"}
    assert await rp.contents() == before


@pytest.mark.parametrize("version", sorted(VERSIONS))
async def test_a_cluster_that_is_there_may_be_deployed_again(
    rp: Any, wanted: dict[str, Any], as_known_to: AsKnownTo, resource: Resource, version: str
) -> None:
    await rp.created(as_known_to(version, wanted), version=version)
    await rp.settle()
    before = await rp.contents()
    assert await verdict(rp, resource(version)) == {"status": "Succeeded"}
    assert await rp.contents() == before


@pytest.mark.parametrize(
    "content",
    [b"{", b"", b"[]", b"3", b'"x"', b'{"resources":{}}', b'{"resources":[1]}'],
)
async def test_an_envelope_that_cannot_be_read_fails(rp: Any, content: bytes) -> None:
    json_type = {"content-type": "application/json"}
    reply = await rp.send("POST", path(rp), content=content, headers=json_type)
    assert reply.status_code == 200
    assert reply.json()["status"] == "Failed"
    assert reply.json()["error"].keys() == {"message"}


@pytest.mark.parametrize("envelope", [{}, {"resources": []}, {"resources": None}])
async def test_nothing_to_check_is_fine(rp: Any, envelope: Any) -> None:
    reply = await rp.send("POST", path(rp), envelope)
    assert (reply.status_code, reply.json()) == (200, {"status": "Succeeded"})


@pytest.mark.parametrize(
    "beside",
    [{"id": 1}, {"name": []}, {"type": 1}, {"location": 1}, {"apiVersion": 1}, {"properties": "x"}],
)
async def test_a_resource_whose_metadata_cannot_be_read_fails(
    rp: Any, resource: Resource, beside: Any
) -> None:
    assert (await refused(rp, resource(**beside))).keys() == {"message"}


async def test_other_types_are_skipped_and_types_compare_without_case(
    rp: Any, resource: Resource
) -> None:
    other = {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "x", "id": "y"}
    assert await verdict(rp, other) == {"status": "Succeeded"}
    assert await verdict(rp, {}) == {"status": "Succeeded"}
    assert "message" in await refused(rp, other, resource(type=TYPE.upper(), location="mars"))


@pytest.mark.parametrize(
    "id",
    [
        "",
        "demo",
        f"/subscriptions/{OTHER}/resourceGroups/x/providers/{TYPE}/demo",
        "{group}/providers/Microsoft.Network/virtualNetworks/demo",
        "{group}/providers/" + TYPE + "/demo/more/x",
        "{group}s and others/providers/" + TYPE + "/demo",
        "{group}/providers/" + TYPE + "/demo\n",
        "{group}/providers/" + TYPE + "/d\u212amo",
        "{group}/providers/" + TYPE + "/de%6Do",
    ],
)
async def test_an_id_that_is_no_clusters_fails(rp: Any, resource: Resource, id: str) -> None:
    error = await refused(rp, resource(id=id.replace("{group}", rp.group)))
    assert error.keys() == {"message"}
    assert error["message"].startswith("400: NotFound: id: ")
    assert "not found for the id" in error["message"]


async def test_an_unknown_version_of_a_resource_fails(rp: Any, resource: Resource) -> None:
    for version in ("2031-01-01", "", None, "admin"):
        error = await refused(rp, resource(apiVersion=version))
        assert error.keys() == {"message"}


async def test_a_resource_that_does_not_fit_its_version_fails(rp: Any, resource: Resource) -> None:
    error = await refused(rp, resource(NEWEST, apiVersion="2020-04-30"))
    assert "code" not in error
    assert "fipsValidatedModules" in str(error)


@pytest.mark.parametrize("version", ["4.0.0", "latest"])
async def test_a_release_that_is_not_on_offer_has_a_code(
    rp: Any, resource: Resource, version: str
) -> None:
    asked = resource()
    asked["properties"]["clusterProfile"]["version"] = version
    error = await refused(rp, asked)
    assert error["code"] == "InvalidParameter"
    assert version in error["message"]


async def test_without_a_default_release_one_must_be_named(
    bare_rp: Any, wanted: dict[str, Any]
) -> None:
    del wanted["properties"]["clusterProfile"]["version"]
    asked = {**wanted, "id": bare_rp.cluster(), "type": TYPE, "apiVersion": NEWEST}
    error = await refused(bare_rp, asked)
    assert error["code"] == "InvalidParameter"


async def test_the_default_release_is_filled_in(rp: Any, resource: Resource) -> None:
    asked = resource()
    del asked["properties"]["clusterProfile"]["version"]
    assert await verdict(rp, asked) == {"status": "Succeeded"}


@pytest.mark.parametrize("version", sorted(VERSIONS))
async def test_a_broken_rule_is_told_in_the_sentence_alone(
    rp: Any, resource: Resource, version: str
) -> None:
    error = await refused(rp, resource(version, location="mars"))
    assert error.keys() == {"message"}
    assert error["message"].startswith("400: InvalidParameter: location: ")


async def test_all_broken_rules_are_in_the_details(rp: Any, resource: Resource) -> None:
    asked = resource(location="mars")
    asked["properties"]["clusterProfile"]["domain"] = "-"
    error = await refused(rp, asked)
    targets = [detail["target"] for detail in error["details"]]
    assert targets == ["location", "properties.clusterProfile.domain"]
    assert error.keys() == {"message", "details"}


@pytest.mark.parametrize("version", sorted(VERSIONS))
async def test_a_change_that_is_not_allowed_is_told_in_the_sentence_alone(
    rp: Any, wanted: dict[str, Any], as_known_to: AsKnownTo, resource: Resource, version: str
) -> None:
    await rp.created(as_known_to(version, wanted), version=version)
    await rp.settle()
    asked = resource(version)
    asked["properties"]["clusterProfile"]["domain"] = "other"
    error = await refused(rp, asked)
    assert error.keys() == {"message"}
    code, target = "PropertyChangeNotAllowed", "properties.clusterProfile.domain"
    assert error["message"].startswith(f"400: {code}: {target}: ")


async def test_a_template_must_be_whole_for_a_cluster_that_is_there(
    rp: Any, wanted: dict[str, Any], resource: Resource
) -> None:
    await rp.created(wanted)
    await rp.settle()
    asked = resource()
    del asked["properties"]["workerProfiles"]
    error = await refused(rp, asked)
    where = "properties.workerProfiles"
    assert error["message"].startswith(f"400: PropertyChangeNotAllowed: {where}: ")


async def test_identities_that_do_not_match_have_a_code(
    rp: Any, workload: dict[str, Any], resource: Resource
) -> None:
    assert await verdict(rp, resource(NEWEST, workload)) == {"status": "Succeeded"}
    profile = workload["properties"]["platformWorkloadIdentityProfile"]
    profile["platformWorkloadIdentities"].popitem()
    error = await refused(rp, resource(NEWEST, workload))
    assert error["code"] == "InvalidParameter"
    assert "PlatformWorkloadIdentityMismatch" in error["message"]


async def test_identities_of_a_release_without_a_role_set_have_a_code(
    rp: Any, workload: dict[str, Any], resource: Resource
) -> None:
    workload["properties"]["clusterProfile"]["version"] = "4.18.22"
    error = await refused(rp, resource(NEWEST, workload))
    assert error["code"] == "InvalidParameter"


async def test_the_first_failure_is_the_answer(rp: Any, resource: Resource) -> None:
    error = await refused(rp, resource(location="mars"), resource(location="venus"))
    assert "mars" in error["message"]
    assert "mars" in (await refused(rp, resource(), resource(location="mars")))["message"]


async def test_each_resource_has_a_version_of_its_own(rp: Any, resource: Resource) -> None:
    asked = (resource("2020-04-30"), resource("2024-08-12-preview"))
    assert await verdict(rp, *asked, version="2022-04-01") == {"status": "Succeeded"}


async def test_what_a_template_says_to_arm_is_no_part_of_the_cluster(
    rp: Any, resource: Resource
) -> None:
    asked = resource(dependsOn=["x"], comments="c", condition=True)
    assert await verdict(rp, asked) == {"status": "Succeeded"}


async def test_no_subscription_is_asked_for(
    bare_rp: Any, wanted: dict[str, Any], resource: Resource
) -> None:
    """A rule speaks although the subscription is not registered."""
    asked = resource(location="mars")
    asked["properties"]["clusterProfile"]["version"] = ""
    assert "InvalidParameter" in str(await refused(bare_rp, asked))


@pytest.mark.parametrize("version", ["", "2031-01-01"])
async def test_the_request_itself_needs_a_version(rp: Any, refusal: Refusal, version: str) -> None:
    reply = await rp.send("POST", path(rp), {"resources": []}, version=version)
    assert refusal(reply) == (400, "InvalidResourceType", "")
    assert "preflight" in reply.json()["error"]["message"]


async def test_the_path_is_checked_like_any_other(rp: Any, refusal: Refusal) -> None:
    for old, new, code in (
        ("Microsoft.RedHatOpenShift", "Microsoft.Other", "InvalidResourceNamespace"),
        (rp.subscription, "x", "InvalidSubscriptionID"),
        ("customer", "x.", "ResourceGroupNotFound"),
    ):
        reply = await rp.send("POST", path(rp).replace(old, new), {"resources": []})
        assert refusal(reply) == (400, code, "")


async def test_only_post_and_only_json(rp: Any, refusal: Refusal) -> None:
    reply = await rp.send("GET", path(rp))
    assert (reply.status_code, reply.headers["allow"], reply.content) == (405, "POST", b"")
    text = {"content-type": "text/plain"}
    reply = await rp.send("POST", path(rp), content=b"x", headers=text)
    assert refusal(reply) == (415, "UnsupportedMediaType", "")


async def test_secrets_in_a_template_are_not_told(rp: Any, resource: Resource) -> None:
    asked = resource()
    asked["properties"]["clusterProfile"]["pullSecret"] = "PULL-SECRET-TEXT"
    asked["properties"]["servicePrincipalProfile"]["clientId"] = "x"
    error = await refused(rp, asked)
    assert "SECRET-TEXT" not in str(error)


async def test_development_takes_the_smallest_workers_only(rp: Any, resource: Resource) -> None:
    """What the process is told reaches the rules."""
    config = FrontendConfig("eastus", "eastus.aroapp.io", require_d2s_workers=True)
    apis = {NEWEST: version_api(VERSIONS[NEWEST], VERSIONS[NEWEST].routes())}
    releases = Releases(rp.databases)
    preflight = Preflight(rp.databases, config, releases, SeededIds(4), apis, PathChecks(config))
    names = ("subscription_id", "resource_group_name", "resource_provider_namespace")
    for size, status in (("Standard_D2s_v5", "Succeeded"), ("Standard_D4s_v3", "Failed")):
        asked = resource()
        asked["properties"]["workerProfiles"][0]["vmSize"] = size
        scope = {"method": "POST", "path": path(rp), "query_string": b"", "headers": []}
        call = Call(scope, SeededIds(5).uuid(), rp.clock.now())
        call.body = json.dumps({"resources": [asked]}).encode()
        reply = await preflight.check(call, deployment_name="x", **dict.fromkeys(names, ""))
        assert json.loads(reply.body)["status"] == status
