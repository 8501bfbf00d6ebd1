"""The real Azure CLI of a pinned release, signed in to a running local stack.

`az` speaks as `aro local env` sets it up: a configuration folder of its own, the local cloud
registered, the built-in `az aro` led to the stack by the proxy. It is shared by the tests of a
worker; a test that changes settings or accounts takes `own_az`, a copy. `az.copied(folder,
extension=wheel)` is a copy with an extension installed.

An `az` starts as users start it. As four fifths of its time are imports, those that run many
commands are `az.forked()`: the same commands, run by forks of a process that has imported them.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aro_rp.local.process import LocalProcess

ROOT = Path(__file__).resolve().parents[3]
ARO = str(Path(sys.executable).with_name("aro"))
FORKING = Path(__file__).with_name("forking_az.py")
PATIENCE_S = 120
INSTALL_S = 600
FOREIGN = (
    "AZURE_",
    "ARO_",
    "REQUESTS_CA_BUNDLE",
    "PYTHON",
    "HTTPS_PROXY",
    "https_proxy",
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[[Sequence[str], Mapping[str, str], Path, str], Ran]
"""Runs `az` with these words, variables, folder and standard input."""


def started_az(words: Sequence[str], variables: Mapping[str, str], folder: Path, stdin: str) -> Ran:
    done = subprocess.run(
        ["az", *words],
        env=variables,
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@contextmanager
def forking_az(variables: Mapping[str, str]) -> Iterator[Run]:
    """Another way to run `az`, of a fifth of the cost, while AZURE_CONFIG_DIR stays the same."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    program = shutil.which("az", path=variables["PATH"])
    assert program is not None
    command = [Path(program).resolve().with_name("python"), FORKING, str(theirs.fileno())]
    installed = {**variables, "AZ_INSTALLER": "PIP"}
    process = subprocess.Popen(command, env=installed, pass_fds=[theirs.fileno()])
    theirs.close()
    ours.settimeout(PATIENCE_S)

    def run(words: Sequence[str], variables: Mapping[str, str], folder: Path, stdin: str) -> Ran:
        asked = {
            "words": words,
            "variables": {**variables, "AZ_INSTALLER": "PIP"},
            "folder": str(folder),
        }
        with (
            tempfile.TemporaryFile("w+") as given,
            tempfile.TemporaryFile("w+") as out,
            tempfile.TemporaryFile("w+") as err,
        ):
            given.write(stdin)
            given.seek(0)
            files = [given.fileno(), out.fileno(), err.fileno()]
            socket.send_fds(ours, [json.dumps(asked).encode()], files)
            code = int(ours.recv(16))
            out.seek(0)
            err.seek(0)
            return Ran(code, out.read(), err.read())

    try:
        yield run
    finally:
        ours.close()
        process.wait(PATIENCE_S)


@dataclass(frozen=True, slots=True)
class Az:
    """Calls `az`; every call must end with the exit code that the test names."""

    variables: Mapping[str, str]
    folder: Path
    run: Run = started_az

    def __call__(self, *words: str, code: int = 0, stdin: str = "", **more: str) -> Ran:
        """``more`` are variables for this call only; `cwd` is the folder of this `az`."""
        ran = self.run(words, {**self.variables, **more}, self.folder, stdin)
        assert ran.code == code, (
            f"az {shlex.join(words)} ended with {ran.code}\n{ran.out}\n{ran.err}"
        )
        return ran

    @contextmanager
    def forked(self) -> Iterator[Az]:
        """The same `az` for many commands."""
        with forking_az(self.variables) as run:
            yield replace(self, run=run)

    def copied(self, folder: Path, extension: Path | None = None) -> Az:
        """An `az` with settings of its own, signed in as this one, with an extension's wheel."""
        config = folder / "config"
        shutil.copytree(self.variables["AZURE_CONFIG_DIR"], config)
        copy = Az({**self.variables, "AZURE_CONFIG_DIR": str(config)}, folder)
        if extension is not None:
            copy("extension", "add", "--source", str(extension), "--yes", "--only-show-errors")
        return copy


@pytest.fixture(scope="session")
def az_program() -> Path:
    """The pinned `az`, installed once for all workers and all runs."""
    script = [sys.executable, str(ROOT / "scripts" / "get_az.py")]
    done = subprocess.run(script, capture_output=True, text=True, timeout=INSTALL_S)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def plain_environment(az_program: Path) -> dict[str, str]:
    """A user's environment with `az` on the search path and nothing of Azure in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {**kept, "PATH": f"{az_program.parent}:{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def signed_in(
    plain_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[LocalProcess], Az]:
    """Gives an `az` that is signed in to a stack."""

    def signed_in(stack: LocalProcess) -> Az:
        command = [ARO, "local", "env", "--data", str(stack.data)]
        done = subprocess.run(
            command, env=plain_environment, capture_output=True, text=True, timeout=PATIENCE_S
        )
        assert done.returncode == 0, done.stderr
        return Az({**plain_environment, **exported(done.stdout)}, tmp_path_factory.mktemp("az"))

    return signed_in


@pytest.fixture(scope="session")
def az(stack: LocalProcess, signed_in: Callable[[LocalProcess], Az]) -> Iterator[Az]:
    with signed_in(stack).forked() as az:
        yield az


def exported(script: str) -> dict[str, str]:
    """The variables that a script of `export NAME=VALUE` lines sets."""
    words = [shlex.split(line) for line in script.splitlines()]
    assert all(word[0] == "export" and len(word) == 2 for word in words), script
    return dict(word[1].split("=", 1) for word in words)


@pytest.fixture
def own_az(az: Az, tmp_path: Path) -> Az:
    """A copy for a test that changes settings or accounts."""
    return az.copied(tmp_path)


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of our own `az aro`, as `make extension` builds it."""
    script = [sys.executable, str(ROOT / "scripts" / "build_extension.py")]
    target = str(tmp_path_factory.mktemp("dist"))
    done = subprocess.run([*script, target], capture_output=True, text=True, timeout=INSTALL_S)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def our_az(az: Az, extension: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Az]:
    """An `az` whose `az aro` is ours."""
    with az.copied(tmp_path_factory.mktemp("our"), extension).forked() as ours:
        yield ours


@dataclass(frozen=True, slots=True)
class Place:
    """A resource group with a network, in which clusters can be made."""

    az: Az
    group: str

    @property
    def flags(self) -> tuple[str, ...]:
        return ("--vnet", "net", "--master-subnet", "master", "--worker-subnet", "worker")

    def cluster(self, name: str) -> tuple[str, ...]:
        return ("--resource-group", self.group, "--name", name)


@pytest.fixture
def place(our_az: Az) -> Callable[[str], Place]:
    """Makes a group with a network by that name."""
    return partial(made_place, our_az)


@pytest.fixture(scope="session")
def make_place() -> Callable[..., Place]:
    return made_place


def made_place(
    az: Az, group: str, vnet: str = "net", master: str = "master", worker: str = "worker"
) -> Place:
    az("group", "create", "--name", group, "--location", "eastus")
    where = ("--resource-group", group)
    space = ("--address-prefixes", "10.0.0.0/22")
    first = ("--subnet-name", master, "--subnet-prefixes", "10.0.0.0/23")
    az("network", "vnet", "create", *where, "--name", vnet, *space, *first)
    second = ("--name", worker, "--address-prefixes", "10.0.2.0/23")
    az("network", "vnet", "subnet", "create", *where, "--vnet-name", vnet, *second)
    return Place(az, group)
