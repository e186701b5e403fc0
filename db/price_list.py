"""Who pays besides patients, what is charged for, and what it costs since when."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from db.base import BaseModel, DayField, InstantField
from db.ledger import LedgerModel


class Insurer(BaseModel):
    """A fund that pays for its members."""

    id = AutoField()
    code = TextField(unique=True)  # NHIF
    name = TextField()
    created_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "insurers"


class PriceItem(BaseModel):
    """Something that is charged for."""

    id = AutoField()
    code = TextField(unique=True)  # file_fee, consultation
    name = TextField()
    kind = TextField()  # file, consultation, procedure, bed, lab, medicine, other
    created_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "price_items"


class Price(LedgerModel):
    """What an item costs from a day on. In force is the newest that has begun."""

    item = ForeignKeyField(PriceItem, backref="prices")
    insurer = ForeignKeyField(Insurer, null=True, backref="+")  # None: patients
    amount = IntegerField()  # smallest currency unit
    from_day = DayField()

    class Meta:
        """Plural, as all tables."""

        table_name = "prices"
