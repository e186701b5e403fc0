from collections import Counter
from datetime import timedelta

import pytest
from peewee import fn

from db.appointments import Appointment
from db.audit import AuditEntry
from db.clinic import Clinic
from db.finance import Charge, Settlement
from db.nurse import VitalSign
from db.patients import Patient
from db.people import User, UserSession
from db.pharmacy import Barcode, Lot, StockMovement
from db.schema import current_version
from db.store import open_store
from db.visits import QueueEntry, Visit
from db.wards import Admission
from tests.engines import chosen_engines
from wema_tui.scanner.read import read_code
from wema_tui.services.accounts.deciding import waiting
from wema_tui.services.accounts.people import find_users
from wema_tui.services.audit.chain import START, Entry
from wema_tui.services.auth.sign_in import sign_in
from wema_tui.services.clinic.demo import DemoPlan, UnusablePlan, make_demo
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.permissions import ROLES
from wema_tui.services.trouble import DatabaseTrouble

PLAN = DemoPlan(days=40, patients=60, seed=7)


class Made:
    """A demo clinic and how it was made."""

    def __init__(self, location, folder, plan=PLAN):
        self.progress = []
        self.keys = folder / "keys"
        self.store = open_store(location, create=True)
        self.demo = make_demo(self.store, self.keys, plan, self.tell)
        self.clinic = open_clinic(self.store, self.keys)
        self.today = self.clinic.clock.today()

    def tell(self, done, total):
        self.progress.append((done, total))

    def visits(self):
        rows = Visit.select(Patient.full_name, Visit.opened_at, Visit.outcome)
        with self.store.read():
            return list(rows.join(Patient).order_by(Visit.id).tuples())

    def movements(self):
        rows = StockMovement.select().order_by(StockMovement.id).dicts()
        with self.store.read():
            return [list(row.values()) for row in rows]


@pytest.fixture(scope="module", params=chosen_engines())
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    if request.param == "sqlite":
        yield Made(folder / "wema.db", folder)
        return
    server = request.getfixturevalue("postgres_server")
    yield Made(server.create("demo_made"), folder)
    server.drop("demo_made")


@pytest.fixture(autouse=True)
def _bound_to(request):
    """Point the models at this engine again: another test may have opened one."""
    if "made" in request.fixturenames:
        from db.base import proxy

        proxy.initialize(request.getfixturevalue("made").store.database)


def test_it_says_that_it_is_a_demo(made):
    with made.store.read():
        assert Clinic.get_by_id(1).is_demo


def test_progress_is_told_after_each_day(made):
    assert made.progress == [(day, PLAN.days) for day in range(1, PLAN.days + 1)]


def test_the_balances_are_the_sums_of_the_movements(made):
    moved = fn.COALESCE(fn.SUM(StockMovement.quantity), 0)
    query = Lot.select(Lot.id, Lot.on_hand, moved.alias("moved"))
    query = query.left_outer_join(StockMovement).group_by(Lot.id, Lot.on_hand)
    with made.store.read():
        assert [lot.id for lot in query if lot.on_hand != int(lot.moved)] == []


def test_the_audit_chain_holds_from_the_first_entry_to_the_last(made):
    last, count = START, 0
    with made.store.read():
        for row in AuditEntry.select().order_by(AuditEntry.seq).dicts():
            values = {name: row.get(name) for name in Entry.__dataclass_fields__}
            at = AuditEntry.at.db_value(row["at"])
            people = {"user_id": row["user"], "session_id": row["session"]}
            entry = Entry(**values | people | {"at": at})
            assert entry.prev == last
            last = entry.mac(made.clinic.key)
            assert row["mac"] == last
            assert row["clock"] == "ok"
            count += 1
    assert count > 500


def test_time_never_stands_still_and_ends_yesterday(made):
    with made.store.read():
        entries = list(AuditEntry.select(AuditEntry.at).order_by(AuditEntry.seq))
    instants = [entry.at for entry in entries]
    assert instants == sorted(set(instants))
    yesterday = made.today - timedelta(days=1)
    assert made.clinic.clock.at_clinic(instants[-1]).date() == yesterday
    first = made.clinic.clock.at_clinic(instants[0]).date()
    assert first == made.today - timedelta(days=PLAN.days + 1)


def test_each_role_has_a_log_in_that_works_at_once(made):
    assert {user.role for user in made.demo.users} == set(ROLES)
    for user in made.demo.users:
        session = sign_in(made.clinic.door("test"), user.employee_id, user.password)
        assert session.role == user.role
        assert not session.must_change_password


def test_some_wait_for_approval_some_have_left_and_all_have_a_phone(made):
    console = made.clinic.console()
    people = find_users(console, limit=100).rows
    states = Counter(person.state for person in people)
    assert states["waiting"] == waiting(console).total == 4
    assert states["closed"] == 3
    assert all(person.state_reason for person in people if person.state == "closed")
    assert all(person.phone for person in people)


def test_every_code_is_known_and_reads_as_printed(made):
    with made.store.read():
        known = {
            row.code: (row.medication.name, row.pack_size)
            for row in Barcode.select(Barcode, Barcode.medication).join_from(
                Barcode, Barcode.medication.rel_model
            )
        }
    told = {
        read_code(code.code).code: (code.medication, code.pack_size)
        for code in made.demo.codes
    }
    assert told == known


