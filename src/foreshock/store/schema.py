"""Making the tables and bringing them up to date: migrations and triggers in one transaction."""

from __future__ import annotations

from typing import Final, Literal

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from foreshock.model import NotADesk, StoreError

from .connection import CHAIN_LOCK, Database, reported

Standing = Literal["nothing", "foreign", "older", "current"]
_APP: Final = "store"


def standing(database: Database) -> Standing:
    """Whether the database holds nothing, other things, a store of an older version, or one of this version.

    Raises StoreError for a store that a newer version has made.
    """
    with reported(database.name):
        loader = MigrationLoader(database.connection)
    applied = {name for app, name in loader.applied_migrations if app == _APP}
    ours = {name for app, name in loader.disk_migrations if app == _APP}
    if not applied:
        return "foreign" if _others_tables(database) else "nothing"
    if applied - ours:
        raise StoreError(
            f"the store in {database.name} was made by a newer version of Foreshock "
            f"(it knows {', '.join(sorted(applied - ours))}): update Foreshock and try again"
        )
    pending = {name for app, name in loader.graph.nodes if app == _APP} - applied
    return "older" if pending else "current"


def lacks_tables(database: Database) -> bool:
    """Whether an installed application, the desk for instance, has tables or columns that are not there yet."""
    with reported(database.name):
        loader = MigrationLoader(database.connection)
    return bool(set(loader.graph.nodes) - set(loader.applied_migrations))


def require_current(database: Database) -> None:
    """Raise NotADesk where there is no store, StoreError where it has to be brought up to date first."""
    match standing(database):
        case "nothing" | "foreign":
            raise NotADesk(f"{database.name} holds no Foreshock store: make one with foreshock init")
        case "older":
            raise StoreError(
                f"the store in {database.name} was made by an older version of Foreshock: "
                "make a backup, then bring it up to date: foreshock init DESK --exist-ok"
            )
        case "current":
            return


def migrate(database: Database) -> None:
    """Apply every pending migration of every installed application, and put the triggers back.

    All in one transaction: another process sees the old tables or the new ones, never tables without triggers.
    """
    connection = database.connection
    with reported(database.name):
        # SQLite can switch its constraint checks off only outside a transaction, and rebuilds tables only without.
        connection.disable_constraint_checking()
        try:
            with transaction.atomic(using=database.alias):
                if not database.is_sqlite:
                    database.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
                executor = MigrationExecutor(connection)
                plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
                emit_pre_migrate_signal(0, False, database.alias, plan=plan)
                executor.migrate(executor.loader.graph.leaf_nodes(), plan)
                emit_post_migrate_signal(0, False, database.alias, plan=plan)
        finally:
            connection.enable_constraint_checking()


def _others_tables(database: Database) -> bool:
    """Whether another program keeps its tables where ours would lie."""
    with reported(database.name), database.connection.cursor() as cursor:
        return bool(database.connection.introspection.table_names(cursor))
