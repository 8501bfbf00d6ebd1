"""Puts the authorizers of a production frontend together, and keeps them fresh."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from aro_rp.clock import Clock
from aro_rp.env import SettingsError
from aro_rp.env.access import Access
from aro_rp.frontend.authentication.arm_metadata import ArmCertificates, endpoint_for
from aro_rp.frontend.authentication.client_certificates import SubjectNameAndIssuer
from aro_rp.frontend.authentication.gate import Authentication
from aro_rp.frontend.authentication.mise import Mise
from aro_rp.frontend.authentication.peer import Authorizer

MISE_CHECK_S = 10.0

Trouble = Callable[[str, BaseException], object]
Trust = Callable[[bytes], object]


@asynccontextmanager
async def opened_authentication(
    access: Access, clock: Clock, trust: Trust, trouble: Trouble, http: httpx.AsyncClient
) -> AsyncIterator[Authentication]:
    """Authorizers that are kept fresh while the block runs.

    ``trust`` takes every certificate, in DER, that TLS must let through; ``trouble`` hears of what
    went wrong and will be tried again. Raises ``SettingsError`` when roots cannot be read.
    """
    admin = _named(access.admin_roots, access.admin_common_name, clock, trust)
    arm: Authorizer
    fresh: list[Coroutine[None, None, None]] = []
    if access.arm_roots is not None:
        arm = _named(access.arm_roots, access.arm_common_name, clock, trust)
    else:
        arm = by_metadata = ArmCertificates(endpoint_for(access.arm_url), http, clock, trust)
        fresh.append(by_metadata.keep_fresh(trouble))
    mise: Mise | None = None
    if access.mise_address:
        mise = Mise(access.mise_address, http, clock)
        fresh.append(mise.keep_checking(MISE_CHECK_S))
    async with asyncio.TaskGroup() as tasks:
        kept_fresh = [tasks.create_task(one) for one in fresh]
        try:
            yield Authentication(arm, admin, mise, access.enforce_mise)
        finally:
            for task in kept_fresh:
                task.cancel()


def _named(file: Path, common_name: str, clock: Clock, trust: Trust) -> SubjectNameAndIssuer:
    roots = _roots(file)
    for root in roots:
        trust(root.public_bytes(Encoding.DER))
    return SubjectNameAndIssuer(roots, common_name, clock)


def _roots(file: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        raise SettingsError([f"root certificates '{file}': {error.strerror}"]) from error
    except ValueError as error:
        raise SettingsError([f"root certificates '{file}': not certificates in PEM"]) from error
