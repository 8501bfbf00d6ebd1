"""How `aro` says what a user can mend: a sentence with the value at fault, never a traceback."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aro_rp.__main__ import main
from aro_rp.cli import app
from aro_rp.database.keys import load_or_create_keys
from aro_rp.local.commands import DEFAULT_SUBSCRIPTION

GUID = "00000000-0000-0000-0000-00000000000a"
CLUSTERS = "/subscriptions/s/providers/Microsoft.RedHatOpenShift/openShiftClusters"
Aro = Callable[..., str]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings that suffice for a development process."""
    return {
        "RP_MODE": "development",
        "LOCATION": "eastus",
        "DOMAIN_NAME": "eastus.aroapp.io",
        "RESOURCEGROUP": "aro-rp",
        "AZURE_SUBSCRIPTION_ID": GUID,
        "AZURE_TENANT_ID": GUID,
        "AZURE_FP_CLIENT_ID": GUID,
        "AZURE_FP_CLIENT_SECRET": "secret",
        "ARO_INSTALLER_URL": "https://127.0.0.1:1",
        "ARO_DATABASE": f"sqlite:///{tmp_path / 'aro.db'}",
        "ARO_ENCRYPTION_KEYS_FILE": str(tmp_path / "keys.json"),
        "OIDC_STORAGE_ACCOUNT_NAME": "oidc",
        "OIDC_AFD_ENDPOINT": "https://127.0.0.1:1",
    }


@pytest.fixture
def refused(environment: dict[str, str]) -> Aro:
    """Runs a command that must fail, and gives what it said."""

    def refused(*words: str, code: int = 1, **variables: str) -> str:
        done = CliRunner().invoke(app, words, env=environment | variables | {"TERM": "dumb"})
        assert done.exit_code == code, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.stderr

    return refused


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that says nothing of use."""
    made = tmp_path / "file"
    made.write_text("nonsense")
    return made


def test_a_data_folder_that_cannot_be_is_named(refused: Aro, file: Path) -> None:
    for folder, reason in ((file, "it is no folder"), (file / "below", "Not a directory")):
        said = refused("local", "--no-demo", "--port", "0", "--data", str(folder))
        assert said == f"aro: --data '{folder}' cannot be used: {reason}; choose another folder\n"


@pytest.mark.parametrize("command", [("local",), ("local", "env"), ("rest", "GET", "/x")])
def test_a_data_folder_has_a_name(refused: Aro, command: tuple[str, ...]) -> None:
    """A shell's variable that is not set filled the working directory with state."""
    assert "Invalid value for '--data': a folder has a name" in refused(
        *command, "--data", "", code=2
    )


def test_a_method_is_one_of_arm(refused: Aro) -> None:
    said = refused("rest", "FETCH", "/subscriptions", code=2)
    assert "'FETCH' is none of GET, PUT, PATCH, POST, DELETE" in " ".join(said.split())


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", [(), ("local",), ("local", "shell"), ("db", "export")])
def test_every_command_explains_itself(command: tuple[str, ...], flag: str) -> None:
    done = CliRunner().invoke(app, [*command, flag])
    assert done.exit_code == 0
    assert "Usage:" in done.stdout


