"""The recipe for a role that owns no tables, exactly as the administrator reads it."""

import re
from datetime import date
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import factories
from tests.clinics import STAFF
from tests.conftest import opened
from tests.docs.test_docs import ADMINISTRATOR
from wema_tui.scanner.modes import Mode
from wema_tui.services import drafts
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.pharmacy.undoing import undo_last


@pytest.fixture
def engine():
    return "postgresql"


@pytest.fixture
def clinic_role_address(postgresql_address):
    """The address of a clinic for the role of the recipe; its owner set it up."""
    (recipe,) = re.findall(r"```sql\n(.+?)```", ADMINISTRATOR, re.DOTALL)
    with psycopg.connect(postgresql_address, autocommit=True) as owner:
        owner.execute(recipe)
    yield re.sub(r"//\w+@", "//wema_clinic@", postgresql_address, count=1)
    with psycopg.connect(postgresql_address, autocommit=True) as owner:
        owner.execute("DROP OWNED BY wema_clinic")
        owner.execute("DROP ROLE wema_clinic")


@pytest.mark.usefixtures("engine")  # the keys are that engine's
def test_a_role_without_tables_can_do_a_days_work(clinic_role_address, keys):
    assert urlsplit(clinic_role_address).username == "wema_clinic"
    with opened(clinic_role_address) as store:
        clinic = open_clinic(store, keys)
        session = resume(clinic.door("window"), STAFF["PHARMACY"])
        factories.known_pack(store)
        factories.stock_in(session, packs=3, expires=date(2060, 6, 30))
        factories.scan(session)
        undo_last(session, "undo-1")
        factories.scan(session, mode=Mode.COUNT)
        assert factories.shelf(store) == {"A1": 30}
        for number in (1, 2):
            drafts.keep(session, "a.form", {"number": number})
        drafts.drop(session, "a.form", "saved", request_id="drop-1")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE stock_movements SET quantity = 1",
        "DELETE FROM audit_entries",
        "TRUNCATE count_lines",
        "DROP TRIGGER audit_entries_never_change ON audit_entries",
        "ALTER TABLE stock_movements DISABLE TRIGGER ALL",
    ],
)
def test_it_cannot_touch_what_was_recorded(clinic_role_address, attack):
    with (
        psycopg.connect(clinic_role_address) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(attack)
