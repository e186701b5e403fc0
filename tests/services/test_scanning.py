import json
from functools import partial

import pytest

from tests.at_once import at_once
from tests.factories import (
    NEXT_YEAR,
    PACK,
    acts,
    gs1,
    movements,
    scan,
    shelf,
    stock_in,
)
from tests.truth import lies
from wema_tui.quantities import MOST, Amount
from wema_tui.scanner.commands import COMMAND_CODES
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import ControlCharacters, TooLong, UnreadableCode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.counting import (
    cancel_count,
    finish_count,
    uncount_last,
)
from wema_tui.services.pharmacy.errors import (
    AmountTooLarge,
    DoubtfulCode,
    NotAMedicine,
    NotEnoughStock,
    RequestReused,
)
from wema_tui.services.pharmacy.undoing import undo_last

REASON = {Mode.ADJUSTMENT: {"reason": "found"}}

pytestmark = pytest.mark.usefixtures("pack")


def refused_codes(store):
    with store.read():
        rows = store.execute(
            "SELECT body FROM audit_entries WHERE action = 'scan.refused' ORDER BY seq"
        )
    return [body for (body,) in rows]


@pytest.mark.parametrize(
    ("mode", "also"),
    [
        (Mode.STOCK_IN, {}),
        (Mode.STOCK_OUT, {}),
        (Mode.DISPENSE, {}),
        (Mode.ADJUSTMENT, {"reason": "damaged"}),
        (Mode.ADJUSTMENT, {"reason": "found"}),
    ],
)
def test_a_scan_sent_twice_is_one_movement_and_tells_the_first_result(
    store, clinic, pharmacist, mode, also
):
    stock_in(pharmacist, packs=5)
    text = gs1(lot="A1", expires=NEXT_YEAR)
    first = scan(pharmacist, text, mode, request_id="r1", **also)
    again = scan(pharmacist, text, mode, request_id="r1", **also)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert (again.lines, again.at, again.reason) == (
        first.lines,
        first.at,
        first.reason,
    )
    assert len(movements(store)) == 2
    assert lies(store, clinic.key) == []


def test_a_scan_sent_twice_at_once_is_one_movement(store, pharmacist):
    stock_in(pharmacist, packs=5)
    again = partial(scan, pharmacist, PACK, request_id="r1")
    assert at_once(again, again, again, store=store) == ["Recorded"] * 3
    assert shelf(store) == {"A1": 40}


@pytest.mark.parametrize(
    ("text", "mode", "also"),
    [
        (PACK, Mode.STOCK_IN, {}),
        (PACK, Mode.STOCK_OUT, {}),
        (PACK, Mode.ADJUSTMENT, {"reason": "damaged"}),
        (PACK, Mode.COUNT, {}),
        (gs1(lot="A1", expires=NEXT_YEAR), Mode.DISPENSE, {}),
        (PACK, Mode.DISPENSE, {"amount": 2}),
        (PACK, Mode.DISPENSE, {"loose": 1}),
    ],
)
def test_a_request_used_again_for_something_else_is_not_said_to_be_recorded(
    store, clinic, pharmacist, text, mode, also
):
    stock_in(pharmacist, packs=5)
    scan(pharmacist, PACK, Mode.DISPENSE, request_id="r1")
    with pytest.raises(RequestReused) as caught:
        scan(pharmacist, text, mode, request_id="r1", **also)
    assert caught.value.code == "pharmacy.request_reused"
    assert caught.value.hint
    assert shelf(store) == {"A1": 40}
    assert lies(store, clinic.key) == []


def test_another_persons_request_is_not_answered_with_their_movement(
    store, pharmacist, other_pharmacist
):
    stock_in(pharmacist, packs=5)
    scan(pharmacist, PACK, request_id="r1")
    scan(pharmacist, PACK, Mode.COUNT, request_id="r2")
    undo_last(pharmacist, "r3")
    for again in (
        partial(scan, other_pharmacist, PACK, request_id="r1"),
        partial(scan, other_pharmacist, PACK, Mode.COUNT, request_id="r2"),
        partial(undo_last, other_pharmacist, "r3"),
    ):
        with pytest.raises(RequestReused):
            again()


def test_a_request_of_another_kind_of_act_is_no_movement(pharmacist):
    stock_in(pharmacist, packs=5)
    scan(pharmacist, PACK, request_id="r1")
    scan(pharmacist, PACK, Mode.COUNT, request_id="r2")
    undo_last(pharmacist, "r3")
    for again in (
        partial(undo_last, pharmacist, "r1"),
        partial(uncount_last, pharmacist, "r2"),
        partial(finish_count, pharmacist, "r2"),
        partial(cancel_count, pharmacist, "r2"),
        partial(scan, pharmacist, PACK, request_id="r2"),
        partial(scan, pharmacist, PACK, request_id="r3"),
    ):
        with pytest.raises(RequestReused):
            again()


def test_a_request_whose_code_was_refused_is_no_movement(pharmacist):
    stock_in(pharmacist, packs=5)
    with pytest.raises(UnreadableCode):
        scan(pharmacist, "ABC\x1b[2J", request_id="r1")
    for mode in (Mode.DISPENSE, Mode.COUNT):
        with pytest.raises(RequestReused):
            scan(pharmacist, PACK, mode, request_id="r1")


