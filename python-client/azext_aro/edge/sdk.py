"""The service's API through the vendored SDK."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from azext_aro.payload import Json


def client_of(cli_ctx: Any) -> Any:
    """The SDK's client for the active cloud's resource manager."""
    from azure.cli.core.commands.client_factory import get_mgmt_service_client

    from azext_aro._generated.sdk import AzureRedHatOpenShiftClient

    return get_mgmt_service_client(cli_ctx, AzureRedHatOpenShiftClient)


class SdkClusters:
    """Bodies go out as the bytes that the generated payloads say."""

    def __init__(self, client: Any, cli_ctx: Any) -> None:
        self._client, self._cli_ctx = client, cli_ctx
        self._clusters = client.open_shift_clusters

    def get(self, group: str, name: str) -> Any:
        return self._clusters.get(group, name)

    def all(self) -> Iterator[Any]:
        return iter(self._clusters.list())

    def of_group(self, group: str) -> Iterator[Any]:
        return iter(self._clusters.list_by_resource_group(group))

    def create(self, group: str, name: str, body: Json, *, wait: bool) -> Any:
        content = json.dumps(body).encode()
        return self._clusters.begin_create_or_update(group, name, content, polling=wait)

    def update(self, group: str, name: str, body: Json, *, wait: bool) -> Any:
        content = json.dumps(body).encode()
        return self._clusters.begin_update(group, name, content, polling=wait)

    def delete(self, group: str, name: str, *, wait: bool) -> Any:
        return self._clusters.begin_delete(group, name, polling=wait)

    def finish(self, poller: Any) -> None:
        from azure.cli.core.commands import LongRunningOperation

        LongRunningOperation(self._cli_ctx)(poller)

    def credentials(self, group: str, name: str) -> Any:
        return self._clusters.list_credentials(group, name)

    def kubeconfig(self, group: str, name: str) -> str:
        return str(self._clusters.list_admin_credentials(group, name).kubeconfig)

    def versions(self, location: str) -> list[str]:
        found = [str(one.version) for one in self._client.open_shift_versions.list(location)]
        return sorted(found, key=lambda text: [int(part) for part in text.split(".")])

    def role_sets(self, location: str) -> list[Json]:
        return [
            self.wire(one)
            for one in self._client.platform_workload_identity_role_sets.list(location)
        ]

    def wire(self, model: Any) -> Json:
        """The JSON that the service sent."""
        body: Json = model.serialize(keep_readonly=True)
        return body
