"""Puts the locked uv into a folder, with nothing but Python's standard library.

Usage: ``python3 scripts/get_uv.py FOLDER``. A fresh machine may have neither pip nor venv,
so the wheel named in uv.lock is fetched, checked against its hash and unpacked by hand;
where that address cannot be reached, pip is asked, which knows the machine's own index.
"""

from __future__ import annotations

import hashlib
import io
import platform
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURES = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}


def wheel_tag() -> str:
    """The part of the wheel's file name that says which machine it runs on."""
    machine = platform.machine().lower()
    machine = ARCHITECTURES.get(machine, machine)
    if sys.platform == "darwin":
        return "macosx_11_0_arm64" if machine == "aarch64" else "macosx_10_12_x86_64"
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return f"{libc}*_{machine}.whl"


def locked_wheel() -> dict[str, str]:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    uv = next(package for package in packages if package["name"] == "uv")
    start, _, end = wheel_tag().partition("*")
    for wheel in uv["wheels"]:
        name = wheel["url"].rsplit("/", 1)[-1]
        if start in name and end in name:
            return dict(wheel)
    raise SystemExit(f"uv.lock has no uv for this machine ({wheel_tag()}); install uv yourself")


def unpack(content: bytes, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".data/scripts/uv", ".data/scripts/uvx")):
                target = folder / name.rsplit("/", 1)[-1]
                target.write_bytes(archive.read(name))
                target.chmod(0o755)


def from_lock(folder: Path) -> None:
    wheel = locked_wheel()
    with urllib.request.urlopen(wheel["url"], timeout=120) as answer:
        content = answer.read()
    found = "sha256:" + hashlib.sha256(content).hexdigest()
    if found != wheel["hash"]:
        raise SystemExit(f"the uv wheel has hash {found}, uv.lock says {wheel['hash']}")
    unpack(content, folder)


def from_pip(folder: Path) -> None:
    version = next(
        package["version"]
        for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
        if package["name"] == "uv"
    )
    home = folder / "pip"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--target",
        str(home),
        f"uv=={version}",
    ]
    subprocess.run(command, check=True)
    (folder / "uv").symlink_to(home / "bin" / "uv")


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        from_lock(folder)
    except OSError as unreachable:
        sys.stderr.write(f"uv.lock's address cannot be reached ({unreachable}); asking pip\n")
        from_pip(folder)


if __name__ == "__main__":
    main()
