"""Pharmacy tables: what we stock, its codes, the lots on the shelf, every movement.

Quantities are integers in base units: one tablet, one millilitre, one piece.
"""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from db.audit import AuditEntry
from db.base import BaseModel, DayField, FlagField, InstantField
from db.people import User, UserSession


class Medication(BaseModel):
    """A medicine or supply, counted in its smallest unit."""

    id = AutoField()
    name = TextField(unique=True)  # Paracetamol 500 mg tablet
    generic_name = TextField()
    strength = TextField()
    form = TextField()
    base_unit = TextField()  # tablet, ml, piece
    threshold = IntegerField(default=10)  # base units; below it, reorder
    unit_price = IntegerField(null=True)  # smallest currency unit per base unit
    is_controlled = FlagField(default=False)
    created_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "medications"


class Barcode(BaseModel):
    """What a scanned code stands for: a medication in one pack size."""

    id = AutoField()
    code = TextField(unique=True)  # GTIN-14, or the text itself
    kind = TextField()  # trade_item, internal
    medication = ForeignKeyField(Medication, backref="barcodes")
    pack_size = IntegerField()  # base units
    learned_by = ForeignKeyField(User, null=True, backref="+")
    learned_at = InstantField()

    class Meta:
        """Plural, as all tables."""

        table_name = "barcodes"


class Lot(BaseModel):
    """One lot of one medication on the shelf.

    `on_hand` is the shadow of the lot's movements: a trigger moves it with
    each of them, and `wema check` compares. The cost is kept as it was paid,
    `pack_cost` for `pack_size` base units, because a tablet may cost 4.5.
    """

    id = AutoField()
    medication = ForeignKeyField(Medication, backref="lots")
    lot_number = TextField()  # empty where the pack carries none
    expires_on = DayField(null=True)  # None for what does not expire
    pack_cost = IntegerField(null=True)  # smallest currency unit
    pack_size = IntegerField(null=True)  # base units that cost buys
    supplier = TextField(null=True)
    on_hand = IntegerField(default=0)  # base units
    created_at = InstantField()

    class Meta:
        """Plural, as all tables."""

        table_name = "lots"


class StockMovement(BaseModel):
    """Stock in (+) or out (-). Rows are added, never changed or removed."""

    id = AutoField()
    at = InstantField()
    type = TextField()  # stock_in, stock_out, dispense, adjustment
    reason = TextField()  # received, transfer, dispensed, damaged, reversal...
    medication = ForeignKeyField(Medication, backref="movements")
    lot = ForeignKeyField(Lot, backref="movements")
    quantity = IntegerField()  # base units, signed, never zero
    user = ForeignKeyField(User, backref="movements")
    witness = ForeignKeyField(User, null=True, backref="+")
    session = ForeignKeyField(UserSession, null=True, backref="+")
    station = TextField()
    entry = TextField()  # scanned, keyed, picture
    scan_code = TextField(null=True)  # as it came, made printable
    serial = TextField(null=True)  # GS1 serial number of a single pack
    reverses = ForeignKeyField("self", null=True, unique=True, backref="+")
    request_id = TextField()
    line = IntegerField()  # 1, 2... within the request
    note = TextField(null=True)
    audit_seq = ForeignKeyField(
        AuditEntry, column_name="audit_seq", object_id_name="audit_seq_id", backref="+"
    )

    class Meta:
        """Plural, as all tables."""

        table_name = "stock_movements"


class StockCount(BaseModel):
    """One person's stock count, from the first pack scanned to the finish."""

    id = AutoField()
    user = ForeignKeyField(User, backref="+")
    started_at = InstantField()
    finished_at = InstantField(null=True)
    outcome = TextField(null=True)  # posted, cancelled

    class Meta:
        """Plural, as all tables."""

        table_name = "stock_counts"


class CountLine(BaseModel):
    """What one scan counted. Rows are added, never changed or removed."""

    id = AutoField()
    count = ForeignKeyField(StockCount, backref="lines")
    lot = ForeignKeyField(Lot, backref="+")
    quantity = IntegerField()  # base units, signed: an undo takes away
    expected = IntegerField()  # on hand in the ledger at that moment
    entry = TextField()
    scan_code = TextField(null=True)
    at = InstantField()
    request_id = TextField(unique=True)
    audit_seq = ForeignKeyField(
        AuditEntry, column_name="audit_seq", object_id_name="audit_seq_id", backref="+"
    )

    class Meta:
        """Plural, as all tables."""

        table_name = "count_lines"
