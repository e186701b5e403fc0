"""Forms of the administrator: a new ward, more beds, another name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import text_field
from screens.dialogs.saving import SavingForm
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.session import Session
from wema_tui.services.wards.queries import WardView
from wema_tui.services.wards.rules import LONGEST_NAME, labels_in
from wema_tui.services.wards.setting_up import add_beds, add_ward, rename_ward
from wema_tui.text import clean

_BEDS = 300  # characters


class _WardForm(SavingForm[Any]):
    """Shares the frame, the two boxes, and where mistakes stand."""

    FIELD_OF = {
        "ward.name": "name",
        "ward.beds": "beds",
        "ward.bed_there": "beds",
    }

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._request_id = new_request_id()

    @property
    def headline(self) -> str:
        """What is made or changed."""
        raise NotImplementedError

    def boxes(self) -> ComposeResult:
        """Lay out the boxes."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the headline and the boxes."""
        with Vertical(classes="dialog wide"):
            yield Label(self.headline, classes="title", markup=False)
            yield from self.boxes()
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Several beds are written as 1-12. A bed or a ward can be closed later,"
            " when nobody lies in it; nothing is ever erased."
        )

    def read_name(self, problems: dict[str, WemaError]) -> str | None:
        """Return the name that was typed."""
        text = self.text_of("name")
        return self.checked(
            "name", partial(clean, text, what=_("Name"), limit=LONGEST_NAME), problems
        )

    def read_beds(self, problems: dict[str, WemaError]) -> str:
        """Return the beds that were typed."""
        text = self.text_of("beds")
        self.checked("beds", partial(labels_in, text), problems)
        return text


def _name_box(now: str = "") -> ComposeResult:
    yield from text_field(
        "name",
        _("Name of the ward"),
        now,
        limit=LONGEST_NAME,
        help=_("As people call it, for instance: Maternity."),
    )


def _beds_box() -> ComposeResult:
    yield from text_field(
        "beds",
        _("Beds"),
        limit=_BEDS,
        help=_("For instance: 1-12, or: A1-A6, or: 3, 4, window."),
    )


class NewWardForm(_WardForm):
    """Makes a ward with its beds."""

    AUTO_FOCUS = "#name"

    @property
    def headline(self) -> str:
        """What is made."""
        return _("A new ward")

    def boxes(self) -> ComposeResult:
        """Lay out the name and the beds."""
        yield from _name_box()
        yield from _beds_box()

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], int] | None:
        """Return what makes the ward."""
        name, beds = self.read_name(problems), self.read_beds(problems)
        if name is None:
            return None
        return lambda: add_ward(
            self.session, name=name, beds=beds, request_id=self._request_id
        )


class _ChangeWardForm(_WardForm):
    """Changes one ward.

    Args:
        session: Who changes it.
        ward: Which.
    """

    def __init__(self, session: Session, ward: WardView) -> None:
        super().__init__(session)
        self._ward = ward


class AddBedsForm(_ChangeWardForm):
    """Puts more beds into a ward."""

    AUTO_FOCUS = "#beds"

    @property
    def headline(self) -> str:
        """What is changed."""
        return _("More beds for {ward}").format(ward=self._ward.name)

    def boxes(self) -> ComposeResult:
        """Lay out the beds."""
        yield from _beds_box()

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what adds the beds."""
        beds = self.read_beds(problems)
        return lambda: add_beds(
            self.session, self._ward.ward_id, beds=beds, request_id=self._request_id
        )


class RenameWardForm(_ChangeWardForm):
    """Gives a ward another name."""

    AUTO_FOCUS = "#name"

    @property
    def headline(self) -> str:
        """What is changed."""
        return _("Another name for {ward}").format(ward=self._ward.name)

    def boxes(self) -> ComposeResult:
        """Lay out the name."""
        yield from _name_box(self._ward.name)

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what changes the name."""
        name = self.read_name(problems)
        if name is None:
            return None
        return lambda: rename_ward(
            self.session, self._ward.ward_id, name=name, request_id=self._request_id
        )
