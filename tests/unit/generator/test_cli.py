from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aro_generator.cli import main

Tree = dict[str, Any]
Run = Callable[..., int]
OLD = "redhatopenshift/stable/2020-01-01/redhatopenshift.json"
NEW = "redhatopenshift/stable/2021-01-01/redhatopenshift.json"


@pytest.fixture
def specs(tree: Tree, write: Callable[[Tree], Path]) -> Path:
    return write(tree)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "generated"


@pytest.fixture
def run(specs: Path, output: Path) -> Run:
    """Runs the command on the small tree and gives its exit code."""

    def run(*arguments: str) -> int:
        with pytest.raises(SystemExit) as end:
            main(["--specs", str(specs), "--output", str(output), *arguments])
        return int(end.value.code or 0)

    return run


def test_the_first_run_writes_everything(run: Run, output: Path) -> None:
    assert run() == 0
    written = {p.relative_to(output / "aro_api").as_posix() for p in output.rglob("*.py")}
    assert {"versions.py", "internal/models.py", "v2020_01_01/operations.py"} <= written
    assert json.loads((output / "manifest.json").read_text())["inputs"]


def test_a_run_without_changes_writes_nothing(
    run: Run, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    capsys.readouterr()
    assert run() == 0
    assert "nothing to do" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


def test_a_run_without_changes_imports_no_heavy_library(
    run: Run, specs: Path, output: Path
) -> None:
    run()
    code = (
        "import sys\n"
        "from aro_generator.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(sorted({'datamodel_code_generator', 'jinja2'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, "--specs", str(specs), "--output", str(output)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["nothing to do: specs and generator are unchanged", "[]"]


def test_an_edited_output_is_found_and_put_right(
    run: Run, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    edited = output / "aro_api" / "versions.py"
    right = edited.read_text()
    edited.write_text("edited")
    capsys.readouterr()
    assert run("--check") == 1
    assert "changed        versions.py" in capsys.readouterr().out
    assert edited.read_text() == "edited"
    assert run() == 0
    assert edited.read_text() == right


def test_a_stray_file_is_told_but_not_removed(
    run: Run, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    (output / "aro_api" / "mine.txt").write_text("")
    assert run("--check") == 1
    assert "not generated  mine.txt" in capsys.readouterr().out
    run("--force")
    assert (output / "aro_api" / "mine.txt").exists()


def test_what_an_earlier_run_emitted_goes_when_its_spec_goes(
    run: Run, tree: Tree, specs: Path, output: Path
) -> None:
    tree[NEW] = copy.deepcopy(tree[OLD])
    tree[NEW]["info"]["version"] = "2021-01-01"
    (specs / NEW).parent.mkdir()
    (specs / NEW).write_text(json.dumps(tree[NEW]))
    run()
    assert (output / "aro_api" / "v2021_01_01" / "models.py").exists()
    (specs / NEW).unlink()
    run()
    assert not (output / "aro_api" / "v2021_01_01" / "models.py").exists()
    assert run("--check") == 0


def test_examples_are_no_reason_to_generate(
    run: Run, specs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    example = (specs / OLD).parent / "examples" / "one.json"
    example.parent.mkdir()
    example.write_text("{}")
    run()
    assert "nothing to do" in capsys.readouterr().out


def test_diff_ends_with_1_when_a_client_could_break(
    tree: Tree, write: Callable[[Tree], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    tree[NEW] = copy.deepcopy(tree[OLD])
    tree[NEW]["info"]["version"] = "2021-01-01"
    tree[NEW]["definitions"]["OpenShiftCluster"]["properties"]["more"] = {"type": "string"}
    root = str(write(tree))
    for old, new, code in (("2020", "2021", 0), ("2021", "2020", 1)):
        with pytest.raises(SystemExit) as end:
            main(["--specs", root, "diff", f"{old}-01-01", f"{new}-01-01"])
        assert end.value.code == code
    said = capsys.readouterr().out
    assert "1 changes from 2020-01-01 to 2021-01-01, 0 breaking" in said
    assert "breaking    OpenShiftCluster.more: removed" in said


def test_diff_of_an_unknown_version_is_an_error_without_a_traceback(
    specs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--specs", str(specs), "diff", "1999-01-01", "2020-01-01"])
    assert end.value.code == 2
    assert "no such api-version" in capsys.readouterr().err


def test_diff_of_the_hub_is_refused_as_it_is_no_api_version(
    specs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--specs", str(specs), "diff", "internal", "2020-01-01"])
    assert end.value.code == 2
    assert "no such api-version; known: 2020-01-01\n" in capsys.readouterr().err


def test_diff_wants_two_versions_or_none(specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--specs", str(specs), "diff", "2020-01-01"])
    assert end.value.code == 2
    assert "'2020-01-01' alone" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_an_error_without_a_traceback(
    specs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(SystemExit) as end:
        main(["--specs", str(specs), "--output", str(taken)])
    assert end.value.code == 4
    assert f"'{taken}" in capsys.readouterr().err
    assert taken.read_text() == "a file"


def test_help_fills_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "A file that cannot be read" in line]
