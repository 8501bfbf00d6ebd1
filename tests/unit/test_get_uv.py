"""How a fresh machine gets uv: whole or not at all."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "get_uv.py"


@pytest.fixture(scope="module")
def get_uv() -> Any:
    spec = importlib.util.spec_from_file_location("get_uv", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wheel() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("uv-1.data/scripts/uv", "#!/bin/sh\n")
        archive.writestr("uv-1.dist-info/METADATA", "")
    return content.getvalue()


def test_the_program_comes_out_of_the_wheel_ready_to_run(get_uv: Any, tmp_path: Path) -> None:
    (tmp_path / ".uv.new").write_text("half of an earlier try")
    get_uv.unpack(wheel(), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["uv"]
    assert os.access(tmp_path / "uv", os.X_OK)


def test_pip_is_asked_where_the_lock_s_address_cannot_be_reached(
    get_uv: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Path] = []

    def unreachable(folder: Path) -> None:
        raise OSError("no route")

    get_uv.main(tmp_path / "tools", unreachable, asked.append)
    assert asked == [tmp_path / "tools"]
    assert "cannot be reached (no route); asking pip" in capsys.readouterr().err


def test_what_pip_installed_is_linked_from_a_folder_named_from_here(
    get_uv: Any, tmp_path: Path
) -> None:
    folder = Path(os.path.relpath(tmp_path))
    (folder / "pip").mkdir()
    (folder / "pip" / "uv").write_text("uv")
    get_uv.link(folder, folder / "pip" / "uv")
    assert (tmp_path / "uv").read_text() == "uv"


def test_without_a_network_it_says_what_to_do(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    variables = {
        **dict.fromkeys(("https_proxy", "http_proxy", "PIP_INDEX_URL"), nowhere),
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PATH": os.defpath,
    }
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path)], env=variables, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be fetched, see above; install uv yourself" in done.stderr
