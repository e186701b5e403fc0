"""Who may do what, asked of the services themselves."""

import importlib
import inspect
import pkgutil
from functools import partial

import pytest

from tests.clinics import PASSWORD
from tests.factories import PACK, acts, known_pack, product, scan
from tests.truth import lies, rows_of
from wema_tui import services
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import UnreadableCode
from wema_tui.services import drafts
from wema_tui.services.auth import choosing, sign_in, staff
from wema_tui.services.permissions import ROLE_PERMISSIONS, ROLES
from wema_tui.services.pharmacy import codes, counting, queries, scanning, undoing
from wema_tui.services.session import PermissionDenied, Session

# Function -> what it takes, and how to call it with the session alone.
GUARDED = {
    undoing.undo_last: ("pharmacy.undo", lambda s: undoing.undo_last(s, "r1")),
    counting.uncount_last: ("pharmacy.count", lambda s: counting.uncount_last(s, "r1")),
    counting.finish_count: ("pharmacy.count", lambda s: counting.finish_count(s, "r1")),
    counting.cancel_count: ("pharmacy.count", lambda s: counting.cancel_count(s, "r1")),
    counting.lines_counted: ("pharmacy.count", counting.lines_counted),
    scanning.note_refused: (
        "pharmacy.dispense",
        lambda s: scanning.note_refused(s, Mode.DISPENSE, UnreadableCode("x"), "r1"),
    ),
    codes.learn_code: (
        "pharmacy.learn_code",
        lambda s: codes.learn_code(
            s, product(), medication_id=1, pack_size=1, request_id="r1"
        ),
    ),
    codes.register_internal_code: (
        "pharmacy.learn_code",
        lambda s: codes.register_internal_code(
            s, "12345678", medication_id=1, pack_size=1, request_id="r1"
        ),
    ),
    queries.last_movements: ("pharmacy.look_up", queries.last_movements),
    queries.find_medications: (
        "pharmacy.look_up",
        lambda s: queries.find_medications(s, "para"),
    ),
    queries.look_up: ("pharmacy.look_up", lambda s: queries.look_up(s, 1)),
    queries.internal_codes: ("pharmacy.look_up", queries.internal_codes),
    drafts.keep: ("own.drafts", lambda s: drafts.keep(s, "a.form", {})),
    drafts.mine: ("own.drafts", drafts.mine),
    drafts.take_up: (
        "own.drafts",
        lambda s: drafts.take_up(s, "a.form", request_id="r1"),
    ),
    drafts.drop: (
        "own.drafts",
        lambda s: drafts.drop(s, "a.form", "saved", request_id="r1"),
    ),
}
BY_MODE = {
    Mode.STOCK_IN: "pharmacy.receive",
    Mode.STOCK_OUT: "pharmacy.issue",
    Mode.DISPENSE: "pharmacy.dispense",
    Mode.ADJUSTMENT: "pharmacy.adjust",
    Mode.COUNT: "pharmacy.count",
    Mode.LOOK_UP: "pharmacy.look_up",
}

# What a session is for, or what runs inside another service's open write.
UNGUARDED = {
    scanning.handle_scan,  # by mode, see BY_MODE
    scanning.read_known,  # only reads what a code says
    sign_in.sign_out,
    sign_in.unlock,
    choosing.change_own_password,
    staff.preferences,
    staff.set_preference,
}
GUARDED_CASES = [
    pytest.param(permission, call, id=function.__name__)
    for function, (permission, call) in GUARDED.items()
]


def service_functions():
    """Every public function in the services whose first argument is a session."""
    for module in pkgutil.walk_packages(services.__path__, "wema_tui.services."):
        if module.name.split(".")[2] in ("audit", "clinic", "session"):
            continue
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters.values())
            is_ours = function.__module__ == module.name and not name.startswith("_")
            if is_ours and parameters and "Session" in str(parameters[0].annotation):
                yield function


def test_no_service_function_is_left_out_of_these_tests():
    assert set(service_functions()) - set(GUARDED) == UNGUARDED


@pytest.mark.parametrize(("permission", "call"), GUARDED_CASES)
def test_whoever_may_not_do_it_is_refused_and_written_down(
    store, clinic, session_of, permission, call
):
    known_pack(store)
    for role in ROLES:
        if permission in ROLE_PERMISSIONS[role]:
            continue
        session, before = session_of(role), state(store)
        count = len(acts(store))
        with pytest.raises(PermissionDenied):
            call(session)
        assert state(store) == before
        assert acts(store)[count:] == ["permission.denied"]
    assert lies(store, clinic.key) == []


@pytest.mark.parametrize(("mode", "permission"), BY_MODE.items())
def test_whoever_may_not_scan_for_it_is_refused_and_written_down(
    store, session_of, mode, permission
):
    known_pack(store)
    for role in ROLES:
        if permission in ROLE_PERMISSIONS[role]:
            continue
        session, before = session_of(role), state(store)
        for text in (PACK, "", "garbage\x00", PACK[:-1] + "0"):
            count = len(acts(store))
            with pytest.raises(PermissionDenied):
                scan(session, text, mode)
            assert acts(store)[count:] == ["permission.denied"]
        assert state(store) == before


def state(store):
    with store.read():
        return [
            rows_of(store, t)
            for t in ("lots", "stock_movements", "count_lines", "users")
        ]


def test_a_permission_nobody_has_is_a_spelling_mistake():
    given = {p for permissions in ROLE_PERMISSIONS.values() for p in permissions}
    asked = set(BY_MODE.values()) | {permission for permission, _ in GUARDED.values()}
    assert asked <= given


@pytest.mark.parametrize("role", ROLES)
def test_everybody_may_change_their_own_password_and_habits(session_of, role):
    session = session_of(role)
    staff.set_preference(session, "mode", "count", "r1")
    choosing.change_own_password(
        session, current=PASSWORD, new="kiti cha mbao nyekundu", request_id="r2"
    )
    assert staff.preferences(session) == {"mode": "count"}


def test_the_console_cannot_act_as_a_pharmacist(clinic):
    for call in (
        partial(scan, text=PACK),
        GUARDED[undoing.undo_last][1],
        GUARDED[drafts.mine][1],
    ):
        with pytest.raises(PermissionDenied):
            call(clinic.console())


def test_a_role_that_does_not_exist_has_no_session(clinic):
    with pytest.raises(KeyError):
        Session(clinic.store, clinic.clock, clinic.key, role="ROOT")
