"""PostgreSQL's roles: an owner that nothing runs as, and the running role that may read and add.

Only the owner of a table can truncate it, drop its triggers or change it. So the role of DATABASE_URL must not be the
owner: the tables belong to the role of DATABASE_OWNER_URL, or to one that cannot log in and that is made here when the
running role may make roles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from foreshock.model import StoreError

from .address import SCHEMA, postgres_settings
from .connection import Database
from .schema import migrate
from .triggers import TABLES

_READ_AND_ADD: Final = dict.fromkeys(TABLES, "SELECT, INSERT") | {
    # The trigger lets a content go only after its erasure.
    "store_content": "SELECT, INSERT, DELETE",
    "django_migrations": "SELECT",
}


def migrate_postgres(database_url: str, owner_url: str | None, patience: float) -> None:
    """Make the schema and its tables, or bring them up to date, owned by another role than the running one.

    Raises StoreError, with the SQL that an administrator has to run, where the roles do not allow it.
    """
    with closing(Database(postgres_settings(database_url), patience)) as running:
        role, may_make_roles = running.query(
            "SELECT current_user, rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )[0]
        if owner_url:
            _check_apart(role, owner_url, patience)
            with closing(Database(postgres_settings(owner_url), patience)) as owner:
                _migrate_as(owner, role)
            return
        if not may_make_roles:
            raise StoreError(_advice(running, role))
        with _made_owner(running, role) as owner_role:
            settings = postgres_settings(database_url)
            settings["OPTIONS"]["assume_role"] = owner_role
            with closing(Database(settings, patience)) as owner:
                _migrate_as(owner, role)


def privileges(database: Database) -> list[str]:
    """What the running role may do beyond reading and adding, in words; empty when it is as it should be."""
    row = database.query(
        "SELECT current_user, rolsuper, rolcreaterole, pg_has_role(c.relowner, 'MEMBER') FROM pg_roles, pg_class c"
        " WHERE rolname = current_user AND c.oid = 'store_revision'::regclass"
    )[0]
    role, superuser, makes_roles, owner = row
    if superuser:
        return [f"the running role {role!r} is a superuser, whom no trigger binds: run as another role (docs/store.md)"]
    if owner:
        return [f"the running role {role!r} can act as the owner of the tables: take that membership away"]
    if makes_roles:
        return [f"the running role {role!r} may make roles, and so make itself the owner: run as another role"]
    return []


def _check_apart(role: str, owner_url: str, patience: float) -> None:
    with closing(Database(postgres_settings(owner_url), patience)) as owner:
        name, member = owner.query("SELECT current_user, pg_has_role(%s, current_user, 'MEMBER')", [role])[0]
        if name == role:
            raise StoreError(
                f"DATABASE_URL and DATABASE_OWNER_URL both name the role {role!r}: the owner of the record must be "
                "another role than the one that runs, or the running one could rewrite it"
            )
        superuser = owner.query("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])[0][0]
        if member and not superuser:
            raise StoreError(
                f"the role {role!r} of DATABASE_URL is a member of the owner {name!r} and could rewrite the record: "
                f'run REVOKE "{name}" FROM "{role}" first'
            )


@contextmanager
def _made_owner(running: Database, role: str) -> Iterator[str]:
    """A role that owns the tables and cannot log in; the running role is its member only while this lasts."""
    name = running.query("SELECT current_database()")[0][0]
    owner = _owner_name(name)
    quote = running.connection.ops.quote_name
    if not running.query("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner]):
        running.execute(f"CREATE ROLE {quote(owner)} NOLOGIN")
    running.execute(f"GRANT {quote(owner)} TO {quote(role)}")
    try:
        try:
            running.execute(f"GRANT CREATE ON DATABASE {quote(name)} TO {quote(owner)}")
        except StoreError:
            raise StoreError(_advice(running, role)) from None
        yield owner
    finally:
        running.execute(f"REVOKE CREATE ON DATABASE {quote(name)} FROM {quote(owner)}")
        running.execute(f"REVOKE {quote(owner)} FROM {quote(role)}")


def _owner_name(database: str) -> str:
    """`<database>_record_owner`, cut to what PostgreSQL allows (63 bytes)."""
    name = f"{database}_record_owner"
    if len(name.encode()) <= 63:
        return name
    return f"foreshock_{hashlib.sha256(database.encode()).hexdigest()[:16]}_record_owner"


def _migrate_as(owner: Database, role: str) -> None:
    """Make schema and tables as `owner`, and grant the running role what it needs, no more."""
    quote = owner.connection.ops.quote_name
    if not owner.query("SELECT 1 FROM pg_namespace WHERE nspname = %s", [SCHEMA]):
        try:
            owner.execute(f"CREATE SCHEMA {SCHEMA}")
        except StoreError:
            raise StoreError(_advice(owner, role)) from None
    migrate(owner)
    owner.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {quote(role)}")
    tables = owner.query("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
    for (table,) in tables:
        what = _READ_AND_ADD.get(table, "SELECT, INSERT, UPDATE, DELETE")
        owner.execute(f"REVOKE ALL ON {SCHEMA}.{quote(table)} FROM {quote(role)}")
        owner.execute(f"GRANT {what} ON {SCHEMA}.{quote(table)} TO {quote(role)}")
    owner.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO {quote(role)}")


def _advice(database: Database, role: str) -> str:
    name = database.query("SELECT current_database()")[0][0]
    owner = _owner_name(name)
    return (
        f"the role {role!r} may not make the tables of the record, or the owner they need. Let an administrator of "
        f"the server run\n"
        f"  CREATE ROLE \"{owner}\" LOGIN PASSWORD '…';\n"
        f'  GRANT CREATE ON DATABASE "{name}" TO "{owner}";\n'
        f"and repeat with DATABASE_OWNER_URL=postgresql://{owner}:…@host/{name}; the running role stays as it is"
    )
