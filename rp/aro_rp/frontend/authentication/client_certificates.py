"""Certificates of a given name under given roots: SREs' own, and a development ARM's."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store
from cryptography.x509.verification import VerificationError as _Unverified

from aro_rp.clock import Clock
from aro_rp.frontend.authentication.peer import Peer
from aro_rp.frontend.call import Call


class SubjectNameAndIssuer:
    """Permits a leaf of one common name whose chain ends at the roots, for client use."""

    ready = True

    def __init__(self, roots: Sequence[x509.Certificate], common_name: str, clock: Clock) -> None:
        """Raises ``ValueError`` without a name or without roots: everybody would match."""
        if not common_name:
            raise ValueError("the common name of the client certificate is empty")
        if not roots:
            raise ValueError("there is no root certificate to check client certificates by")
        self._store = Store(list(roots))
        self._common_name = common_name
        self._clock = clock

    async def permits(self, call: Call) -> bool:
        return call.peer is not None and self._holds(call.peer)

    def _holds(self, peer: Peer) -> bool:
        try:
            leaf = x509.load_der_x509_certificate(peer.leaf)
            between = [x509.load_der_x509_certificate(der) for der in peer.chain]
            self._verifier().verify(leaf, between)
        except (_Unverified, ValueError, InvalidSignature):
            return False
        names = leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return [name.value for name in names] == [self._common_name] and _for_clients(leaf)

    def _verifier(self) -> x509.verification.ClientVerifier:
        """Names are looked at by us: the chain's policy asks for no subject alternative name."""
        leaf_policy = ExtensionPolicy.permit_all().may_be_present(
            x509.ExtendedKeyUsage, Criticality.AGNOSTIC, None
        )
        builder = PolicyBuilder().store(self._store).time(self._clock.now())
        return builder.extension_policies(
            ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=leaf_policy
        ).build_client_verifier()


def _for_clients(leaf: x509.Certificate) -> bool:
    """What does not say what it is for is for everything (RFC 5280, 4.2.1.12)."""
    try:
        usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return ExtendedKeyUsageOID.CLIENT_AUTH in usage