def test_help_tells_what_is_taken_when_nothing_is_said() -> None:
    local, rest = (
        " ".join(CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"}).stdout.split())
        for name in ("local", "rest")
    )
    for default in (".aro", "8443", "demo"):
        assert f"[default: {default}]" in local
    assert f"Unless told otherwise there is one subscription, {DEFAULT_SUBSCRIPTION}." in local
    assert "without api-version it is 2025-07-25's" in rest


def test_a_log_that_cannot_be_written_is_named(refused: Aro, tmp_path: Path) -> None:
    (tmp_path / "aro.log").mkdir()
    said = refused("local", "--no-demo", "--port", "0", "--data", str(tmp_path))
    assert said == f"aro: '{tmp_path / 'aro.log'}' cannot be used: Is a directory\n"


@pytest.mark.parametrize("option", ["--port", "--rp-port"])
def test_a_port_that_is_taken_is_named_with_its_option(
    refused: Aro, tmp_path: Path, option: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ["--port", "0", option, str(port)]
        said = refused("local", "--no-demo", *words, "--data", str(tmp_path))
    assert said.startswith(f"aro: nothing can listen at 127.0.0.1:{port}: Address already in use")
    assert f"choose another with {option}" in said


@pytest.mark.parametrize(
    "words",
    [("local", "--port"), ("local", "--rp-port"), ("frontend", "--port")],
    ids=" ".join,
)
def test_a_port_is_a_port(refused: Aro, words: tuple[str, ...]) -> None:
    assert f"Invalid value for '{words[-1]}'" in refused(*words, "99999", code=2)


def test_a_subscription_is_a_guid(refused: Aro, tmp_path: Path) -> None:
    said = refused("local", "--subscription", "mine", "--data", str(tmp_path), code=2)
    assert "'mine' is not a GUID" in said


def test_a_cloud_file_that_cannot_be_read_is_named(refused: Aro, tmp_path: Path) -> None:
    missing = tmp_path / "cloud.json"
    said = refused("local", "--no-demo", "--data", str(tmp_path), "--cloud", str(missing))
    assert said == f"aro: '{missing}' cannot be read: No such file or directory\n"


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_host_that_is_not_here_is_named(refused: Aro, processes: str) -> None:
    said = refused("frontend", "--host", "192.0.2.1", "--port", "0", "--processes", processes)
    assert said.startswith("aro: nothing can listen at 192.0.2.1:0: Cannot assign requested")
    assert "choose another with --host or --port\n" in said


def test_every_variable_that_is_missing_is_told_below_one_head(refused: Aro) -> None:
    said = refused("backend", LOCATION="", DOMAIN_NAME="")
    head, *lines = said.splitlines()
    assert head == "aro: the environment does not suffice:"
    assert lines == ["LOCATION is missing", "DOMAIN_NAME is missing"]


def test_another_kind_of_database_is_named(refused: Aro) -> None:
    said = refused("backend", ARO_DATABASE="postgres://x")
    assert said == "aro: the database 'postgres://x' is neither sqlite:///PATH nor :memory:\n"


def test_a_database_that_is_damaged_is_told(refused: Aro, tmp_path: Path) -> None:
    said = refused_with_damaged(tmp_path / "cloud.sqlite", refused)
    assert said.startswith(f"aro: '{tmp_path / 'cloud.sqlite'}' cannot be read (")
    assert "restore it or choose another --data folder" in said


def test_documents_that_are_damaged_are_told(refused: Aro, tmp_path: Path) -> None:
    said = refused_with_damaged(tmp_path / "aro.db", refused)
    assert said.startswith(f"aro: the database '{tmp_path / 'aro.db'}' cannot be opened: ")


def test_an_authority_that_is_damaged_is_named(refused: Aro, tmp_path: Path) -> None:
    for name in ("ca.key", "ca.pem"):
        (tmp_path / name).write_text("nonsense")
    said = refused("local", "--no-demo", "--port", "0", "--data", str(tmp_path))
    assert said.startswith(f"aro: '{tmp_path / 'ca.pem'}' and '{tmp_path / 'ca.key'}' are not")


def refused_with_damaged(database: Path, refused: Aro) -> str:
    """What `aro local` says of its folder's database."""
    with closing(sqlite3.connect(database)) as made:
        made.execute("CREATE TABLE filler (text)")
    spoil(database, 100)
    return refused("local", "--no-demo", "--port", "0", "--data", str(database.parent))


def spoil(file: Path, start: int) -> None:
    """Overwrites a page's worth with noise."""
    with file.open("r+b") as stream:
        stream.seek(start)
        stream.write(b"\xaa" * 4000)


def test_keys_that_cannot_be_made_are_named(refused: Aro, file: Path) -> None:
    said = refused("backend", ARO_ENCRYPTION_KEYS_FILE=str(file / "keys.json"))
    assert said.startswith(f"aro: '{file}' cannot be used: ")


def test_authorities_that_are_not_there_are_named(refused: Aro, tmp_path: Path) -> None:
    missing = tmp_path / "ca.pem"
    said = refused("backend", ARO_CA_FILE=str(missing))
    assert f"ARO_CA_FILE is '{missing}': No such file or directory\n" in said


def test_a_certificate_that_is_none_is_named_with_its_variables(refused: Aro, file: Path) -> None:
    load_or_create_keys(file.with_name("keys.json"))
    said = refused(
        "frontend",
        RP_MODE="",
        GATEWAY_RESOURCEGROUP="gateway",
        MDM_ACCOUNT="account",
        MDM_NAMESPACE="namespace",
        MDM_STATSD_SOCKET="udp:127.0.0.1:1",
        ADMIN_API_CLIENT_CERT_COMMON_NAME="sre.example",
        ARO_SERVER_CERTIFICATE_FILE=str(file),
        ARO_SERVER_KEY_FILE=str(file.parent / "none"),
    )
    assert f"ARO_SERVER_CERTIFICATE_FILE '{file}' with ARO_SERVER_KEY_FILE" in said


@pytest.mark.parametrize("body", ["{", "5", "null", "[1]", '[["a", "b"]]'])
def test_a_body_that_is_no_object_is_refused(refused: Aro, tmp_path: Path, body: str) -> None:
    answering(tmp_path)
    said = refused("rest", "PUT", CLUSTERS, "--data", str(tmp_path), "--body", body)
    assert said.startswith("aro: --body is not a JSON object")


def test_a_file_of_a_body_that_cannot_be_read_is_named(refused: Aro, tmp_path: Path) -> None:
    answering(tmp_path)
    for name, reason in (("none", "No such file or directory"), (".", "Is a directory")):
        path = tmp_path / name
        said = refused("rest", "PUT", CLUSTERS, "--data", str(tmp_path), "--body", f"@{path}")
        assert said == f"aro: the file '{path}' of --body cannot be read: {reason}\n"


@pytest.mark.parametrize("text", ["{", "[]", '{"colour": "red"}'])
def test_a_folder_that_no_stack_has_written_to_is_named(
    refused: Aro, tmp_path: Path, text: str
) -> None:
    (tmp_path / "local.json").write_text(text)
    said = refused("rest", "GET", CLUSTERS, "--data", str(tmp_path))
    assert f"'{tmp_path / 'local.json'}' is not what `aro local` writes" in said


def answering(folder: Path) -> None:
    """Leaves what a stack says of itself; none answers there."""
    fields = ("arm_url", "ca_file", "rp_url", "tenant", "subscription")
    (folder / "local.json").write_text(json.dumps(dict.fromkeys(fields, "https://127.0.0.1:1")))


def test_a_production_image_explains_without_the_local_cloud(
    environment: dict[str, str], file: Path
) -> None:
    """It does not have it: trouble was a failing import instead of a sentence."""
    code = (
        "import sys\n"
        "sys.modules['aro_devcloud'] = None\n"
        "sys.argv = ['aro', 'backend']\n"
        "from aro_rp.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment, "ARO_ENCRYPTION_KEYS_FILE": str(file)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"aro: the key file '{file}' is open to others")


def aro(redirection: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = f'exec "$@" {redirection}'
    return subprocess.run(
        ["/bin/sh", "-c", command, "sh", sys.executable, "-m", "aro_rp", *words],
        capture_output=True,
        text=True,
    )


def test_a_full_disk_behind_standard_output_is_told(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    assert aro("</dev/null", "db", "import", "-", *data).returncode == 0
    documents = tmp_path / "in.jsonl"
    documents.write_text('{"container":"Billing","document":{"id":"a","infraId":"aro-x"}}\n')
    assert aro("", "db", "import", str(documents), *data).returncode == 0
    done = aro(">/dev/full", "db", "export", "-", *data)
    assert done.returncode == 1
    assert done.stderr == "aro: standard output cannot be written: No space left on device\n"
    started = aro(">/dev/full", "local", "--no-demo", "--instant", "--port", "0", *data)
    assert started.returncode == 1
    assert started.stderr == "aro: nothing more can be written: No space left on device\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-"])
def test_a_standard_stream_that_is_closed_is_an_empty_one(tmp_path: Path, closed: str) -> None:
    data = ("--data", str(tmp_path))
    assert aro("</dev/null", "db", "import", "-", *data).returncode == 0
    done = aro(closed, "db", "export", "-", *data)
    assert (done.returncode, done.stderr) == (0, "exported 0 documents\n")
    refused = aro(closed, "rest", "GET", "/x", *data, "--body", "-")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_an_interrupt_while_the_command_loads_ends_it_in_order() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as ended:
        main(interrupted)
    assert ended.value.code == 130


def test_what_a_stream_has_no_letters_for_is_told_with_others() -> None:
    code = "from aro_rp.__main__ import main\nmain(lambda: print('a \u280b'))\n"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert (done.stdout, done.returncode) == ("a ?\n", 0), done.stderr
