"""Asks why something is done, and does it once a reason is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import text_field
from screens.dialogs.saving import SavingForm
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.rows import why
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.session import Session


class ReasonForm(SavingForm[Any]):
    """Does to an account, a patient or a visit what needs a reason.

    Args:
        session: Who does it.
        title: What is done, and to whom.
        means: What it means.
        service: Does it.
        number: Of the account, the patient or the visit.
    """

    AUTO_FOCUS = "#reason"
    enter_saves = False

    def __init__(
        self,
        session: Session,
        title: str,
        means: str,
        service: Callable[..., Any],
        number: int,
    ) -> None:
        super().__init__(session)
        self._title, self._means = title, means
        self._service, self._number = service, number
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out what it means, and the box."""
        with Vertical(classes="dialog wide"):
            yield Label(self._title, classes="title", markup=False)
            yield Label(self._means, classes="about", markup=False)
            yield from text_field(
                "reason",
                _("Why?"),
                limit=300,
                help=_(
                    "One sentence for the audit log, for instance: left the clinic."
                ),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 yes, Esc no."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Whoever asks later finds the reason in the audit log, and your name.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], Any] | None:
        """Return what does it."""
        reason = self.text_of("reason")
        self.checked("reason", lambda: why(reason), problems)
        return lambda: self._service(
            self.session, self._number, reason=reason, request_id=self._request_id
        )
