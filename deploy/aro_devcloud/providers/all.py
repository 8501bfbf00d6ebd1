"""Every provider the cloud answers for."""

from __future__ import annotations

from collections.abc import Sequence

from aro_devcloud.arm.deployments import render_deployment
from aro_devcloud.catalog import Provider, ResourceType
from aro_devcloud.providers import authorization, managedidentity, storage
from aro_devcloud.providers.compute import provider as compute
from aro_devcloud.providers.network import provider as network

_RESOURCES = Provider(
    "Microsoft.Resources",
    (
        ResourceType(
            "deployments",
            tracked=False,
            delete_s=0.1,
            deleted_status=204,
            render=render_deployment,
        ),
    ),
)

PROVIDERS: Sequence[Provider] = (
    network.PROVIDER,
    compute.PROVIDER,
    storage.PROVIDER,
    managedidentity.PROVIDER,
    authorization.PROVIDER,
    _RESOURCES,
)
