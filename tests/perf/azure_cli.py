"""What `az aro list` with our extension adds to what every `az` call costs."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import Figure

from aro_rp.local.process import started

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
ARO = str(Path(sys.executable).with_name("aro"))
ROUNDS = 7
ADDED_S = 0.3


@dataclass(frozen=True, slots=True, order=True)
class Call:
    seconds: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s"


def printed(*command: str, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def called(env: Mapping[str, str], *words: str) -> Call:
    began = time.perf_counter()
    subprocess.run(["az", *words], env=env, capture_output=True, check=True)
    return Call(time.perf_counter() - began)


def signed_in(az: Path, data: Path) -> dict[str, str]:
    """The environment in which `az` speaks to the stack on the folder."""
    env = os.environ | {"PATH": f"{az.parent}:{os.environ['PATH']}"}
    for line in printed(ARO, "local", "env", "--data", str(data), env=env).splitlines():
        name, _, value = shlex.split(line)[1].partition("=")
        env[name] = value
    return env


def added(env: Mapping[str, str]) -> tuple[Call, Call]:
    """The best of some rounds in turn: of `az aro list`, and of `az account show`."""
    ours, plain = [], []
    for _ in range(ROUNDS):
        ours.append(called(env, "aro", "list"))
        plain.append(called(env, "account", "show"))
    return min(ours), min(plain)


def lists() -> list[Figure]:
    """Seconds of a list over the real `az`, with its call over TLS, beside a call of no server.

    Nothing where `az` is not there and cannot be installed.
    """
    try:
        az = Path(printed(sys.executable, str(SCRIPTS / "get_az.py")))
    except subprocess.CalledProcessError:
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = printed(sys.executable, str(SCRIPTS / "build_extension.py"), str(folder / "dist"))
        with started(folder / "data", "--instant") as stack:
            env = signed_in(az, stack.data)
            built_in, _ = added(env)
            called(env, "extension", "add", "--source", wheel, "--yes")
            ours, plain = added(env)
    more = ours.seconds - plain.seconds
    return [
        Figure(
            "az aro list, seconds more than az account show vs 0.3",
            str(ours), str(plain), more / ADDED_S, 1,
        ),
        Figure(
            "same, vs the az aro that comes with the CLI",
            str(ours), str(built_in), ours.seconds / built_in.seconds, None,
        ),
    ]  # fmt: skip
