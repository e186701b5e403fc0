"""Every way in which a visit or a queue says no."""

from __future__ import annotations

from wema_tui.errors import WemaError
from wema_tui.i18n import _


class VisitError(WemaError):
    """Nothing was changed about the visit."""

    code = "visit"


class AlreadyHere(VisitError):
    """The patient is checked in already."""

    code = "visit.already_here"


class UnknownVisit(VisitError):
    """There is no such visit, or nobody waits in such a place of a queue."""

    code = "visit.unknown"


class VisitOver(VisitError):
    """The visit has ended, or the patient does not wait there any more."""

    code = "visit.over"


class AlreadyCalled(VisitError):
    """Somebody else has called the patient."""

    code = "visit.called_already"


class NobodyWaits(VisitError):
    """There is nobody to be called."""

    code = "visit.nobody_waits"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody waits here to be called."), hint=_("Nothing was changed.")
        )


class WaitsThere(VisitError):
    """The patient waits at this service point already."""

    code = "visit.waits_there"


class StillOnWard(VisitError):
    """A visit does not end while the patient lies on a ward."""

    code = "visit.on_ward"


class UnknownPoint(VisitError):
    """There is no such service point, or patients cannot be sent there."""

    code = "point.unknown"


class PointTaken(VisitError):
    """Another service point has this letter or this name."""

    code = "point.taken"


class BadLetter(VisitError):
    """What stands before the tokens is one to three letters."""

    code = "point.letter"


class PointInUse(VisitError):
    """Somebody waits there: it cannot be closed now."""

    code = "point.in_use"


class NoSuchDoctor(VisitError):
    """The account is no doctor's, or is closed."""

    code = "visit.doctor"


class MemberNumberNeeded(VisitError):
    """Whoever an insurer pays for has a member number."""

    code = "visit.member_number"


class WrongAppointment(VisitError):
    """It is another patient's, of another day, cancelled, or was used."""

    code = "visit.appointment"


class NoSuchFee(VisitError):
    """What a check-in is to cost is not on the price list, or not any more."""

    code = "point.fee"
