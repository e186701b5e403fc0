"""PostgreSQL databases for the tests, made once and emptied for each.

To create a database takes a third of a second, mostly for catalogues that are
the same in each; to empty one and to put a clinic in takes a tenth of that.
"""

import psycopg
from psycopg import sql

from db.migrations import all_migrations
from db.schema import apply
from db.store import open_store

_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = """
SELECT c.relname, pg_get_serial_sequence(quote_ident(c.relname), 'id')
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = c.oid AND attname = 'id')
UNION ALL SELECT 'audit_entries', NULL
"""
# What refers to another table comes after it.
_ORDER = ("clinic", "users", "sessions", "audit_entries", "medications", "barcodes")


class Databases:
    """The databases of one server that tests take turns in."""

    def __init__(self, server):
        self._server = server
        self._made = set()
        self._rows, self._sequences = {}, {}

    def empty(self, place):
        """Return the URL of an empty database. A test uses each *place* once."""
        name = f"wema_{place}"
        if name not in self._made:
            self._server.create(name)
            self._made.add(name)
        url = self._server.url(name)
        with psycopg.connect(url) as connection:
            connection.execute(_OTHERS)
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return url

    def learn(self, url):
        """Remember the rows at *url*, for `fill`."""
        with psycopg.connect(url) as connection:
            for table, sequence in connection.execute(_TABLES).fetchall():
                rows = connection.cursor()
                with rows.copy(
                    sql.SQL("COPY (SELECT * FROM {} ORDER BY 1) TO STDOUT").format(
                        sql.Identifier(table)
                    )
                ) as copy:
                    self._rows[table] = b"".join(copy)
                if sequence:
                    used = connection.execute(
                        f"SELECT last_value, is_called FROM {sequence}"
                    )
                    self._sequences[sequence] = used.fetchone()
        unknown = {t for t, rows in self._rows.items() if rows} - set(_ORDER)
        assert unknown == set(), "say in _ORDER where these tables come"

    def fill(self, url):
        """Make in the empty database at *url* what was learned."""
        store = open_store(url)
        with store.write():
            for migration in all_migrations():
                apply(store, migration)
            connection = store.database.connection()
            for table in _ORDER:
                with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(self._rows[table])
            for sequence, (last, is_called) in self._sequences.items():
                store.execute("SELECT setval(%s, %s, %s)", (sequence, last, is_called))
        return url
