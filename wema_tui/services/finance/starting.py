"""The price list that a new clinic begins with."""

from __future__ import annotations

from typing import Final

from db.price_list import Insurer, Price, PriceItem
from db.visits import ServicePoint
from wema_tui.data.price_list import CURRENCY, load_price_list
from wema_tui.services.audit.chain_end import Trail, new_request_id
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.trail import Act
from wema_tui.services.session import Session

FIRST_INSURER: Final = ("NHIF", "National Health Insurance Fund")

GENERAL_FEE: Final = "consultation_general"


def add_price_list(trail: Trail, session: Session, currency: str) -> None:
    """Enter the starter list, to be gone through by the clinic. Inside an open write.

    A check-in to the general clinic costs a consultation, until somebody says
    otherwise.

    In another currency than that of the list the items have no prices yet: they are
    entered before anything is charged.
    """
    act = Act(session, trail, new_request_id(), session.clock.now())
    code, name = FIRST_INSURER
    Insurer.create(code=code, name=name, created_at=act.now)
    prices = []
    for line in load_price_list():
        item = PriceItem.create(
            code=line.code, name=line.name, kind=line.kind, created_at=act.now
        )
        if item.code == GENERAL_FEE:
            general = ServicePoint.code == "general"
            ServicePoint.update(fee_item=item).where(general).execute()
        prices.append({"item_id": item.id, "amount": line.price, "from_day": act.today})
    if currency == CURRENCY:
        post_rows(act, Price, prices)
    act.record("price.starter_list", "price_items", {"count": len(prices)})
