"""Subscriptions, and the registration of providers in them."""

from __future__ import annotations

from aro_devcloud.arm.forwarding import OPENSHIFT, ResourceProviderLink
from aro_devcloud.arm.scopes import Scopes
from aro_devcloud.catalog import Catalog
from aro_devcloud.clock import Clock, timestamp
from aro_devcloud.config import CloudConfig
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.resource_id import same

_OPENSHIFT_TYPES = ("OpenShiftClusters", "locations", "operations", "locations/openshiftversions")


class Subscriptions:
    """Everything on ``/subscriptions`` and ``/tenants`` that is not a group or a resource."""

    def __init__(
        self,
        config: CloudConfig,
        scopes: Scopes,
        catalog: Catalog,
        link: ResourceProviderLink,
        clock: Clock,
    ) -> None:
        self._config = config
        self._scopes = scopes
        self._catalog = catalog
        self._link = link
        self._clock = clock

    def ensure(self, subscription: str, registered: bool) -> None:
        """Creates the subscription unless it is there."""
        key = subscription.lower()
        if self._scopes.subscriptions.get(key) is None:
            is_service = key == self._config.rp_subscription.lower()
            record: Json = {
                "id": key,
                "name": "ARO service" if is_service else f"Local subscription {key[-4:]}",
                "tenant": self._config.tenant,
                "state": "Enabled",
                "openshift": "Registered" if registered else "NotRegistered",
                "since": timestamp(self._clock.now()),
                "features": list(self._config.registered_features),
                "unregistered": list(self._config.unregistered_providers),
            }
            self._scopes.subscriptions.put(key, record)

    def list_all(self) -> Response:
        shown = [_shown(record) for _, record in self._scopes.subscriptions.items()]
        return json_response(200, {"value": shown})

    def tenants(self) -> Response:
        """The tenants of the subscriptions that exist."""
        found = {str(record["tenant"]) for _, record in self._scopes.subscriptions.items()}
        value = [
            {
                "id": f"/tenants/{tenant}",
                "tenantId": tenant,
                "displayName": "Local directory",
                "defaultDomain": "local.onmicrosoft.com",
                "domains": ["local.onmicrosoft.com"],
                "tenantCategory": "Home",
                "tenantType": "AAD",
            }
            for tenant in sorted(found)
        ]
        return json_response(200, {"value": value})

    def get(self, subscription: str) -> Response:
        return json_response(200, _shown(self._scopes.subscription(subscription)))

    def locations(self, subscription: str) -> Response:
        self._scopes.subscription(subscription)
        value = [
            {"id": f"/subscriptions/{subscription}/locations/{name}", "name": name}
            | {"displayName": name, "regionalDisplayName": name, "type": "Region"}
            for name in self._config.locations
        ]
        return json_response(200, {"value": value})

    async def providers(self, subscription: str, rest: list[str], request: Request) -> Response:
        """``/subscriptions/{id}/providers[/{namespace}[/register|unregister]]``."""
        record = self._scopes.subscription(subscription)
        if not rest:
            value = [self._provider(record, name) for name in self._names()]
            return json_response(200, {"value": value})
        namespace = next((one for one in self._names() if one.lower() == rest[0].lower()), None)
        if namespace is None:
            message = f"The resource namespace '{rest[0]}' is invalid."
            raise CloudError(404, "InvalidResourceNamespace", message)
        if len(rest) > 1 and request.method == "POST":
            await self._register(record, namespace, rest[1].lower())
        return json_response(200, self._provider(record, namespace))

    async def _register(self, record: Json, namespace: str, verb: str) -> None:
        if namespace != OPENSHIFT:
            others = [one for one in _unregistered(record) if not same(one, namespace)]
            record["unregistered"] = others if verb == "register" else [*others, namespace]
            self._scopes.subscriptions.put(record["id"], record)
            return
        record["openshift"] = "Registered" if verb == "register" else "Unregistered"
        record["since"] = timestamp(self._clock.now())
        self._scopes.subscriptions.put(record["id"], record)
        await self._link.announce(record)

    def _names(self) -> list[str]:
        return [*(one.namespace for one in self._catalog.providers.values()), OPENSHIFT]

    def _provider(self, record: Json, namespace: str) -> Json:
        if namespace == OPENSHIFT:
            state, types = record["openshift"], list(_OPENSHIFT_TYPES)
        else:
            is_missing = any(same(one, namespace) for one in _unregistered(record))
            state = "NotRegistered" if is_missing else "Registered"
            types = [one.name for one in self._catalog.providers[namespace.lower()].types]
        return {
            "id": f"/subscriptions/{record['id']}/providers/{namespace}",
            "namespace": namespace,
            "registrationPolicy": "RegistrationRequired",
            "registrationState": state,
            "resourceTypes": [
                {
                    "resourceType": name,
                    "locations": list(self._config.locations),
                    "apiVersions": ["2025-07-25", "2023-11-22", "2020-04-30"],
                    "capabilities": "None",
                }
                for name in types
            ],
        }


def _unregistered(record: Json) -> list[str]:
    """Namespaces; records of earlier releases do not say."""
    return list(record.get("unregistered", ()))


def _shown(record: Json) -> Json:
    return {
        "id": f"/subscriptions/{record['id']}",
        "subscriptionId": record["id"],
        "tenantId": record["tenant"],
        "displayName": record["name"],
        "state": record["state"],
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "EnterpriseAgreement_2014-09-01",
            "spendingLimit": "Off",
        },
    }
