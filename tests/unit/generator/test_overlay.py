from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from aro_generator.emit.az import body, emit_az
from aro_generator.graph import Graph, Type
from aro_generator.load import CLI, SpecError, load
from aro_generator.overlay import Overlay, read_overlay
from aro_generator.pipeline import State
from aro_generator.stages import UNDERSTAND

SPECS = Path(__file__).parents[3] / "api-specs"
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def state() -> State:
    return UNDERSTAND.run(State(load(SPECS)))


@pytest.fixture(scope="module")
def newest(state: State) -> Graph:
    return state.graphs[state.versions[-1]]


@pytest.fixture
def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((SPECS / CLI).read_text("utf-8"))
    return found


def without_argument(document: dict[str, Any]) -> None:
    del document["commands"]["aro create"]["arguments"]["worker_count"]


def with_unknown_argument(document: dict[str, Any]) -> None:
    document["commands"]["aro create"]["arguments"]["colour"] = None


def with_unknown_property(document: dict[str, Any]) -> None:
    document["arguments"]["domain"]["property"] = "properties.clusterProfile.colour"


def with_unknown_operation(document: dict[str, Any]) -> None:
    document["commands"]["aro show"]["operation"] = "OpenShiftClusters_Paint"


def with_unknown_reason(document: dict[str, Any]) -> None:
    document["no_flag"]["properties.colour"] = "because"


def without_reason(document: dict[str, Any]) -> None:
    del document["no_flag"]["properties.provisioningState"]


def with_unknown_constant(document: dict[str, Any]) -> None:
    document["commands"]["aro create"]["constants"]["properties.colour"] = "red"


def with_unknown_kind(document: dict[str, Any]) -> None:
    document["arguments"]["file"]["kind"] = "colour"


def that_is_empty(document: dict[str, Any]) -> None:
    document.clear()


def with_a_stray_section(document: dict[str, Any]) -> None:
    document["colours"] = {}


def without_a_sentence(document: dict[str, Any]) -> None:
    del document["commands"]["aro show"]["short"]


def with_a_misspelt_key(document: dict[str, Any]) -> None:
    document["commands"]["aro show"]["colour"] = "red"


def with_a_misspelt_key_of_an_argument(document: dict[str, Any]) -> None:
    document["arguments"]["domain"]["requird"] = True


def with_a_misspelt_key_beside_a_command(document: dict[str, Any]) -> None:
    document["commands"]["aro create"]["arguments"]["domain"] = {"requird": True}


def with_options_that_are_text(document: dict[str, Any]) -> None:
    document["arguments"]["domain"]["options"] = "--domain"


def with_a_handler_of_no_module(document: dict[str, Any]) -> None:
    document["commands"]["aro show"]["handler"] = "show"


def with_an_unknown_table(document: dict[str, Any]) -> None:
    document["commands"]["aro show"]["table"] = "colours"


def with_a_command_of_another_kind(document: dict[str, Any]) -> None:
    document["commands"]["aro wait"]["kind"] = "wiat"


def with_an_argument_without_a_flag(document: dict[str, Any]) -> None:
    del document["arguments"]["domain"]["options"]


def with_an_argument_that_nobody_takes(document: dict[str, Any]) -> None:
    document["arguments"]["colour"] = {"options": ["--colour"]}


