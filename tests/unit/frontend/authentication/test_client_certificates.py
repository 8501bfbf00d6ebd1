"""Certificates of a name under given roots (frontend.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from aro_rp.clock import FixedClock
from aro_rp.frontend.authentication import Peer
from aro_rp.frontend.authentication.client_certificates import SubjectNameAndIssuer

Issue = Callable[..., Any]


async def permits(root: Any, peer: Peer | None, call_of: Callable[..., Any]) -> bool:
    authorizer = SubjectNameAndIssuer([root.certificate], "sre.example", FixedClock())
    return await authorizer.permits(call_of(peer))


async def test_the_right_name_under_the_right_root_passes(
    issued: Issue, call_of: Callable[..., Any]
) -> None:
    root = issued("root", authority=True)
    between = issued("between", root, authority=True)
    direct = issued("sre.example", root)
    assert await permits(root, Peer(direct.der), call_of)
    below = issued("sre.example", between)
    assert await permits(root, Peer(below.der, (between.der,)), call_of)
    assert not await permits(root, Peer(below.der), call_of), "the chain is not complete"


async def test_a_certificate_that_does_not_say_what_it_is_for_passes(
    issued: Issue, call_of: Callable[..., Any]
) -> None:
    root = issued("root", authority=True)
    certificate = issued("sre.example", root, usage=None)
    assert await permits(root, Peer(certificate.der), call_of)


async def test_everything_else_is_refused(issued: Issue, call_of: Callable[..., Any]) -> None:
    root, other = issued("root", authority=True), issued("root", authority=True)
    refused = {
        "another name": issued("somebody.else", root),
        "another root": issued("sre.example", other),
        "itself": issued("sre.example"),
        "for servers": issued("sre.example", root, usage=ExtendedKeyUsageOID.SERVER_AUTH),
        "expired": issued("sre.example", root, days=(-9, -1)),
        "not yet": issued("sre.example", root, days=(1, 9)),
    }
    for why, certificate in refused.items():
        assert not await permits(root, Peer(certificate.der), call_of), why
    assert not await permits(root, None, call_of)
    assert not await permits(root, Peer(b"not a certificate"), call_of)


def test_without_a_name_or_a_root_it_does_not_start(issued: Issue) -> None:
    root = issued("root", authority=True).certificate
    with pytest.raises(ValueError, match="common name"):
        SubjectNameAndIssuer([root], "", FixedClock())
    with pytest.raises(ValueError, match="no root"):
        SubjectNameAndIssuer([], "sre.example", FixedClock())
