import contextlib

import pytest

from tests.engines import chosen_engines
from tests.postgres import NoServerError, running_server


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
