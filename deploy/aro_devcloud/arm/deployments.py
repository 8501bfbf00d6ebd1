"""Template deployments."""

from __future__ import annotations

from aro_devcloud.errors import CloudError
from aro_devcloud.http import Request, Response
from aro_devcloud.resource_id import ArmPath


class Deployments:
    """First version: refuses everything (the evaluator follows)."""

    def handle(self, path: ArmPath, request: Request) -> Response:
        raise CloudError(501, "NotSupported", "Deployments are not answered yet.")
