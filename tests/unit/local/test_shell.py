from __future__ import annotations

import os
from pathlib import Path

import pytest

from aro_rp.local.folder import is_in_use, locked
from aro_rp.local.shell import NoStack, exports, run_in, variables_of

HERE = {"PATH": os.environ["PATH"]}


@pytest.fixture
def with_az(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "az").write_text("#!/bin/sh\n")
    (tmp_path / "az").chmod(0o755)
    return {"PATH": str(tmp_path)}


def test_exports_survive_a_shell_whatever_is_in_them(tmp_path: Path) -> None:
    value = "a 'quoted' $HOME \"word\""
    script = exports({"ODD": value}) + f'printf %s "$ODD" > {tmp_path}/said'
    assert run_in(["sh", "-c", script], HERE) == 0
    assert (tmp_path / "said").read_text() == value


def test_the_exit_code_is_the_commands_own() -> None:
    assert run_in(["sh", "-c", "exit 7"], HERE) == 7
    assert run_in(["sh", "-c", "kill -TERM $$"], HERE) == 128 + 15


def test_a_command_that_is_not_there_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_in(["no-such-program"], HERE) == 127
    assert "no-such-program: No such file" in capfd.readouterr().err


def test_a_folder_that_nothing_runs_on_is_named(tmp_path: Path, with_az: dict[str, str]) -> None:
    with pytest.raises(NoStack, match=f"no stack runs on '{tmp_path}'"):
        variables_of(tmp_path, with_az)


def test_a_stack_that_does_not_answer_yet_is_still_starting(
    tmp_path: Path, with_az: dict[str, str]
) -> None:
    with locked(tmp_path), pytest.raises(NoStack, match="still starting"):
        variables_of(tmp_path, with_az, patience_s=0)


def test_a_folder_is_in_use_while_a_stack_holds_it(tmp_path: Path) -> None:
    assert not is_in_use(tmp_path)
    with locked(tmp_path):
        assert is_in_use(tmp_path)
    assert not is_in_use(tmp_path)
