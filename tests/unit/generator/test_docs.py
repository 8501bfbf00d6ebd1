from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from aro_generator.diff import Change, travels
from aro_generator.emit.docs import CHANGELOG, changeability, emit_docs, limits, told
from aro_generator.graph import LIMITS
from aro_generator.load import load
from aro_generator.pipeline import State
from aro_generator.stages import UNDERSTAND

ROOT = Path(__file__).resolve().parents[3]
LINK = re.compile(r"\]\(([^)#]*)(?:#([^)]*))?\)")
NEWEST = "2025-07-25"


@pytest.fixture(scope="module")
def state() -> State:
    return UNDERSTAND.run(State(load(ROOT / "api-specs")))


@pytest.fixture(scope="module")
def pages(state: State) -> Mapping[str, str]:
    return emit_docs(state.sources.specs, state.graphs)


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere(pages: Mapping[str, str]) -> None:
    lost = []
    for name, page in pages.items():
        for path, anchor in LINK.findall(page):
            parts: list[str] = []
            for part in (PurePosixPath(name).parent / path).parts if path else (name,):
                parts = parts[:-1] if part == ".." else [*parts, part]
            target = "/".join(parts)
            text = pages.get(target) or (ROOT / target).read_text()
            if anchor and anchor not in anchors(text):
                lost.append(f"{name}: {path}#{anchor}")
    assert not lost


def test_every_operation_and_every_property_has_its_line(
    state: State, pages: Mapping[str, str]
) -> None:
    for version in state.versions:
        page, graph = pages[f"docs/api/{version}.md"], state.graphs[version]
        sections = dict(re.findall(r"^### (\S+)\n((?s:.*?))(?=^##|\Z)", page, re.MULTILINE))
        for op in graph.operations:
            assert f"`{op.verb.upper()} {op.path}`" in sections[op.id]
        for name in travels(graph):
            shown = re.findall(r"^\| `(\S+)` \|", sections[name], re.MULTILINE)
            assert sorted(shown) == sorted(p.name for p in graph.structures[name].properties)


def line(page: str, model: str, prop: str) -> str:
    section = page.partition(f"\n### {model}\n")[2].partition("\n### ")[0]
    return next(row for row in section.splitlines() if row.startswith(f"| `{prop}` |"))


@pytest.mark.parametrize(
    ("model", "prop", "words"),
    [
        ("OpenShiftCluster", "location", "| string | required, fixed |"),
        ("OpenShiftCluster", "tags", "| map to string |  |"),
        ("OpenShiftCluster", "properties", "| fixed in places |"),
        ("OpenShiftCluster", "id", "| string | read-only, any letter case |"),
        ("ClusterProfile", "pullSecret", "| string | secret, fixed |"),
        ("ManagedOutboundIPs", "count", "| integer |  |"),
        ("LoadBalancerProfile", "effectiveOutboundIps", "| read-only |"),
        ("APIServerProfile", "visibility", "Known values: `Private` `Public`."),
    ],
)
def test_a_line_says_the_rules_of_its_property(
    pages: Mapping[str, str], model: str, prop: str, words: str
) -> None:
    assert words in line(pages[f"docs/api/{NEWEST}.md"], model, prop)


def test_every_bound_of_a_value_is_shown() -> None:
    assert limits(dict.fromkeys(LIMITS, 3)).count("`3`") == len(LIMITS)


def test_what_holds_below_a_mutable_property_may_change(state: State) -> None:
    found = changeability(state.graphs[NEWEST])
    assert found["ManagedOutboundIPs", "count"] == ""
    assert found["NetworkProfile", "podCidr"] == "fixed"
    assert found["NetworkProfile", "loadBalancerProfile"] == ""
    assert found["OpenShiftClusterProperties", "networkProfile"] == "fixed in places"
    assert ("EffectiveOutboundIP", "id") not in found


def test_the_changelog_has_every_api_version_newest_first(
    state: State, pages: Mapping[str, str]
) -> None:
    headings = re.findall(r"^## (.*)$", pages[CHANGELOG], re.MULTILINE)
    assert headings == list(reversed(state.versions))


def test_the_same_of_many_operations_and_values_is_said_once() -> None:
    found = [Change(False, f"Clusters_{verb} name", "format uuid, was none") for verb in "abcd"]
    found += [Change(True, "Node.size", f"value {size} removed") for size in ("small", "large")]
    found += [Change(False, "Clusters_a", "operation added")]
    assert [(one.breaking, one.where, one.what) for one in told(found)] == [
        (True, "`Node.size`", "values large, small removed"),
        (False, "`Clusters_a`", "operation added"),
        (False, "`name` of 4 operations", "format uuid, was none"),
    ]


COMMANDS = sorted((ROOT / "docs/cli").glob("aro-*.md"))
GLOBAL_FLAGS = {"--output", "--query"}


@pytest.mark.parametrize("page", COMMANDS, ids=lambda page: page.stem)
def test_an_example_of_a_command_uses_flags_of_its_table(page: Path) -> None:
    text = page.read_text()
    known = set(re.findall(r"`(--?[a-z-]+)`", text)) | GLOBAL_FLAGS
    heading = text.partition("\n")[0].removeprefix("# ")
    examples = [
        line
        for fence in re.findall(r"^```\w*\n((?s:.*?))^```$", text, re.MULTILINE)
        for line in fence.splitlines()
    ]
    assert examples
    for line in examples:
        words = shlex.split(line)
        assert line.startswith(f"{heading} ") or line == heading
        assert {word for word in words if re.fullmatch("--?[a-z-]+", word)} <= known
