"""A template turned into resources in the order in which they can be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from aro_devcloud.arm.expressions import Function, evaluate, invalid
from aro_devcloud.arm.functions import PURE, provider_path, resource_id_tail
from aro_devcloud.http import Json
from aro_devcloud.resource_id import group_id

_NOT_BODY = frozenset({"apiVersion", "comments", "condition", "copy", "dependsOn", "name",
                       "resources", "scope", "type"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Where a deployment goes and what ``resourceGroup()`` and ``subscription()`` say there."""

    subscription: Json
    group: Json
    deployment: str

    @property
    def scope(self) -> str:
        return group_id(str(self.subscription["subscriptionId"]), str(self.group["name"]))


@dataclass(frozen=True, slots=True)
class PlannedResource:
    """One resource of a template: its id, and its body once everything before it exists."""

    id: str
    depends_on: tuple[str, ...]
    body: Callable[[Mapping[str, Function]], Json]


class Template:
    """One template with its parameters, for one target."""

    def __init__(self, content: Json, parameters: Json, target: Target) -> None:
        self._target = target
        self._content = content
        self._declared = content.get("parameters") or {}
        self._given = self._given_parameters(parameters)
        self._variables = content.get("variables") or {}
        self._known: dict[str, Any] = {}

    def plan(self) -> list[PlannedResource]:
        """The resources in an order that honours every ``dependsOn``."""
        entries = self._content.get("resources", [])
        listed = list(entries.values()) if isinstance(entries, dict) else list(entries)
        found = [one for entry in listed for one in self._expanded(entry, "", "")]
        by_id = {one.id.lower(): one for one in found}
        sorter: TopologicalSorter[str] = TopologicalSorter()
        for one in found:
            sorter.add(one.id.lower(), *self._resolved(one, by_id))
        try:
            return [by_id[key] for key in sorter.static_order()]
        except CycleError as problem:
            names = " -> ".join(problem.args[1])
            raise invalid(f"Circular dependency detected on resources: {names}") from problem

    def outputs(self, reference: Function) -> Json:
        """The declared outputs with their values."""
        functions = self._functions() | {"reference": reference}
        return {
            name: {"type": one["type"], "value": evaluate(one["value"], functions)}
            for name, one in (self._content.get("outputs") or {}).items()
        }

    def shown_parameters(self) -> Json:
        """The parameters as a deployment shows them: secure ones without a value."""
        shown: Json = {}
        for name, one in self._declared.items():
            kind = str(one.get("type", "string"))
            shown[name] = {"type": kind}
            if not kind.lower().startswith("secure"):
                shown[name]["value"] = self._parameter(name)
        return shown

    def _given_parameters(self, parameters: Json) -> dict[str, Any]:
        given = {name.lower(): (one or {}).get("value") for name, one in parameters.items()}
        declared = {name.lower() for name in self._declared}
        unknown = [name for name in parameters if name.lower() not in declared]
        if unknown:
            raise invalid(
                "The following parameters were supplied, but do not correspond to any parameters "
                f"defined in the template: '{', '.join(unknown)}'"
            )
        for name, one in self._declared.items():
            if name.lower() not in given and "defaultValue" not in one:
                raise invalid(f"The value for the template parameter '{name}' is not provided")
        return given

    def _parameter(self, name: str) -> Any:
        if name.lower() in self._given:
            return self._given[name.lower()]
        for key, one in self._declared.items():
            if key.lower() == name.lower():
                return evaluate(one.get("defaultValue"), self._functions())
        raise ValueError(f"the template parameter '{name}' is not found")

    def _variable(self, name: str) -> Any:
        for key, value in self._variables.items():
            if key.lower() == name.lower():
                if key not in self._known:
                    self._known[key] = evaluate(value, self._functions())
                return self._known[key]
        raise ValueError(f"the template variable '{name}' is not found")

    def _functions(self, index: int | None = None) -> dict[str, Function]:
        subscription = str(self._target.subscription["subscriptionId"])

        def resource_id(*arguments: str) -> str:
            scope, kind, names = resource_id_tail(arguments)
            place = [subscription, str(self._target.group["name"])]
            place[2 - len(scope) :] = scope
            return group_id(*place) + provider_path(kind, names)

        def subscription_resource_id(*arguments: str) -> str:
            scope, kind, names = resource_id_tail(arguments)
            chosen = scope[0] if scope else subscription
            return f"/subscriptions/{chosen}" + provider_path(kind, names)

        functions = dict(PURE) | {
            "parameters": self._parameter,
            "variables": self._variable,
            "resourceid": resource_id,
            "subscriptionresourceid": subscription_resource_id,
            "resourcegroup": lambda: self._target.group,
            "subscription": lambda: self._target.subscription,
            "deployment": lambda: {"name": self._target.deployment},
        }
        if index is not None:
            functions["copyindex"] = lambda *arguments: (
                index + sum(one for one in arguments if isinstance(one, int))
            )
        return functions

    def _expanded(self, entry: Json, parent: str, parent_type: str) -> list[PlannedResource]:
        copy = entry.get("copy")
        if not isinstance(copy, dict):
            return self._planned(entry, parent, parent_type, None)
        count = int(evaluate(copy.get("count", 0), self._functions()))
        found: list[PlannedResource] = []
        for index in range(count):
            found += self._planned(entry, parent, parent_type, index)
        return found

    def _planned(
        self, entry: Json, parent: str, parent_type: str, index: int | None
    ) -> list[PlannedResource]:
        functions = self._functions(index)
        if not evaluate(entry.get("condition", True), functions):
            return []
        for name in ("type", "name", "apiVersion"):
            if not entry.get(name):
                raise invalid(f"The template resource '{entry.get('name')}' has no '{name}'")
        kind = str(entry["type"])
        name = str(evaluate(entry["name"], functions))
        if parent_type and not kind.lower().startswith("microsoft."):
            kind, name = f"{parent_type}/{kind}", f"{parent}/{name}"
        identifier = self._identifier(kind, name, str(evaluate(entry.get("scope", ""), functions)))
        wanted = [str(one) for one in evaluate(entry.get("dependsOn") or [], functions)]
        if parent_type:
            wanted.append(self._identifier(parent_type, parent, ""))
        planned = [
            PlannedResource(
                identifier, tuple(wanted), lambda more: _body(entry, {**functions, **more})
            )
        ]
        for child in entry.get("resources") or []:
            planned += self._expanded(child, name, kind)
        return planned

    def _identifier(self, kind: str, name: str, scope: str) -> str:
        types, names = kind.split("/")[1:], name.split("/")
        if "providers" in types:
            # The older form: Microsoft.A/b/providers/roleAssignments called x/Microsoft.C/y.
            at = types.index("providers")
            owner = provider_path("/".join([kind.split("/")[0], *types[:at]]), names[:at])
            full = "/".join([names[at], *types[at + 1 :]])
            return self._target.scope + owner + provider_path(full, names[at + 1 :])
        if len(types) != len(names):
            raise invalid(
                f"The template resource '{name}' for type '{kind}' has incorrect segment lengths. "
                "A nested resource type must have identical number of segments as its resource "
                "name"
            )
        place = scope or self._target.scope
        if scope and not scope.startswith("/"):
            owner_type, _, rest = scope.rpartition("/")
            place = self._target.scope + "/providers/" + f"{owner_type}/{rest}"
        return place + provider_path(kind, names)

    def _resolved(self, one: PlannedResource, by_id: Mapping[str, PlannedResource]) -> list[str]:
        found = []
        for wanted in one.depends_on:
            key = wanted.lower()
            if key in by_id:
                found.append(key)
                continue
            named = [other for other in by_id if other.endswith(f"/{key}")]
            if not named and not key.startswith("/subscriptions/"):
                raise invalid(
                    f"The resource '{wanted}' is not defined in the template, but "
                    f"'{one.id}' depends on it"
                )
            found += named
        return found


def _body(entry: Json, functions: Mapping[str, Function]) -> Json:
    body = evaluate({key: entry[key] for key in entry if key not in _NOT_BODY}, functions)
    assert isinstance(body, dict)
    return body
