"""What a new user sees: the command, the demo, a kill in the middle, a second start, Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aro_rp.clock import SystemClock
from aro_rp.local import demo
from aro_rp.local.arm_client import ArmClient, CallRefused, LocalEndpoint
from aro_rp.local.process import LocalProcess, NotStarted, started

ARO = str(Path(sys.executable).with_name("aro"))
PATIENCE_S = 120


def read_until(process: subprocess.Popen[str], text: str) -> list[str]:
    """The lines printed so far, the last one with the text; fails when the program ends first."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if text in line:
            return lines
    raise AssertionError(f"no '{text}' in:\n" + "\n".join(lines))


def run_demo(data: Path) -> subprocess.Popen[str]:
    command = [ARO, "local", "--port", "0", "--data", str(data), "--instant"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def aro(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ARO, *words], capture_output=True, text=True, timeout=PATIENCE_S)


def test_the_demo_shows_its_steps_and_its_cluster_and_the_printed_commands_work(
    tmp_path: Path,
) -> None:
    process = run_demo(tmp_path)
    try:
        lines = read_until(process, "Ctrl-C stops")
        text = "\n".join(lines)
        assert [line for line in lines if line.startswith("Cluster demo:") and "%" in line]
        assert "Succeeded" in text
        commands = [
            line.split()[1:] for line in lines if line.startswith("  ") and " rest " in line
        ]
        assert [words[1] for words in commands] == ["GET", "POST", "DELETE"]
        listed, credentials, deleted = (aro(*words) for words in commands)
        assert json.loads(listed.stdout)["value"][0]["name"] == "demo"
        assert json.loads(credentials.stdout)["kubeadminUsername"] == "kubeadmin"
        assert deleted.returncode == 0, deleted.stderr
        assert json.loads(aro(*commands[0]).stdout)["value"] == []
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert "Traceback" not in said


def test_a_start_after_a_kill_goes_on_with_the_create_that_was_cut(tmp_path: Path) -> None:
    process = run_demo(tmp_path)
    read_until(process, "Cluster demo:")
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    again = run_demo(tmp_path)
    try:
        text = "\n".join(read_until(again, "Ctrl-C stops"))
        assert "goes on" in text
        assert "Succeeded" in text
    finally:
        again.send_signal(signal.SIGINT)
        again.communicate(timeout=PATIENCE_S)
    assert again.returncode == 0


def test_two_stacks_never_share_a_folder(stack: LocalProcess) -> None:
    with pytest.raises(NotStarted, match=f"in use by process {stack.process.pid}"):
        with started(stack.data):
            pass


async def test_the_front_door_wants_a_token(stack: LocalProcess, arm: ArmClient) -> None:
    path = f"/subscriptions/{arm.endpoint.subscription}/resourceGroups?api-version=2022-09-01"
    reply = await arm.http.get(path)
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "AuthenticationFailed"


async def test_a_bad_body_is_refused_by_the_resource_provider_behind_the_door(
    arm: ArmClient,
) -> None:
    group = f"/subscriptions/{arm.endpoint.subscription}/resourceGroups/demo"
    await arm.call("PUT", f"{group}?{demo.GROUP_VERSION}", {"location": "eastus"})
    wrong = demo.cluster(arm.endpoint.subscription) | {"colour": "red"}
    with pytest.raises(CallRefused) as refused:
        await arm.call("PUT", demo.cluster_id(arm.endpoint.subscription), wrong)
    error = refused.value.reply.json()["error"]
    assert refused.value.reply.status_code == 400
    assert error["code"] == "InvalidRequestContent"
    assert error["target"] == "colour"


async def test_documents_move_to_another_stack_as_json_lines(
    stack: LocalProcess, tmp_path: Path
) -> None:
    lines = tmp_path / "documents.jsonl"
    exported = aro("db", "export", str(lines), "--data", str(stack.data))
    assert exported.returncode == 0, exported.stderr
    documents = [json.loads(line) for line in lines.read_text().splitlines()]
    assert {document["container"] for document in documents} >= {"OpenShiftVersions"}
    imported = aro("db", "import", str(lines), "--data", str(tmp_path / "other"))
    assert imported.returncode == 0, imported.stderr


async def test_a_stack_is_reached_by_what_it_wrote_down(stack: LocalProcess) -> None:
    endpoint = LocalEndpoint.load(stack.data)
    assert (endpoint.arm_url, endpoint.rp_url) == (stack.arm_url, stack.rp_url)
    async with ArmClient(endpoint, SystemClock()) as client:
        assert (await client.call("GET", "/subscriptions?api-version=2022-12-01")).json()["value"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["local"],
        ["local", "env"],
        ["local", "shell"],
        ["rest"],
        ["db"],
        ["db", "export"],
        ["db", "import"],
        ["frontend"],
        ["backend"],
    ],
    ids=" ".join,
)
def test_every_command_explains_itself(words: list[str]) -> None:
    helped = aro(*words, "--help")
    assert helped.returncode == 0
    assert "Usage: aro" in helped.stdout
    assert "Traceback" not in helped.stderr


def test_a_process_without_settings_names_everything_that_is_missing() -> None:
    refused = subprocess.run([ARO, "backend"], capture_output=True, text=True, env={})
    assert refused.returncode == 1
    assert "LOCATION is missing" in refused.stderr
    assert "ARO_DATABASE is missing" in refused.stderr
    assert "Traceback" not in refused.stderr
