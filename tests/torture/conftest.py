import pytest

from tests.torture.nursery import open_nursery


@pytest.fixture(scope="session")
def nursery():
    with open_nursery() as nursery:
        yield nursery
