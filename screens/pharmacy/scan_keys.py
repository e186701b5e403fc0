"""What the keys of the scan screen do, and the lines that begin with a colon."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from screens.base import WemaScreen
from screens.doable import one_of
from screens.pharmacy import questions
from screens.pharmacy.habits import remember_mode
from screens.pharmacy.loose_ends import LooseEnds
from screens.pharmacy.under_way import UnderWay
from screens.pharmacy.words import mode_word
from screens.widgets.attention import Attention
from screens.widgets.on_hand import OnHand
from wema_tui.quantities import Amount
from wema_tui.scanner.modes import Mode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.drafts import Draft
from wema_tui.services.pharmacy.counter import Counter, FinishSaid, UndoSaid


class ScanKeys(WemaScreen[None]):
    """The part of the scan screen that people call up with a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "finish", "Finish", id="scan.finish"),
        Binding("f3,alt+3", "find", "Find", id="scan.find"),
        Binding("f6,alt+6", "mode", "Mode", id="scan.mode"),
        Binding("f7,alt+7", "undo", "Undo", id="scan.undo"),
        Binding("f8,alt+8", "deal", "Deal with", id="scan.deal"),
        Binding("escape", "forget", "Forget", id="scan.forget", show=False),
    ]

    _counter: Counter
    _attention: Attention
    _loose_ends: LooseEnds
    _under_way: UnderWay

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show F2 and F8 only while they do something."""
        if action == "deal":
            return bool(self._attention.problems)
        if action == "finish":
            return self._counter.mode in (Mode.STOCK_IN, Mode.COUNT)
        return True

    @property
    def hides_stock(self) -> bool:
        """Whoever counts must not know what is expected."""
        return self._counter.mode is Mode.COUNT

    def _take(self, text: str, entry: str, request_id: str | None = None) -> None:
        raise NotImplementedError

    def show_mode(self) -> None:
        """Show the mode, and what was said before the next scan."""
        raise NotImplementedError

    def do_with(self, name: str, argument: str) -> bool:
        """`:mode count` changes the mode without asking."""
        if name != "mode":
            return False
        modes = {mode: _names(mode) for mode in Mode}
        self._counter.change_mode(one_of(modes, argument))
        self._mode_changed()
        return True

    def action_finish(self) -> None:
        """Finish the delivery, or ask whether to post the count."""
        self._loose_ends.finish(FinishSaid(self._counter.mode, new_request_id()))

    def action_undo(self) -> None:
        """Take back the last movement, or the last scan of a count."""
        self._under_way.start(UndoSaid(self._counter.mode, new_request_id()), "")

    def action_forget(self) -> None:
        """Forget a multiplier that was said."""
        self._counter.amount = Amount()
        self.show_mode()

    def action_deal(self) -> None:
        """Deal with the oldest problem."""
        self._loose_ends.deal()

    def action_mode(self) -> None:
        """Choose what a scan does."""
        questions.ask_mode(self, self._counter, self._mode_changed)

    def _mode_changed(self) -> None:
        remember_mode(self, self._counter.mode)
        self._mode_shown()

    def _mode_shown(self) -> None:
        self.show_mode()
        self.refresh_bindings()
        self.query_one(OnHand).hide_stock(self._counter.mode is Mode.COUNT)
        if self._counter.mode is Mode.ADJUSTMENT:
            self._loose_ends.ask_reason()

    def action_find(self) -> None:
        """Find a medicine by name, for packs without a code."""
        questions.ask_medication(self, self._counter.mode, self._found)

    def _find_again(self, draft: Draft) -> None:
        """Go on with such a form, in the mode that it was for."""
        mode = Mode(draft.which)
        if mode is not self._counter.mode:
            self._counter.change_mode(mode)
            self._mode_changed()
        self.wema.drafts.take(draft)
        self._loose_ends.when_quiet(self.action_find)

    def _found(self, label: str, amount: Amount, request_id: str) -> None:
        self._counter.amount = amount
        self._take(label, "keyed", request_id)


def _names(mode: Mode) -> list[str]:
    """Return what a mode may be called behind `:mode`: its word first, parts of it."""
    wholes = (mode_word(mode), mode.replace("_", " "))
    return [name for whole in wholes for name in (whole, *whole.split())]
