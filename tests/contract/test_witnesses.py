"""What is left behind of every request: result lines, audit records, figures (frontend.md 2-4)."""

from __future__ import annotations

from typing import Any

import pytest

from aro_rp.frontend.call import LONGEST_PATH


async def test_a_cluster_request_is_judged(rp: Any, wanted: dict[str, Any]) -> None:
    await rp.send("PUT", rp.cluster(), wanted)
    line = rp.lines[-1]
    judged = (line["LOGKIND"], line["operationType"], line["resultType"])
    assert judged == ("frontendqos", "PUT", "Success")
    assert "errorDetails" not in line
    correlation = (await rp.stored()).correlation_data
    assert correlation is not None
    assert line["operation_id"] == correlation.operation_id
    await rp.send("GET", rp.cluster("missing"))
    line = rp.lines[-1]
    assert line["resultType"] == "UserError"
    assert line["errorDetails"].startswith("404: ResourceNotFound: : The Resource ")
    await rp.send("GET", rp.cluster(), version="1999-01-01")
    line = rp.lines[-1]
    assert (line["response_status_code"], line["resultType"]) == (400, "UserError")


@pytest.mark.parametrize(
    ("method", "path", "judged"),
    [
        ("GET", "openShiftVersions/4.17.27", True),
        ("GET", "platformWorkloadIdentityRoleSets/4.17", True),
        ("GET", "openShiftVersions", False),
        ("GET", "operationsstatus/00000000-0000-0000-0000-000000000009", False),
    ],
)
async def test_so_are_reads_of_one_version_and_one_role_set(
    rp: Any, method: str, path: str, judged: bool
) -> None:
    await rp.send(method, rp.location(path))
    assert ("LOGKIND" in rp.lines[-1]) is judged
    assert judged or "errorDetails" not in rp.lines[-1]


async def test_a_reader_who_has_it_already_is_a_success(rp: Any, wanted: dict[str, Any]) -> None:
    await rp.created(wanted)
    etag = (await rp.send("GET", rp.cluster())).headers["etag"]
    reply = await rp.send("GET", rp.cluster(), headers={"if-none-match": etag})
    assert reply.status_code == 304
    assert (rp.lines[-1]["resultType"], rp.records[-1]["ResultType"]) == ("Success", "Success")


async def test_a_deleted_cluster_is_judged_by_its_status_alone(rp: Any) -> None:
    await rp.send("DELETE", rp.cluster("missing"))
    line = rp.lines[-1]
    assert (line["operationType"], line["resultType"]) == ("DELETE", "Success")
    assert "errorDetails" not in line


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/subscriptions/{S}/{P}/openShiftClusters", "openshiftclusters"),
        ("/subscriptions/{S}/resourceGroups/g/{P}/openShiftClusters", "openshiftclusters"),
        ("/subscriptions/{S}/resourceGroups/g/{P}/openShiftClusters/x", "openshiftclusters"),
        (
            "/subscriptions/{S}/resourceGroups/g/{P}/openShiftClusters/x/detectors",
            "openshiftclusters",
        ),
        ("/admin/{P}/openShiftClusters", "openshiftclusters"),
        ("/subscriptions/{S}", ""),
        ("/{P}/operations", "operations"),
    ],
)
async def test_an_audit_record_names_the_type_of_its_target(rp: Any, path: str, kind: str) -> None:
    whole = path.format(S=rp.subscription, P=rp.provider)
    await rp.send("GET", whole)
    assert rp.records[-1]["TargetResources"] == [{"Name": whole, "Type": kind}]


async def test_every_request_is_audited(rp: Any, wanted: dict[str, Any]) -> None:
    headers = {"x-ms-correlation-request-id": "c\x7fi", "user-agent": "the agent"}
    reply = await rp.send("PUT", rp.cluster("Demo"), wanted, headers=headers)
    record = rp.records[-1]
    assert record["LOGKIND"] == "ifxaudit"
    assert record["OperationName"] == f"PUT {rp.cluster('Demo')}"
    assert record["RequestID"] == reply.headers["x-ms-request-id"]
    assert record["CorrelationID"] == "ci"
    assert {name: record[name] for name in record if name.startswith("env_cloud_")} == {
        "env_cloud_name": "AzureCloud",
        "env_cloud_role": "RP",
        "env_cloud_roleInstance": "here",
        "env_cloud_location": "eastus",
    }
    assert (record["env_name"], record["Category"]) == ("AzureCloud", "ResourceManagement")
    assert record["env_time"].endswith("Z")
    assert (record["ResultType"], record["IsAdminOperation"]) == ("Success", False)
    assert record["CallerIdentities"] == [
        {
            "CallerIdentityType": "ApplicationID",
            "CallerIdentityValue": "the agent",
            "CallerIpAddress": "127.0.0.1",
        }
    ]
    assert record["TargetResources"] == [{"Name": rp.cluster("Demo"), "Type": "openshiftclusters"}]
    await rp.send("GET", rp.cluster("missing"))
    assert rp.records[-1]["ResultType"] == "Fail"
    assert rp.records[-1]["ResultDescription"] == "Status code: 404"
    await rp.raw("GET", rp.cluster(), query=b"")
    assert rp.records[-1]["ResultDescription"] == "Status code: 400"
    assert rp.records[-1]["ResultType"] == "Fail"
    assert rp.records[-1]["CallerIdentities"][0]["CallerIdentityValue"] == ""


