"""Client certificates for kubeconfigs, signed by the cluster's own signer (backend.md 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from aro_rp.cluster.keys import PrivateKey


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate authority: PEM certificate and key."""

    certificate: x509.Certificate
    key: PrivateKey

    @classmethod
    def from_pem(cls, certificate: str, key: str) -> Signer:
        """Raises ``ValueError`` when either is not PEM, or the key cannot sign.

        An RSA key's numbers are not tested for being primes, which takes 40 ms: it comes sealed.
        """
        private = load_pem_private_key(
            key.encode(), password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
            raise ValueError("the kubeconfig signer's key is neither RSA nor on a curve")
        return cls(x509.load_pem_x509_certificate(certificate.encode()), private)


@dataclass(frozen=True, slots=True)
class Client:
    """Whom a certificate speaks for, as Kubernetes reads it."""

    user: str
    groups: tuple[str, ...]
    valid: timedelta


def client_certificate(
    signer: Signer, client: Client, key: PrivateKey, serial: int, now: datetime
) -> str:
    """PEM certificate for TLS clients, never valid longer than its signer."""
    names = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in client.groups]
    names.append(x509.NameAttribute(NameOID.COMMON_NAME, client.user))
    end = min(now + client.valid, signer.certificate.not_valid_after_utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(names))
        .issuer_name(signer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(key), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()),
            critical=False,
        )
        .sign(signer.key, SHA256())
    )
    return certificate.public_bytes(Encoding.PEM).decode()


def expires(pem: str) -> datetime:
    """When a certificate ends, UTC. Raises ``ValueError`` when the text is not PEM."""
    return x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc


def _key_usage(key: PrivateKey) -> x509.KeyUsage:
    """Only an RSA key can encipher another."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=isinstance(key, RSAPrivateKey),
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
