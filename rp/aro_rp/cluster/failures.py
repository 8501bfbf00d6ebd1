"""What an error of Azure is to the customer (backend.md 7, 13, 26, 27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, Problem
from aro_rp.azure.errors import Fault, fault_of, holds, refers_to_group, service_error
from aro_rp.cluster.documents import uses_workload_identity

if TYPE_CHECKING:
    from aro_rp.cluster.context import ClusterContext

SP_PROFILE = "properties.servicePrincipalProfile"
ENCOUNTERED = "encountered error"
DELETE_BY_ID = "features.ResourcesClient#DeleteByID"

_CREDENTIALS = (
    "The provided service principal is invalid or has not the rights it needs. Check that the"
    " application exists, that its secret is right and has not expired, and that its role"
    " assignments are in place."
)
_IDENTITIES = (
    "A managed identity of the cluster, or the resource provider, has not the rights that the"
    " operation needs. Check that the identities exist and that their role assignments are in"
    " place."
)
_INTERNAL = "Internal server error."
_BAD_CREDENTIALS = ("unknown_application", "invalid_secret", "authorization_failed")


class Unauthorized(Exception):
    """Rights did not arrive in time; the plan's end knows what to make of the error inside."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = getattr(error, "error", None)
        self.inner = error


def rights_missing(error: Exception) -> Exception:
    """How a step that waited for rights ends; other errors stay as they are."""
    fault = fault_of(error)
    if fault and any(holds(fault, name) for name in (*_BAD_CREDENTIALS, "expired_secret")):
        return Unauthorized(error)
    return error


def explain(ctx: ClusterContext, error: Exception) -> Exception:
    """The error that ends a plan, as the customer is told it."""
    waited = isinstance(error, Unauthorized)
    inner = error.inner if isinstance(error, Unauthorized) else error
    fault = fault_of(inner)
    if fault is None:
        return inner
    if waited or any(holds(fault, name) for name in _BAD_CREDENTIALS):
        return _credentials(fault, ctx, SP_PROFILE if waited else ENCOUNTERED)
    if holds(fault, "identity_not_found"):
        return _invalid_credentials(ctx, ENCOUNTERED)
    return inner


def _credentials(fault: Fault, ctx: ClusterContext, target: str) -> ArmError:
    """Rights that we lack in the managed group are our fault, not the customer's (H26)."""
    if ctx.group and refers_to_group(fault, ctx.group):
        return ArmError.of(500, Code.INTERNAL_SERVER_ERROR, _INTERNAL)
    return _invalid_credentials(ctx, target)


def _invalid_credentials(ctx: ClusterContext, target: str) -> ArmError:
    """Code and target are the same for all clusters: clients know them."""
    message = _IDENTITIES if uses_workload_identity(ctx.properties) else _CREDENTIALS
    return ArmError.of(400, Code.INVALID_SERVICE_PRINCIPAL_CREDENTIALS, message, target)


def deployment_failed(error: Exception) -> Exception:
    """An ARM deployment error as 400 with the service's words; authorization errors stay raw."""
    fault = fault_of(error)
    if fault is None or not fault.status or holds(fault, "authorization"):
        return error
    detail = Problem(fault.code or Code.DEPLOYMENT_FAILED, service_error(fault))
    message = "Deployment of the cluster's Azure resources failed."
    return ArmError(400, Problem(Code.DEPLOYMENT_FAILED, message, details=(detail,)))


def group_refused(error: Exception) -> Exception:
    """A policy that forbids the managed resource group."""
    fault = fault_of(error)
    if fault is None or not holds(fault, "policy_denied"):
        return error
    detail = Problem(Code.REQUEST_DISALLOWED_BY_POLICY, service_error(fault))
    message = "A policy does not allow the cluster's resource group."
    return ArmError(400, Problem(Code.DEPLOYMENT_FAILED, message, details=(detail,)))


def subnet_refused(error: Exception, subnet: str) -> Exception:
    """A policy that forbids a change of a subnet."""
    fault = fault_of(error)
    if fault is None or not holds(fault, "policy_denied"):
        return error
    detail = Problem(Code.REQUEST_DISALLOWED_BY_POLICY, service_error(fault))
    message = f"A policy does not allow the change of subnet '{subnet}' that the cluster needs."
    return ArmError(400, Problem(Code.REQUEST_DISALLOWED_BY_POLICY, message, details=(detail,)))


def vnet_missing(vnet: str) -> ArmError:
    return ArmError.of(400, Code.INVALID_LINKED_VNET, f"The vnet '{vnet}' could not be found.")


def subnet_missing(subnet: str) -> ArmError:
    message = f"The subnet '{subnet}' could not be found."
    return ArmError.of(400, Code.INVALID_LINKED_SUBNET, message)


_DELETIONS = (
    ("load_balancer_with_private_link_service", 400,
     Code.CANNOT_DELETE_LOAD_BALANCER_WITH_PRIVATE_LINK_SERVICE),
    ("authorization_failed", 403, Code.FORBIDDEN),
    ("subnet_in_use", 400, Code.IN_USE_SUBNET_CANNOT_BE_DELETED),
    ("scope_locked", 409, Code.SCOPE_LOCKED),
)  # fmt: skip


def deletion_refused(error: Exception) -> Exception:
    """A resource of the managed group that cannot be deleted."""
    fault = fault_of(error)
    for name, status, code in _DELETIONS if fault else ():
        if fault and holds(fault, name):
            message = str(fault.body.get("message") or fault.text)
            return ArmError.of(status, code, message, DELETE_BY_ID)
    return error
