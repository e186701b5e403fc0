from datetime import date

from tests.factories import medication, movements
from wema_tui.commands.scan_desk import Desk, Wishes
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.codes import register_internal_code

OLD_SYSTEM = "12345678"  # eight digits, and no check digit among them


def test_a_code_of_our_own_that_looks_misread_counts_once_too(store, pharmacist):
    register_internal_code(
        pharmacist,
        OLD_SYSTEM,
        medication_id=medication(store).id,
        pack_size=10,
        request_id="teach",
    )
    wishes = Wishes(
        mode=Mode.STOCK_IN,
        lot="A1",
        expiry=date(2030, 1, 31),
        is_expiry_said=True,
        prefix="p",
    )
    for _again in range(2):
        assert Desk(pharmacist, wishes).take(1, OLD_SYSTEM).ok

    assert len(movements(store)) == 1
