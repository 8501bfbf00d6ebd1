"""`aro local shell` and `aro local env`, as a user types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aro_rp.local.folder import is_in_use

pytestmark = pytest.mark.xdist_group("az-shell")

ARO = str(Path(sys.executable).with_name("aro"))
PATIENCE_S = 120


def aro(
    environment: dict[str, str], *words: str, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ARO, *words], env=environment, input=stdin, capture_output=True, text=True,
        timeout=PATIENCE_S,
    )  # fmt: skip


def test_the_exports_are_evaluated_by_any_shell_and_leave_the_users_az_alone(
    stack: Any, plain_environment: dict[str, str], tmp_path: Path
) -> None:
    home = {**plain_environment, "HOME": str(tmp_path)}
    script = f'eval "$({ARO} local env --data {stack.data})" && az account show'
    done = subprocess.run(
        ["sh", "-c", script], env=home, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["environmentName"] == "AroLocal"
    assert not (tmp_path / ".azure").exists()


def test_a_shell_joins_the_stack_that_runs_on_the_folder(
    stack: Any, plain_environment: dict[str, str]
) -> None:
    typed = "az group create --name typed --location eastus --query name --output tsv\nexit 7\n"
    environment = {**plain_environment, "SHELL": "/bin/sh"}
    done = aro(environment, "local", "shell", "--data", str(stack.data), stdin=typed)
    assert done.stdout.split() == ["typed"], done.stderr
    assert done.returncode == 7
    assert "signed in to the local cloud" in done.stderr
    data = ("--data", str(stack.data))
    one = aro(environment, "local", "shell", *data, "az", "group", "exists", "--name", "typed")
    assert one.stdout.strip() == "true"


def test_a_shell_starts_a_stack_where_none_runs_and_ends_it(
    plain_environment: dict[str, str], tmp_path: Path
) -> None:
    words = ("local", "shell", "--data", str(tmp_path), "--instant")
    done = aro(plain_environment, *words, "az", "account", "show", "--query", "environmentName")
    assert json.loads(done.stdout) == "AroLocal"
    after = aro(plain_environment, "local", "env", "--data", str(tmp_path))
    assert after.returncode == 1
    assert f"no stack runs on '{tmp_path}'" in after.stderr


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_closed_terminal_takes_its_stack_along(
    plain_environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    words = [ARO, "local", "shell", "--data", str(tmp_path), "--instant"]
    process = subprocess.Popen(
        [*words, "sh", "-c", "echo inside; exec sleep 100"],
        env=plain_environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "inside\n"
    process.send_signal(number)
    assert process.wait(PATIENCE_S) == 128 + number
    process.stdout.close()
    assert not is_in_use(tmp_path)


def test_a_user_without_az_is_told_how_to_get_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [ARO, "local", "shell"], env={"PATH": os.defpath}, cwd=tmp_path, capture_output=True,
        text=True, timeout=PATIENCE_S,
    )  # fmt: skip
    assert done.returncode == 1
    assert "the Azure CLI is not installed" in done.stderr
    assert "make az" in done.stderr
    assert "Traceback" not in done.stderr


def test_hosts_that_are_not_in_the_local_cloud_are_refused_by_name(az: Any) -> None:
    refused = az("rest", "--method", "get", "--url", "https://example.com/x", code=1)
    assert "example.com:443 is not in the local cloud" in refused.err
