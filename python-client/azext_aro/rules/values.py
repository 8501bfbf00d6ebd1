"""Rules of single values: each gives a sentence about what is wrong, or nothing."""

from __future__ import annotations

import ipaddress
import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from azext_aro.declared import Argument
from azext_aro.faults import Fault, InvalidValue

_LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_VERSION = re.compile(r"[4-9]\.[0-9]{1,2}\.[0-9]{1,2}")
_UPGRADE = re.compile(r"(4\.(1[4-9]|[2-9][0-9])|[5-9]\.[0-9]{1,2})\.[0-9]{1,2}")
MIN_WORKERS = 3
MIN_DISK_GB = 128
MAX_OUTBOUND_IPS = 20


def cidr(value: Any) -> str:
    try:
        ipaddress.IPv4Network(value)
    except ValueError as problem:
        return f"is not an IPv4 range: {problem}"
    return ""


def domain(value: Any) -> str:
    if _DOMAIN.fullmatch(value):
        return ""
    return "is not a DNS name of lower-case letters, digits, hyphens and dots"


def guid(value: Any) -> str:
    try:
        return "" if str(uuid.UUID(value)) == value.lower() else "is not a UUID"
    except ValueError:
        return "is not a UUID"


def version(value: Any) -> str:
    return "" if _VERSION.fullmatch(value) else "is not of the form X.Y.Z"


def upgradeable_to(value: Any) -> str:
    return "" if _UPGRADE.fullmatch(value) else "is not of the form X.Y.Z, from 4.14.0 on"


def worker_count(value: Any) -> str:
    return "" if value >= MIN_WORKERS else f"is less than {MIN_WORKERS} workers"


def worker_disk(value: Any) -> str:
    return "" if value >= MIN_DISK_GB else f"is less than {MIN_DISK_GB} GiB"


def outbound_ip_count(value: Any) -> str:
    return "" if 1 <= value <= MAX_OUTBOUND_IPS else f"is not from 1 to {MAX_OUTBOUND_IPS}"


RULES: Mapping[str, Callable[[Any], str]] = {
    rule.__name__: rule
    for rule in (
        cidr,
        domain,
        guid,
        version,
        upgradeable_to,
        worker_count,
        worker_disk,
        outbound_ip_count,
    )
}
ADVICE = {
    "cidr": "Give an address range such as 10.128.0.0/14, with no bits set after the prefix.",
    "domain": "Give a name such as 'mycluster' or 'mycluster.example.com'.",
    "guid": "`az ad sp list --display-name NAME --query [].appId` shows application IDs.",
    "version": "`az aro get-versions --location LOCATION` lists the versions on offer.",
    "upgradeable_to": "Give the version that the cluster will be upgraded to, such as 4.18.22.",
}


def broken(arguments: Sequence[Argument], given: object) -> list[Fault]:
    """Every value among the given ones that breaks its rule, in the order of the flags."""
    faults: list[Fault] = []
    for argument in arguments:
        value = getattr(given, argument.name, None)
        if argument.rule and value is not None and (wrong := RULES[argument.rule](value)):
            advice = ADVICE.get(argument.rule, f"Give another value for {argument.flag}.")
            faults.append(InvalidValue(f"{argument.flag} '{value}' {wrong}.", advice))
    return faults


def pull_secret(text: str) -> str:
    """What is wrong with a pull secret's text; the secret itself is never repeated."""
    try:
        found = json.loads(text)
    except ValueError as problem:
        return f"is neither a file nor JSON: {problem}"
    return "" if isinstance(found, dict) else "is JSON, but not an object"
