"""The settings of the clinic: read by everybody, changed by the administrator."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from db.clinic import Clinic, Setting
from db.finance import Charge
from db.pharmacy import StockMovement
from db.store import Store
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.clinic.setting_kinds import BadSetting
from wema_tui.services.clinic.setting_table import DAYS, OF_THE_CLINIC, ON, TABLE
from wema_tui.services.permissions import ROLES
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained
from wema_tui.text import printable

logger = logging.getLogger(__name__)


class SettingChanged(WemaError):
    """Somebody else has changed the same setting meanwhile."""

    code = "settings.changed"


class CurrencyFixed(WemaError):
    """Stock was moved or somebody charged: their worth is in the old currency."""

    code = "settings.currency"


@dataclass(frozen=True)
class Settings:
    """What the clinic has chosen.

    Attributes:
        name: As it stands over the door.
        currency: ISO 4217 code.
        language: `en` or `sw`.
        time_zone: IANA name.
        opening_hours: Day -> `08:00-16:00` or `closed`, from `monday`.
        payment: `before` or `after` the service.
        expiry_critical_days: Stock that expires so soon is told loudly.
        expiry_soon_days: Stock that expires so soon is told; not fewer days.
        idle_minutes: Role -> minutes without a key until the screen locks; 0 never.
        session_hours: After so long a locked screen asks for a new sign-in.
        shortest_password: Characters.
        self_registration: Whether people may ask for an account themselves.
    """

    name: str
    currency: str
    language: str
    time_zone: str
    opening_hours: Mapping[str, str]
    payment: str
    expiry_critical_days: int
    expiry_soon_days: int
    idle_minutes: Mapping[str, int]
    session_hours: int
    shortest_password: int
    self_registration: bool


@dataclass(frozen=True)
class SettingRow:
    """One setting as a list shows it.

    Attributes:
        name: As in the table.
        words: How people call it.
        value: What it is now.
        usual: What it is where nobody has chosen; empty where somebody had to.
        allowed: What may be typed.
        means: What it does.
    """

    name: str
    words: str
    value: str
    usual: str
    allowed: str
    means: str


def settings_of(store: Store) -> Settings:
    """Return what the clinic has chosen, the usual for the rest.

    Raises:
        DatabaseTrouble: It cannot be read.
    """
    with explained(), store.read():
        return settings_inside()


def settings_inside() -> Settings:
    """Return the same, inside an open transaction."""
    values = _values()
    return Settings(
        name=values["name"],
        currency=values["currency"],
        language=values["language"],
        time_zone=values["time_zone"],
        opening_hours={day: values[f"opening_hours.{day}"] for day in DAYS},
        payment=values["payment"],
        expiry_critical_days=int(values["expiry_critical_days"]),
        expiry_soon_days=int(values["expiry_soon_days"]),
        idle_minutes={role: int(values[f"idle_minutes.{role}"]) for role in ROLES},
        session_hours=int(values["session_hours"]),
        shortest_password=int(values["shortest_password"]),
        self_registration=values["self_registration"] == ON,
    )


def setting_rows(session: Session) -> tuple[SettingRow, ...]:
    """Return every setting, in the order of the table.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "settings.change")
    with session.read():
        values = _values()
    return tuple(
        SettingRow(
            row.name,
            row.words(),
            values[row.name],
            row.usual,
            row.kind.allowed,
            row.means(),
        )
        for row in TABLE.values()
    )


def change_settings(
    session: Session,
    changes: Mapping[str, str],
    *,
    known: Mapping[str, str],
    request_id: str,
) -> None:
    """Change settings, all or none. Safe to repeat.

    Args:
        session: Who decides.
        changes: Name -> what was typed.
        known: Name -> what it was when the person began: what somebody else has
            changed meanwhile is not written over unseen.
        request_id: Made when the form opened.

    Raises:
        SettingChanged: Somebody was faster; the sentence has the new value.
        BadSetting, UnsafeText, EmptyText, LongText: It is out of its range.
        CurrencyFixed: Stock was moved already.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "settings.change", request_id) as act:
        if act.done_before:
            return
        before = _values()
        for name in changes:
            _require_known(name, known[name], before[name])
        new = {name: TABLE[name].kind.normal(text) for name, text in changes.items()}
        _require_sense(before, before | new)
        fields = {name: text for name, text in new.items() if name in OF_THE_CLINIC}
        if fields:
            Clinic.update(fields).where(Clinic.id == 1).execute()
        for name in new.keys() - fields.keys():
            Setting.delete().where(Setting.name == name).execute()
            if new[name] != TABLE[name].usual:
                Setting.create(name=name, value=new[name])
        old = {name: before[name] for name in new}
        act.record("settings.change", "clinic:1", {"before": old, "after": new})


def _values() -> dict[str, str]:
    """Return every setting as text. Inside a transaction."""
    clinic = Clinic.get_by_id(1)
    values = {name: row.usual for name, row in TABLE.items()}
    values |= {name: getattr(clinic, name) for name in OF_THE_CLINIC}
    for row in Setting.select():
        try:
            values[row.name] = TABLE[row.name].kind.normal(row.value)
        except (KeyError, WemaError):  # of a later version, or written by other hands
            logger.warning("setting %s cannot be used", printable(row.name))
    return values


def _require_known(name: str, known: str, now: str) -> None:
    if now != known:
        raise SettingChanged(
            _("{setting} is now {value}: somebody has changed it meanwhile.").format(
                setting=TABLE[name].words(), value=printable(now, 60)
            ),
            hint=_("Look at it, and change it again if you still want to."),
        )


def _require_sense(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Refuse values that are good each, and not together."""
    if int(after["expiry_critical_days"]) > int(after["expiry_soon_days"]):
        raise BadSetting(
            _("What expires critically soon would not expire soon."),
            hint=_("Critical must not be more days than soon."),
        )
    is_in_use = StockMovement.select().exists() or Charge.select().exists()
    if before["currency"] != after["currency"] and is_in_use:
        raise CurrencyFixed(
            _("The currency stays {currency}: it is in the books already.").format(
                currency=before["currency"]
            ),
            hint=_(
                "What it was worth would be read as the same number of the new one."
            ),
        )
