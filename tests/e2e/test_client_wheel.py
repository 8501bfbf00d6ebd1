"""The client's wheel is whole: it works where nothing else of ours is."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from aro_client import API_VERSIONS

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
PATIENCE_S = 300


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make client` builds it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [UV, "build", "-q", "--package", "aro-client", "--wheel", "--out-dir", folder]
    subprocess.run(command, cwd=ROOT, check=True, timeout=PATIENCE_S)
    (made,) = folder.glob("aro_client-*.whl")
    return made


def test_the_wheel_holds_the_client_its_types_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"aro_client"}
    assert "aro_client/py.typed" in names
    packages = {name.split("/")[1] for name in names if name.startswith("aro_client/v")}
    assert packages == set(API_VERSIONS.values())


def test_the_wheel_is_enough_to_list_api_versions(wheel: Path, tmp_path: Path) -> None:
    """Beside its dependencies, which are those that a released SDK was given."""
    (tmp_path / "site").mkdir()
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    command = [sys.executable, str(ROOT / "scripts" / "get_sdk.py"), "4.0.0"]
    released = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    script = (
        "from aro_client import API_VERSIONS as a, AzureRedHatOpenShiftClient as C;"
        "import aro_client; c = [C(object(), 's', api_version=v) for v in a];"
        "print(len(c), aro_client.__file__)"
    )
    done = subprocess.run(
        [released.stdout.strip(), "-c", script],
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == [
        str(len(API_VERSIONS)),
        str(tmp_path / "site/aro_client/__init__.py"),
    ], done.stderr
