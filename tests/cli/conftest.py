import shutil

import pytest

from tests.cli.place import Place
from tests.engines import chosen_engines

DEMO = ("demo", "--days", "3", "--patients", "20", "--json")


@pytest.fixture(params=chosen_engines(), scope="session")
def engine(request):
    return request.param


@pytest.fixture(scope="session")
def server(engine, request):
    return None if engine == "sqlite" else request.getfixturevalue("postgres_server")


@pytest.fixture(scope="session")
def demo(engine, server, tmp_path_factory):
    """A demo clinic that nobody may write in: `clinic` is a copy of it."""
    home = tmp_path_factory.mktemp(f"demo-{engine}")
    url = server.create("cli_demo") if server else f"sqlite:///{home / 'wema.db'}"
    place = Place(url, home)
    place.demo = place.run(*DEMO).json
    yield place
    if server:
        server.drop("cli_demo")


@pytest.fixture
def clinic(server, demo, tmp_path):
    """A demo clinic of one's own."""
    home = tmp_path / "clinic"
    shutil.copytree(demo.home, home)
    if server:
        url = server.create("cli_copy", template="cli_demo")
    else:
        url = f"sqlite:///{home / 'wema.db'}"
    yield Place(url, home, demo=demo.demo)
    if server:
        server.drop("cli_copy")


@pytest.fixture
def nowhere(server, tmp_path):
    """A place without a clinic: no file, or an empty database."""
    home = tmp_path / "nowhere"
    home.mkdir()
    url = server.create("cli_empty") if server else f"sqlite:///{home / 'wema.db'}"
    yield Place(url, home)
    if server:
        server.drop("cli_empty")


@pytest.fixture
def lone(tmp_path):
    """A place on SQLite without a clinic, for what no database has a part in."""
    return Place(f"sqlite:///{tmp_path / 'wema.db'}", tmp_path)
