"""What a test needs, with sensible defaults. A test names only what it is about."""

from datetime import date

from db.pharmacy import Barcode, Medication
from tests.clinics import MORNING
from wema_tui.quantities import ONE_PACK, Amount
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Kind, Scan
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder
from wema_tui.services.pharmacy.scanning import handle_scan

PACK = "06209991000424"  # the code of `known_pack`
OTHER_PACK = "05901234123457"
PACK_SIZE = 10
NEXT_YEAR = date(2027, 6, 30)


def medication(store, *, name="Testamol 500 mg tablet", **also):
    """Put a medication on the list and return its row."""
    values = {
        "generic_name": "testamol",
        "strength": "500 mg",
        "form": "tablet",
        "base_unit": "tablet",
        "created_at": MORNING,
    }
    with store.write():
        return Medication.create(name=name, **values | also)


def barcode(store, medicine, code=PACK, *, pack_size=PACK_SIZE, kind="trade_item"):
    """Let *code* stand for *medicine* and return *medicine*."""
    with store.write():
        Barcode.create(
            code=code,
            kind=kind,
            medication=medicine,
            pack_size=pack_size,
            learned_at=MORNING,
        )
    return medicine


def known_pack(store, code=PACK, *, pack_size=PACK_SIZE, **also):
    """Put a medication on the list that *code* stands for; return its row."""
    return barcode(store, medication(store, **also), code, pack_size=pack_size)


def gs1(gtin=PACK, *, expires=None, lot=None, serial=None, count=None):
    """Return the text of a GS1 DataMatrix."""
    text = f"]d201{gtin}"
    text += f"17{expires:%y%m%d}" if expires else ""
    text += f"10{lot}\x1d" if lot is not None else ""
    text += f"37{count}\x1d" if count is not None else ""
    return (text + (f"21{serial}" if serial is not None else "")).rstrip("\x1d")


def order(text=PACK, mode=Mode.DISPENSE, **also):
    """Return a scan order; `amount=3` is three packs, `loose=3` three base units."""
    amount = also.pop("amount", ONE_PACK)
    if isinstance(amount, int):
        amount = Amount(amount)
    if "loose" in also:
        amount = Amount(also.pop("loose"), is_loose=True)
    also.setdefault("request_id", new_request_id())
    return ScanOrder(text, mode, amount=amount, **also)


def scan(session, text=PACK, mode=Mode.DISPENSE, **also):
    """Scan *text*, see `order`."""
    return handle_scan(session, order(text, mode, **also))


def stock_in(session, *, lot="A1", expires=NEXT_YEAR, packs=1, gtin=PACK, **also):
    """Receive *packs* packs of ten, the lot in the code; return what was recorded."""
    text = gs1(gtin, lot=lot, expires=expires)
    return scan(session, text, Mode.STOCK_IN, amount=packs, **also)


def stock_in_by_hand(session, lot, expires=None, *, packs=1, **also):
    """Receive a pack whose code names no lot: a person typed it."""
    details = LotDetails(lot, expires, **also)
    return scan(session, PACK, Mode.STOCK_IN, amount=packs, lot=details)


def product(code=PACK):
    """Return the scan of a product number."""
    return Scan(raw=code, kind=Kind.TRADE_ITEM, code=code)


def codes_of(store, medication_id):
    """Return (code, pack size) of everything that stands for a medication."""
    with store.read():
        return [
            (row.code, row.pack_size)
            for row in Barcode.select()
            .where(Barcode.medication == medication_id)
            .order_by(Barcode.pack_size, Barcode.code)
        ]


def shelf(store):
    """Return what is on hand as {lot number: base units}."""
    with store.read():
        return dict(store.execute("SELECT lot_number, on_hand FROM lots"))


def movements(store):
    """Return every movement as (type, reason, lot number, quantity), oldest first."""
    with store.read():
        return [
            tuple(row)
            for row in store.execute(
                "SELECT m.type, m.reason, l.lot_number, m.quantity"
                " FROM stock_movements m JOIN lots l ON l.id = m.lot_id ORDER BY m.id"
            )
        ]


def acts(store):
    """Return the action of every audit entry, oldest first."""
    with store.read():
        rows = store.execute("SELECT action FROM audit_entries ORDER BY seq")
        return [action for (action,) in rows]
