# Made by AutoRest from api-version 2019-12-31-preview, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
"""The objects below ``properties``, which AutoRest lifts into the resources that have them."""

from ..._wire.nested import Lifted, Nested
from .._utils.serialization import Model
from . import _models_py3 as _models

__all__: list[str] = [
    "CloudError",
    "OpenShiftClusterProperties",
    "OpenShiftCluster",
    "OpenShiftClusterUpdate",
]


class CloudError(Model):
    """What the service answers when it refuses a request.

    :ivar error: What went wrong.
    :vartype error: ~aro_client.v2019_12_31_preview.models.CloudErrorBody
    """

    _attribute_map = {"error": {"key": "error", "type": "CloudErrorBody"}}

    def __init__(self, *, error: _models.CloudErrorBody | None = None, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.error = error


class OpenShiftClusterProperties(Nested):
    """What OpenShiftCluster and OpenShiftClusterUpdate keep below ``properties``."""


class OpenShiftCluster(_models.OpenShiftCluster):
    __doc__ = _models.OpenShiftCluster.__doc__

    properties = Lifted(OpenShiftClusterProperties)


class OpenShiftClusterUpdate(_models.OpenShiftClusterUpdate):
    __doc__ = _models.OpenShiftClusterUpdate.__doc__

    properties = Lifted(OpenShiftClusterProperties)


def patch_sdk() -> None:
    """Called once after import."""
