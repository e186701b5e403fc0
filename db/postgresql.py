"""PostgreSQL through psycopg 3. Imported only when such a database is used."""

from __future__ import annotations

import re
from typing import Any

from peewee import PostgresqlDatabase

from db.base import FIELD_TYPES
from db.errors import StoreError, Trouble

# One chain of audit entries means one writer at a time; this is their lock.
WRITE_LOCK = 0x57454D41

# One message, so one round trip; the lock is let go with the transaction. Whatever
# the server's default is: in any other isolation the snapshot would be older than
# the lock, and not show what the writer before has written.
BEGIN_WRITE = (
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"
    f" SELECT pg_advisory_xact_lock({WRITE_LOCK})"
)


class PostgresqlServer(PostgresqlDatabase):
    """One database on a PostgreSQL server.

    Args:
        url: `postgresql://user@host/name`.
        timeout: Seconds to wait for the server and for another writer.
    """

    field_types = FIELD_TYPES["postgresql"]

    def __init__(self, url: str, *, timeout: float) -> None:
        super().__init__(
            url,
            autoconnect=False,
            prefer_psycopg3=True,
            connect_timeout=max(2, int(timeout)),
            application_name="wema",
            options=f"-c lock_timeout={int(timeout * 1000)} -c timezone=UTC"
            " -c synchronous_commit=on"
            # No query here is long enough to be worth compiling or sharing out.
            " -c jit=off -c max_parallel_workers_per_gather=0",
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
            tcp_user_timeout=60_000,  # ms; keepalives do not see a half-sent message
        )


def open_postgresql(url: str, *, timeout: float) -> PostgresqlServer:
    """Return the database at *url*; nothing is connected yet.

    Raises:
        StoreError: DRIVER_MISSING when psycopg is not installed, BAD_ADDRESS
            when it cannot read the URL.
    """
    try:
        import psycopg.conninfo
    except ImportError as error:
        raise StoreError(Trouble.DRIVER_MISSING, str(error)) from error
    try:
        psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise StoreError(Trouble.BAD_ADDRESS, str(error)) from error
    return PostgresqlServer(url, timeout=timeout)


def postgresql_trouble(error: BaseException) -> Trouble | None:
    """Return what a driver error means, or None if the server is not in trouble."""
    import psycopg
    from psycopg import errors

    known: tuple[tuple[Any, Trouble], ...] = (
        (errors.LockNotAvailable, Trouble.BUSY),
        (errors.DeadlockDetected, Trouble.BUSY),
        (errors.SerializationFailure, Trouble.BUSY),
        (errors.TooManyConnections, Trouble.BUSY),
        (errors.QueryCanceled, Trouble.BUSY),
        (errors.InsufficientPrivilege, Trouble.READ_ONLY),
        (errors.DiskFull, Trouble.FULL),
        (errors.ReadOnlySqlTransaction, Trouble.READ_ONLY),
        (errors.InvalidCatalogName, Trouble.MISSING),
        (errors.InvalidPassword, Trouble.REFUSED),
        (errors.InvalidAuthorizationSpecification, Trouble.REFUSED),
        (errors.DataCorrupted, Trouble.DAMAGED),
    )
    for kind, trouble in known:
        if isinstance(error, kind):
            return trouble
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return _trouble_in_words(str(error))
    return None


# A failed log-in comes from libpq as words alone, without an SQLSTATE.
_REFUSALS = (
    re.compile(r"authentication failed for user"),
    re.compile(r"role \".*\" (does not exist|is not permitted to log in)"),
    re.compile(r"pg_hba\.conf"),
    re.compile(r"permission denied for database"),
    re.compile(r"no password supplied"),
)
_NO_DATABASE = re.compile(r"database \".*\" does not exist")


def _trouble_in_words(words: str) -> Trouble:
    if _NO_DATABASE.search(words):
        return Trouble.MISSING
    if any(refusal.search(words) for refusal in _REFUSALS):
        return Trouble.REFUSED
    return Trouble.UNREACHABLE
