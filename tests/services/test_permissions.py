"""Who may do what, asked of the services themselves: of every one that there is.

Nothing needs to be listed for a new service. It is called by somebody who may do
nothing, with arguments that must not be looked at: what it asks for first is its
permission. Only what asks for none stands here, with the reason.
"""

import importlib
import inspect
import pkgutil
from dataclasses import replace
from functools import partial

import pytest

from tests.factories import PACK, acts, known_pack, order
from tests.truth import lies, rows_of
from wema_tui import services
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import UnreadableCode
from wema_tui.services import session as sessions
from wema_tui.services.accounts import adding, preferences, registering
from wema_tui.services.audit import chain_end, trail
from wema_tui.services.auth import proving, resetting, second_step, sign_in
from wema_tui.services.auth import sessions as own_sessions
from wema_tui.services.clinic import founding
from wema_tui.services.clinic.demo import catalogue
from wema_tui.services.finance import starting
from wema_tui.services.patients import finding
from wema_tui.services.permissions import (
    NEEDS_APPROVAL,
    ROLE_PERMISSIONS,
    ROLES,
    permissions_of,
)
from wema_tui.services.pharmacy import scanning
from wema_tui.services.session import PermissionDenied

CONSOLE = "by whoever can write the database anyway, inside the console's own write"
EXCUSED = {
    trail.require: "is the check",
    trail.audited_write: "has the check built in",
    sessions.require_alive: "is part of the check",
    sessions.require_account: "is part of the check",
    chain_end.open_trail: "inside a write that was checked",
    sign_in.sign_in: "before anybody is signed in",
    sign_in.count_try: "before anybody is signed in",
    registering.register: "before anybody is signed in",
    resetting.reset_password: "before anybody is signed in, with a code",
    second_step.pass_second_step: "before anybody is signed in",
    finding.words_like: "part of a search that was checked",
    own_sessions.make_room: "inside the write of the sign-in",
    own_sessions.require_young: "ends only the session itself",
    own_sessions.pulse: "only of the session itself",
    own_sessions.seen: "only of the session itself",
    proving.prove: "with the password of the session's own person",
    sign_in.resume: CONSOLE,
    sign_in.sign_out: "whoever is signed in may leave",
    proving.unlock: "with the password of the session's own person",
    preferences.preferences: "only of the session's own person",
    adding.add_user: CONSOLE,
    founding.note_migration: CONSOLE,
    founding.add_formulary: CONSOLE,
    starting.add_price_list: CONSOLE,
    catalogue.add_codes: CONSOLE,
    scanning.read_known: "says only what a code says",
}

BY_MODE = {
    Mode.STOCK_IN: "pharmacy.receive",
    Mode.STOCK_OUT: "pharmacy.issue",
    Mode.DISPENSE: "pharmacy.dispense",
    Mode.ADJUSTMENT: "pharmacy.adjust",
    Mode.COUNT: "pharmacy.count",
    Mode.LOOK_UP: "pharmacy.look_up",
}


class LookedAt(Exception):
    """A service looked at an argument of somebody who may not use it."""


class NotToBeLookedAt:
    """Whatever is done with it is a mistake."""

    def __getattribute__(self, name):
        raise LookedAt(name)

    def _touched(self, *_others):
        raise LookedAt

    __bool__ = __eq__ = __hash__ = __iter__ = __len__ = __str__ = __contains__ = (
        _touched
    )
    __getitem__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __format__ = _touched


def who_asks(function):
    """Return the parameter of a function that says who asks, or None."""
    for parameter in inspect.signature(function).parameters.values():
        if str(parameter.annotation) in ("Session", "Doorkeeper"):
            return parameter.name
    return None


def service_functions():
    """Every public function of the services that takes a session or a door."""
    for module in pkgutil.walk_packages(services.__path__, "wema_tui.services."):
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            is_ours = function.__module__ == module.name and not name.startswith("_")
            if is_ours and who_asks(function):
                yield function


