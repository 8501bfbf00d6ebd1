"""Steps C and U: the cluster as a whole, and its console."""

from __future__ import annotations

import re

import orjson

from aro_rp.validate.static.proposal import Proposal, part, text
from aro_rp.validate.static.rule import Said, Versions, one_of, rule

PROFILE = "properties.clusterProfile"
SWITCH = ("Disabled", "Enabled")
_DOMAIN = f"{PROFILE}.domain"
_GROUP = f"{PROFILE}.resourceGroupId"

_LABEL = "([a-z0-9]|[a-z0-9][-a-z0-9]{0,61}[a-z0-9])"
_NEW_DOMAIN = re.compile(rf"([a-z][-a-z0-9]{{0,61}}[a-z0-9])(\.{_LABEL})*")
_OLD_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
GROUP_ID = rf"/subscriptions/{_UUID}/resourceGroups/[-a-z0-9_().]{{0,89}}[-a-z0-9_()]"
_GROUP_ID = re.compile(GROUP_ID, re.IGNORECASE | re.ASCII)
_BAD_URL = re.compile(r"[\x00-\x1f\x7f]|%(?![0-9a-fA-F]{2})")


@rule("C1", f"{PROFILE}.pullSecret")
def _pull_secret(proposal: Proposal) -> Said:
    if _is_pull_secret(text(proposal.cluster, "pullSecret")):
        return None
    return "The provided pull secret is not valid JSON."


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


@rule("C2", _DOMAIN)
def _domain(proposal: Proposal) -> Said:
    domain = text(proposal.cluster, "domain")
    form = _NEW_DOMAIN if proposal.creates else _OLD_DOMAIN
    return None if form.fullmatch(domain) else f"The provided domain '{domain}' is invalid."


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


@rule("C5", _GROUP)
def _group(proposal: Proposal) -> Said:
    group = text(proposal.cluster, "resourceGroupId")
    return None if _GROUP_ID.fullmatch(group) else f"'{group}' is not the ID of a resource group."


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


@rule("C8", f"{PROFILE}.fipsValidatedModules", versions=Versions(since="2022-04-01"))
def _fips(proposal: Proposal) -> Said:
    return one_of(text(proposal.cluster, "fipsValidatedModules"), SWITCH, "FIPS setting")


@rule("U", "properties.consoleProfile.url")
def _console_url(proposal: Proposal) -> Said:
    return bad_url(text(part(proposal.properties, "consoleProfile"), "url"))


def bad_url(url: str) -> str | None:
    return "The provided URL is malformed." if url and _BAD_URL.search(url) else None


def segment(resource_id: str, index: int) -> str:
    """A part of a resource id, counted from the empty one before the first slash."""
    parts = resource_id.split("/")
    return parts[index] if len(parts) > index else ""


RULES = (
    _pull_secret,
    _domain,
    _region,
    _own_label,
    _group,
    _group_subscription,
    _own_group,
    _fips,
    _console_url,
)
