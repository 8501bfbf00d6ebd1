"""What the frontend must know of its callers, and of its own certificate (fleet.md 7.3, 7.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aro_rp.env.features import Feature
from aro_rp.env.reader import Reader
from aro_rp.env.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Files are PEM. ``arm_common_name`` is set where ARM is known by name instead of by metadata.

    ``mise_address`` is set where MISE decides first; ``enforce_mise`` lets nobody else decide.
    """

    server_certificate: Path
    server_key: Path
    admin_common_name: str
    admin_roots: Path
    arm_url: str
    arm_common_name: str = ""
    arm_roots: Path | None = None
    mise_address: str = ""
    enforce_mise: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], settings: Settings) -> Access:
        """Raises ``SettingsError`` that names every missing and every wrong variable."""
        read = Reader(environ)
        named = settings.has(Feature.ENABLE_DEVELOPMENT_AUTHORIZER)
        mise = settings.has(Feature.ENABLE_MISE) or settings.has(Feature.ENFORCE_MISE)
        access = cls(
            server_certificate=Path(read.text("ARO_SERVER_CERTIFICATE_FILE")),
            server_key=Path(read.text("ARO_SERVER_KEY_FILE")),
            admin_common_name=read.text("ADMIN_API_CLIENT_CERT_COMMON_NAME"),
            admin_roots=Path(read.text("ARO_ADMIN_CA_FILE", "/etc/aro-rp/admin-ca-bundle.pem")),
            arm_url=settings.arm_url,
            arm_common_name=read.text("ARM_API_CLIENT_CERT_COMMON_NAME") if named else "",
            arm_roots=Path(read.text("ARO_ARM_CA_FILE", "/etc/aro-rp/arm-ca-bundle.pem"))
            if named
            else None,
            mise_address=read.text("MISE_ADDRESS") if mise else "",
            enforce_mise=settings.has(Feature.ENFORCE_MISE),
        )
        if read.problems:
            raise SettingsError(read.problems)
        return access
