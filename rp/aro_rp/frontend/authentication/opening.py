"""Puts the authorizers of a production frontend together, and keeps them fresh."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from aro_rp.clock import Clock
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
    went wrong and will be tried again. Raises OSError or ``ValueError`` when roots are missing.
    """
    async with asyncio.TaskGroup() as tasks:
        fresh: list[asyncio.Task[None]] = []
        arm: Authorizer
        if access.arm_roots is not None:
            arm = _named(access.arm_roots, access.arm_common_name, clock, trust)
        else:
            arm = by_metadata = ArmCertificates(endpoint_for(access.arm_url), http, clock, trust)
            fresh.append(tasks.create_task(by_metadata.keep_fresh(trouble)))
        mise: Mise | None = None
        if access.mise_address:
            mise = Mise(access.mise_address, http, clock)
            fresh.append(tasks.create_task(mise.keep_checking(MISE_CHECK_S)))
        admin = _named(access.admin_roots, access.admin_common_name, clock, trust)
        try:
            yield Authentication(arm, admin, mise, access.enforce_mise)
        finally:
            for task in fresh:
                task.cancel()


def _named(file: Path, common_name: str, clock: Clock, trust: Trust) -> SubjectNameAndIssuer:
    roots = x509.load_pem_x509_certificates(file.read_bytes())
    for root in roots:
        trust(root.public_bytes(Encoding.DER))
    return SubjectNameAndIssuer(roots, common_name, clock)
