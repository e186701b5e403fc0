"""What every WEMA screen can do: ask the database, show a failure, say it is ready."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, ClassVar, TypeVar, cast

from textual.app import App
from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from screens.application import Application
from screens.keymap import place_in_row
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.session import Session, SessionEnded

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
AnswerT = TypeVar("AnswerT")


class WemaScreen(Screen[ResultT], inherit_bindings=False):
    """A screen with a session, that takes keys once it is up.

    Attributes:
        takes_keys: False while it is being put up or waits for an answer: keys
            that come meanwhile are kept for it, in order.
        is_guarded: Keep a scanner's bursts out of it, see `screens.keys`.
        help_text: What F1 shows.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,alt+1,question_mark", "app.help", "Help", id="help"),
        Binding("f10,alt+0,ctrl+p", "app.menu", "Menu", id="menu"),
        Binding(
            "f5,alt+5", "app.redraw", "Draw the screen again", id="redraw", show=False
        ),
        Binding("ctrl+l", "app.lock", "Lock the screen", id="lock", show=False),
        Binding(
            "ctrl+t", "app.scanner", "Set up the scanner", id="scanner", show=False
        ),
        Binding("colon", "app.jump", "Command by name", id="jump", show=False),
        Binding("tab", "app.focus_next", "Next field", id="field.next", show=False),
        Binding(
            "shift+tab",
            "app.focus_previous",
            "Field before",
            id="field.before",
            show=False,
        ),
    ]

    is_guarded: ClassVar[bool] = False
    takes_keys = False

    def __init__(self, session: Session | None = None) -> None:
        super().__init__()
        self._session = session

    @property
    def session(self) -> Session:
        """Who is signed in."""
        assert self._session is not None  # only sign-in has none
        return self._session

    @property
    def wema(self) -> Application:
        """The application, as far as screens know it."""
        return cast(Application, self.app)

    def on_mount(self) -> None:
        """Get ready."""
        # When the program is ending not everything is laid out.
        if self.app.is_running and self.is_attached:
            self.prepare()

    def on_screen_resume(self) -> None:
        """Take the keys that came while another screen was closing."""
        if self.focused is not None:
            self.focused.refresh()  # and with it the place of the terminal's cursor
        self.app.call_later(self.wema.keys.pump)

    def prepare(self) -> None:
        """Begin to take keys as soon as something has the focus."""
        self.call_after_refresh(self.take_keys_again)

    def take_keys_again(self) -> None:
        """Take keys from now on, first those that have come meanwhile."""
        self.takes_keys = True
        self.app.call_later(self.wema.keys.pump)

    def when_typed(self, call: Callable[[], Any]) -> None:
        """Do *call* once every letter has arrived in its box.

        Later keys wait until `take_keys_again`, or for the next screen.
        """
        self.takes_keys = False
        boxes = list(self.query(Input))

        def next_box() -> None:
            if boxes:
                boxes.pop().call_later(next_box)
            else:
                call()

        next_box()

    def take_refused(self, codes: list[str]) -> None:
        """Get codes that were scanned while the screen was locked; mostly nothing."""

    def say_it_again(self) -> bool:
        """Show everything in the language in use, where a new screen would not do.

        Returns:
            False where it would: nothing is lost with this one.
        """
        return False

    @property
    def hides_stock(self) -> bool:
        """Whether what is on hand is not to be looked up now; mostly it may."""
        return False

    @property
    def unrecorded(self) -> int:
        """How many scans would be lost with the session; mostly none."""
        return 0

    @property
    def unfinished(self) -> str:
        """What would be lost by signing out now, in a sentence; mostly nothing."""
        return ""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """What each key does here, for the footer and F1: in the language in use.

        In the order of the keys. A class is made before anybody chose a language.
        `make translations` collects the descriptions from the `Binding(...)` calls.
        """
        active = super().active_bindings
        return {
            key: active[key]._replace(binding=_translated(active[key].binding))
            for key in sorted(active, key=place_in_row)
        }

    @property
    def help_text(self) -> str:
        """What F1 shows about this screen."""
        return _("There is nothing special about this screen.")

    def do_with(self, name: str, argument: str) -> bool:
        """Do what a line such as `:mode count` says.

        Args:
            name: The last part of a binding's id, such as `mode`.
            argument: What stands behind it; never empty.

        Returns:
            Whether something may stand behind *name* at all; mostly nothing may.

        Raises:
            WemaError: Something may, but this means nothing.
        """
        return False

    def ask(
        self,
        call: Callable[[], AnswerT],
        then: Callable[[AnswerT], Any],
        failed: Callable[[WemaError], Any] | None = None,
    ) -> None:
        """Run *call* on the database thread, then *then* with what it returned.

        Calls are carried out in the order they were asked. An expected failure
        goes to *failed*, or is shown, and keys that waited for the answer are taken;
        what nobody expected is logged and shown.
        Once this screen is closed nothing is called any more.

        Args:
            call: Calls a service; must not touch the screen.
            then: Gets the answer, on the screen's side.
            failed: Gets the `WemaError`.
        """
        answer = self.wema.database.run(call)
        self.run_worker(self._pass_on(answer, then, failed or self._go_on_without))

    async def _pass_on(
        self,
        answer: Awaitable[AnswerT],
        then: Callable[[AnswerT], Any],
        failed: Callable[[WemaError], Any],
    ) -> None:
        error: WemaError | None = None
        try:
            found = await answer
        except SessionEnded as ended:
            self.wema.session_ended(ended, self._session)
            return
        except WemaError as expected:
            error = expected
        except Exception:
            logger.exception("a service failed")
            error = unexpected()
        if self not in self.app.screen_stack or not self.is_attached:
            return  # the person has gone on; nobody waits for it any more
        if error is None:
            then(found)
        else:
            failed(error)

    def _go_on_without(self, error: WemaError) -> None:
        self.show_failure(error)
        if not self.takes_keys:  # else there would be no way out, not even Esc
            self.take_keys_again()

    def show_failure(self, error: WemaError) -> None:
        """Show an expected failure: what is wrong and what to do."""
        self.notify(
            self.wema.with_keys(error.hint or error.message),
            title=error.message if error.hint else "",
            severity="error",
            timeout=15,
            markup=False,
        )


