from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aro_api.internal.models import (
    AsyncOperationDocument,
    CorrelationData,
    Install,
    Journal,
    OpenShiftClusterDocument,
    StepRecord,
)
from aro_rp.arm.errors import ArmError, Problem
from aro_rp.backend import outcomes

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLOUD = ArmError(
    400, Problem("QuotaExceeded", "No cores left.", "properties", (Problem("a", "b"),))
)


def cluster(state, **properties) -> OpenShiftClusterDocument:
    doc = OpenShiftClusterDocument(
        id="id",
        async_operation_id="op",
        dequeues=3,
        correlation_data=CorrelationData(correlation_id="c"),
        journal=Journal(plan="p", operation="op"),
    )
    doc.open_shift_cluster.properties.provisioning_state = state
    for name, value in properties.items():
        setattr(doc.open_shift_cluster.properties, name, value)
    return doc


def ended(doc, ending) -> OpenShiftClusterDocument:
    outcomes.end_document(doc, ending)
    return doc


@pytest.mark.parametrize("state", ["Creating", "Updating", "Deleting"])
def test_a_failure_names_the_state_that_failed_and_keeps_counter_and_journal(state):
    doc = cluster(state, last_provisioning_state="Succeeded", maintenance_task="Everything")
    ended(doc, outcomes.failed(doc, CLOUD))
    properties = doc.open_shift_cluster.properties
    assert properties.provisioning_state == "Failed"
    assert properties.failed_provisioning_state == state
    assert doc.dequeues == 3
    assert doc.journal is not None
    assert (doc.async_operation_id, doc.correlation_data) == ("", None)
    assert (properties.last_provisioning_state, properties.maintenance_task) == ("", "")


def test_a_success_clears_what_belonged_to_the_operation():
    doc = cluster("Updating", failed_provisioning_state="Creating")
    ended(doc, outcomes.succeeded(doc))
    properties = doc.open_shift_cluster.properties
    assert (properties.provisioning_state, properties.failed_provisioning_state) == (
        "Succeeded",
        "",
    )
    assert (doc.dequeues, doc.async_operation_id, doc.journal) == (0, "", None)


def test_the_bootstrap_phase_hands_over_in_one_write():
    doc = cluster("Creating", install=Install(phase=0), last_provisioning_state="")
    ending = outcomes.succeeded(doc)
    ended(doc, ending)
    properties = doc.open_shift_cluster.properties
    assert not ending.is_terminal
    assert (properties.provisioning_state, properties.install.phase) == ("Creating", 1)
    assert (doc.dequeues, doc.async_operation_id) == (0, "op")
    assert doc.correlation_data is not None
    assert doc.journal is not None


def test_the_last_phase_is_finished_and_succeeded_in_one_write():
    doc = cluster("Creating", install=Install(phase=1))
    ended(doc, outcomes.succeeded(doc))
    assert doc.open_shift_cluster.properties.install is None
    assert doc.open_shift_cluster.properties.provisioning_state == "Succeeded"


@pytest.mark.parametrize("phase", [0, 1])
def test_a_failed_create_keeps_its_phase(phase):
    doc = cluster("Creating", install=Install(phase=phase))
    ended(doc, outcomes.failed(doc, CLOUD))
    assert doc.open_shift_cluster.properties.install.phase == phase


def test_an_admin_update_of_a_half_created_cluster_leaves_its_installation_alone():
    doc = cluster("AdminUpdating", install=Install(phase=0), last_provisioning_state="Failed")
    ending = outcomes.succeeded(doc)
    assert ending.is_terminal
    ended(doc, ending)
    assert doc.open_shift_cluster.properties.install == Install(phase=0)


@pytest.mark.parametrize(
    ("last", "failed_before", "error", "state", "failed_after", "admin_error", "dequeues"),
    [
        ("Succeeded", "", None, "Succeeded", "", "", 0),
        ("Failed", "Updating", None, "Failed", "Updating", "", 3),
        ("Succeeded", "", CLOUD, "Succeeded", "AdminUpdating", str(CLOUD), 0),
        ("Failed", "Creating", CLOUD, "Failed", "Creating", str(CLOUD), 3),
        ("", "", CLOUD, "Failed", "AdminUpdating", str(CLOUD), 3),
    ],
)
def test_an_admin_update_restores_the_state_it_found(
    last, failed_before, error, state, failed_after, admin_error, dequeues
):
    doc = cluster(
        "AdminUpdating",
        last_provisioning_state=last,
        failed_provisioning_state=failed_before,
        last_admin_update_error="old",
        maintenance_state="Planned",
    )
    ended(doc, outcomes.failed(doc, error) if error else outcomes.succeeded(doc))
    properties = doc.open_shift_cluster.properties
    assert properties.provisioning_state == state
    assert properties.failed_provisioning_state == failed_after
    assert properties.last_admin_update_error == admin_error
    assert properties.maintenance_state == ("Planned" if error else "None")
    assert doc.dequeues == dequeues


def test_an_update_leaves_the_last_admin_error_alone():
    doc = cluster("Updating", last_admin_update_error="old")
    ended(doc, outcomes.failed(doc, CLOUD))
    assert doc.open_shift_cluster.properties.last_admin_update_error == "old"


def completed(doc, ending) -> AsyncOperationDocument:
    operation = AsyncOperationDocument(id="op")
    operation.async_operation.status = doc.open_shift_cluster.properties.provisioning_state
    outcomes.complete_operation(operation, doc, ending, NOW)
    return operation


