# Made by AutoRest from api-version 2022-09-04, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
# pylint: disable=wrong-import-position

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._patch import *  # pylint: disable=unused-wildcard-import


from ._models_py3 import (  # type: ignore
    APIServerProfile,
    CloudErrorBody,
    ClusterProfile,
    ConsoleProfile,
    Display,
    IngressProfile,
    MasterProfile,
    NetworkProfile,
    OpenShiftCluster,
    OpenShiftClusterAdminKubeconfig,
    OpenShiftClusterCredentials,
    OpenShiftClusterList,
    OpenShiftClusterUpdate,
    OpenShiftVersion,
    OpenShiftVersionList,
    Operation,
    OperationList,
    ProxyResource,
    Resource,
    ServicePrincipalProfile,
    SystemData,
    TrackedResource,
    WorkerProfile,
)

from ._azure_red_hat_open_shift_client_enums import (  # type: ignore
    CreatedByType,
    EncryptionAtHost,
    FipsValidatedModules,
    ProvisioningState,
    Visibility,
)
from ._patch import __all__ as _patch_all
from ._patch import *
from ._patch import patch_sdk as _patch_sdk

__all__ = [
    "APIServerProfile",
    "CloudErrorBody",
    "ClusterProfile",
    "ConsoleProfile",
    "Display",
    "IngressProfile",
    "MasterProfile",
    "NetworkProfile",
    "OpenShiftCluster",
    "OpenShiftClusterAdminKubeconfig",
    "OpenShiftClusterCredentials",
    "OpenShiftClusterList",
    "OpenShiftClusterUpdate",
    "OpenShiftVersion",
    "OpenShiftVersionList",
    "Operation",
    "OperationList",
    "ProxyResource",
    "Resource",
    "ServicePrincipalProfile",
    "SystemData",
    "TrackedResource",
    "WorkerProfile",
    "CreatedByType",
    "EncryptionAtHost",
    "FipsValidatedModules",
    "ProvisioningState",
    "Visibility",
]
__all__.extend([p for p in _patch_all if p not in __all__])  # pyright: ignore
_patch_sdk()
