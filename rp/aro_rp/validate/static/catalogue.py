"""The order in which rules report (api-versions 6.2), and the one call that runs them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from aro_rp.arm.errors import Problem
from aro_rp.validate.static import (
    changes,
    cluster_profile,
    envelope,
    identity,
    load_balancer,
    master,
    network,
    visibility,
    workers,
)
from aro_rp.validate.static.proposal import Proposal
from aro_rp.validate.static.rule import Moment, Rule, Section, Versions, only
from aro_rp.validate.static.screen import Screen

FIRST = "2019-12-31-preview"
_LATER = Versions(since="2020-04-30")

SECTIONS: tuple[Section, ...] = (
    Section(envelope.ENVELOPE),
    Section(identity.COMBINATION),
    Section(envelope.PARTS),
    Section(envelope.STATE),
    Section(cluster_profile.RULES),
    Section(identity.PRESENCE),
    Section(identity.PRINCIPAL),
    Section(network.RULES, versions=Versions(until="2022-09-04")),
    Section(network.RULES, visibility.has_ingress, Versions(since="2023-04-01")),
    Section(load_balancer.RULES, load_balancer.is_given),
    Section(master.RULES),
    Section(workers.NUMBER, versions=only(FIRST), moment=Moment.CREATE),
    Section(workers.RULES, workers.is_one, only(FIRST), Moment.CREATE),
    Section(visibility.APISERVER),
    Section(identity.WORKLOAD),
    Section(workers.NUMBER, versions=_LATER, moment=Moment.CREATE),
    Section(workers.RULES, workers.is_one, _LATER, Moment.CREATE),
    Section(visibility.INGRESSES, versions=only(FIRST)),
    Section(visibility.INGRESS, visibility.is_one, only(FIRST)),
    Section(visibility.INGRESSES, versions=_LATER, moment=Moment.CREATE),
    Section(visibility.INGRESS, visibility.is_one, _LATER, Moment.CREATE),
    Section(changes.RULES),
)

Step = tuple[Callable[[Proposal], bool] | None, tuple[Rule, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an api-version asks on create or on update, in its order.

    ``unscreened`` is what is left to be asked of a resource that passes the screen.
    """

    steps: tuple[Step, ...]
    unscreened: tuple[Step, ...]
    screen: Screen


def problems(proposal: Proposal) -> tuple[Problem, ...]:
    """Every problem of the proposal, the one that upstream would name first on top.

    A member that one rule has named is not looked at by the rules after it.
    """
    found: list[Problem] = []
    named: set[str] = set()
    plan = plan_of(proposal.version, proposal.creates)
    passes = plan.screen.passes(proposal.candidate)
    for applies, rules in plan.unscreened if passes else plan.steps:
        if applies is None or applies(proposal):
            for rule in rules:
                said = rule.check(proposal)
                if said and rule.member not in named:
                    if isinstance(said, str):
                        named.add(rule.member)
                        found.append(rule.problem(proposal, said))
                    else:
                        found.extend(said)
    return tuple(found)


def rules_of(version: str, *, creates: bool) -> tuple[Rule, ...]:
    """The rules that an api-version holds a request to, in its order."""
    return tuple(rule for _, rules in _steps(version, creates) for rule in rules)


@cache
def plan_of(version: str, creates: bool) -> Plan:
    """Compiled when it is first asked for."""
    steps = _steps(version, creates)
    demands = [rule.demand for _, rules in steps for rule in rules if rule.demand]
    left = ((applies, tuple(r for r in rules if not r.demand)) for applies, rules in steps)
    return Plan(steps, tuple(step for step in left if step[1]), Screen(demands))


def _steps(version: str, creates: bool) -> tuple[Step, ...]:
    steps: list[Step] = []
    for section in SECTIONS:
        if version in section.versions and section.moment.covers(creates=creates):
            rules = tuple(
                rule
                for rule in section.rules
                if version in rule.versions and rule.moment.covers(creates=creates)
            )
            if rules:
                steps.append((section.applies, rules))
    return tuple(steps)
