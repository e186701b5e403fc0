"""Charges for tests: a test names only what it is about."""

from db.price_list import Insurer, PriceItem
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.finance.charging import charge_by_hand
from wema_tui.services.finance.paying import take_payment


def item_id(session, code="injection"):
    """Return the number of an item of the starter list; an injection costs 1,000."""
    with session.read():
        return PriceItem.get(PriceItem.code == code).id


def insurer_id(session, code="NHIF"):
    """Return the number of an insurer."""
    with session.read():
        return Insurer.get(Insurer.code == code).id


def charged(session, patient, code="injection", **also):
    """Charge something of the starter list; return the number of the charge."""
    return charge_by_hand(
        session,
        patient=patient.number,
        item_id=item_id(session, code),
        **{"request_id": new_request_id()} | also,
    )


def paid(session, patient, charges, amount, **also):
    """Take a payment in cash; return the receipt."""
    usual = {"method": "cash", "reference": "", "request_id": new_request_id()}
    return take_payment(
        session,
        patient=patient.number,
        charge_ids=charges,
        amount=amount,
        **usual | also,
    )


def forge(store, table, statement):
    """Change a ledger as somebody does who drops its triggers first."""
    on_table = f" ON {table}" if store.dialect.engine == "postgresql" else ""
    with store.write():
        store.execute(f"DROP TRIGGER {table}_never_change{on_table}")
        store.execute(statement)
