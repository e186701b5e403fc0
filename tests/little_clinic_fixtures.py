"""The fixtures of the little clinic, for tests of the screens and of the program."""

import pytest

from tests import little_clinic
from wema_tui.bootstrap import build_clinic


@pytest.fixture(scope="session")
def clinic_template(tmp_path_factory):
    """A folder with a clinic in it, to copy."""
    folder = tmp_path_factory.mktemp("template")
    little_clinic.found(little_clinic.sqlite_in(folder), folder / "keys")
    return folder


@pytest.fixture
def config(clinic_template, tmp_path):
    """Settings for a clinic of this test's own."""
    return little_clinic.copied(clinic_template, tmp_path / "clinic")


@pytest.fixture
def clinic(config):
    """The clinic, open beside whatever is tested."""
    clinic = build_clinic(config)
    yield clinic
    clinic.store.release()


@pytest.fixture
def ledger(clinic):
    """What was recorded since the test began."""
    return lambda: little_clinic.ledger(clinic.store)
