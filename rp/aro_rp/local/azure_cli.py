"""The Azure CLI made to speak to the local cloud, with a configuration folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aro_rp.local.arm_client import CLIENT_ID, CLIENT_SECRET, LocalEndpoint

CLOUD = "AroLocal"
CACHED = Path(".cache") / "az"
PATIENCE_S = 120
_SETTINGS = """\
[core]
collect_telemetry = no
instance_discovery = no
survey_message = no
[extension]
use_dynamic_install = no
"""


class AzMissing(Exception):
    """There is no Azure CLI; the message says how to get one."""


class AzRefused(Exception):
    """The Azure CLI did not do what signing in takes; the message is what it said."""


@dataclass(frozen=True, slots=True)
class AzureCli:
    """An `az` and the folder that keeps its settings for one local stack."""

    program: Path
    folder: Path
    endpoint: LocalEndpoint

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The variables to set for everything that shall speak to the local cloud."""
        proxy, direct = self.endpoint.proxy_url, "127.0.0.1,localhost,::1"
        bundle = str(self.folder / "ca-bundle.pem")
        return {
            "AZURE_CONFIG_DIR": str(self.folder / "config"),
            "AZURE_POD_IDENTITY_AUTHORITY_HOST": self.endpoint.arm_url,
            "REQUESTS_CA_BUNDLE": bundle,
            "SSL_CERT_FILE": bundle,
            "HTTPS_PROXY": proxy,
            "https_proxy": proxy,
            "NO_PROXY": direct,
            "no_proxy": direct,
            "PATH": self._path(inherited.get("PATH", os.defpath)),
        }

    def sign_in(self, inherited: Mapping[str, str]) -> None:
        """Makes the folder so that `az` is signed in; quick when it is already.

        Raises ``AzRefused``.
        """
        config = self.folder / "config"
        stamp = self.folder / "signed-in.json"
        wanted = json.dumps([self.endpoint.arm_url, self.endpoint.subscription, str(self.program)])
        variables = {**inherited, **self.environment(inherited)}
        config.mkdir(parents=True, exist_ok=True)
        self._link()
        _write_bundle(self.folder / "ca-bundle.pem", Path(self.endpoint.ca_file), inherited)
        if stamp.exists() and stamp.read_text() == wanted and (config / "config").exists():
            return
        stamp.unlink(missing_ok=True)
        if not (config / "config").exists():
            (config / "config").write_text(_SETTINGS)
        known = (config / "clouds.config").exists()
        arm = ["--endpoint-resource-manager", self.endpoint.arm_url]
        self._az(variables, "cloud", "update" if known else "register", "--name", CLOUD, *arm)
        self._az({**variables, "AZURE_CLOUD_NAME": CLOUD}, *self._login())
        self._az(variables, "cloud", "set", "--name", CLOUD, "--only-show-errors")
        stamp.write_text(wanted)

    def _login(self) -> list[str]:
        secret = ["--username", CLIENT_ID, "--password", CLIENT_SECRET]
        return ["login", "--service-principal", *secret, "--tenant", self.endpoint.tenant]

    def _az(self, variables: Mapping[str, str], *words: str) -> None:
        done = subprocess.run(
            [self.program, *words, "--output", "none"],
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        if done.returncode != 0:
            raise AzRefused(f"`az {words[0]} {words[1]}` failed: {done.stderr.strip()}")

    def _path(self, inherited: str) -> str:
        """The search path with `az` on it."""
        if shutil.which("az", path=inherited) == str(self.program):
            return inherited
        return os.pathsep.join([str(self.folder / "bin"), inherited])

    def _link(self) -> None:
        link = self.folder / "bin" / "az"
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(self.program)


def find(inherited: Mapping[str, str], cached: Path = CACHED) -> Path:
    """The `az` on the search path, else the newest that `make az` has put into the cache.

    Raises ``AzMissing``.
    """
    found = shutil.which("az", path=inherited.get("PATH"))
    if found is not None:
        return Path(found)
    kept = sorted(cached.glob("*/bin/az"), key=lambda path: _numbers(path.parts[-3]))
    if not kept:
        raise AzMissing(
            "the Azure CLI is not installed. `make az` puts a tested one into "
            f"{cached}; or `python3 -m venv azure-cli && azure-cli/bin/pip install azure-cli` and "
            "put azure-cli/bin on PATH"
        )
    return kept[-1].absolute()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _write_bundle(bundle: Path, authority: Path, inherited: Mapping[str, str]) -> None:
    """The authorities the user trusts already, and the local one."""
    system = ssl.get_default_verify_paths().cafile
    named = [inherited.get("REQUESTS_CA_BUNDLE"), inherited.get("SSL_CERT_FILE"), system]
    files = [Path(name) for name in named if name and Path(name) != bundle]
    trusted = next((path.read_bytes() for path in files if path.is_file()), b"")
    bundle.write_bytes(trusted + b"\n" + authority.read_bytes())
