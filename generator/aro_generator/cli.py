"""``aro-generate``: specs in, everything that follows from them out."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aro_generator import fingerprint, output
from aro_generator.load import SpecError

if TYPE_CHECKING:
    from aro_generator.graph import Graph
    from aro_generator.pipeline import State

app = typer.Typer(
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

BAD_SPEC, NO_TOOLS, NO_ACCESS = 2, 3, 4
NEAREST = "Folder of specs; the nearest api-specs upwards unless given."
BESIDE = "Folder to write to; generated beside api-specs unless given."
Specs = Annotated[Path | None, typer.Option(help=NEAREST)]
Output = Annotated[Path | None, typer.Option("--output", help=BESIDE)]


def project() -> Path:
    """The nearest folder upwards that holds ``api-specs``, else the working directory."""
    here = Path.cwd()
    return next((at for at in (here, *here.parents) if (at / "api-specs").is_dir()), here)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


@app.callback()
def generate(
    context: typer.Context,
    specs: Specs = None,
    generated: Output = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare only; ends with 1 when something differs.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Generate even if nothing changed.")
    ] = False,
) -> None:
    """Generate from api-specs: generated/aro_api, the az extension's half, and the pages in docs.

    It does nothing when neither specs nor generator changed.

    A bad spec is named by file and JSON pointer; it ends with 2 and writes nothing. A file that
    cannot be read or written ends with 4.
    """
    context.obj = specs or project() / "api-specs"
    if context.invoked_subcommand is not None:
        return
    target = generated or context.obj.parent / "generated"
    began, inputs = time.perf_counter(), fingerprint.inputs(context.obj)
    manifest = fingerprint.read(target / output.MANIFEST)
    fresh = fingerprint.up_to_date(manifest, inputs, target / output.PACKAGE, target.parent)
    if fresh and not (force or check):
        say("nothing to do: specs and generator are unchanged")
        return
    emitted = produce(context.obj)
    if check:
        raise typer.Exit(report(output.compare(target, emitted)))
    report(output.write(target, emitted, inputs))
    say(f"{len(emitted.files) + len(emitted.beside)} files in {time.perf_counter() - began:.1f} s")


def produce(specs: Path) -> output.Emitted:
    """Runs the pipeline; its imports are made here to keep the idle run short."""
    from aro_generator.load import load
    from aro_generator.pipeline import State
    from aro_generator.stages import GENERATE

    state = GENERATE.run(State(load(specs)))
    return output.Emitted(
        {name: text.encode() for name, text in state.files.items()},
        {name: text.encode() for name, text in state.beside.items()},
    )


def report(found: output.Differences) -> int:
    for word, names in (
        ("new", found.missing),
        ("changed", found.changed),
        ("not generated", found.stray),
    ):
        for name in names:
            say(f"{word:14} {name}")
    return 1 if found else 0


@app.command()
def client(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Compare only, without node; 1 when out of date.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Generate every api-version.")] = False,
) -> None:
    """Bring python-client/aro_client up to date: the api-versions whose spec or tools changed.

    Needs node for these; nothing to do needs nothing. Ends with 3 when node is missing, with 2
    when AutoRest refuses a spec.
    """
    from aro_generator.autorest import AutoRestFailed, NoTools
    from aro_generator.client import Client

    root = context.obj.parent
    kept = Client(root / "python-client", understood(context.obj))
    if check:
        found = kept.differences()
        for line in found:
            say(line)
        raise typer.Exit(1 if found else 0)
    began = time.perf_counter()
    try:
        kept.update(root / ".cache", say, force=force)
    except (NoTools, AutoRestFailed) as trouble:
        sys.stderr.write(f"error: {trouble}\n")
        code = NO_TOOLS if isinstance(trouble, NoTools) else BAD_SPEC
        raise typer.Exit(code) from trouble
    say(f"python-client is up to date, {time.perf_counter() - began:.1f} s")


@app.command()
def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="The api-version to compare from.")] = "",
    new: Annotated[str, typer.Argument(help="The api-version to compare to.")] = "",
) -> None:
    """Say what changed on the wire between two api-versions; 1 when a client could break.

    Without versions: what changed in each since it was released; 1 when a client could break and
    released/announced.yaml does not say so.
    """
    from aro_generator.diff import changes, pick

    if old and not new:
        raise typer.BadParameter(f"'{old}' alone: give two api-versions, or none")
    graphs = understood(context.obj).apis
    if not old:
        raise typer.Exit(gate(context.obj, graphs))
    found = changes(pick(graphs, old), pick(graphs, new))
    for change in found:
        say(str(change))
    breaking = sum(change.breaking for change in found)
    say(f"{len(found)} changes from {old} to {new}, {breaking} breaking")
    raise typer.Exit(1 if breaking else 0)


def understood(specs: Path) -> State:
    from aro_generator.load import load
    from aro_generator.pipeline import State
    from aro_generator.stages import UNDERSTAND

    return UNDERSTAND.run(State(load(specs)))


def gate(specs: Path, graphs: Mapping[str, Graph]) -> int:
    """Compares every released version with what it was; 1 when something is refused."""
    from aro_generator import released

    kept = released.graphs(specs)
    found = list(released.verdicts(kept, graphs, released.announced(specs)))
    for refused, line in found:
        say(f"{'refused' if refused else 'accepted':8}  {line}")
    for version in sorted(graphs.keys() - kept.keys()):
        say(f"{version} is not released yet: aro-generate release {version}")
    count = sum(refused for refused, _ in found)
    say(f"{len(kept)} released versions, {len(found)} changes since, {count} refused")
    return 1 if count else 0


@app.command()
def release(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help="The api-version that clients may rely on now.")],
) -> None:
    """Keep an api-version's wire as it is now; from here on `diff` refuses to break it."""
    from aro_generator import released
    from aro_generator.diff import pick

    state = understood(context.obj)
    pick(state.apis, version)
    say(f"new            {released.write(context.obj, state.bundles[version])}")


def main(arguments: list[str] | None = None) -> None:
    """Entry point: trouble that a user can mend is one sentence with its place, no traceback."""
    try:
        app(arguments)
    except SpecError as fault:
        sys.stderr.write(f"error: {fault}\n")
        sys.exit(BAD_SPEC)
    except OSError as trouble:
        if trouble.filename is None:
            raise
        sys.stderr.write(f"error: '{trouble.filename}': {trouble.strerror}\n")
        sys.exit(NO_ACCESS)
