"""The ledger beside a model of thirty lines, through any order of events."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from stdnum import ean

from tests.clinics import MORNING
from tests.factories import gs1, known_pack, scan
from tests.truth import lies
from wema_tui.errors import WemaError
from wema_tui.scanner.modes import Mode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy import errors
from wema_tui.services.pharmacy.counting import (
    LedgerMovedOn,
    cancel_count,
    finish_count,
    uncount_last,
)
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.services.pharmacy.rules import ADJUSTMENT_REASONS
from wema_tui.services.pharmacy.undoing import undo_last

DAYS_LEFT = {"L1": 3, "L2": 20, "L3": 200, "L4": None}
LOTS = st.sampled_from(sorted(DAYS_LEFT))
PEOPLE = st.integers(0, 1)
OUT = st.sampled_from([Mode.DISPENSE, Mode.STOCK_OUT])
UNITS = st.integers(1, 25)
CODES = (
    f"0{number}{ean.calc_check_digit(str(number))}"
    for number in itertools.count(620800000000)
)
MORNINGS = (MORNING + timedelta(days=days) for days in itertools.count(0, 400))


@dataclass
class Request:
    """Something that was recorded."""

    who: int
    moves: dict
    at: datetime
    repeat: object
    is_undone: bool = False
    is_undo: bool = False


@dataclass
class Model:
    """What the ledger should say."""

    start: date
    on_hand: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)
    counts: dict = field(default_factory=lambda: {0: [], 1: []})

    def expiry(self, lot):
        days = DAYS_LEFT[lot]
        return None if days is None else self.start + timedelta(days=days)

    def is_expired(self, lot, today):
        return (self.expiry(lot) or today) < today

    def usable(self, today, lots):
        good = [x for x in lots if self.on_hand.get(x)]
        good = [x for x in good if not self.is_expired(x, today)]
        return sorted(good, key=lambda x: (self.expiry(x) or date.max, self.age(x)))

    def age(self, lot):
        return list(self.on_hand).index(lot)

    def take(self, lots, quantity):
        """Return what to take from each of *lots*, and what is missing."""
        moves = {}
        for lot in lots:
            taken = min(self.on_hand.get(lot, 0), quantity)
            if taken:
                moves[lot], quantity = -taken, quantity - taken
        return moves, quantity

    def standing(self, who, since):
        found = [
            r
            for r in self.requests
            if r.who == who and r.at >= since and not (r.is_undone or r.is_undo)
        ]
        return found[-1] if found else None


class Pharmacy(RuleBasedStateMachine):
    """Two pharmacists at one shelf."""

    def __init__(self, clinic, sessions):
        super().__init__()
        self.clinic, self.sessions, self.clock = clinic, sessions, clinic.clock

    @initialize()
    def stock_a_new_medicine(self):
        self.code = next(CODES)
        self.medicine = known_pack(
            self.clinic.store, self.code, name=f"Testamol {self.code}"
        )
        # Another year than any example before: nobody undoes what that recorded.
        self.clock.show(next(MORNINGS))
        self.model = Model(self.clock.today())

    # -- what happens ------------------------------------------------------

    @rule(lot=LOTS, packs=st.integers(1, 3), who=PEOPLE)
    def receive(self, lot, packs, who):
        said = LotDetails(lot, self.model.expiry(lot))
        expected = {lot: packs * 10}
        if self.model.is_expired(lot, self.clock.today()):
            expected = errors.AlreadyExpired
        self.scan(who, self.code, Mode.STOCK_IN, expected, amount=packs, lot=said)

    @rule(units=UNITS, who=PEOPLE, mode=OUT)
    def hand_out(self, units, who, mode):
        self.take(who, self.code, mode, list(self.model.on_hand), units)

    @rule(lot=LOTS, units=UNITS, who=PEOPLE)
    def hand_out_one_lot(self, lot, units, who):
        if self.model.on_hand.get(lot):
            self.take(who, gs1(self.code, lot=lot), Mode.DISPENSE, [lot], units)
        else:
            self.scan(
                who,
                gs1(self.code, lot=lot),
                Mode.DISPENSE,
                errors.LotNotOnShelf,
                loose=units,
            )

    def take(self, who, text, mode, wanted, units):
        lots = self.model.usable(self.clock.today(), wanted)
        moves, missing = self.model.take(lots, units)
        expected = moves
        if not lots and any(self.model.on_hand.get(x) for x in wanted):
            expected = errors.ExpiredStock
        elif missing:
            expected = errors.NotEnoughStock
        self.scan(who, text, mode, expected, loose=units)

    @rule(
        lot=LOTS,
        units=UNITS,
        who=PEOPLE,
        reason=st.sampled_from(sorted(set(ADJUSTMENT_REASONS) - {"expired"})),
    )
    def adjust(self, lot, units, who, reason):
        on_hand = self.model.on_hand.get(lot, 0)
        if ADJUSTMENT_REASONS[reason] > 0:
            known = lot in self.model.on_hand
            expected = {lot: units} if known else errors.LotNeeded
        elif not on_hand:
            expected = errors.LotNotOnShelf
        else:
            expected = {lot: -units} if units <= on_hand else errors.NotEnoughStock
        self.scan(
            who,
            gs1(self.code, lot=lot),
            Mode.ADJUSTMENT,
            expected,
            loose=units,
            reason=reason,
        )

    @rule(who=PEOPLE)
    def undo(self, who):
        midnight = datetime.combine(self.clock.today(), time.min, self.clock.zone)
        last = self.model.standing(who, midnight.astimezone(UTC))
        expected = errors.NothingToUndo
        if last is not None:
            expected = {lot: -n for lot, n in last.moves.items()}
            if any(self.model.on_hand[x] + n < 0 for x, n in expected.items()):
                expected = errors.CannotUndo
        request_id = new_request_id()
        call = lambda: undo_last(self.sessions[who], request_id)  # noqa: E731
        if self.expect(expected, who, call, is_undo=True):
            last.is_undone = True

    @rule(lot=LOTS, units=UNITS, who=PEOPLE)
    def count(self, lot, units, who):
        text, known = gs1(self.code, lot=lot), lot in self.model.on_hand
        order = {"mode": Mode.COUNT, "loose": units, "request_id": new_request_id()}
        if not known:
            self.expect(
                errors.LotNeeded, who, lambda: scan(self.sessions[who], text, **order)
            )
            return
        for is_repeat in (False, True):
            counted = scan(self.sessions[who], text, **order)
            assert (counted.quantity, counted.is_repeat) == (units, is_repeat)
        self.model.counts[who].append((lot, units, self.model.on_hand[lot]))

    @rule(who=PEOPLE)
    def take_back_a_count(self, who):
        lines = self.model.counts[who]
        request_id = new_request_id()
        call = lambda: uncount_last(self.sessions[who], request_id)  # noqa: E731
        if not lines:
            self.expect(errors.NothingCounted, who, call)
            return
        assert call().quantity == -lines.pop()[1]
        assert call().is_repeat

    @rule(who=PEOPLE)
    def finish_a_count(self, who):
        counted, expected = {}, {}
        for lot, units, on_hand in self.model.counts[who]:
            counted[lot] = counted.get(lot, 0) + units
            expected[lot] = on_hand
        moves = {lot: counted[lot] - expected[lot] for lot in counted}
        request_id = new_request_id()
        call = lambda: finish_count(self.sessions[who], request_id)  # noqa: E731
        if not counted:
            self.expect(errors.NothingCounted, who, call)
        elif any(self.model.on_hand[x] + n < 0 for x, n in moves.items()):
            self.expect(LedgerMovedOn, who, call)
        else:
            posted, again = call(), call()
            assert posted.differences == again.differences
            assert {d.lot.lot_number: d.quantity for d in posted.differences} == moves
            self.move(moves)
            self.model.counts[who] = []

    @precondition(lambda self: any(self.model.counts.values()))
    @rule()
    def give_up_the_counts(self):
        self.cancel_counts()

    def cancel_counts(self):
        for who, lines in self.model.counts.items():
            if lines:
                cancel_count(self.sessions[who], new_request_id())
                lines.clear()

    @precondition(lambda self: self.model.requests)
    @rule(data=st.data())
    def ask_again_for_what_was_done(self, data):
        request = data.draw(st.sampled_from(self.model.requests[-5:]))
        again = request.repeat()
        assert again.is_repeat
        assert again.quantity == sum(request.moves.values())

    @rule(hours=st.sampled_from([1, 5, 24, 24, 24, 24 * 9, -3]))
    def time_passes(self, hours):
        self.clock.move(hours=hours)

    # -- what must hold ----------------------------------------------------

    @invariant()
    def the_shelf_is_as_the_model_says(self):
        store = self.clinic.store
        if not hasattr(self, "medicine"):
            return
        with store.read():
            rows = store.execute(
                "SELECT l.lot_number, l.on_hand, COALESCE(SUM(m.quantity), 0)"
                " FROM lots l LEFT JOIN stock_movements m ON m.lot_id = l.id"
                f" WHERE l.medication_id = {self.medicine.id}"
                " GROUP BY l.id, l.lot_number, l.on_hand"
            )
        assert {lot: on_hand for lot, on_hand, _ in rows} == self.model.on_hand
        assert all(on_hand == moved for _, on_hand, moved in rows)

    def teardown(self):
        if hasattr(self, "medicine"):
            self.cancel_counts()
        assert lies(self.clinic.store, self.clinic.key) == []

    # -- the hands ---------------------------------------------------------

    def scan(self, who, text, mode, expected, **also):
        request_id = new_request_id()
        call = lambda: scan(  # noqa: E731
            self.sessions[who], text, mode, request_id=request_id, **also
        )
        return self.expect(expected, who, call)

    def expect(self, expected, who, call, *, is_undo=False):
        """Do it, and compare what came of it with what the model says."""
        try:
            recorded = call()
        except WemaError as error:
            assert type(error) is expected, error.sentence
            return False
        assert {x.lot.lot_number: x.quantity for x in recorded.lines} == expected
        self.move(expected)
        for line in recorded.lines:
            assert line.lot.on_hand == self.model.on_hand[line.lot.lot_number]
        self.model.requests.append(
            Request(who, expected, self.clock.now(), call, is_undo=is_undo)
        )
        return True

    def move(self, moves):
        for lot, n in moves.items():
            self.model.on_hand[lot] = self.model.on_hand.get(lot, 0) + n


def test_the_ledger_follows_the_model_through_any_order_of_events(
    clinic, pharmacist, other_pharmacist
):
    run_state_machine_as_test(
        lambda: Pharmacy(clinic, (pharmacist, other_pharmacist)),
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
