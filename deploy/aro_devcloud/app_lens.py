"""AppLens, the detectors of Azure's support, below ``/applens`` here."""

from __future__ import annotations

from aro_devcloud.errors import CloudError, nothing_at
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.tokens import Tokens

PATH = "/applens/api/invoke"
DETECTORS = {
    "ClusterOverview": "What support looks at first",
    "ClusterCertificates": "Certificates that run out soon",
}


class AppLens:
    """Knows two detectors, which find every cluster well."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def handle(self, request: Request) -> Response:
        self._tokens.check(request)
        if request.method != "POST" or request.path.lower().rstrip("/") != PATH:
            raise nothing_at(request.path)
        asked = request.json()
        resource, wanted = str(asked.get("resourceId", "")), str(asked.get("detectorId", ""))
        if not wanted:
            return json_response(200, {"value": [_detector(resource, one) for one in DETECTORS]})
        known = {one.lower(): one for one in DETECTORS}
        if wanted.lower() not in known:
            raise CloudError(404, "NotFound", f"There is no detector '{wanted}'.")
        return json_response(200, _found(resource, known[wanted.lower()]))


def _detector(resource: str, name: str) -> Json:
    return {
        "id": f"{resource}/detectors/{name}",
        "name": name,
        "type": "Microsoft.RedHatOpenShift/openShiftClusters/detectors",
        "properties": {"metadata": {"id": name, "description": DETECTORS[name]}},
    }


def _found(resource: str, name: str) -> Json:
    detector = _detector(resource, name)
    detector["properties"]["status"] = {"message": "No problem was found.", "statusId": 3}
    detector["properties"]["dataset"] = []
    return detector
