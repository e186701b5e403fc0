import contextlib
import itertools
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from db.store import open_store
from tests import factories
from tests.clinics import STAFF, StoppedClock, found_template
from tests.databases import Databases
from tests.engines import chosen_engines
from tests.postgres import NoServerError, running_server
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.opening import open_clinic


def start(**options):
    """Yield a server; without one a test fails, unless it was not asked for."""
    if "postgresql" not in chosen_engines():
        pytest.skip("WEMA_TEST_ENGINES leaves PostgreSQL out")
    with contextlib.ExitStack() as stack:
        trouble = ""
        try:
            server = stack.enter_context(running_server(**options))
        except NoServerError as error:
            trouble = str(error)
        if trouble:  # outside the except: one line, no traceback beside it
            pytest.fail(trouble, pytrace=False)
        yield server


@pytest.fixture(scope="session")
def postgres_server():
    """A real PostgreSQL that does not wait for the disk: for ordinary tests."""
    yield from start()


@pytest.fixture(scope="session")
def durable_postgres_server():
    """A real PostgreSQL that waits for the disk: for what must survive."""
    yield from start(durable=True)


@pytest.fixture(params=chosen_engines())
def engine(request):
    """The name of the engine to test on; a test that uses it runs on each."""
    return request.param


@pytest.fixture(scope="session")
def databases(postgres_server):
    """The databases of the server, to be used by one test after the other."""
    return Databases(postgres_server)


@pytest.fixture(scope="session")
def templates(request, tmp_path_factory):
    """Founded clinics to copy, one an engine: folders with the keys in them."""
    made = {}

    def template(engine):
        if engine not in made:
            folder = made[engine] = tmp_path_factory.mktemp(f"template-{engine}")
            if engine == "sqlite":
                found_template(f"sqlite:///{folder / 'wema.db'}", folder / "keys")
            else:
                databases = request.getfixturevalue("databases")
                address = databases.empty(0)
                found_template(address, folder / "keys")
                databases.learn(address)
        return made[engine]

    return template


@pytest.fixture
def scratch():
    """A folder in memory where there is one: these tests wait for no disk.

    They end processes, never the power: what was written is there without a flush.
    """
    memory = Path("/dev/shm")
    is_usable = memory.is_dir() and os.access(memory, os.W_OK)
    with tempfile.TemporaryDirectory(
        prefix="wema-test-", dir=memory if is_usable else None
    ) as folder:
        yield Path(folder)


@pytest.fixture
def new_database(request, scratch, templates):
    """Make databases: `new_database("sqlite")` returns the address of an empty one.

    With `founded` there is a clinic in it, with one person of each role.
    """
    numbers = itertools.count(1)

    def make(engine, *, founded=False):
        number = next(numbers)
        template = templates(engine) if founded else None
        if engine == "sqlite":
            path = scratch / f"wema-{number}.db"
            if founded:
                shutil.copy(template / "wema.db", path)
            else:
                path.touch()
            return f"sqlite:///{path}"
        databases = request.getfixturevalue("databases")
        return databases.founded(number) if founded else databases.empty(number)

    return make


@pytest.fixture
def empty_store(engine, new_database):
    """A store without tables. It holds no connection."""
    with opened(new_database(engine)) as store:
        yield store


@pytest.fixture
def address(engine, new_database):
    """The address of a founded clinic with one person of each role."""
    return new_database(engine, founded=True)


@pytest.fixture
def sqlite_address(new_database):
    """The same, for what only SQLite can suffer."""
    return new_database("sqlite", founded=True)


@pytest.fixture
def postgresql_address(new_database):
    """The same, for what only a server can suffer."""
    return new_database("postgresql", founded=True)


@contextlib.contextmanager
def opened(address, **options):
    """Open a store and close this thread's connection in the end."""
    store = open_store(address, **options)
    try:
        yield store
    finally:
        store.release()


@pytest.fixture
def store(address):
    """A real database with a clinic in it, on both engines."""
    with opened(address) as store:
        store.hold()
        yield store


@pytest.fixture
def keys(templates, tmp_path, request):
    """A folder with the clinic's audit key, the test's own."""
    engine = (
        request.getfixturevalue("engine")
        if "engine" in request.fixturenames
        else "sqlite"
    )
    return shutil.copytree(templates(engine) / "keys", tmp_path / "keys")


@pytest.fixture
def clock():
    """The clinic's clock. It stands still until a test moves it."""
    return StoppedClock()


@pytest.fixture
def clinic(store, keys, clock):
    """The clinic, open for work."""
    return replace(open_clinic(store, keys), clock=clock)


@pytest.fixture
def session_of(clinic):
    """Sign somebody in: `session_of("NURSE")`, or a further one by employee ID."""

    def session(who):
        return resume(clinic.door("window 1"), STAFF.get(who, who))

    return session


@pytest.fixture
def pharmacist(session_of):
    return session_of("PHARMACY")


@pytest.fixture
def other_pharmacist(session_of):
    return session_of("PHA002")


@pytest.fixture
def admin(session_of):
    return session_of("ADMIN")


@pytest.fixture
def receptionist(session_of):
    return session_of("RECEPTION")


@pytest.fixture
def pack(store):
    """A medication known by one code, ten tablets a pack; nothing on the shelf."""
    return factories.known_pack(store)
