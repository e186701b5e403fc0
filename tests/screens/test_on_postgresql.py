"""The same screens on a server: one walk, and the server going away."""

import uuid

import psycopg
import pytest

from screens.dialogs.medication import MedicationDialog
from screens.pharmacy.scan import ScanScreen
from tests import little_clinic
from tests.little_clinic import AMOX, PARA, PASSWORD, STRANGE
from tests.screens.test_scanning import wait_for_ledger


@pytest.fixture
def config(postgres_server, tmp_path):
    """Settings for a clinic on a server."""
    url = postgres_server.create(f"screens_{uuid.uuid4().hex[:12]}")
    little_clinic.found(url, tmp_path / "keys")
    return little_clinic.config(tmp_path, database=url)


async def test_a_day_at_the_counter(running, ledger):
    async with running() as hands:
        hands.type(f"PHA001\r{PASSWORD}\r{PARA}\r{AMOX}\r")
        await hands.wait_for_screen(ScanScreen)
        hands.press("f7")
        await wait_for_ledger(hands, ledger, 3)
        hands.scan(STRANGE, STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        hands.type("para 500\r10\r")
        await wait_for_ledger(hands, ledger, 5)
        await hands.wait_for_screen(ScanScreen)


async def test_a_server_that_hangs_up_is_told_and_the_scan_counted_once(
    at_work, ledger, config
):
    async with at_work() as hands:
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)
        with psycopg.connect(config.database, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        hands.scan(AMOX)
        await hands.wait_for("1 scan NOT RECORDED")
        await hands.wait_for("The database server does not answer")
        await wait_for_ledger(hands, ledger, 2)
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())