@pytest.mark.parametrize(
    ("edit", "pointer", "says"),
    [
        (without_argument, "/no_flag", r"properties\.workerProfiles\[\]\.count"),
        (with_unknown_argument, "/commands/aro create/arguments/colour", "not among"),
        (with_unknown_property, "/arguments/domain", "clusterProfile.colour"),
        (with_unknown_operation, "/commands/aro show/operation", "OpenShiftClusters_Paint"),
        (with_unknown_reason, "/no_flag/properties.colour", "no property"),
        (without_reason, "/no_flag", "properties.provisioningState"),
        (
            with_unknown_constant,
            "/commands/aro create/constants/properties.colour",
            "no property",
        ),
        (with_unknown_kind, "/arguments/file", "colour"),
        (that_is_empty, "", r"lacks \['arguments', 'commands'"),
        (with_a_stray_section, "/colours", "'colours' is none of extension, groups"),
        (without_a_sentence, "/commands/aro show", r"lacks \['short'\]"),
        (with_a_misspelt_key, "/commands/aro show/colour", "'colour' is none of"),
        (with_a_misspelt_key_of_an_argument, "/arguments/domain/requird", "is none of"),
        (
            with_a_misspelt_key_beside_a_command,
            "/commands/aro create/arguments/domain/requird",
            "is none of",
        ),
        (with_options_that_are_text, "/arguments/domain/options", "a list, not '--domain'"),
        (with_a_handler_of_no_module, "/commands/aro show/handler", "'show'.*module.function"),
        (with_an_unknown_table, "/commands/aro show/table", "'colours' is none of cluster"),
        (with_a_command_of_another_kind, "/commands/aro wait/kind", "'wiat' is none of wait"),
        (with_an_argument_without_a_flag, "/arguments/domain", "needs options"),
        (with_an_argument_that_nobody_takes, "/arguments/colour", "no command takes it"),
    ],
)
def test_what_the_overlay_and_the_spec_disagree_on_is_refused(
    newest: Graph, document: dict[str, Any], edit: Edit, pointer: str, says: str
) -> None:
    edit(document)
    with pytest.raises(SpecError, match=says) as refused:
        read_overlay(document, newest)
    assert (refused.value.file, refused.value.pointer) == (CLI, pointer)


@pytest.fixture
def overlay(newest: Graph, document: dict[str, Any]) -> Overlay:
    return read_overlay(document, newest)


def test_kinds_choices_and_texts_come_from_the_spec(overlay: Overlay) -> None:
    create = next(one for one in overlay.commands if one.name == "aro create")
    arguments = {one.name: one for one in create.arguments}
    assert arguments["fips_validated_modules"].kind == "flag"
    assert arguments["worker_count"].kind == "integer"
    assert arguments["apiserver_visibility"].choices == ("Private", "Public")
    assert arguments["master_vm_size"].help == "Size of the master machines."
    assert arguments["platform_workload_identities"].member == "resourceId"
    assert [one.required for one in create.arguments[:5]] == [True] * 4 + [False]


def test_a_body_nests_paths_and_lists(overlay: Overlay) -> None:
    update = next(one for one in overlay.commands if one.name == "aro update")
    said = body(update)
    assert "'count': given.load_balancer_managed_outbound_ip_count" in said
    assert "named(given.platform_workload_identities, 'resourceId')" in said
    assert "'type': 'UserAssigned' if given.mi_user_assigned else None" in said
    create = next(one for one in overlay.commands if one.name == "aro create")
    assert "'workerProfiles': [{'subnetId': given.worker_subnet," in body(create)


def test_sources_without_an_overlay_give_nothing(state: State, newest: Graph) -> None:
    documents = {name: one for name, one in state.sources.documents.items() if name != CLI}
    assert emit_az(replace(state.sources, documents=documents), newest) == {}


def test_two_runs_give_the_same_files(state: State, newest: Graph) -> None:
    assert emit_az(state.sources, newest) == emit_az(state.sources, newest)


def test_every_flag_of_the_reference_has_a_page(state: State, newest: Graph) -> None:
    files = emit_az(state.sources, newest)
    page = files["docs/cli/aro-create.md"]
    for flag in ("--lb-ip-count", "--enable-mi", "--no-wait", "--pull-secret", "-g"):
        assert f"`{flag}`" in page
    index = files["docs/cli/README.md"]
    assert index.count("](aro-") == 12


def test_a_body_without_members_has_none_to_fill(
    state: State, newest: Graph, document: dict[str, Any]
) -> None:
    operations = [
        replace(one, body=replace(one.body, type=Type("any"))) if one.body else one
        for one in newest.operations
    ]
    odd = replace(newest, operations=tuple(operations))
    with pytest.raises(SpecError, match="properties"):
        read_overlay(document, odd)
