"""The cloud's own certificate authority, kept in the data folder so that clients trust it once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from aro_devcloud.addresses import LOOPBACK_HOSTS, PUBLIC_HOSTS
from aro_devcloud.damaged import Damaged

_HOSTS = (*LOOPBACK_HOSTS, *PUBLIC_HOSTS)
_DAMAGED = (InvalidSignature, TypeError, UnsupportedAlgorithm, ValueError)


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """What a server needs, and the file clients trust."""

    ca: Path
    certificate: Path
    key: Path


def ensure_tls(folder: Path) -> TlsFiles:
    """The authority and server certificate in a folder, made there the first time.

    What only the server uses is made anew when it does not serve. Clients trust the authority, so
    that it stays: raises ``Damaged`` where it is not what was made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = TlsFiles(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    ca_key = folder / "ca.key"
    if not (files.ca.exists() and ca_key.exists()):
        _make_authority(files.ca, ca_key)
    if not _belong_together(files.ca, ca_key):
        raise Damaged(
            f"'{files.ca}' and '{ca_key}' are not the certificate and the key of one authority: "
            "remove both; the next start makes an authority that clients have to trust anew"
        )
    if not _serves(files):
        authority = trustme.CA.from_pem(files.ca.read_bytes(), ca_key.read_bytes())
        _make_server(authority, files)
    return files


def _belong_together(certificate: Path, key: Path) -> bool:
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        private = load_pem_private_key(key.read_bytes(), password=None)
    except _DAMAGED:
        return False
    return found.public_key() == private.public_key()


def _serves(files: TlsFiles) -> bool:
    """False as well for what an earlier release made, which named fewer hosts."""
    if not (files.certificate.exists() and files.key.exists()):
        return False
    if not _belong_together(files.certificate, files.key):
        return False
    found = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    try:
        found.verify_directly_issued_by(x509.load_pem_x509_certificate(files.ca.read_bytes()))
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (*_DAMAGED, x509.ExtensionNotFound):
        return False
    return {str(one.value) for one in names} >= set(_HOSTS)


def _make_authority(certificate: Path, key: Path) -> None:
    # Without its certificate there is no authority, so a kill on the way leaves none.
    certificate.unlink(missing_ok=True)
    authority = trustme.CA(organization_name="ARO local cloud")
    _write(key, authority.private_key_pem.bytes(), 0o600)
    _write(certificate, authority.cert_pem.bytes(), 0o644)


def _make_server(authority: trustme.CA, files: TlsFiles) -> None:
    server = authority.issue_cert(*_HOSTS)
    _write(files.key, server.private_key_pem.bytes(), 0o600)
    _write(files.certificate, b"".join(pem.bytes() for pem in server.cert_chain_pems), 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Who reads sees what was there before or all of this."""
    made = path.with_name(f".{path.name}.new")
    made.unlink(missing_ok=True)
    with os.fdopen(os.open(made, os.O_CREAT | os.O_WRONLY | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    made.replace(path)
