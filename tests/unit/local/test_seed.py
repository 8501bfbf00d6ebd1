from __future__ import annotations

from aro_rp.clock import FixedClock, SeededIds
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.local.seed import seed


def databases() -> Databases:
    return open_databases(":memory:", Cipher.from_keys([b"k" * 64]), FixedClock(), SeededIds())


async def test_a_fresh_database_offers_releases_with_one_default_and_their_roles() -> None:
    async with databases() as stores:
        await seed(stores, SeededIds())
        versions = [one.doc.open_shift_version.properties async for one in stores.versions.all()]
        assert [version.version for version in versions if version.default] == ["4.17.27"]
        assert all(version.enabled for version in versions)
        role_sets = [
            one.doc.platform_workload_identity_role_set.properties
            async for one in stores.role_sets.all()
        ]
        minors = {version.version.rpartition(".")[0] for version in versions}
        assert {role_set.open_shift_version for role_set in role_sets} == minors
        assert all(
            len(role_set.platform_workload_identity_roles or []) == 8 for role_set in role_sets
        )


async def test_a_second_start_leaves_what_somebody_changed() -> None:
    async with databases() as stores:
        await seed(stores, SeededIds())
        stored = await anext(stores.versions.all())
        await stores.versions.patch(stored.id, disable)
        await seed(stores, SeededIds(1))
        assert [one.id async for one in stores.versions.all()].count(stored.id) == 1
        assert not (await stores.versions.get(stored.id)).doc.open_shift_version.properties.enabled


def disable(doc: object) -> None:
    doc.open_shift_version.properties.enabled = False  # type: ignore[attr-defined]
