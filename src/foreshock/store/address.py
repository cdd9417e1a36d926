"""DATABASE_URL and files of SQLite, as Django's database settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from foreshock.model import StoreError

Settings = dict[str, Any]

#: The schema that holds our tables on PostgreSQL, owned by a role that nothing runs as.
SCHEMA: Final = "foreshock"
_FORM = "write postgresql://role:password@host:5432/database, or postgresql:///database?host=/var/run/postgresql"


def sqlite_settings(file: Path, patience: float) -> Settings:
    """Settings for a file of SQLite: write-ahead log, nothing lost at a power cut, erased words overwritten.

    `patience` is how long, in seconds, a writer waits for another.
    """
    pragmas = (
        "journal_mode=WAL",
        f"busy_timeout={round(patience * 1000)}",
        "synchronous=FULL",
        "foreign_keys=ON",
        # Without it INSERT OR REPLACE would delete a row past the trigger that forbids deleting.
        "recursive_triggers=ON",
        "secure_delete=ON",
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": patience,
            "transaction_mode": "IMMEDIATE",
            "init_command": "; ".join(f"PRAGMA {p}" for p in pragmas),
        },
    }


def postgres_settings(url: str) -> Settings:
    """Settings for `postgresql://role:password@host:port/database?option=…`, the form that libpq reads.

    Percent-encoding, sockets (`?host=/var/run/postgresql` or an encoded host), IPv6 in brackets, several hosts and
    every option of libpq are understood. Raises StoreError, with the password left out.
    """
    try:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise StoreError(f"no database address ({error}); {_FORM}") from None
    if parts.scheme not in ("postgres", "postgresql"):
        raise StoreError(f"no database address: it begins with {parts.scheme[:20]!r}; {_FORM}")
    login, _, places = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    hosts, ports = _places(places)
    settings: Settings = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": query.pop("dbname", "") or unquote(parts.path.removeprefix("/")),
        "USER": query.pop("user", "") or unquote(user),
        "PASSWORD": query.pop("password", "") or unquote(password),
        "HOST": query.pop("host", "") or hosts,
        "PORT": query.pop("port", "") or ports,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
    if not settings["NAME"]:
        raise StoreError(f"the database address names no database; {_FORM}")
    options = query.pop("options", "")
    # What was confirmed must be on the disk, whatever the server's own setting is.
    ours = f"-c search_path={SCHEMA} -c synchronous_commit=on"
    settings["OPTIONS"] = {**query, "options": f"{options} {ours}".strip()}
    return settings


def _places(places: str) -> tuple[str, str]:
    """`a:1,[::1]:2` → (`a,::1`, `1,2`)."""
    hosts: list[str] = []
    ports: list[str] = []
    for place in places.split(","):
        if place.startswith("["):
            host, _, port = place[1:].partition("]")
            port = port.removeprefix(":")
        else:
            host, _, port = place.partition(":")
        if port and not port.isdigit():
            raise StoreError(f"no port: {port!r}; {_FORM}")
        hosts.append(unquote(host))
        ports.append(port)
    return ",".join(hosts), ",".join(ports) if any(ports) else ""


def without_password(url: str) -> str:
    """The address as messages may show it."""
    head, at, tail = url.rpartition("@")
    scheme, sep, login = head.partition("://")
    return f"{scheme}{sep}{login.split(':')[0]}{at}{tail}".split("?")[0]
