"""PostgreSQL databases for the tests, made once and put in order for each.

To create a database takes a third of a second, mostly for catalogues that are
the same in each; to bring one back to how it was takes a twentieth of that.
"""

import psycopg
from psycopg import sql

from db import guards
from db.fingerprint import schema_fingerprint
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
UNION ALL SELECT 'audit_entries', NULL UNION ALL SELECT 'sign_in_failures', NULL
UNION ALL SELECT 'second_factors', NULL UNION ALL SELECT 'settings', NULL
UNION ALL SELECT 'name_keys', NULL UNION ALL SELECT 'imported_patients', NULL
"""
_LET_PASS = """
CREATE OR REPLACE FUNCTION wema_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN OLD;
END $$
"""
# What refers to another table comes after it.
_ORDER = (
    "clinic",
    "users",
    "sign_in_failures",
    "sessions",
    "audit_entries",
    "medications",
    "barcodes",
    "lots",
    "stock_movements",
    "stock_counts",
    "count_lines",
    "drafts",
    "stations",
    "registrations",
    "reset_codes",
    "second_factors",
    "recovery_codes",
    "emergency_accesses",
    "settings",
    "insurers",
    "price_items",
    "prices",
    "patients",
    "patient_links",
    "name_keys",
    "imported_patients",
    "doctor_hours",
    "doctor_absences",
    "appointments",
    "service_points",
    "visits",
    "queue_entries",
    "charges",
    "payments",
    "settlements",
    "triages",
    "vital_signs",
    "care_given",
    "wards",
    "beds",
    "admissions",
    "bed_stays",
)


class Databases:
    """The databases of one server that tests take turns in."""

    def __init__(self, server):
        self._server = server
        self._made = set()
        self._rows, self._sequences = {}, {}
        self._fingerprint = None

    def empty(self, place):
        """Return the URL of an empty database. A test uses each *place* once."""
        url = self._database(f"wema_{place}")
        self._empty(url)
        return url

    def founded(self, place):
        """Return the URL of a database with what was learned in it."""
        url = self._database(f"wema_founded_{place}")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_OTHERS)
        store = open_store(url)
        if not self._tidy_up(store):
            self._empty(url)
            with store.write():
                for migration in all_migrations():
                    apply(store, migration)
                self._fingerprint = schema_fingerprint(store)
                _clear(store)  # a migration may bring rows of its own
                self._fill(store)
        return url

    def learn(self, url):
        """Remember the rows at *url*, for `founded`."""
        with psycopg.connect(url) as connection:
            for table, sequence in connection.execute(_TABLES).fetchall():
                rows = sql.SQL("COPY (SELECT * FROM {} ORDER BY 1) TO STDOUT").format(
                    sql.Identifier(table)
                )
                with connection.cursor().copy(rows) as copy:
                    self._rows[table] = b"".join(copy)
                if sequence:
                    used = connection.execute(
                        f"SELECT last_value, is_called FROM {sequence}"
                    )
                    self._sequences[sequence] = used.fetchone()
        assert set(self._rows) == set(_ORDER), "say in _ORDER where a table comes"

    def _database(self, name):
        if name not in self._made:
            self._server.create(name)
            self._made.add(name)
        return self._server.url(name)

    def _empty(self, url):
        with psycopg.connect(url) as connection:
            connection.execute(_OTHERS)
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def _tidy_up(self, store):
        """Bring the rows back; return False where a test has changed the schema."""
        with store.write():
            if schema_fingerprint(store) != self._fingerprint:
                return False
            connection = store.database.connection()
            connection.execute(_LET_PASS)
            _clear(store)
            connection.execute(guards._POSTGRESQL_FUNCTIONS)
            self._fill(store)
            assert schema_fingerprint(store) == self._fingerprint
        return True

    def _fill(self, store):
        connection = store.database.connection()
        for table in _ORDER:
            if self._rows[table]:
                with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(self._rows[table])
        for sequence, (last, is_called) in self._sequences.items():
            store.execute("SELECT setval(%s, %s, %s)", (sequence, last, is_called))


def _clear(store):
    for table in reversed(_ORDER):
        store.execute(f"DELETE FROM {table}")
