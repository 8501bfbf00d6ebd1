"""Reads a request's body with a limit, and checks what it claims to be (frontend.md 2.2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import orjson

from aro_rp.arm import headers as arm
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.frontend.call import Call

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

LIMIT = 1_048_576
METHODS = frozenset({"PUT", "PATCH", "POST"})


async def read_body(call: Call, receive: Receive) -> None:
    """Puts the body into the call; only for methods that have one.

    Raises ``ArmError`` 400 InvalidResource when it is too large or breaks off,
    415 UnsupportedMediaType when it is not JSON by its own word.
    """
    if call.method not in METHODS:
        return
    if _declared(call.headers) > LIMIT:
        raise _too_large()
    call.body = await _read(receive)
    _check_media_type(call)


async def need_caller(receive: Receive) -> None:
    """Raises ``ArmError`` 400 InvalidResource when nobody waits for the reply any more."""
    if (await receive())["type"] == "http.disconnect":
        raise _broke_off()


def parse_json(body: bytes) -> object:
    """Raises ``ArmError`` 400 InvalidRequestContent for what is not JSON in UTF-8."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ArmError.of(
            400,
            Code.INVALID_REQUEST_CONTENT,
            "The request content was invalid and could not be deserialized: "
            f"{error.msg} at {place}.",
        ) from None


async def _read(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _broke_off()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LIMIT:
            raise _too_large()
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _declared(headers: Mapping[bytes, bytes]) -> int:
    try:
        return int(headers.get(arm.CONTENT_LENGTH, b"0"))
    except ValueError:
        return 0


def _check_media_type(call: Call) -> None:
    header = call.headers.get(arm.CONTENT_TYPE, b"")
    if header == b"application/json" or (not header and not call.body):
        return
    media_type = header.split(b";", 1)[0].strip().lower()
    if media_type != b"application/json":
        shown = arm.clean(media_type.decode("latin-1"))
        raise ArmError.of(
            415,
            Code.UNSUPPORTED_MEDIA_TYPE,
            f"The content media type '{shown}' is not supported. "
            "Only 'application/json' is supported.",
        )


def _broke_off() -> ArmError:
    return ArmError.of(400, Code.INVALID_RESOURCE, "The request broke off before its end.")


def _too_large() -> ArmError:
    return ArmError.of(
        400,
        Code.INVALID_RESOURCE,
        f"The resource definition is invalid: it is larger than {LIMIT} bytes.",
    )
