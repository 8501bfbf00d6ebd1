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
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Fetch = Callable[[Path], None]
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
                made = target.with_name(f".{target.name}.new")
                made.write_bytes(archive.read(name))
                made.chmod(0o755)
                made.replace(target)


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
    if subprocess.run(command).returncode != 0:
        raise SystemExit(f"uv {version} cannot be fetched, see above; install uv yourself")
    link(folder, home / "bin" / "uv")


def link(folder: Path, program: Path) -> None:
    """A link holds on to its own folder: the way to the program begins there."""
    (folder / "uv").unlink(missing_ok=True)
    (folder / "uv").symlink_to(program.relative_to(folder))


def main(folder: Path, first: Fetch = from_lock, then: Fetch = from_pip) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        first(folder)
    except OSError as unreachable:
        sys.stderr.write(f"uv.lock's address cannot be reached ({unreachable}); asking pip\n")
        then(folder)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
