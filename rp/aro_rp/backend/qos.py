"""One record per operation for the service's quality figures (backend.md 4.2)."""

from __future__ import annotations

import structlog

from aro_api.internal.models import OpenShiftCluster, OpenShiftClusterDocument
from aro_rp.arm.errors import ArmError

from .outcomes import Ending, error_body

SUCCESS, USER_ERROR, SERVER_ERROR = "Success", "UserError", "InternalServerError"

_CLAIMS = "one of the claims 'puid' or 'altsecid' or 'oid' should be present"

log = structlog.get_logger(__name__)


def result_type(error: Exception | None) -> str:
    """Whose fault it was, by the HTTP status that the error carries."""
    if error is None:
        return SUCCESS
    status = 400 if _CLAIMS in str(error).lower() else http_status(error)
    if 200 <= status < 300:
        return SUCCESS
    return USER_ERROR if 0 < status < 500 else SERVER_ERROR


def http_status(error: Exception) -> int:
    """0 for an error that has none."""
    if isinstance(error, ArmError):
        return error.status
    status = getattr(error, "status_code", 0)
    return status if isinstance(status, int) else 0


def cluster_identity(cluster: OpenShiftCluster) -> str:
    properties = cluster.properties
    if properties.service_principal_profile is not None:
        return "serviceprincipal"
    if properties.platform_workload_identity_profile is not None:
        return "managedid"
    return "unknown"


def write_record(doc: OpenShiftClusterDocument, ending: Ending) -> None:
    """``doc`` as the worker held it. The text of errors that are no cloud errors is left out."""
    fields = {
        "LOGKIND": "asyncqos",
        "resultType": result_type(ending.error),
        "operationType": doc.open_shift_cluster.properties.provisioning_state,
        "clusterIdentity": cluster_identity(doc.open_shift_cluster),
    }
    if ending.error is not None:
        fields["errorDetails"] = _details(ending.error)
    log.info("operation ended", **fields)


def _details(error: Exception) -> str:
    if _CLAIMS in str(error).lower():
        return "InvalidServicePrincipalClaims: properties.servicePrincipalProfile"
    if not isinstance(error, ArmError):
        return f"{type(error).__name__}: {error_body(error).message}"
    return f"{error.problem.code}: {error.problem.target}: {error.problem.message}"
