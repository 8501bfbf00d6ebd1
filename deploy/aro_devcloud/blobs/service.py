"""The data plane of storage accounts: ``/blob/{account}/{container}/{blob}``."""

from __future__ import annotations

import re
from email.utils import format_datetime
from xml.etree import ElementTree

from aro_devcloud.blobs.access import BlobAccess
from aro_devcloud.blobs.content import Blob, BlobContent
from aro_devcloud.blobs.listing import blob_list, container_list, error_document
from aro_devcloud.catalog import World
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Request, Response
from aro_devcloud.providers.storage import CONTAINER, find_account
from aro_devcloud.store import Resource

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_CONTENT_HEADERS = (
    "content-type", "content-encoding", "content-language", "content-disposition", "cache-control",
)  # fmt: skip


class BlobService:
    """Accounts, containers and block blobs."""

    def __init__(self, world: World, content: BlobContent, access: BlobAccess) -> None:
        self._world = world
        self._content = content
        self._access = access

    async def handle(self, request: Request) -> Response:
        try:
            response = self._answer(request)
        except CloudError as refusal:
            response = Response(
                refusal.status,
                error_document(refusal),
                {
                    "content-type": "application/xml",
                    "x-ms-error-code": refusal.code,
                    **refusal.headers,
                },
            )
        response.headers["x-ms-version"] = request.headers.get("x-ms-version", "2023-11-03")
        return response

    def _answer(self, request: Request) -> Response:
        _, account_name, *rest = request.path.split("/", 4)[1:]
        container, name = [*rest, "", ""][:2]
        account = find_account(self._world, account_name)
        if account is None:
            raise CloudError(
                404,
                "ResourceNotFound",
                f"The specified storage account '{account_name}' does not exist.",
            )
        self._access.check(request, account, container)
        if not container:
            return self._account(request, account)
        if not name:
            return self._container(request, account, container)
        if self._world.store.find(_container_id(account, container)) is None:
            raise _no_container(container)
        return self._blob(request, account, container, name)

    def _account(self, request: Request, account: Resource) -> Response:
        if request.query.get("comp") == "properties":
            return self._service_properties(request, account)
        if request.method != "GET" or request.query.get("comp") != "list":
            raise _unsupported(request)
        found = self._world.store.in_scope(account.id, CONTAINER)
        return _xml(container_list(found, request.query.get("prefix", "")))

    def _service_properties(self, request: Request, account: Resource) -> Response:
        if request.method == "PUT":
            account.state["service"] = request.body.decode()
            self._world.store.put(account)
            return Response(202)
        empty = "<?xml version='1.0'?><StorageServiceProperties/>"
        return _xml(str(account.state.get("service", empty)).encode())

    def _container(self, request: Request, account: Resource, name: str) -> Response:
        identifier = _container_id(account, name)
        found = self._world.store.find(identifier)
        if request.method == "PUT" and request.query.get("restype") == "container":
            if found is not None:
                message = "The specified container already exists."
                raise CloudError(409, "ContainerAlreadyExists", message)
            self._world.make(identifier, {"properties": {}})
            return Response(201, b"", {"etag": '"0x8D1"'})
        if found is None:
            raise _no_container(name)
        if request.method == "DELETE":
            self._world.remove(identifier)
            return Response(202)
        if request.query.get("comp") == "list":
            names = self._content.names(account.name, name)
            blobs = [self._content.find(account.name, name, one) for one in names]
            return _xml(blob_list(request, name, [one for one in blobs if one is not None]))
        headers = {"etag": f'"{found.etag}"', "x-ms-lease-status": "unlocked"}
        return Response(200, b"", headers)

    def _blob(self, request: Request, account: Resource, container: str, name: str) -> Response:
        place = (account.name, container, name)
        found = self._content.find(*place)
        if request.method == "PUT":
            return self._put(request, place, found)
        if found is None:
            message = "The specified blob does not exist."
            raise CloudError(404, "BlobNotFound", message)
        _check_conditions(request, found)
        if request.method == "DELETE":
            self._content.delete(*place)
            return Response(202, b"", {"x-ms-delete-type-permanent": "true"})
        if request.method in ("GET", "HEAD"):
            return _download(request, found)
        raise _unsupported(request)

    def _put(self, request: Request, place: tuple[str, str, str], found: Blob | None) -> Response:
        comp = request.query.get("comp", "")
        if comp == "block":
            self._content.stage(*place, request.query.get("blockid", ""), request.body)
            return Response(201)
        _check_conditions(request, found)
        headers = {
            name: request.headers[f"x-ms-blob-{name}"]
            for name in _CONTENT_HEADERS
            if f"x-ms-blob-{name}" in request.headers
        }
        metadata = {
            name.removeprefix("x-ms-meta-"): value
            for name, value in request.headers.items()
            if name.startswith("x-ms-meta-")
        }
        if comp in ("metadata", "properties"):
            return self._set(place, found, headers, metadata, comp)
        content = request.body
        if comp == "blocklist":
            content = self._committed(request, place)
        elif request.headers.get("x-ms-blob-type", "BlockBlob") != "BlockBlob" or comp:
            raise _unsupported(request)
        headers.setdefault("content-type", request.headers.get("content-type", ""))
        if not headers["content-type"] or comp == "blocklist":
            headers["content-type"] = headers.get("content-type") or "application/octet-stream"
        blob = self._content.put(*place, content, headers, metadata)
        return Response(201, b"", _identity(blob))

    def _committed(self, request: Request, place: tuple[str, str, str]) -> bytes:
        try:
            wanted = [str(one.text) for one in ElementTree.fromstring(request.body)]
        except ElementTree.ParseError as problem:
            message = f"The block list is no XML: {problem}."
            raise CloudError(400, "InvalidXmlDocument", message) from problem
        content = self._content.assembled(*place, wanted)
        if content is None:
            raise CloudError(400, "InvalidBlockList", "The specified block list is invalid.")
        self._content.forget_blocks(*place)
        return content

    def _set(
        self,
        place: tuple[str, str, str],
        found: Blob | None,
        headers: dict[str, str],
        metadata: dict[str, str],
        comp: str,
    ) -> Response:
        if found is None:
            raise CloudError(404, "BlobNotFound", "The specified blob does not exist.")
        kept_headers = headers if comp == "properties" else found.headers
        kept_metadata = metadata if comp == "metadata" else found.metadata
        blob = self._content.put(*place, found.content, kept_headers, kept_metadata)
        return Response(200, b"", _identity(blob))


