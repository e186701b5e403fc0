import pytest

from tests.engines import chosen_engines
from tests.postgres import NoServerError, running_server


def start(**options):
    """Yield a server; without one a test fails, unless it was not asked for."""
    if "postgresql" not in chosen_engines():
        pytest.skip("WEMA_TEST_ENGINES leaves PostgreSQL out")
    try:
        with running_server(**options) as server:
            yield server
    except NoServerError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def postgres_server():
    """A real PostgreSQL that does not wait for the disk: for ordinary tests."""
    yield from start()


@pytest.fixture(scope="session")
def durable_postgres_server():
    """A real PostgreSQL that waits for the disk: for what must survive."""
    yield from start(durable=True)
