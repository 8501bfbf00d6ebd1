"""What Azure said when it refused, in words for the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOT_FOUND, FORBIDDEN, UNAUTHORIZED, SUCCESS_END = 404, 403, 401, 300


@dataclass(frozen=True, slots=True)
class Refusal:
    """An ARM error. A status below 300 is that of a poll that told a failed operation."""

    status: int
    code: str
    message: str
    target: str = ""
    details: tuple[Refusal, ...] = ()


QUOTA = (
    "`az vm list-usage --location LOCATION` and `az network list-usages --location LOCATION` show "
    "quotas and what is used. Ask for more, or use fewer or smaller machines."
)
RIGHTS = (
    "`az role assignment create` assigns roles; `az aro validate` tells which are missing on the "
    "networks. Then update the cluster, or delete one whose creation failed and create it again."
)
ADVICE: Mapping[str, str] = {
    "RequestNotAllowed": "Wait until the running operation has ended: `az aro wait --updated`.",
    "QuotaExceeded": QUOTA,
    "ResourceQuotaExceeded": QUOTA,
    "InvalidServicePrincipalCredentials": "`az aro update` with --refresh-credentials, or with "
    "--client-id and --client-secret, gives a cluster credentials that are right. One whose "
    "creation failed is deleted with `az aro delete` and created again.",
    "InvalidServicePrincipalPermissions": RIGHTS,
    "InvalidResourceProviderPermissions": RIGHTS,
    "InvalidWorkloadIdentityPermissions": RIGHTS,
    "InvalidClusterMSIPermissions": RIGHTS,
    "SubscriptionNotRegistered": "`az provider register --namespace Microsoft.RedHatOpenShift "
    "--wait` registers it.",
    "ResourceGroupNotFound": "`az group list --output table` shows the groups that exist, "
    "`az group create` makes one.",
    "SubscriptionNotFound": "`az account list --output table` shows your subscriptions.",
}
NO_CLUSTER = "`az aro list --output table` shows the clusters that exist."
FAILED = "The operation was accepted and then failed. `az aro show` tells the state of the cluster."
OTHERS: Mapping[int, str] = {
    UNAUTHORIZED: "`az login` signs you in again.",
    FORBIDDEN: "Ask an owner of the subscription for the missing role, then try again.",
    NOT_FOUND: "What the message names does not exist, or you may not see it.",
}


def described(refusal: Refusal) -> str:
    """The message with its code and place; several problems get a line each."""
    lines = [f"({refusal.code}) {refusal.message}" if refusal.code else refusal.message]
    if len(refusal.details) > 1:
        if any(
            (each.code, each.message) == (refusal.code, refusal.message) for each in refusal.details
        ):
            lines = [f"The service found {len(refusal.details)} problems:"]
        for each in refusal.details:
            place = f"{each.target}: " if each.target else ""
            lines.append(f"- {place}({each.code}) {each.message}")
    elif refusal.target:
        lines.append(f"Target: {refusal.target}")
    return "\n".join(lines)


def advice_of(refusal: Refusal) -> str:
    for code in (refusal.code, *(each.code for each in refusal.details)):
        if code in ADVICE:
            return ADVICE[code]
    if refusal.status == NOT_FOUND and "/openshiftclusters/" in refusal.message.lower():
        return NO_CLUSTER
    if refusal.status in OTHERS:
        return OTHERS[refusal.status]
    if refusal.status < SUCCESS_END:
        return FAILED
    return "Mend what the message names, then try again; --debug shows the whole conversation."
