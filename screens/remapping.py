"""The table of every key, and other keys for the same things: `[keys]` of wema.toml.

    [keys]
    "scan.undo" = "f7, alt+u"

The table is what stands in the `BINDINGS` of the screens. It is looked at only when
somebody gives out keys, and to write the page of the manual.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import _character_to_key

from screens.admin.approvals import ApprovalsScreen
from screens.admin.audit_entry import EntryScreen
from screens.admin.audit_log import AuditFilter, AuditLogScreen
from screens.admin.dashboard import DashboardScreen
from screens.admin.revenue import RevenueScreen
from screens.admin.sessions import SessionsScreen
from screens.admin.settings import SettingForm, SettingsScreen
from screens.admin.system import SystemScreen
from screens.admin.user_forms import (
    ApproveForm,
    ChangeUserForm,
    NewUserForm,
)
from screens.admin.user_page import UserScreen
from screens.admin.users import UserFilter, UsersScreen
from screens.base import Dialog, WemaScreen
from screens.boxes import PasswordDialog
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.dialogs.form import FormDialog
from screens.dialogs.lot import LotDialog
from screens.dialogs.medication import MedicationDialog
from screens.dialogs.notice import Notice
from screens.dialogs.once import ShownOnce
from screens.dialogs.reason import ReasonForm
from screens.emergency.opening import EmergencyForm, OpenedScreen
from screens.emergency.reviews import ReviewForm, ReviewsScreen
from screens.finance.charge import ChargeForm, ItemToCharge
from screens.finance.insurers import InsurerForm, InsurersScreen
from screens.finance.item_forms import ChangeItemForm, NewItemForm, PriceForm
from screens.finance.owed import AccountScreen, OwedScreen
from screens.finance.pay import PayForm
from screens.finance.price_list import ItemScreen, PricesScreen
from screens.finance.receipt import ReceiptScreen
from screens.help import HelpScreen
from screens.home import HomeScreen
from screens.keymap import key_name, sign_of
from screens.lock import LockScreen
from screens.menu import Menu
from screens.own.profile import ContactDialog, ProfileScreen
from screens.own.second_factor import EnrolDialog
from screens.password import (
    ChangePasswordDialog,
    ChangePasswordScreen,
    ResetPasswordDialog,
)
from screens.pharmacy.scan import ScanScreen
from screens.pharmacy.stock import StockDialog
from screens.registering import RegisterForm
from screens.scanner_setup import ScannerSetupScreen
from screens.sign_in import SignInScreen
from screens.widgets.lists import ListBox, Page
from screens.widgets.quiet_input import QuietInput
from screens.work_left import WorkLeft
from wema_tui.config import BadConfig
from wema_tui.i18n import _
from wema_tui.text import printable

SCREENS: tuple[type[WemaScreen[Any]], ...] = (
    SignInScreen,
    ChangePasswordScreen,
    ChangePasswordDialog,
    ResetPasswordDialog,
    PasswordDialog,
    ProfileScreen,
    ContactDialog,
    EnrolDialog,
    LockScreen,
    HomeScreen,
    DashboardScreen,
    RevenueScreen,
    SystemScreen,
    ScanScreen,
    Menu,
    HelpScreen,
    StockDialog,
    MedicationDialog,
    LotDialog,
    Choose,
    Confirm,
    Notice,
    WorkLeft,
    ScannerSetupScreen,
    UsersScreen,
    UserFilter,
    UserScreen,
    NewUserForm,
    ChangeUserForm,
    ApproveForm,
    ReasonForm,
    ShownOnce,
    ApprovalsScreen,
    RegisterForm,
    AuditLogScreen,
    AuditFilter,
    EntryScreen,
    SessionsScreen,
    SettingsScreen,
    SettingForm,
    EmergencyForm,
    OpenedScreen,
    ReviewsScreen,
    ReviewForm,
    PricesScreen,
    ItemScreen,
    NewItemForm,
    ChangeItemForm,
    PriceForm,
    InsurersScreen,
    InsurerForm,
    OwedScreen,
    AccountScreen,
    PayForm,
    ReceiptScreen,
    ItemToCharge,
    ChargeForm,
)
"""All that can be in front."""

_LISTS: tuple[type, ...] = (ListBox, Page)
_OFTEN: dict[type, str] = {
    WemaScreen: "everywhere",
    Dialog: "dialogs",
    FormDialog: "forms",
}

_CAN_BE_GIVEN = re.compile(r"f([1-9]|1[0-2])|alt\+[a-z0-9]|ctrl\+[a-z]")
_MOVING = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
_LINE_OR_SCANNER = frozenset(f"ctrl+{letter}" for letter in "bcdhijmqsz")
"""What a serial line or a scanner sends for something else, or is another key."""

_FOR_LATER = frozenset({"f4", "f9", "alt+4", "alt+9"})
"""Filter and print, where there is something to filter or print."""

BOX_KEYS = frozenset(
    binding.key for binding in Binding.make_bindings(QuietInput.BINDINGS)
)


@dataclass(frozen=True)
class KeyRow:
    """One thing that keys do.

    Attributes:
        id: What stands in `[keys]`.
        keys: As Textual calls them, the one that is shown first.
        words: What the footer says, in English.
        where: On which screen.
    """

    id: str
    keys: tuple[str, ...]
    words: str
    where: str


def key_table() -> list[KeyRow]:
    """Return every key that can be given out, by where it works."""
    rows: dict[str, KeyRow] = {}
    for kind in [*_OFTEN, *SCREENS, *_LISTS]:
        where = _OFTEN.get(kind) or _where(kind)
        for part in kind.__mro__:
            for binding in _own(part):
                keys = tuple(binding.key.split(","))
                row = KeyRow(str(binding.id), keys, binding.description, where)
                rows.setdefault(row.id, row)
    return list(rows.values())


def _own(kind: type) -> list[Binding]:
    """Return the bindings that a class of ours adds, as they are written there."""
    is_ours = kind.__module__.startswith("screens") and issubclass(kind, DOMNode)
    found = kind.__dict__.get("BINDINGS", []) if is_ours else []
    return [each for each in found if isinstance(each, Binding) and each.id]


def _where(kind: type) -> str:
    if kind in _LISTS:
        return "lists and long texts"
    words = re.findall(r"[A-Z][a-z]+", kind.__name__)
    return " ".join(words).lower().removesuffix(" screen").removesuffix(" dialog")


def remapped(wanted: Mapping[str, str], source: str) -> dict[str, str]:
    """Return the keymap of this computer.

    Args:
        wanted: Id -> keys, as in the settings.
        source: Where they stand, for the message.

    Raises:
        BadConfig: An id or a key that is none, a key that cannot be given out, or
            two things on one key.
    """
    table = {row.id: row for row in key_table()}
    keymap: dict[str, str] = {}
    for binding_id, keys in wanted.items():
        if binding_id not in table:
            raise BadConfig(
                _("[keys]: nothing is called {id} ({source}).").format(
                    id=printable(binding_id), source=source
                ),
                hint=_("The page about keys in the manual has all the names."),
            )
        named = [_normal(key) for key in keys.split(",")]
        for key in named:
            _check(table[binding_id], key, source)
        keymap[binding_id] = ",".join(named)
    for kind in SCREENS:
        _check_clashes(kind, table, keymap, source)
    return keymap


def _normal(key: str) -> str:
    key = key.strip()
    return _character_to_key(key) if len(key) == 1 else key.lower()


def _check(row: KeyRow, key: str, source: str) -> None:
    """Refuse a key that is none, or that something else needs."""
    hint = "" if key in row.keys else _why_not(row, key)
    if hint:
        raise BadConfig(
            _("[keys]: {id} cannot have the key {key} ({source}).").format(
                id=row.id, key=printable(key) or "-", source=source
            ),
            hint=hint,
        )


def _why_not(row: KeyRow, key: str) -> str:
    """Return why a key cannot be given out for *row*; empty if it can."""
    in_list = row.id.startswith("list.")
    takes_text = any(map(_is_text, row.keys))
    reasons = (
        (key in _LINE_OR_SCANNER, _("A line or a scanner sends it for other things.")),
        (key in _FOR_LATER, _("It is kept for filter and print.")),
        (key in BOX_KEYS - _MOVING, _("In a box it edits the text.")),
        (key in _MOVING and not in_list, _("It moves in lists and boxes.")),
        (_is_text(key) and not takes_text, _("Where there is a box it is text.")),
        (
            key not in _MOVING
            and not _is_text(key)
            and not _CAN_BE_GIVEN.fullmatch(key),
            _("Keys are called so: f7, alt+u, ctrl+n."),
        ),
    )
    return next((hint for is_so, hint in reasons if is_so), "")


def _is_text(key: str) -> bool:
    return bool(sign_of(key)) and not key.isdecimal()


def _check_clashes(
    kind: type, table: Mapping[str, KeyRow], keymap: Mapping[str, str], source: str
) -> None:
    """Refuse two things on one key of one screen, if one of them was given it."""
    here = {
        str(binding.id) for part in (*kind.__mro__, *_LISTS) for binding in _own(part)
    }
    if kind is Menu:
        here.discard("menu")  # its key does something else there, on purpose
    holder: dict[str, str] = {}
    for binding_id in sorted(here, key=lambda each: each in keymap):
        keys = keymap.get(binding_id, ",".join(table[binding_id].keys))
        for key in map(_normal, keys.split(",")):
            other = holder.setdefault(key, binding_id)
            if other != binding_id and binding_id in keymap:
                raise BadConfig(
                    _("[keys]: {key} would do two things: {id} and {other}.").format(
                        key=key_name(key), id=binding_id, other=other
                    ),
                    hint=_("Give one of them another key ({source}).").format(
                        source=source
                    ),
                )
