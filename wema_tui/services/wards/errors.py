"""Every way in which a ward says no."""

from __future__ import annotations

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable


class WardError(WemaError):
    """The root of them."""

    code = "ward.error"


class UnknownWard(WardError):
    """There is no such ward, or it was closed."""

    code = "ward.unknown"

    def __init__(self) -> None:
        super().__init__(
            _("There is no such ward any more."), hint=_("Look at the list again.")
        )


class WardNameTaken(WardError):
    """Another ward is called so."""

    code = "ward.name"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is a ward {name} already.").format(name=printable(name)),
            hint=_("Choose another name."),
        )


class NoBeds(WardError):
    """A text that names no beds."""

    code = "ward.beds"


class BedThere(WardError):
    """The ward has a bed of this name."""

    code = "ward.bed_there"

    def __init__(self, label: str) -> None:
        super().__init__(
            _("The ward has a bed {bed} already.").format(bed=printable(label)),
            hint=_("Leave it out, or give the new one another name."),
        )


class UnknownBed(WardError):
    """There is no such bed, or it was closed."""

    code = "ward.bed_unknown"

    def __init__(self) -> None:
        super().__init__(
            _("There is no such bed any more."), hint=_("Choose another bed.")
        )


class BedTaken(WardError):
    """Somebody lies in it."""

    code = "ward.bed_taken"


class NoOpenVisit(WardError):
    """Only who is here on a visit is admitted."""

    code = "ward.no_visit"

    def __init__(self) -> None:
        super().__init__(
            _("This patient has no open visit."),
            hint=_("Check the patient in first."),
        )


class LiesAlready(WardError):
    """The patient has a bed."""

    code = "ward.lies_already"

    def __init__(self, ward: str, bed: str) -> None:
        super().__init__(
            _("This patient lies in {ward}, bed {bed}, already.").format(
                ward=printable(ward), bed=printable(bed)
            ),
            hint=_("Move the patient to another bed instead."),
        )


class NotAdmitted(WardError):
    """The stay has ended."""

    code = "ward.not_admitted"

    def __init__(self) -> None:
        super().__init__(
            _("This patient was discharged already."),
            hint=_("Look at the ward again."),
        )


class NobodyThere(WardError):
    """The bed is free."""

    code = "ward.nobody_there"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody lies in this bed."), hint=_("Choose one with a patient in it.")
        )
