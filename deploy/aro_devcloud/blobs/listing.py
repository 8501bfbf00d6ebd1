"""The XML documents of the blob service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from aro_devcloud.blobs.content import Blob
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Request
from aro_devcloud.store import Resource


def error_document(error: CloudError) -> bytes:
    root = Element("Error")
    SubElement(root, "Code").text = error.code
    SubElement(root, "Message").text = error.message
    return _document(root)


def container_list(containers: Sequence[Resource], prefix: str) -> bytes:
    """The containers of an account whose names begin with ``prefix``."""
    root = Element("EnumerationResults")
    listed = SubElement(root, "Containers")
    for one in sorted(containers, key=lambda one: one.name):
        if not one.name.startswith(prefix):
            continue
        entry = SubElement(listed, "Container")
        SubElement(entry, "Name").text = one.name
        properties = SubElement(entry, "Properties")
        moment = datetime.fromisoformat(one.changed[:19] + "+00:00")
        SubElement(properties, "Last-Modified").text = format_datetime(moment, usegmt=True)
        SubElement(properties, "Etag").text = f'"{one.etag}"'
    SubElement(root, "NextMarker")
    return _document(root)


def blob_list(request: Request, container: str, blobs: Sequence[Blob]) -> bytes:
    """One page of a container: by prefix, folded at a delimiter, from a marker on."""
    prefix = request.query.get("prefix", "")
    delimiter = request.query.get("delimiter", "")
    marker = request.query.get("marker", "")
    limit = int(request.query.get("maxresults") or 5000)
    root = Element("EnumerationResults", ContainerName=container)
    listed = SubElement(root, "Blobs")
    folders: dict[str, None] = {}
    count, following = 0, ""
    for blob in blobs:
        if not blob.name.startswith(prefix) or blob.name < marker:
            continue
        rest = blob.name[len(prefix) :]
        if delimiter and delimiter in rest:
            folders[prefix + rest.partition(delimiter)[0] + delimiter] = None
            continue
        if count == limit:
            following = blob.name
            break
        _entry(listed, blob, "metadata" in request.query.get("include", ""))
        count += 1
    for folder in folders:
        SubElement(SubElement(listed, "BlobPrefix"), "Name").text = folder
    SubElement(root, "NextMarker").text = following
    return _document(root)


def _entry(listed: Element, blob: Blob, with_metadata: bool) -> None:
    entry = SubElement(listed, "Blob")
    SubElement(entry, "Name").text = blob.name
    properties = SubElement(entry, "Properties")
    moment = format_datetime(blob.modified_at, usegmt=True)
    for name, value in (
        ("Last-Modified", moment),
        ("Etag", blob.etag.strip('"')),
        ("Content-Length", str(len(blob.content))),
        ("Content-Type", blob.headers.get("content-type", "application/octet-stream")),
        ("Content-MD5", blob.md5),
        ("BlobType", "BlockBlob"),
        ("LeaseStatus", "unlocked"),
        ("LeaseState", "available"),
    ):
        SubElement(properties, name).text = value
    if with_metadata:
        metadata = SubElement(entry, "Metadata")
        for name, value in blob.metadata.items():
            SubElement(metadata, name).text = value


def _document(root: Element) -> bytes:
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document
