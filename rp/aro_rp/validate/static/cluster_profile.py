"""Steps C and U: the cluster as a whole, and its console."""

from __future__ import annotations

import orjson

from aro_rp.validate.static.constraint import any_case, matching, one_of, satisfying
from aro_rp.validate.static.proposal import Proposal, text
from aro_rp.validate.static.rule import Moment, Rule, Said, Versions, rule, value_rule

PROFILE = "properties.clusterProfile"
_DOMAIN = f"{PROFILE}.domain"
_GROUP = f"{PROFILE}.resourceGroupId"

_LABEL = "([a-z0-9]|[a-z0-9][-a-z0-9]{0,61}[a-z0-9])"
UUID = "{X}{8}-{X}{4}-{X}{4}-{X}{4}-{X}{12}".replace("{X}", "[0-9a-fA-F]")
GROUP_ID = (
    any_case("/subscriptions/")
    + UUID
    + any_case("/resourceGroups/")
    + "[-a-zA-Z0-9_().]{0,89}[-a-zA-Z0-9_()]"
)
URL = matching(r"([^\x00-\x1f\x7f%]|%[0-9a-fA-F]{2})*")
NO_URL = "The provided URL is malformed."
SWITCH = one_of("Disabled", "Enabled")


def _is_pull_secret(secret: str) -> bool:
    if not secret:
        return True
    try:
        parsed = orjson.loads(secret)
    except ValueError:
        return False
    if parsed is None:
        return True
    if not isinstance(parsed, dict):
        return False
    auths = parsed.get("auths")
    if auths is None:
        return True
    return isinstance(auths, dict) and all(isinstance(entry, dict) for entry in auths.values())


_pull_secret = value_rule(
    "C1",
    f"{PROFILE}.pullSecret",
    satisfying(_is_pull_secret),
    "The provided pull secret is not valid JSON.",
)


def _domain(moment: Moment, first_label: str) -> Rule:
    sentence = (
        "The provided domain '{value}' is invalid: it must be a DNS name in lower case whose first "
        "label begins with a letter and has two characters or more."
    )
    form = matching(rf"{first_label}(\.{_LABEL})*")
    return value_rule("C2", _DOMAIN, form, sentence, moment=moment)


_new_domain = _domain(Moment.CREATE, "[a-z][-a-z0-9]{0,61}[a-z0-9]")
_old_domain = _domain(Moment.UPDATE, _LABEL)


@rule("C3", _DOMAIN)
def _region(proposal: Proposal) -> Said:
    domain, own = text(proposal.cluster, "domain"), proposal.domain
    if not domain.endswith(f".{own.partition('.')[2] or own}") or domain.endswith(f".{own}"):
        return None
    return f"The provided domain '{domain}' belongs to another region."


@rule("C4", _DOMAIN)
def _own_label(proposal: Proposal) -> Said:
    domain, own = text(proposal.cluster, "domain"), f".{proposal.domain}"
    if not domain.endswith(own) or "." not in domain.removesuffix(own):
        return None
    return f"The provided domain '{domain}' has labels before '{own}'."


_group = value_rule(
    "C5", _GROUP, matching(GROUP_ID), "'{value}' is not the ID of a resource group."
)


@rule("C6", _GROUP)
def _group_subscription(proposal: Proposal) -> Said:
    group, own = text(proposal.cluster, "resourceGroupId"), proposal.resource.subscription
    if segment(group, 2) == own:
        return None
    return f"The resource group '{group}' must be in subscription '{own}'."


@rule("C7", _GROUP)
def _own_group(proposal: Proposal) -> Said:
    group = text(proposal.cluster, "resourceGroupId")
    if segment(group, 4).lower() != proposal.resource.resource_group.lower():
        return None
    return f"The resource group '{group}' must differ from the one that holds the cluster."


_fips = value_rule(
    "C8",
    f"{PROFILE}.fipsValidatedModules",
    SWITCH,
    "The provided FIPS setting '{value}' is invalid: use {choices}.",
    versions=Versions(since="2022-04-01"),
)
_console_url = value_rule("U", "properties.consoleProfile.url", URL, NO_URL)


def segment(resource_id: str, index: int) -> str:
    """A part of a resource id, counted from the empty one before the first slash."""
    parts = resource_id.split("/", index + 1)
    return parts[index] if len(parts) > index else ""


RULES = (
    _pull_secret,
    _new_domain,
    _old_domain,
    _region,
    _own_label,
    _group,
    _group_subscription,
    _own_group,
    _fips,
    _console_url,
)
