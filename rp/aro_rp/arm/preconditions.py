"""ETag, If-Match and If-None-Match (RPC contract S13, RFC 9110 chapter 13).

The tag of a resource is that of its stored document, because nothing else tells every change:
secrets do not show, and older api-versions do not show everything. It holds still while a
resource rests. While an operation runs, the backend's own writes change it as well.
"""

from __future__ import annotations

import re

from aro_rp.arm import headers as arm
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.arm.headers import Headers

_ANY = "*"
_TAG = re.compile(r'\s*(W/)?("[^"]*"|[^",]+)\s*')


def quoted(etag: str) -> bytes:
    """A strong entity tag as headers write it; stored ones have no quotes."""
    return b'"%s"' % etag.encode()


def is_unchanged(headers: Headers, etag: str) -> bool:
    """Whether a reader already has this state: the reply is 304."""
    header = headers.get(arm.IF_NONE_MATCH)
    return header is not None and _names(header.decode("latin-1"), etag, weakly=True)


def need_preconditions(headers: Headers, etag: str | None) -> None:
    """Raises ``ArmError`` 412 PreconditionFailed; ``etag`` is None when there is no resource."""
    if arm.IF_MATCH in headers:
        wanted = arm.text(headers, arm.IF_MATCH)
        if etag is None:
            raise _failed("If-Match", wanted, "there is no such resource")
        if not _names(wanted, etag, weakly=False):
            raise _failed("If-Match", wanted, f'the resource is now "{etag}"')
    if arm.IF_NONE_MATCH in headers and etag is not None:
        unwanted = arm.text(headers, arm.IF_NONE_MATCH)
        if _names(unwanted, etag, weakly=True):
            raise _failed("If-None-Match", unwanted, "the resource exists")


def _names(header: str, etag: str, *, weakly: bool) -> bool:
    """Whether the header lists the tag; tools that forget the quotes are understood."""
    if header.strip() == _ANY:
        return True
    return any(
        tag.strip().strip('"') == etag and (weakly or not weak)
        for weak, tag in _TAG.findall(header)
    )


def _failed(header: str, value: str, why: str) -> ArmError:
    return ArmError.of(
        412,
        Code.PRECONDITION_FAILED,
        f"The condition '{header}: {value}' does not hold: {why}. Get it, and decide again.",
        header,
    )
