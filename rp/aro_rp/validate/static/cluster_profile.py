"""Steps C and U: the cluster as a whole, and its console."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from aro_rp.validate.static.proposal import Finding, Proposal, invalid, one_of, part, text

PROFILE = "properties.clusterProfile"
SWITCH = ("Disabled", "Enabled")
_FIPS = f"{PROFILE}.fipsValidatedModules"

_LABEL = "([a-z0-9]|[a-z0-9][-a-z0-9]{0,61}[a-z0-9])"
_NEW_DOMAIN = re.compile(rf"([a-z][-a-z0-9]{{0,61}}[a-z0-9])(\.{_LABEL})*")
_OLD_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
GROUP_ID = rf"/subscriptions/{_UUID}/resourceGroups/[-a-z0-9_().]{{0,89}}[-a-z0-9_()]"
_GROUP = re.compile(GROUP_ID, re.IGNORECASE)
_BAD_URL = re.compile(r"[\x00-\x1f\x7f]|%(?![0-9a-fA-F]{2})")


def cluster_profile(proposal: Proposal) -> Iterator[Finding]:
    profile = part(proposal.properties, "clusterProfile")
    if not _is_pull_secret(text(profile, "pullSecret")):
        yield invalid(f"{PROFILE}.pullSecret", "The provided pull secret is not valid JSON.")
    yield _domain(proposal, text(profile, "domain"))
    yield _resource_group(proposal, text(profile, "resourceGroupId"))
    if proposal.knows(_FIPS):
        yield one_of(_FIPS, text(profile, "fipsValidatedModules"), SWITCH, "FIPS setting")


def console(proposal: Proposal) -> Iterator[Finding]:
    url = text(part(proposal.properties, "consoleProfile"), "url")
    yield url_problem("properties.consoleProfile.url", url)


def url_problem(target: str, url: str) -> Finding:
    if url and _BAD_URL.search(url):
        return invalid(target, "The provided URL is malformed.")
    return None


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


def _domain(proposal: Proposal, domain: str) -> Finding:
    target = f"{PROFILE}.domain"
    form = _NEW_DOMAIN if proposal.creates else _OLD_DOMAIN
    if not form.fullmatch(domain):
        return invalid(target, f"The provided domain '{domain}' is invalid.")
    own = f".{proposal.domain}"
    all_regions = f".{proposal.domain.split('.', 1)[-1]}"
    if domain.endswith(own):
        if "." in domain.removesuffix(own):
            return invalid(target, f"The provided domain '{domain}' has labels before '{own}'.")
    elif domain.endswith(all_regions):
        return invalid(target, f"The provided domain '{domain}' belongs to another region.")
    return None


def _resource_group(proposal: Proposal, group: str) -> Finding:
    target = f"{PROFILE}.resourceGroupId"
    if not _GROUP.fullmatch(group):
        return invalid(target, f"'{group}' is not the ID of a resource group.")
    parts = group.split("/")
    if parts[2] != proposal.resource.subscription:
        return invalid(
            target,
            f"The resource group '{group}' must be in subscription "
            f"'{proposal.resource.subscription}'.",
        )
    if parts[4].lower() == proposal.resource.resource_group.lower():
        return invalid(
            target,
            f"The resource group '{group}' must differ from the one that holds the cluster.",
        )
    return None
