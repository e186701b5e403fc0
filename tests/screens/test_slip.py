from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from screens.finance.slip import NARROW, WIDE, slip
from wema_tui.services.finance.receipts import Receipt, ReceiptLine


def receipt(**also):
    usual = {
        "number": 17,
        "clinic": "Zahanati ya Mtoni",
        "currency": "TZS",
        "at": datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
        "patient": 1001,
        "full_name": "Asha Juma",
        "lines": (ReceiptLine("Injection", 2, 2000, 500, 1500),),
        "method": "mobile_money",
        "reference": "QJ71X9",
        "amount": 500,
        "taken_by": "Zawadi Temu",
    }
    return Receipt(**usual | also)


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", ["Asha Juma", "王小明" * 40, "x" * 120, "A\x1b[2J"])
def test_no_line_of_a_slip_is_wider_than_its_paper_or_holds_a_control(width, name):
    line = ReceiptLine(name, 12, 9_999_999_999, 9_999_999_999, 0)
    lines = slip(receipt(full_name=name, clinic=name, lines=(line,)), width)
    assert max(map(cell_len, lines)) <= width
    assert all(each.isprintable() for each in lines)


def test_a_slip_says_what_was_paid_and_what_is_still_owed():
    text = "\n".join(slip(receipt(), NARROW))
    for said in ("Receipt 17", "2 x Injection", "TZS 500", "QJ71X9", "Still owed"):
        assert said in text
    assert "1,500" in text
