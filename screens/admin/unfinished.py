"""Forms about people that were left half filled: how an administrator goes on."""

from __future__ import annotations

from screens.admin.user_forms import (
    CHANGE_USER,
    NEW_USER,
    ChangeUserForm,
    NewUserForm,
    new_account,
)
from screens.base import WemaScreen
from screens.dialogs.saving import Saved
from screens.drafts import texts
from screens.work_left import Kind
from wema_tui.i18n import _
from wema_tui.services.accounts.adding import NewAccount
from wema_tui.services.accounts.people import user_page
from wema_tui.services.drafts import Draft
from wema_tui.text import printable


def kinds(screen: WemaScreen[None]) -> dict[str, Kind]:
    """Return the forms that *screen*, an administrator's home, can go on with."""

    def take(draft: Draft) -> None:
        screen.wema.drafts.take(draft)

    def go_on_new(draft: Draft) -> None:
        take(draft)
        NewUserForm(screen.session).open(screen.app, shown)

    def shown(saved: Saved[NewAccount] | None) -> None:
        if saved is not None:
            new_account(saved.answer).open(screen.app)

    def go_on_change(draft: Draft) -> None:
        take(draft)
        user_id = int(draft.form.rpartition(":")[2])
        screen.ask(
            lambda: user_page(screen.session, user_id),
            lambda page: ChangeUserForm(screen.session, page.row).open(screen.app),
        )

    return {
        NEW_USER: Kind(lambda draft: _in_words(_("A new account"), draft), go_on_new),
        CHANGE_USER: Kind(
            lambda draft: _in_words(_("An account that was changed"), draft),
            go_on_change,
        ),
    }


def _in_words(what: str, draft: Draft) -> str:
    name = texts(draft.content.get("typed")).get("full_name", "")
    return f"{what}: {printable(name, 60)}" if name else what
