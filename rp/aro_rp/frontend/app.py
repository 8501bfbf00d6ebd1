"""Puts the frontend together: one connexion app per api-version behind the dispatcher."""

from __future__ import annotations

from functools import partial
from typing import Any

from connexion import AsyncApp  # type: ignore[import-untyped]
from connexion.middleware.main import API  # type: ignore[import-untyped]
from connexion.resolver import Resolver  # type: ignore[import-untyped]

from aro_api.versions import VERSIONS, VersionedApi
from aro_rp.clock import Clock, Ids
from aro_rp.database.databases import Databases
from aro_rp.frontend.async_operations import OperationReads
from aro_rp.frontend.azure_side import AzureSide, CreationChecks
from aro_rp.frontend.background import FrontendBackground
from aro_rp.frontend.cancellation import OperationWrites
from aro_rp.frontend.cluster_writes import ClusterWrites
from aro_rp.frontend.clusters import ClusterReads
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.credentials import CredentialReads
from aro_rp.frontend.detectors import DetectorReads
from aro_rp.frontend.dispatch import Frontend, Tables, VersionApp, Witnesses
from aro_rp.frontend.handlers import Groups, handlers_of
from aro_rp.frontend.middleware.audit import AuditLog, Place
from aro_rp.frontend.middleware.log import RequestLog
from aro_rp.frontend.middleware.metrics import Heartbeat, RequestMeter
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.preflight import Preflight
from aro_rp.frontend.provider import Health, ProviderReads
from aro_rp.frontend.releases import Releases
from aro_rp.frontend.resources import folds_case, version_api
from aro_rp.frontend.routing import RouteTable, compile_route
from aro_rp.frontend.spec_middleware import SpecMiddleware
from aro_rp.frontend.specification import CompiledSpecification
from aro_rp.frontend.subscriptions import SubscriptionWrites
from aro_rp.frontend.templates import DETECTOR, DETECTORS, PREFLIGHT, SUBSCRIPTION
from aro_rp.frontend.versions import RoleSetReads, VersionReads


def build_app(
    databases: Databases, config: FrontendConfig, clock: Clock, ids: Ids, azure: AzureSide
) -> Frontend:
    """The whole frontend as one ASGI application.

    ``azure`` is asked what it offers before a cluster is accepted, and for support's detectors;
    ``WithoutAzure()`` is the choice of those who have no Azure.

    Reads every spec and resolves every handler now: what cannot be served fails
    here. Run it with ``lifespan`` so that versions and role sets stay current.
    """
    paths = PathChecks(config)
    log = RequestLog(config.log)
    place = Place(config.environment, config.hostname, config.location)
    releases = Releases(databases)
    health = Health(releases, config, clock)
    heartbeat = Heartbeat(config.metrics, health.is_ready, config.commit)
    groups = handler_groups(databases, config, releases, clock, ids, azure)
    versions = {v: _version_app(declared, groups, paths) for v, declared in VERSIONS.items()}
    apis = {version: served.api for version, served in versions.items()}
    common = _common(databases, config, releases, paths)
    preflight = Preflight(databases, config, releases, ids, apis, paths)
    common.add(compile_route("POST", PREFLIGHT, preflight.check, paths, reads_json=False))
    return Frontend(
        versions=versions,
        tables=Tables(
            always=_always(databases, config, health, paths, clock, azure),
            common=common,
        ),
        checks=paths,
        authentication=config.authentication,
        witnesses=Witnesses(log, AuditLog(config.audit, place), RequestMeter(config.metrics)),
        background=FrontendBackground(
            releases,
            health,
            log,
            clock,
            config.feed_interval_s,
            config.drain_s,
            (partial(heartbeat.beat, clock),),
        ),
        clock=clock,
        ids=ids,
    )


def handler_groups(
    databases: Databases,
    config: FrontendConfig,
    releases: Releases,
    clock: Clock,
    ids: Ids,
    checks: CreationChecks,
) -> Groups:
    """Who serves the operations of the published specs; one implementation for all versions."""
    return {
        "OpenShiftClusters": (
            ClusterReads(databases, config),
            ClusterWrites(databases, config, releases, clock, ids, checks),
            CredentialReads(databases),
        ),
        "OpenShiftVersions": (VersionReads(releases),),
        "PlatformWorkloadIdentityRoleSets": (RoleSetReads(releases),),
        "PlatformWorkloadIdentityRoleSet": (RoleSetReads(releases),),
        "Operations": (ProviderReads(),),
    }


def _version_app(declared: VersionedApi, groups: Groups, checks: PathChecks) -> VersionApp:
    spec = declared.routes()
    handlers = handlers_of(declared, groups)
    app = connexion_app(spec, handlers, checks, folds=folds_case(declared.version))
    return VersionApp(version_api(declared, declared.routes()), app.middleware.app)


def connexion_app(
    spec: dict[str, Any], handlers: dict[str, Any], checks: PathChecks, *, folds: bool
) -> AsyncApp:
    """An app that is built to the end, so that a bad spec fails here."""
    middleware = partial(SpecMiddleware, checks=checks, folds_case=folds)
    app = AsyncApp(__name__, middlewares=[middleware])
    built = app.middleware
    options = built.options.replace(resolver=Resolver(handlers.__getitem__))
    built.apis.append(API(CompiledSpecification(spec), base_path=None, **options.__dict__))
    built.app, built.middleware_stack = built._build_middleware_stack()
    return app


def _always(
    databases: Databases,
    config: FrontendConfig,
    health: Health,
    checks: PathChecks,
    clock: Clock,
    azure: AzureSide,
) -> RouteTable:
    """Routes that look at no api-version."""
    table = RouteTable()
    detectors = DetectorReads(databases, azure)
    put = SubscriptionWrites(databases, clock).put
    operations = ProviderReads().list
    for method, template, handler in (
        ("GET", "/healthz/ready", health.ready),
        ("GET", DETECTORS, detectors.list),
        ("GET", DETECTOR, detectors.get),
        ("PUT", SUBSCRIPTION, put),
        ("GET", f"/providers/{config.namespace}/operations", operations),
    ):
        table.add(compile_route(method, template, handler, checks))
    return table


def _common(
    databases: Databases, config: FrontendConfig, releases: Releases, checks: PathChecks
) -> RouteTable:
    """Routes that api-versions have beyond their published specs."""
    location = (
        f"/subscriptions/{{subscriptionId}}/providers/{config.namespace}/locations/{{location}}"
    )
    reads = OperationReads(databases, config)
    table = RouteTable()
    cancel = OperationWrites(databases, config, reads).cancel
    for method, path, handler in (
        ("GET", "operationsstatus/{operationId}", reads.status),
        ("GET", "operationresults/{operationId}", reads.result),
        ("POST", "operationsstatus/{operationId}/cancel", cancel),
        ("GET", "openshiftversions/{openShiftVersion}", VersionReads(releases).get),
    ):
        table.add(compile_route(method, f"{location}/{path}", handler, checks))
    return table
