"""The cloud's own certificate authority, kept in the data folder so that clients trust it once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography import x509

from aro_devcloud.addresses import LOOPBACK_HOSTS, PUBLIC_HOSTS

_HOSTS = (*LOOPBACK_HOSTS, *PUBLIC_HOSTS)


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """What a server needs, and the file clients trust."""

    ca: Path
    certificate: Path
    key: Path


def ensure_tls(folder: Path) -> TlsFiles:
    """The authority and server certificate in a folder, made there the first time."""
    folder.mkdir(parents=True, exist_ok=True)
    files = TlsFiles(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    ca_key = folder / "ca.key"
    complete = all(path.exists() for path in (files.ca, ca_key, files.certificate, files.key))
    if complete and _names_every_host(files.certificate):
        return files
    if files.ca.exists() and ca_key.exists():
        authority = trustme.CA.from_pem(files.ca.read_bytes(), ca_key.read_bytes())
    else:
        authority = trustme.CA(organization_name="ARO local cloud")
        _write_secret(ca_key, authority.private_key_pem.bytes())
        files.ca.write_bytes(authority.cert_pem.bytes())
    server = authority.issue_cert(*_HOSTS)
    _write_secret(files.key, server.private_key_pem.bytes())
    files.certificate.write_bytes(b"".join(pem.bytes() for pem in server.cert_chain_pems))
    return files


def _names_every_host(certificate: Path) -> bool:
    # A folder that an earlier release made has a certificate for fewer hosts.
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(one.value) for one in names} >= set(_HOSTS)


def _write_secret(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
