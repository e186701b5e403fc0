import pytest

from screens.finance.charge import ChargeForm, ItemToCharge
from screens.finance.insurers import InsurersScreen
from screens.finance.item_forms import PriceForm
from screens.finance.owed import AccountScreen, OwedScreen
from screens.finance.pay import PayForm
from screens.finance.price_list import ItemScreen, PricesScreen
from screens.finance.receipt import ReceiptScreen
from tests.charges import charged, item_id
from tests.patients import registered
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.finance.in_force import price_of
from wema_tui.services.finance.owing import account


@pytest.fixture
def desk(clinic):
    return resume(clinic.door("window 1"), "REC001")


@pytest.fixture
def asha(desk):
    return registered(desk)


async def go_to(hands, name, screen):
    await hands.type_slowly(f":{name}\r")
    await hands.wait_for_screen(screen)


async def test_a_debt_is_paid_in_part_and_the_receipt_is_shown(at_work, desk, asha):
    charged(desk, asha)
    charged(desk, asha, "dressing_small")
    async with at_work("FIN001") as hands:
        await go_to(hands, "owed", OwedScreen)
        await hands.wait_for("Small dressing")
        hands.press("enter")
        await hands.wait_for_screen(AccountScreen)
        await hands.wait_for("Asha Juma owes TZS 4,000")
        hands.press("f6")
        await hands.wait_for_screen(PayForm)
        await hands.wait_for("Owed for these: TZS 4,000")
        await hands.type_slowly("2\t\t\t2500")
        await hands.wait_for("Owed for these: TZS 3,000")
        hands.press("f2")
        await hands.wait_for_screen(ReceiptScreen)
        await hands.wait_for("Receipt 1")
        await hands.wait_for("of 3,000, still owed 500")
        hands.press("escape")
        await hands.wait_for("PART PAID")
    assert account(desk, asha.number).total == 1500


async def test_how_much_is_owed_is_seen_on_a_narrow_screen(at_work, desk, asha):
    charged(desk, asha, "dressing_small")
    async with at_work("FIN001", size=(80, 24)) as hands:
        await go_to(hands, "owed", OwedScreen)
        await hands.wait_for("Small dressing")
        assert "3,000  Small dressing" in hands.text()


async def test_every_mistake_of_a_payment_stands_beside_its_field(at_work, desk, asha):
    charged(desk, asha)
    async with at_work("FIN001") as hands:
        await go_to(hands, "owed", OwedScreen)
        await hands.wait_for("Asha Juma")
        hands.press("f6")
        await hands.wait_for_screen(PayForm)
        await hands.type_slowly("9\t2\t\tmuch")
        hands.press("f2")
        await hands.wait_for("There is no such number above.")
        await hands.wait_for("much is no amount of money.")
        assert account(desk, asha.number).total == 1000
        hands.press("escape")
        await hands.wait_for_screen(OwedScreen)
        hands.press("f6")
        await hands.wait_for_screen(PayForm)
        await hands.type_slowly("\t2")
        hands.press("f2")
        await hands.wait_for("The reference of the mobile payment is missing.")
    assert account(desk, asha.number).total == 1000


async def test_an_item_of_the_price_list_is_charged_by_hand(at_work, desk, asha):
    async with at_work("REC001") as hands:
        hands.app.put_in_front(AccountScreen(desk, asha))
        await hands.wait_for("Nothing was charged")
        hands.press("f7")
        await hands.wait_for_screen(ItemToCharge)
        await hands.type_slowly("small dress")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(ChargeForm)
        hands.press("f2")
        await hands.wait_for("owes TZS 3,000")
    assert account(desk, asha.number).total == 3000


async def test_a_price_is_changed_from_today_on(at_work, desk, clinic):
    async with at_work("FIN001") as hands:
        await go_to(hands, "prices", PricesScreen)
        await hands.type_slowly("injection")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(ItemScreen)
        hands.press("f6")
        await hands.wait_for_screen(PriceForm)
        await hands.type_slowly("1500/=\tyesterday")
        hands.press("f2")
        await hands.wait_for("is no day")
        hands.press("escape")
        await hands.wait_for_screen(ItemScreen)
        hands.press("f6")
        await hands.wait_for_screen(PriceForm)
        await hands.type_slowly("1500/=")
        hands.press("f2")
        await hands.wait_for_screen(ItemScreen)
        await hands.wait_for("1,500 patients IN FORCE")
    item = item_id(desk)
    with desk.read():
        assert price_of(item, None, clinic.clock.today()) == 1500


async def test_who_only_sees_prices_is_not_offered_to_change_them(at_work):
    async with at_work("REC001") as hands:
        await go_to(hands, "prices", PricesScreen)
        await hands.wait_for("Consultation")
        assert "New price" not in hands.text()
        hands.press("escape")
        await go_to(hands, "insurers", InsurersScreen)
        await hands.wait_for("National Health Insurance Fund")
        assert " New" not in hands.text()
