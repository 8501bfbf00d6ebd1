# Made by aro-generate from the api-versions in api-specs. Do not edit: run `make generate-client`.
"""Azure Red Hat OpenShift: the client of all api-versions."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from typing_extensions import Self

from ._versions import DEFAULT_API_VERSION, load

if TYPE_CHECKING:
    from azure.core import AzureClouds
    from azure.core.credentials import TokenCredential
    from azure.core.rest import HttpResponse, HttpRequest

    from .v2025_07_25.operations import (
        Operations,
        OpenShiftVersionsOperations,
        PlatformWorkloadIdentityRoleSetsOperations,
        PlatformWorkloadIdentityRoleSetOperations,
        OpenShiftClustersOperations,
    )


class AzureRedHatOpenShiftClient:
    """Azure Red Hat OpenShift, in any api-version.

    Has the operation groups of the api-version it was made for; what older api-versions have
    besides the newest one's is there at run time.

    :param credential: Gives the tokens that Azure wants.
    :param subscription_id: The subscription that requests are about.
    :param base_url: Where Azure Resource Manager answers; that of the cloud unless given.
    :keyword cloud_setting: The cloud whose address is meant when no base_url is given.
    :keyword api_version: One of ``aro_client.API_VERSIONS``, the newest unless given.
    :keyword int polling_interval: Seconds between two polls of a long-running operation when the
     service does not say.
    :raises ValueError: if credential or subscription is None or the api-version is not known.
    """

    DEFAULT_API_VERSION = DEFAULT_API_VERSION

    if TYPE_CHECKING:
        operations: Operations
        open_shift_versions: OpenShiftVersionsOperations
        platform_workload_identity_role_sets: PlatformWorkloadIdentityRoleSetsOperations
        platform_workload_identity_role_set: PlatformWorkloadIdentityRoleSetOperations
        open_shift_clusters: OpenShiftClustersOperations

    def __init__(
        self,
        credential: TokenCredential,
        subscription_id: str,
        base_url: str | None = None,
        *,
        cloud_setting: AzureClouds | None = None,
        api_version: str | None = None,
        **kwargs: Any,
    ) -> None:
        self._api_version = api_version or DEFAULT_API_VERSION
        package = load(self._api_version)
        self._versioned = package.AzureRedHatOpenShiftClient(
            credential,
            subscription_id,
            base_url,
            cloud_setting=cloud_setting,
            api_version=self._api_version,
            **kwargs,
        )
        # Operation groups, and the private attributes that azure-core's own tools look for.
        vars(self).update(vars(self._versioned))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"API version {self._api_version} has no operation group '{name}'")

    @classmethod
    def models(cls, api_version: str = DEFAULT_API_VERSION) -> Any:
        """The module with the models of an api-version."""
        return load(api_version, "models")

    def send_request(
        self, request: HttpRequest, *, stream: bool = False, **kwargs: Any
    ) -> HttpResponse:
        """Sends a request of the caller's own through the client's policies.

        No error is raised for what is answered; addresses may be relative to ``base_url``.
        """
        copied = deepcopy(request)
        copied.url = self._client.format_url(copied.url)
        reply: HttpResponse = self._client.send_request(copied, stream=stream, **kwargs)
        return reply

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        self._client.__enter__()
        return self

    def __exit__(self, *exc_details: Any) -> None:
        self._client.__exit__(*exc_details)