class Dialog(WemaScreen[ResultT], ModalScreen[ResultT]):
    """A question over another screen. Esc goes back; nothing dangerous is on Enter.

    Attributes:
        is_for_anybody: It may stand over a locked screen; others wait behind it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Back", id="dialog.back"),
    ]

    is_guarded: ClassVar[bool] = True
    is_for_anybody: bool = False

    _answered: Callable[[Any], Any] | None = None

    def open(
        self, app: App[Any], answered: Callable[[ResultT | None], Any] | None = None
    ) -> None:
        """Show the question over whatever is in front.

        Args:
            app: The application.
            answered: Gets the answer at once, before the next key is looked at;
                None when the person left the question.
        """
        self._answered = answered
        cast(Application, app).put_in_front(self)

    def leave(self, result: ResultT | None) -> None:
        """Close with *result*. Keys that come now are for the screen below."""
        self.takes_keys = False
        self.dismiss(result)
        if self._answered is not None:
            self._answered(result)

    def action_cancel(self) -> None:
        """Leave the question without an answer."""
        self.leave(None)


def _translated(binding: Binding) -> Binding:
    if not binding.description:
        return binding  # gettext answers an empty text with the catalogue's header
    return replace(binding, description=_(binding.description))


def unexpected() -> WemaError:
    """Return what a person is told about a failure that nobody expected."""
    error = WemaError(
        _("Something unexpected happened: it was not saved."),
        hint=_(
            "Try again; if it happens again, call support. The log has the details."
        ),
    )
    error.code = "wema.unexpected"
    return error
