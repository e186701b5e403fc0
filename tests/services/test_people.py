import itertools

import pytest

from db.people import User
from tests.clinics import MORNING
from tests.factories import known_pack, stock_in
from tests.people import added, asked
from wema_tui.services.accounts.changing import close_user
from wema_tui.services.accounts.deciding import waiting
from wema_tui.services.accounts.people import find_users, user_named, user_page
from wema_tui.services.accounts.rows import UnknownAccount
from wema_tui.services.auth.sign_in import SignInRefused, sign_in
from wema_tui.services.paging import page_in
from wema_tui.text import folded


def ids(page):
    return [row.employee_id for row in page.rows]


@pytest.mark.parametrize(
    "text",
    [
        "öZGÜR",
        "özgür ça",
        "AĞLAR",
        "doc002",
        "OC002",
        "0712 345",
        "0712 345 678",
        "+255712",
        "Ozgur@EXAMPLE",
        " özgür ",
    ],
)
def test_a_person_is_found_by_any_part_in_any_case(admin, text):
    added(admin, role="DOCTOR", full_name="Özgür Çağlar", email="ozgur@example.org")
    assert ids(find_users(admin, text)) == ["DOC002"]


def test_what_is_a_wildcard_elsewhere_is_a_letter_here(admin):
    added(admin, full_name="100% Juma_")
    assert ids(find_users(admin, "%")) == ["NUR002"]
    assert ids(find_users(admin, "_")) == ["NUR002"]


@pytest.mark.parametrize("text", ["\x00", "\ud800", "\u202eAsha", "nobody"])
def test_what_nobody_is_called_finds_nobody(admin, text):
    assert find_users(admin, text).total == 0
    assert waiting(admin, text).total == 0


def test_a_corrected_name_is_found_and_the_old_one_is_not(admin):
    from tests.people import typed
    from wema_tui.services.accounts.changing import change_user

    row = added(admin, full_name="Zainabu Old")
    change_user(admin, row.user_id, **typed(full_name="Zainabu NEW"))
    assert ids(find_users(admin, "zainabu new")) == [row.employee_id]
    assert ids(find_users(admin, "zainabu old")) == []


def test_the_list_is_filtered_by_role_and_state(clinic, admin):
    waits = asked(clinic)
    gone = added(admin, phone="0700 000 001")
    close_user(admin, gone.user_id, reason="Has left", request_id="r1")
    assert ids(find_users(admin, role="NURSE", state="active")) == ["NUR001"]
    assert ids(find_users(admin, state="waiting")) == [waits.employee_id]
    assert ids(find_users(admin, state="closed")) == [gone.employee_id]
    assert find_users(admin, role="NURSE").total == 3


def test_ten_thousand_people_come_page_by_page_each_once(store, admin):
    names = itertools.product(("Asha", "Éva", "عائشة", "Juma"), range(2500))
    rows = [
        {
            "employee_id": f"LAB{n:03d}",
            "full_name": f"{given} {number}",
            "name_key": folded(f"{given} {number}"),
            "role": "LAB",
            "phone": f"+25570{n:07d}",
            "password_hash": "-",
            "must_change_password": False,
            "state": "active",
            "preferences": "{}",
            "created_at": MORNING,
        }
        for n, (given, number) in enumerate(names, start=1000)
    ]
    with store.write():
        for start in range(0, len(rows), 500):
            User.insert_many(rows[start : start + 500]).execute()
    seen = []
    for offset in range(0, 2500, 500):
        page = find_users(admin, "ÉVA", role="LAB", offset=offset, limit=500)
        assert page.total == 2500
        seen += ids(page)
    assert len(set(seen)) == 2500
    last = find_users(admin, role="LAB", offset=99_999, limit=20)
    assert (last.offset, len(last.rows)) == (10_000, 1)


def test_a_persons_page_has_sessions_and_acts(store, clinic, admin, session_of):
    known_pack(store)
    pharmacist = session_of("PHARMACY")
    stock_in(pharmacist)
    with pytest.raises(SignInRefused):
        sign_in(clinic.door("window 1"), "PHA001", "wrong")
    page = user_page(admin, pharmacist.user_id)
    assert page.row == user_named(admin, "PHA001")
    assert page.row.last_seen_at == MORNING
    assert [each.session_id for each in page.open_sessions] == [pharmacist.session_id]
    assert page.last_sign_ins == page.open_sessions
    assert page.recent_acts[0].action == "stock.stock_in"
    assert page.registration is None
    assert page.failed_tries == 1


def test_the_page_of_who_registered_tells_how(clinic, admin):
    row = asked(clinic, "10.0.0.9 pts/3", role="DOCTOR")
    told = user_page(admin, row.user_id).registration
    assert (told.role_wanted, told.station) == ("DOCTOR", "10.0.0.9 pts/3")
    assert (told.decision, told.decided_by) == (None, "")


def test_nobody_is_told_kindly(admin):
    for ask in (
        lambda: user_page(admin, 999),
        lambda: user_named(admin, "PHA999"),
        lambda: user_named(admin, "\x00"),
    ):
        with pytest.raises(UnknownAccount) as caught:
            ask()
        assert caught.value.hint


def test_behind_a_list_of_full_pages_there_is_its_last_page():
    assert page_in("abcd", offset=9, limit=2).rows == ("c", "d")
    assert page_in("", offset=9, limit=2).rows == ()
