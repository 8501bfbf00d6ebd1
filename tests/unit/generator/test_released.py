"""A released api-version stays as it is, unless a breaking change is announced with its reason."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aro_generator import released
from aro_generator.cli import main
from aro_generator.diff import changes
from aro_generator.pipeline import State

Tree = dict[str, Any]
Gate = Callable[..., tuple[int, str]]
SPEC = "redhatopenshift/stable/2020-01-01/redhatopenshift.json"
REMOVED = "OpenShiftCluster.size: removed"


@pytest.fixture
def run(
    tree: Tree, write: Callable[[Tree], Path], capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Writes the tree as it is now, runs the command, gives exit code and all that it said."""

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main(["--specs", str(write(tree)), *arguments])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    return run


@pytest.fixture
def kept(run: Gate, tree: Tree) -> Tree:
    """The tree after its version was released."""
    assert run("release", "2020-01-01") == (0, "new            released/2020-01-01.json\n")
    return tree


def announce(tree: Tree, version: str, *named: str, reason: str = "nobody sends it") -> None:
    tree[released.ANNOUNCED] = json.dumps({version: dict.fromkeys(named, reason)})


def cluster(tree: Tree) -> Tree:
    found: Tree = tree[SPEC]["definitions"]["OpenShiftCluster"]["properties"]
    return found


def test_nothing_changed_is_nothing_refused(kept: Tree, run: Gate) -> None:
    assert kept
    assert run("diff") == (0, "1 released versions, 0 changes since, 0 refused\n")


def test_texts_may_change(kept: Tree, run: Gate) -> None:
    cluster(kept)["size"]["description"] = "How large it is."
    assert run("diff")[0] == 0


def test_a_breaking_change_is_refused_and_named(kept: Tree, run: Gate) -> None:
    del cluster(kept)["size"]
    code, said = run("diff")
    assert code == 1
    assert f"refused   2020-01-01  breaking    {REMOVED}" in said


def test_a_breaking_change_that_is_announced_is_accepted_with_its_reason(
    kept: Tree, run: Gate
) -> None:
    del cluster(kept)["size"]
    announce(kept, "2020-01-01", REMOVED)
    code, said = run("diff")
    assert code == 0
    assert f"accepted  2020-01-01  breaking    {REMOVED} (nobody sends it)" in said


def test_an_announcement_gives_a_reason(kept: Tree, run: Gate) -> None:
    del cluster(kept)["size"]
    announce(kept, "2020-01-01", REMOVED, reason=" ")
    code, said = run("diff")
    assert code == 2
    assert "released/announced.yaml#/2020-01-01/OpenShiftCluster.size: removed" in said


def test_what_is_announced_must_be_so(kept: Tree, run: Gate) -> None:
    announce(kept, "2020-01-01", REMOVED)
    code, said = run("diff")
    assert code == 1
    assert f"refused   2020-01-01  announced but not so: {REMOVED}" in said


def test_nothing_is_announced_for_a_version_that_nobody_uses_yet(kept: Tree, run: Gate) -> None:
    announce(kept, "2021-01-01", REMOVED)
    code, said = run("diff")
    assert code == 1
    assert "2021-01-01  announced but not released" in said


def test_a_compatible_change_is_told_and_accepted(kept: Tree, run: Gate) -> None:
    cluster(kept)["more"] = {"type": "string"}
    code, said = run("diff")
    assert code == 0
    assert "accepted  2020-01-01  compatible  OpenShiftCluster.more: added" in said


def test_a_released_version_does_not_go(kept: Tree, run: Gate, write: Callable[..., Path]) -> None:
    new = SPEC.replace("2020", "2021")
    kept[new] = copy.deepcopy(kept[SPEC])
    kept[new]["info"]["version"] = "2021-01-01"
    (write(kept) / SPEC).unlink()
    del kept[SPEC]
    code, said = run("diff")
    assert code == 1
    assert "refused   2020-01-01  breaking    api-version: removed" in said
    assert "2021-01-01 is not released yet" in said


def test_what_was_released_is_not_written_again(kept: Tree, run: Gate) -> None:
    del cluster(kept)["size"]
    code, said = run("release", "2020-01-01")
    assert code == 2
    assert "stays as it was released" in said


def test_a_version_that_does_not_exist_is_not_released(run: Gate) -> None:
    code, said = run("release", "1999-01-01")
    assert code == 2
    assert "no such api-version" in said


def test_the_hub_is_no_version_to_release(tree: Tree, run: Gate) -> None:
    code, said = run("release", "internal")
    assert code == 2
    assert "no such api-version; known: 2020-01-01\n" in said


def test_announcements_that_are_no_object_are_refused(kept: Tree, run: Gate) -> None:
    kept[released.ANNOUNCED] = "- gone\n"
    code, said = run("diff")
    assert code == 2
    assert "released/announced.yaml#: must be an object, not ['gone']" in said


def test_announcements_of_a_version_that_are_no_object_are_refused(kept: Tree, run: Gate) -> None:
    kept[released.ANNOUNCED] = "2020-01-01: [gone]\n"
    code, said = run("diff")
    assert code == 2
    assert "released/announced.yaml#/2020-01-01: must be an object, not ['gone']" in said


def test_what_is_kept_has_no_texts_and_all_of_the_wire(
    tree: Tree, understand: Callable[[Tree], State]
) -> None:
    cluster(tree)["description"] = {"type": "string", "description": "A member called so."}
    state = understand(tree)
    made = json.loads(released.text(released.surface(state.bundles["2020-01-01"])))
    assert made["definitions"]["OpenShiftCluster"]["properties"]["description"] == {
        "type": "string"
    }
    assert "Fine" not in json.dumps(made)


def test_keeping_and_reading_back_changes_nothing(
    tree: Tree, understand: Callable[[Tree], State], write: Callable[[Tree], Path]
) -> None:
    state, root = understand(tree), write(tree)
    released.write(root, state.bundles["2020-01-01"])
    assert changes(released.graphs(root)["2020-01-01"], state.graphs["2020-01-01"]) == []