def _download(request: Request, blob: Blob) -> Response:
    headers = {
        **blob.headers,
        **_identity(blob),
        **{f"x-ms-meta-{name}": value for name, value in blob.metadata.items()},
        "x-ms-blob-type": "BlockBlob",
        "x-ms-lease-status": "unlocked",
        "x-ms-lease-state": "available",
        "x-ms-server-encrypted": "true",
        "accept-ranges": "bytes",
    }
    if not headers.get("content-type"):
        headers["content-type"] = "application/octet-stream"
    size = len(blob.content)
    asked = _RANGE.match(request.headers.get("x-ms-range") or request.headers.get("range", ""))
    if request.method == "HEAD" or asked is None:
        return Response(200, blob.content, {**headers, "content-md5": blob.md5})
    start, end = int(asked[1]), min(int(asked[2] or size), size - 1)
    if start >= size:
        message = "The range specified is invalid for the current size of the resource."
        raise CloudError(416, "InvalidRange", message, headers={"content-range": f"bytes */{size}"})
    headers |= {"content-range": f"bytes {start}-{end}/{size}", "x-ms-blob-content-md5": blob.md5}
    return Response(206, blob.content[start : end + 1], headers)


def _identity(blob: Blob) -> dict[str, str]:
    moment = format_datetime(blob.modified_at, usegmt=True)
    return {"etag": blob.etag, "last-modified": moment}


def _check_conditions(request: Request, found: Blob | None) -> None:
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if unwanted and found is not None and unwanted in ("*", found.etag):
        if request.method == "PUT":
            raise CloudError(409, "BlobAlreadyExists", "The specified blob already exists.")
        raise CloudError(304, "ConditionNotMet", "The condition is not met.")
    if wanted and wanted not in ("*", found.etag if found else ""):
        message = "The condition specified using HTTP conditional header(s) is not met."
        raise CloudError(412, "ConditionNotMet", message)


def _container_id(account: Resource, name: str) -> str:
    return f"{account.id}/blobServices/default/containers/{name}"


def _no_container(name: str) -> CloudError:
    message = f"The specified container '{name}' does not exist."
    return CloudError(404, "ContainerNotFound", message)


def _unsupported(request: Request) -> CloudError:
    return CloudError(
        400,
        "UnsupportedHttpVerb",
        f"The local blob service does not answer {request.method} {request.path}"
        f"?{request.raw_query}.",
    )


def _xml(document: bytes) -> Response:
    return Response(200, document, {"content-type": "application/xml"})
