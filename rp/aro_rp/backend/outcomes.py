"""How a pick-up of a cluster ends: backend.md 2 as pure changes of the documents.

Where we differ from upstream, on purpose:
- the last install step does not remove ``install``; the end of the plan does, in the write that
  makes the cluster Succeeded (hazard H3), and the hand-over to phase 1 is one write too;
- ``maintenanceState`` becomes None in the write that ends an admin update, not in one of its own;
- the journal is dropped with a success and kept with a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aro_api.internal.models import (
    AsyncOperationDocument,
    CloudErrorBody,
    Install,
    MaintenanceState,
    OpenShiftCluster,
    OpenShiftClusterDocument,
    ProvisioningState,
    StepOutcome,
)
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, Problem
from aro_rp.arm.long_running import TERMINAL, UNFINISHED

INTERNAL_ERROR = "Internal server error."
STEP_FAILED = (
    "Internal server error in step '{}'. Please retry, or if the issue persists open a support"
    " ticket."
)
BOOTSTRAP, REMOVE_BOOTSTRAP = 0, 1

_OUR_FAULT = "nullorinvalidguidexcludeprincipalid"


@dataclass(frozen=True, slots=True)
class Ending:
    """How one pick-up ended.

    ``operation`` is the operation type that metrics know, ``state`` the state that the operation
    ends in; ``error`` is set exactly when that is Failed or Canceled.
    """

    operation: str
    state: str
    error: Exception | None = None

    @property
    def is_terminal(self) -> bool:
        return self.state in TERMINAL


def succeeded(doc: OpenShiftClusterDocument) -> Ending:
    """A plan ran to its end; the bootstrap phase of a create hands over to the next one."""
    properties = doc.open_shift_cluster.properties
    was, install = properties.provisioning_state, properties.install
    if was == ProvisioningState.CREATING and install and install.phase == BOOTSTRAP:
        return Ending(was, was)
    return Ending(was, ProvisioningState.SUCCEEDED.value)


def failed(doc: OpenShiftClusterDocument, error: Exception) -> Ending:
    """A plan ended early."""
    was = doc.open_shift_cluster.properties.provisioning_state
    return Ending(was, ProvisioningState.FAILED.value, as_told(error))


def refused(error: Exception) -> Ending:
    """The plan could not even begin."""
    failed_state = ProvisioningState.FAILED.value
    return Ending(failed_state, failed_state, as_told(error))


def too_many_dequeues(doc: OpenShiftClusterDocument) -> Ending:
    """The operation was begun again and again and never came to an end."""
    return refused(RuntimeError(f"dequeued {doc.dequeues} times, failing"))


def canceled(doc: OpenShiftClusterDocument) -> Ending:
    """Somebody wanted it to stop; what was done stays."""
    was = doc.open_shift_cluster.properties.provisioning_state
    error = ArmError.of(409, Code.OPERATION_CANCELED, f"The operation '{was}' was canceled.")
    return Ending(was, ProvisioningState.CANCELED.value, error)


def recorded(doc: OpenShiftClusterDocument, operation: AsyncOperationDocument) -> Ending | None:
    """The ending that an earlier worker wrote to the operation before it died; None if none."""
    was, done = doc.open_shift_cluster.properties.provisioning_state, operation.async_operation
    if done.status not in TERMINAL:
        return None
    if done.status == ProvisioningState.SUCCEEDED:
        return Ending(was, done.status)
    if done.status == ProvisioningState.CANCELED:
        return canceled(doc)
    body = done.error or CloudErrorBody(code=Code.INTERNAL_SERVER_ERROR, message=INTERNAL_ERROR)
    return Ending(was, done.status, ArmError(500, _problem(body)))


def as_told(error: Exception) -> Exception:
    """The error as the user may see it: one known deny assignment error is ours, not theirs."""
    if _OUR_FAULT not in str(error).lower():
        return error
    if not isinstance(error, ArmError):
        return ArmError.of(500, Code.INTERNAL_SERVER_ERROR, INTERNAL_ERROR)
    p = error.problem
    return ArmError(500, Problem(Code.INTERNAL_SERVER_ERROR, p.message, p.target, p.details))


def error_body(error: Exception, step: str = "") -> CloudErrorBody:
    """What the operation's status shows; of errors that are no cloud errors only the step."""
    if isinstance(error, ArmError):
        return _body(error.problem)
    message = STEP_FAILED.format(step) if step else INTERNAL_ERROR
    return CloudErrorBody(code=Code.INTERNAL_SERVER_ERROR, message=message)