def test_a_cloud_error_is_shown_whole():
    doc = cluster("Updating")
    done = completed(doc, outcomes.failed(doc, CLOUD)).async_operation
    assert (done.status, done.end_time) == ("Failed", NOW)
    assert (done.error.code, done.error.message) == ("QuotaExceeded", "No cores left.")
    assert (done.error.target, done.error.details[0].code) == ("properties", "a")
    assert done.error.details[0].details is None


def test_any_other_error_stays_inside():
    doc = cluster("Updating")
    done = completed(doc, outcomes.failed(doc, RuntimeError("swordfish"))).async_operation
    assert (done.error.code, done.error.message) == (
        "InternalServerError",
        "Internal server error.",
    )


def test_a_step_that_did_not_fail_is_not_blamed():
    doc = cluster("Updating")
    doc.journal.steps = {"fixSSH": StepRecord(started=NOW)}
    done = completed(doc, outcomes.too_many_dequeues(doc)).async_operation
    assert done.error.message == "Internal server error."


def test_any_other_error_of_a_step_tells_which_one_it_was():
    doc = cluster("Updating")
    doc.journal.steps = {
        "startVMs": StepRecord(started=NOW, outcome="Done", error="ignored"),
        "fixSSH": StepRecord(started=NOW, outcome="Failed", error="RuntimeError"),
    }
    done = completed(doc, outcomes.failed(doc, RuntimeError("swordfish"))).async_operation
    assert done.error.code == "InternalServerError"
    assert "in step 'fixSSH'" in done.error.message
    doc.async_operation_id = "another"
    done = completed(doc, outcomes.failed(doc, RuntimeError("swordfish"))).async_operation
    assert done.error.message == "Internal server error."


def test_the_result_is_the_cluster_as_it_ends():
    doc = cluster("Creating", install=Install(phase=1))
    operation = completed(doc, outcomes.succeeded(doc))
    properties = operation.open_shift_cluster.properties
    assert (properties.provisioning_state, properties.install) == ("Succeeded", None)
    assert doc.open_shift_cluster.properties.provisioning_state == "Creating"


def test_the_result_of_a_failed_admin_update_is_the_operations_not_the_clusters():
    doc = cluster("AdminUpdating", last_provisioning_state="Succeeded")
    operation = completed(doc, outcomes.failed(doc, CLOUD))
    properties = operation.open_shift_cluster.properties
    assert (operation.async_operation.status, properties.provisioning_state) == ("Failed", "Failed")
    assert (properties.failed_provisioning_state, properties.last_provisioning_state) == (
        "AdminUpdating",
        "",
    )


def test_the_result_of_an_admin_update_that_succeeded_shows_no_failure():
    failure = {"last_provisioning_state": "Failed", "failed_provisioning_state": "Updating"}
    doc = cluster("AdminUpdating", **failure)
    properties = completed(doc, outcomes.succeeded(doc)).open_shift_cluster.properties
    assert properties.provisioning_state == "Succeeded"
    assert properties.failed_provisioning_state == ""


def test_a_deleted_cluster_leaves_no_copy_of_itself():
    doc = cluster("Deleting")
    operation = completed(doc, outcomes.succeeded(doc))
    assert operation.async_operation.status == "Succeeded"
    assert operation.open_shift_cluster is None


def test_an_operation_ends_once():
    doc = cluster("Updating")
    operation = completed(doc, outcomes.failed(doc, CLOUD))
    outcomes.complete_operation(operation, doc, outcomes.succeeded(doc), NOW)
    assert operation.async_operation.status == "Failed"


@pytest.mark.parametrize(
    "end", [outcomes.succeeded, outcomes.canceled, lambda doc: outcomes.failed(doc, CLOUD)]
)
def test_a_recorded_ending_is_the_one_that_was_written(end):
    doc = cluster("Updating")
    ending = end(doc)
    found = outcomes.recorded(doc, completed(doc, ending))
    assert (found.operation, found.state) == (ending.operation, ending.state)
    assert (found.error is None) == (ending.error is None)
    if ending.error is not None:
        assert found.error.problem == ending.error.problem


def test_a_recorded_failure_without_an_error_was_ours():
    doc = cluster("Updating")
    operation = completed(doc, outcomes.failed(doc, CLOUD))
    operation.async_operation.error = None
    error = outcomes.recorded(doc, operation).error
    assert (error.status, error.problem.code) == (500, "InternalServerError")
    assert error.problem.message == "Internal server error."


def test_a_running_operation_has_no_recorded_ending():
    doc = cluster("Updating")
    operation = AsyncOperationDocument(id="op")
    operation.async_operation.status = "Updating"
    assert outcomes.recorded(doc, operation) is None


DENIED = "x NullOrInvalidGuidExcludePrincipalId y"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ArmError.of(400, "DeploymentFailed", DENIED), DENIED),
        (RuntimeError(DENIED), "Internal server error."),
    ],
)
def test_a_deny_assignment_error_is_our_fault(error, message):
    told = outcomes.as_told(error)
    assert isinstance(told, ArmError)
    assert (told.status, told.problem.code) == (500, "InternalServerError")
    assert told.problem.message == message


def test_a_create_that_goes_on_keeps_when_it_began():
    doc = cluster("Creating", install=Install(phase=1))
    outcomes.start_installation(doc, NOW)
    assert doc.open_shift_cluster.properties.install.phase == 1
    fresh = cluster("Creating")
    outcomes.start_installation(fresh, NOW)
    assert fresh.open_shift_cluster.properties.install == Install(now=NOW, phase=0)


def test_the_sixth_pick_up_says_how_often_it_was():
    doc = cluster("Updating")
    doc.dequeues = 6
    ending = outcomes.too_many_dequeues(doc)
    assert (ending.operation, ending.state) == ("Failed", "Failed")
    assert "dequeued 6 times" in str(ending.error)