def test_a_repeat_is_told_even_after_the_medication_was_closed(
    store, pack, clock, pharmacist
):
    stock_in(pharmacist, request_id="r1")
    pack.closed_at = clock.now()
    with store.write():
        pack.save()
    again = scan(
        pharmacist, gs1(lot="A1", expires=NEXT_YEAR), Mode.STOCK_IN, request_id="r1"
    )
    assert again.is_repeat
    assert undo_last(pharmacist, new_request_id()).quantity == -10


def test_two_people_who_take_the_last_pack_at_once_do_not_both_get_it(
    store, clinic, pharmacist, other_pharmacist
):
    stock_in(pharmacist)
    outcomes = at_once(
        partial(scan, pharmacist, PACK),
        partial(scan, other_pharmacist, PACK),
        store=store,
    )
    assert outcomes == ["NotEnoughStock", "Recorded"]
    assert shelf(store) == {"A1": 0}
    assert lies(store, clinic.key) == []


def test_a_damaged_code_is_refused_and_kept_as_it_came(store, clinic, pharmacist):
    text = 'A\x00\x1b]0;x\x07\ud800\u202e"é'
    with pytest.raises(UnreadableCode):
        scan(pharmacist, text)
    (body,) = refused_codes(store)
    assert body.isascii()
    assert body.isprintable()
    assert json.loads(body) == {"code": text}
    assert movements(store) == []
    assert lies(store, clinic.key) == []


def test_no_more_than_513_characters_of_a_refused_code_are_kept(store, pharmacist):
    with pytest.raises(TooLong):
        scan(pharmacist, "A" * 100_000)
    (body,) = refused_codes(store)
    assert json.loads(body) == {"code": "A" * 513}


def test_a_refused_code_sent_twice_is_noted_once(store, pharmacist):
    for _ in range(2):
        with pytest.raises(ControlCharacters):
            scan(pharmacist, "ABC\x1b[2J", request_id="r1")
    assert len(refused_codes(store)) == 1


@pytest.mark.parametrize("mode", Mode)
def test_a_wrong_check_digit_is_refused_in_every_mode(store, pharmacist, mode):
    with pytest.raises(UnreadableCode):
        scan(pharmacist, PACK[:-1] + "0", mode)
    assert movements(store) == []
    assert len(refused_codes(store)) == 1


def test_a_doubtful_code_waits_for_a_person_and_then_counts_once(store, pharmacist):
    text = f"01{PACK}1727063010A121SER1"  # lot A121SER1, or lot A1 and serial SER1
    with pytest.raises(DoubtfulCode) as caught:
        scan(pharmacist, text, Mode.STOCK_IN, request_id="r1")
    assert movements(store) == []
    chosen = next(c for c in caught.value.scan.choices if c.lot_number == "A1")
    for _ in range(2):
        scan(pharmacist, text, Mode.STOCK_IN, request_id="r1", reading=chosen)
    assert shelf(store) == {"A1": 10}


def test_a_command_never_becomes_a_movement(store, pharmacist):
    with pytest.raises(ValueError, match="command"):
        scan(pharmacist, next(iter(COMMAND_CODES)))
    assert movements(store) == []


@pytest.mark.parametrize("mode", Mode)
def test_a_patients_label_is_no_medicine(pharmacist, mode):
    with pytest.raises(NotAMedicine):
        scan(pharmacist, "WP0001234V", mode, **REASON.get(mode, {}))


@pytest.mark.parametrize("kind", [LabelType.LOT, LabelType.MEDICATION])
def test_a_label_of_something_that_is_not_there_is_refused(pharmacist, kind):
    with pytest.raises(NotAMedicine):
        scan(pharmacist, make_label(kind, 999_999))


@pytest.mark.parametrize("mode", [m for m in Mode if m is not Mode.LOOK_UP])
def test_no_movement_is_larger_than_any_in_a_clinic(store, pharmacist, mode):
    stock_in(pharmacist)
    with pytest.raises(AmountTooLarge):
        scan(
            pharmacist,
            gs1(lot="A1", expires=NEXT_YEAR, count=MOST),
            mode,
            **REASON.get(mode, {}),
        )
    assert shelf(store) == {"A1": 10}


@pytest.mark.parametrize("count", [0, -1])
def test_an_amount_that_would_turn_a_movement_round_cannot_be_made(count):
    with pytest.raises(ValueError, match="1 or more"):
        Amount(count)


def test_a_look_up_shows_what_may_be_used_and_writes_nothing(store, clock, pharmacist):
    stock_in(pharmacist, lot="GOOD", packs=2)
    stock_in(pharmacist, lot="OLD", expires=clock.today())
    clock.move(days=1)
    before = acts(store)
    found = scan(pharmacist, PACK, Mode.LOOK_UP)
    assert (found.on_hand, found.expired, found.pack_size) == (20, 10, 10)
    assert [lot.lot_number for lot in found.lots] == ["OLD", "GOOD"]
    assert acts(store) == before


def test_a_refused_movement_leaves_no_trace_in_the_ledger(store, clinic, pharmacist):
    stock_in(pharmacist)
    before = acts(store)
    with pytest.raises(NotEnoughStock):
        scan(pharmacist, PACK, amount=2)
    assert acts(store) == before
    assert lies(store, clinic.key) == []


def test_200_scans_are_200_movements_in_order(store, clinic, pharmacist):
    stock_in(pharmacist, packs=100)
    for n in range(1, 201):
        scan(pharmacist, PACK, loose=1 + n % 5)
    assert [q for *_, q in movements(store)[1:]] == [
        -(1 + n % 5) for n in range(1, 201)
    ]
    assert lies(store, clinic.key) == []