async def test_an_sre_is_audited_by_name_and_readiness_not_at_all(rp: Any) -> None:
    headers = {"x-ms-client-principal-name": "sre@example"}
    await rp.send("GET", rp.cluster(), version="admin", headers=headers)
    record = rp.records[-1]
    assert record["IsAdminOperation"] is True
    assert record["CallerIdentities"][0]["CallerIdentityValue"] == "sre@example"
    assert rp.lines[-1]["client_principal_name"] == "sre@example"
    await rp.send("GET", rp.cluster(), headers=headers)
    assert rp.records[-1]["CallerIdentities"][0]["CallerIdentityType"] == "ApplicationID"
    assert "client_principal_name" not in rp.lines[-1]
    count = len(rp.records)
    await rp.send("GET", "/healthz/ready", query="")
    assert len(rp.records) == count


async def test_two_figures_say_verb_version_code_and_route(rp: Any) -> None:
    await rp.send("GET", rp.cluster("missing"))
    dimensions = {
        "verb": "GET",
        "api-version": rp.version,
        "code": "404",
        "route": "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/"
        "Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}",
    }
    (count, duration) = rp.figures[-2:]
    assert count == ("frontend.count", 1, dimensions)
    assert (duration[0], duration[2]) == ("frontend.duration", dimensions)
    await rp.send("GET", rp.cluster("missing"), version="2001-01-01")
    dimensions = rp.figures[-1][2]
    assert (dimensions["api-version"], dimensions["route"]) == ("2001-01-01", "")


async def test_who_may_not_speak_learns_nothing(rp: Any, refusal: Any) -> None:
    """Authentication comes before every other check, and readiness before authentication."""
    rp.door.opened = False
    try:
        for method, path, more in (
            ("GET", rp.cluster(), {}),
            ("GET", "/nowhere", {}),
            ("GET", "/subscriptions/not-a-guid/x", {}),
            ("PUT", rp.cluster(), {"content": b"x", "headers": {"content-type": "text/plain"}}),
            ("PUT", f"/subscriptions/{rp.subscription}", {"body": {"state": "Deleted"}}),
            ("GET", rp.cluster(), {"version": "2001-01-01"}),
        ):
            reply = await rp.send(method, path, **more)
            assert refusal(reply) == (403, "Forbidden", ""), path
            assert rp.records[-1]["ResultDescription"] == "Status code: 403"
        reply = await rp.send("GET", "/healthz/ready", query="")
        assert reply.status_code != 403
    finally:
        rp.door.opened = True


async def test_a_name_outside_ascii_passes_for_no_other_in_the_log(rp: Any) -> None:
    """The Kelvin sign's lower case is a k, but the cluster that was asked for is not k's."""
    await rp.send("GET", rp.cluster("\N{KELVIN SIGN}"))
    line = rp.lines[-1]
    assert line["resource_name"] == "\N{KELVIN SIGN}"
    assert line["resource_id"].endswith("/\N{KELVIN SIGN}")


async def test_of_a_path_without_end_the_beginning_is_told(rp: Any) -> None:
    """What is known of paths is kept: whoever can connect could fill the memory with them."""
    path = "/subscriptions/" + "x" * (LONGEST_PATH + 1)
    reply = await rp.send("GET", path)
    assert (reply.status_code, reply.json()["error"]["code"]) == (414, "UriTooLong")
    assert rp.lines[-1]["request_path"] == path[:LONGEST_PATH]
    reply = await rp.send("GET", rp.cluster("missing"), headers={"user-agent": "a" * 5000})
    assert len(rp.lines[-1]["request_user_agent"]) == 1024
    await rp.send("GET", "/admin/x", headers={"x-ms-client-principal-name": "p" * 5000})
    assert len(rp.lines[-1]["client_principal_name"]) == 1024
    reply = await rp.send("GET", "/subscriptions/" + "x" * (LONGEST_PATH - len("/subscriptions/")))
    assert reply.json()["error"]["code"] == "InvalidSubscriptionID"