def failed_step(doc: OpenShiftClusterDocument) -> str:
    """The step that ended the operation; "" when none did."""
    journal = doc.journal
    if journal is None or journal.operation != doc.async_operation_id:
        return ""
    steps = reversed((journal.steps or {}).items())
    return next((name for name, one in steps if one.outcome == StepOutcome.FAILED), "")


def start_installation(doc: OpenShiftClusterDocument, now: datetime) -> None:
    """A create that begins notes when; one that goes on keeps what it noted."""
    properties = doc.open_shift_cluster.properties
    if properties.install is None:
        properties.install = Install(now=now, phase=BOOTSTRAP)


def end_document(doc: OpenShiftClusterDocument, ending: Ending) -> None:
    """The change that goes with giving the lease back (backend.md 2.2)."""
    properties = doc.open_shift_cluster.properties
    failed_state = _failed_state(doc, ending)
    target = _end_admin_update(doc, ending)
    if properties.provisioning_state == ProvisioningState.CREATING:
        _move_installation(doc, ending)
    properties.provisioning_state = target
    properties.failed_provisioning_state = failed_state
    properties.maintenance_task = ""
    if target != ProvisioningState.FAILED:
        doc.dequeues = 0
    if target in TERMINAL:
        properties.last_provisioning_state = ""
        doc.async_operation_id = doc.canceled_operation_id = ""
        doc.correlation_data = None
        doc.journal = doc.journal if ending.error else None


def complete_operation(
    operation: AsyncOperationDocument,
    doc: OpenShiftClusterDocument,
    ending: Ending,
    now: datetime,
) -> None:
    """Makes the operation terminal, once: an ending that is there already stays (2.3).

    A copy of the cluster as it ends is kept for the operation's result, save after a delete.
    """
    done = operation.async_operation
    if done.status in TERMINAL:
        return
    done.status = ending.state
    done.end_time = now
    if ending.error is not None:
        done.error = error_body(ending.error, failed_step(doc))
    if not is_deleted(doc, ending):
        operation.open_shift_cluster = _result(doc, ending)


def is_deleted(doc: OpenShiftClusterDocument, ending: Ending) -> bool:
    was = doc.open_shift_cluster.properties.provisioning_state
    return was == ProvisioningState.DELETING and ending.state == ProvisioningState.SUCCEEDED


def _failed_state(doc: OpenShiftClusterDocument, ending: Ending) -> str:
    properties = doc.open_shift_cluster.properties
    was = properties.provisioning_state
    if was != ProvisioningState.ADMIN_UPDATING:
        return was if ending.state in UNFINISHED else ""
    kept = properties.failed_provisioning_state
    return kept or (was if ending.error else "")


def _end_admin_update(doc: OpenShiftClusterDocument, ending: Ending) -> str:
    """The state to go to: an admin update leaves the cluster in the state it found."""
    properties = doc.open_shift_cluster.properties
    if properties.provisioning_state != ProvisioningState.ADMIN_UPDATING:
        return ending.state
    properties.last_admin_update_error = str(ending.error) if ending.error else ""
    if ending.error is None:
        properties.maintenance_state = MaintenanceState.NONE.value
    before = properties.last_provisioning_state
    return before if before in TERMINAL else ending.state


def _move_installation(doc: OpenShiftClusterDocument, ending: Ending) -> None:
    properties = doc.open_shift_cluster.properties
    if ending.state == ProvisioningState.SUCCEEDED:
        properties.install = None
    elif ending.state == ProvisioningState.CREATING and properties.install:
        properties.install.phase = REMOVE_BOOTSTRAP


def _result(doc: OpenShiftClusterDocument, ending: Ending) -> OpenShiftCluster:
    """The cluster with the operation's own state, which for an admin update is not its next."""
    copy = doc.model_copy(deep=True)
    end_document(copy, ending)
    properties = copy.open_shift_cluster.properties
    properties.provisioning_state = ending.state
    if ending.state == ProvisioningState.SUCCEEDED:
        properties.failed_provisioning_state = ""
    return copy.open_shift_cluster


def _body(problem: Problem) -> CloudErrorBody:
    return CloudErrorBody(
        code=problem.code,
        message=problem.message,
        target=problem.target,
        details=[_body(detail) for detail in problem.details] or None,
    )


def _problem(body: CloudErrorBody) -> Problem:
    details = tuple(_problem(detail) for detail in body.details or ())
    return Problem(body.code, body.message, body.target, details)