def call(function, session):
    """Call it as *session*, with nothing that it may look at but a request id."""
    parameters = inspect.signature(function).parameters.values()
    given = {
        p.name: "r1" if p.name == "request_id" else NotToBeLookedAt()
        for p in parameters
    }
    result = function(**given | {who_asks(function): session})
    return list(result) if inspect.isgenerator(result) else result


FUNCTIONS = {f"{f.__module__.removeprefix('wema_tui.services.')}.{f.__name__}": f
             for f in service_functions()}  # fmt: skip
GUARDED = {
    name: function
    for name, function in FUNCTIONS.items()
    if function not in EXCUSED
    and function not in (scanning.handle_scan, scanning.note_refused)
}


def asked_for(store):
    """Return which permission the newest entry says was missing."""
    with store.read():
        ((subject,),) = store.execute(
            "SELECT subject FROM audit_entries WHERE action = 'permission.denied'"
            " ORDER BY seq DESC LIMIT 1"
        )
    return subject.removeprefix("permission:")


def who_may_do_nothing(session):
    """Return the same session without a single permission."""
    nobody = replace(session)
    object.__setattr__(nobody, "permissions", frozenset())
    return nobody


def everybody_without(session_of, clinic, permission):
    """Yield a session of each role without it, and of those that must wait for it."""
    if permission not in ROLE_PERMISSIONS["SYSTEM"]:
        yield clinic.console()
    for role in ROLES:
        session = session_of(role)
        if permission not in permissions_of(role):
            yield session
        elif permission in NEEDS_APPROVAL:
            yield replace(session, is_approved=False)
        if permission != "own.password":
            yield replace(session, must_change_password=True)


def state(store):
    """Return every row of every table, but for the audit log itself."""
    with store.read():
        tables = set(store.database.get_tables()) - {"audit_entries"}
        return {table: rows_of(store, table) for table in sorted(tables)}


def require_refusals(store, sessions, attempt):
    """Make sure that an attempt is refused, leaves one entry, and changes nothing."""
    sessions = list(sessions)
    before, count = state(store), len(acts(store))
    for session in sessions:
        with pytest.raises(PermissionDenied):
            attempt(session)
    assert acts(store)[count:] == ["permission.denied"] * len(sessions)
    assert state(store) == before


@pytest.mark.parametrize("function", GUARDED.values(), ids=GUARDED)
def test_whoever_may_not_do_it_is_refused_and_written_down(
    store, clinic, session_of, function
):
    nobody = who_may_do_nothing(session_of("ADMIN"))
    with pytest.raises(PermissionDenied):
        call(function, nobody)
    permission = asked_for(store)
    assert permission in set().union(*ROLE_PERMISSIONS.values()), "misspelt"
    others = everybody_without(session_of, clinic, permission)
    require_refusals(store, others, partial(call, function))
    assert lies(store, clinic.key) == []


@pytest.mark.parametrize(("mode", "permission"), BY_MODE.items())
def test_whoever_may_not_scan_for_it_is_refused_and_written_down(
    store, clinic, session_of, mode, permission
):
    known_pack(store)
    others = list(everybody_without(session_of, clinic, permission))
    for text in (PACK, "", "garbage\x00", PACK[:-1] + "0"):
        attempt = partial(_scan, text, mode)
        require_refusals(store, others, attempt)
        assert asked_for(store) == permission
    if mode is not Mode.LOOK_UP:  # which changes nothing
        require_refusals(store, others, partial(_note_refused, mode))
        assert asked_for(store) == permission


def _scan(text, mode, session):
    scanning.handle_scan(session, order(text, mode))


def _note_refused(mode, session):
    scanning.note_refused(session, mode, UnreadableCode("x"), "r1")


def test_every_excuse_is_of_a_function_that_there_is():
    assert set(EXCUSED) <= set(FUNCTIONS.values())
    assert all(EXCUSED.values())


def test_what_looks_before_it_asks_is_found_out():
    def careless(session, *, name, request_id):
        return name.strip()

    careless.__annotations__["session"] = "Session"
    with pytest.raises(LookedAt):
        call(careless, None)
