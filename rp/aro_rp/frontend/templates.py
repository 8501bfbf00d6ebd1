"""Templates of paths below our provider, whatever the provider and the resource are called."""

from __future__ import annotations

SUBSCRIPTION = "/subscriptions/{subscriptionId}"
PROVIDER = "/providers/{resourceProviderNamespace}"
LOCATION = f"{SUBSCRIPTION}{PROVIDER}/locations/{{location}}"
GROUP = f"{SUBSCRIPTION}/resourcegroups/{{resourceGroupName}}{PROVIDER}"
LIST = f"{GROUP}/{{resourceType}}"
RESOURCE = f"{LIST}/{{resourceName}}"
DETECTORS = f"{RESOURCE}/detectors"
DETECTOR = f"{DETECTORS}/{{detectorId}}"
PREFLIGHT = f"{GROUP}/deployments/{{deploymentName}}/preflight"
