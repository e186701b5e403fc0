"""The administrator looks something up in the audit log."""

import pytest

from screens.admin.audit_entry import EntryScreen
from screens.admin.audit_log import AuditFilter, AuditLogScreen


async def open_log(hands):
    hands.type(":audit\r")
    await hands.wait_for_screen(AuditLogScreen)
    await hands.wait_for("1 to ")


@pytest.mark.parametrize("size", [(80, 24), (132, 43)])
async def test_x(at_work, size):
    async with at_work("ADM001", size=size) as hands:
        await hands.settle()
        await open_log(hands)
        print(hands.text())
        hands.press("f4")
        await hands.wait_for_screen(AuditFilter)
        await hands.settle()
        print(hands.text())
        hands.press("escape")
        await hands.wait_for_screen(AuditLogScreen)
        hands.press("enter")
        await hands.wait_for_screen(EntryScreen)
        await hands.settle()
        print(hands.text())
        for _ in range(4):
            hands.press("n")
            await hands.settle()
        print(hands.text())
        hands.press("?")
        await hands.settle()
        print(hands.text())
        assert 0
