"""ID, Enter, password, Enter: and the role's home is there."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Footer, Input, Label, Static

from screens.base import WemaScreen
from screens.widgets.quiet_input import QuietInput
from screens.widgets.refused_scans import RefusedScans
from screens.widgets.top_bar import TopBar
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.scanner.burst import Captured
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.second_step import SecondFactorNeeded, WrongSecondFactor
from wema_tui.services.auth.sign_in import sign_in
from wema_tui.services.clinic.stations import scanner_profile
from wema_tui.services.session import Session


class SignInScreen(WemaScreen[None]):
    """Asks who it is.

    Enter is taken at once, in the order of the keys: whoever types ID, Enter,
    password, Enter and goes on scanning without looking loses nothing. A scan
    before that is refused loudly, and is no wrong password.

    Args:
        door: What a sign-in needs.
        problem: Why the person is here again, if something ended the session.
        left: How many scans were not recorded then: they are kept.
    """

    AUTO_FOCUS = "#login"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "sign_in", "Sign in", id="sign_in.sign_in"),
        Binding("f6,alt+6", "register", "Register", id="sign_in.register"),
        Binding("f7,alt+7", "reset", "Code", id="sign_in.reset"),
    ]

    is_guarded: ClassVar[bool] = True

    def __init__(
        self, door: Doorkeeper, problem: WemaError | None = None, left: int = 0
    ) -> None:
        super().__init__()
        self._door = door
        self._problem, self._left = problem, left

    def compose(self) -> ComposeResult:
        """Lay out two boxes and what went wrong."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, None)
        with Vertical(id="sign-in"):
            yield Static(_("Sign in"), classes="title")
            yield Label(_("Employee ID, e-mail or phone"))
            yield QuietInput(
                id="login",
                max_length=120,
                compact=True,
                help=_("Who you are, for instance: PHA001. Enter goes on."),
            )
            yield Label(_("Password"))
            yield QuietInput(
                id="password",
                password=True,
                max_length=128,
                compact=True,
                help=_("Your password. It is not shown. Enter signs you in."),
            )
            yield Label(_("Code of your authenticator"), classes="second")
            yield QuietInput(
                id="code",
                classes="second",
                max_length=20,
                compact=True,
                help=_("Six digits from the app, or a recovery code from paper."),
            )
            problem = self._problem.sentence if self._problem else ""
            yield Label(problem, id="problem", classes="problem", markup=False)
            if self._left:
                yield Label(self._kept(), classes="problem", markup=False)
            yield RefusedScans()
        yield Footer()

    def prepare(self) -> None:
        """Find out how the scanner here is set; then take keys."""
        door = self._door
        self.ask(
            lambda: scanner_profile(door.store, door.station),
            self._begin,
            lambda _error: super(SignInScreen, self).prepare(),
        )

    def _begin(self, profile: ScannerProfile | None) -> None:
        self.wema.keys.scanner = profile or ScannerProfile()
        super().prepare()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Type your employee ID (for instance PHA001), press Enter, type your"
            " password, press Enter.\n\nAfter five wrong tries in a row you have to"
            " wait. Forgotten? Ask the administrator for a code, and press F7."
        )

    def take_key(self, event: events.Key) -> bool:
        """Take Enter and Tab before later keys are delivered; leave all others."""
        if event.key not in ("enter", "ctrl+j", "tab"):
            return False
        boxes = self._boxes
        place = boxes.index(self.focused) + 1 if self.focused in boxes else 0
        if place < len(boxes) or event.key == "tab":
            self.set_focus(boxes[place % len(boxes)])
        else:
            self.action_sign_in()
        return True

    def action_sign_in(self) -> None:
        """Try what was typed; keys that come now are for the next screen."""
        self.when_typed(self._submit)

    def action_register(self) -> None:
        """Let somebody make an account of their own."""
        from screens.registering import open_registering

        open_registering(self.app, self._door, self._begin_as)

    def action_reset(self) -> None:
        """Choose a new password with a code from the administrator."""
        from screens.password import ResetPasswordDialog

        ResetPasswordDialog(self._door).open(self.app, self._was_reset)

    def _was_reset(self, login: str | None) -> None:
        if login is not None:
            with self.prevent(Input.Changed):  # it would take the words away again
                self.query_one("#login", Input).value = login
            self._again(_("Your password is changed. Sign in with the new one."))

    def take_captured(self, code: Captured) -> bool:
        """Refuse a scan loudly: nobody is signed in."""
        self.query_one(RefusedScans).add()
        return True

    def _begin_as(self, employee_id: str) -> None:
        self.query_one("#login", Input).value = employee_id
        self.set_focus(self.query_one("#password"))

    def _kept(self) -> str:
        return ngettext(
            "{n} scan NOT RECORDED. It is kept: sign in, and go on with it.",
            "{n} scans NOT RECORDED. They are kept: sign in, and go on with them.",
            self._left,
        ).format(n=self._left)

    @on(Input.Changed)
    def _forget_problem(self, event: Input.Changed) -> None:
        if event.value:
            self._say("")

    def _submit(self) -> None:
        login = self.query_one("#login", Input).value
        password = self.query_one("#password", Input).value
        code = self.query_one("#code", Input).value
        if not login.strip() or not password:
            self._again(_("Type your ID and your password."))
            return
        self._say(_("One moment..."))
        self.ask(
            lambda: sign_in(self._door, login, password, code),
            self._let_in,
            self._refuse,
        )

    def _let_in(self, session: Session) -> None:
        self.wema.signed_in(session)

    def _refuse(self, error: WemaError) -> None:
        if not isinstance(error, SecondFactorNeeded | WrongSecondFactor):
            self._again(error.sentence)
            return
        self._ask_for_code(is_needed=True)
        self._say(error.sentence)
        self.set_focus(self.query_one("#code"))
        self.take_keys_again()

    @property
    def _boxes(self) -> list[Widget]:
        return [box for box in self.query(Input) if box.display]

    def _ask_for_code(self, *, is_needed: bool) -> None:
        """Show the third box only to who needs it: its password was right."""
        self.query_one("#code", Input).value = ""
        self.query(".second").set(display=is_needed)

    def _again(self, problem: str) -> None:
        self._ask_for_code(is_needed=False)
        box = self.query_one("#password", Input)
        box.value = ""
        self._say(problem)
        empty = not self.query_one("#login", Input).value.strip()
        self.set_focus(self.query_one("#login") if empty else box)
        self.take_keys_again()

    def _say(self, text: str) -> None:
        self.query_one("#problem", Label).update(text)
