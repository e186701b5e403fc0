"""Say in the clinic's words what is wrong with the database."""

from __future__ import annotations

from db.errors import OutcomeUnknown, StoreError, Trouble
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable


class DatabaseTrouble(WemaError):
    """The database did not do what was asked; nothing was written.

    Attributes:
        trouble: Which trouble, for whoever decides whether to try again.
        may_be_written: The line broke during the commit: asking again with the
            same request id finds out and cannot double anything.
    """

    code = "database.trouble"

    def __init__(self, error: StoreError) -> None:
        message, hint = _sentences(error)
        super().__init__(message, hint=hint)
        self.trouble = error.trouble
        self.may_be_written = isinstance(error, OutcomeUnknown)
        self.code = f"database.{error.trouble}"
        if self.may_be_written:
            self.code = "database.outcome_unknown"

    @property
    def is_passing(self) -> bool:
        """Whether the same request may well succeed in a moment."""
        return self.trouble in (Trouble.BUSY, Trouble.UNREACHABLE)


def _sentences(error: StoreError) -> tuple[str, str]:
    detail = printable(error.detail, 200)
    if isinstance(error, OutcomeUnknown):
        return (
            _("The database broke off while this was being saved."),
            _("Perhaps it was saved. Try again: it will not count twice."),
        )
    return {
        Trouble.BUSY: (
            _("The database is busy: another program is writing."),
            _("Nothing was saved. Try again in a moment."),
        ),
        Trouble.MISSING: (
            _("There is no database: {detail}").format(detail=detail),
            _("Make one with 'wema init', or try the demo with 'wema demo'."),
        ),
        Trouble.UNREACHABLE: (
            _("The database server does not answer."),
            _("Nothing was saved. Check the server and the network."),
        ),
        Trouble.REFUSED: (
            _("The database server refuses the log-in: {detail}").format(detail=detail),
            _("Check user and password in the address, and the server's pg_hba.conf."),
        ),
        Trouble.FULL: (
            _("The disk is full: nothing was saved."),
            _("Make room on the disk and try again."),
        ),
        Trouble.READ_ONLY: (
            _("The database cannot be written: {detail}").format(detail=detail),
            _("Check the permissions of the file, its folder and the disk."),
        ),
        Trouble.DAMAGED: (
            _("This is not a healthy WEMA database: {detail}").format(detail=detail),
            _("Leave it as it is and restore the last backup."),
        ),
        Trouble.NEWER: (
            _("This database was made by a newer WEMA ({detail}).").format(
                detail=detail
            ),
            _("Install the newer WEMA on this machine."),
        ),
        Trouble.OLDER: (
            _("This database is from an older WEMA ({detail}).").format(detail=detail),
            _("Run 'wema migrate'."),
        ),
        Trouble.EMPTY: (
            _("This database is empty: {detail}").format(detail=detail),
            _("Make a clinic in it with 'wema init' or 'wema demo'."),
        ),
        Trouble.IN_USE: (
            _("This database already holds a clinic: {detail}").format(detail=detail),
            _("Choose another one with --database."),
        ),
        Trouble.DRIVER_MISSING: (
            _("PostgreSQL support is not installed."),
            _("Install it with: pip install 'wema-tui[postgresql]'"),
        ),
        Trouble.BAD_ADDRESS: (
            _("This is no address of a database: {detail}").format(detail=detail),
            _("Use sqlite:///path or postgresql://user@host/name."),
        ),
        Trouble.NETWORK_DISK: (
            _("{detail} lies on a network disk, where SQLite loses data.").format(
                detail=detail
            ),
            _("Use a disk of this computer, or PostgreSQL."),
        ),
        Trouble.FAILED: (
            _("The database failed: {detail}").format(detail=detail),
            _("Nothing was saved. Run 'wema check'."),
        ),
    }[error.trouble]


class _Explained:
    """A class, because a generator costs three times as much, at every scan."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Say it in the clinic's words, if the database was in trouble."""
        if isinstance(error, StoreError):
            raise DatabaseTrouble(error) from error


_EXPLAINED = _Explained()  # it keeps nothing: one is enough


def explained() -> _Explained:
    """Raise a `DatabaseTrouble` for every `StoreError` in the block."""
    return _EXPLAINED