def test_several_people_moved_stock_in_all_the_usual_ways(made):
    with made.store.read():
        rows = list(StockMovement.select(StockMovement, User).join(User))
    kinds = Counter((row.type, row.reason) for row in rows)
    assert {
        ("stock_in", "received"),
        ("stock_in", "donation"),
        ("dispense", "dispensed"),
        ("dispense", "reversal"),
        ("stock_out", "transfer"),
        ("stock_out", "ward_use"),
        ("adjustment", "damaged"),
        ("adjustment", "count"),
    } <= set(kinds)
    assert {row.user.employee_id for row in rows} == {"PHA001", "PHA002", "PHA003"}
    assert {row.entry for row in rows} == {"scanned", "keyed"}
    assert any(row.serial for row in rows)


def test_every_movement_lies_within_its_session(made):
    with made.store.read():
        stray = list(
            StockMovement.select(StockMovement.id)
            .join(UserSession)
            .where(
                (StockMovement.at <= UserSession.started_at)
                | (StockMovement.at >= UserSession.ended_at)
                | (StockMovement.user != UserSession.user)
            )
        )
    assert stray == []


def test_some_stock_is_expired_expires_soon_or_is_missing(made):
    with made.store.read():
        lots = list(Lot.select(Lot.expires_on, Lot.on_hand))
        all_medications = Barcode.select(Barcode.medication).distinct().count()
        stocked = Lot.select(Lot.medication).where(Lot.on_hand > 0).distinct().count()
    days_left = [(lot.expires_on - made.today).days for lot in lots if lot.on_hand]
    for first, last in ((-40, -1), (0, 29), (30, 59), (60, 89)):
        assert any(first <= days <= last for days in days_left), (first, last)
    assert stocked < all_medications
    assert min(lot.on_hand for lot in lots) >= 0


def test_a_database_with_a_clinic_is_refused(made):
    with pytest.raises(DatabaseTrouble) as refusal:
        make_demo(made.store, made.keys, PLAN, lambda done, total: None)
    assert refusal.value.code == "database.in_use"


def test_everybody_has_gone_home_by_the_evening_but_those_on_the_wards(made):
    with made.store.read():
        outcomes = Counter(row.outcome for row in Visit.select())
        here = {row.id for row in Visit.select().where(Visit.closed_at.is_null())}
        lying = Admission.select().where(Admission.discharged_at.is_null())
        assert here == {row.visit_id for row in lying}
        waiting_on = QueueEntry.select().where(QueueEntry.ended_at.is_null())
        assert waiting_on.count() == 0
    assert outcomes["ended"] > 100
    assert outcomes["left"] > 0


def test_a_child_weighs_less_than_its_mother_and_most_have_paid(made):
    with made.store.read():
        weights = VitalSign.select(VitalSign.value, Patient.born_on).join(Patient)
        rows = list(weights.where(VitalSign.sign == "weight").tuples())
        paid, charged = Settlement.select().count(), Charge.select().count()
    born = made.today - timedelta(days=5 * 365)
    children = [grams for grams, day in rows if day > born]
    others = [grams for grams, day in rows if day < born - timedelta(days=15 * 365)]
    assert max(children) < min(others)
    assert charged > paid > charged / 2


def test_appointments_are_kept_missed_and_still_to_come(made):
    with made.store.read():
        booked = list(Appointment.select())
        kept = {row.appointment_id for row in Visit.select()} - {None}
    past = [each for each in booked if each.day < made.today and not each.cancelled_at]
    assert kept < {each.id for each in past}
    assert [each for each in booked if each.day >= made.today]


def small(folder, seed=1):
    folder.mkdir()
    return Made(folder / "wema.db", folder, DemoPlan(days=3, patients=30, seed=seed))


def test_the_same_seed_makes_the_same_clinic_but_never_the_same_password(tmp_path):
    one = small(tmp_path / "one")
    first, visits = one.movements(), one.visits()
    two = small(tmp_path / "two")
    assert first == two.movements()
    assert visits == two.visits() != []
    assert [u.employee_id for u in one.demo.users] == [
        u.employee_id for u in two.demo.users
    ]
    passwords = [user.password for user in one.demo.users + two.demo.users]
    assert len(set(passwords)) == len(passwords)
    assert first != small(tmp_path / "three", seed=2).movements()


def test_an_interrupted_demo_leaves_an_empty_database(tmp_path):
    def interrupt(done, total):
        raise KeyboardInterrupt

    store = open_store(tmp_path / "wema.db", create=True)
    with pytest.raises(KeyboardInterrupt):
        make_demo(store, tmp_path / "keys", DemoPlan(days=3), interrupt)
    assert current_version(store) == 0


@pytest.mark.parametrize(
    "size", [{"days": 0}, {"days": -5}, {"days": 10**6}, {"patients": 0}]
)
def test_a_size_that_cannot_be_is_refused_before_anything_is_made(size):
    with pytest.raises(UnusablePlan):
        DemoPlan(**size)


def test_one_day_and_one_patient_are_enough(tmp_path):
    made = Made(tmp_path / "wema.db", tmp_path, DemoPlan(days=1, patients=1))
    assert made.progress == [(1, 1)]
