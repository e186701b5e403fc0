"""Finance tables: insurers, the price list, charges, payments, what settles what.

Amounts are integers in the smallest unit of the clinic's currency.
"""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from db.base import DayField
from db.ledger import LedgerModel
from db.patients import Patient
from db.price_list import Insurer, PriceItem
from db.visits import Visit


class Charge(LedgerModel):
    """What a patient, or the patient's insurer, owes for one thing.

    A wrong one is taken back by another with the amount below zero.
    """

    day = DayField()  # of the clinic
    patient = ForeignKeyField(Patient, backref="+")
    visit = ForeignKeyField(Visit, null=True, backref="charges")
    item = ForeignKeyField(PriceItem, backref="+")
    description = TextField()  # as the item was called then
    quantity = IntegerField()
    unit_price = IntegerField()
    amount = IntegerField()  # quantity times price; below zero takes another back
    insurer = ForeignKeyField(Insurer, null=True, backref="+")  # None: the patient
    reverses = ForeignKeyField("self", null=True, unique=True, backref="+")
    note = TextField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "charges"


class Payment(LedgerModel):
    """Money that was taken, with the number of its receipt."""

    day = DayField()
    receipt_number = IntegerField(unique=True)  # without gaps
    patient = ForeignKeyField(Patient, backref="+")
    method = TextField()  # cash, mobile_money, card
    reference = TextField(null=True)  # of the mobile operator or the bank
    amount = IntegerField()

    class Meta:
        """Plural, as all tables."""

        table_name = "payments"


class Settlement(LedgerModel):
    """How much of a payment settles how much of a charge."""

    charge = ForeignKeyField(Charge, backref="settlements")
    payment = ForeignKeyField(Payment, backref="settlements")
    amount = IntegerField()

    class Meta:
        """Plural, as all tables."""

        table_name = "settlements"
