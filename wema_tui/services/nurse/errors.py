"""Every way in which something is not written into a patient's record."""

from __future__ import annotations

from wema_tui.errors import WemaError


class NurseError(WemaError):
    """Nothing was written."""

    code = "nurse.error"


class NothingMeasured(NurseError):
    """No sign has a value."""

    code = "vitals.nothing"


class NotConfirmed(NurseError):
    """A value is improbable at this age, and nobody has said that it is right.

    Attributes:
        signs: Which ones.
    """

    code = "vitals.not_confirmed"

    def __init__(self, message: str, *, hint: str, signs: tuple[str, ...]) -> None:
        super().__init__(message, hint=hint)
        self.signs = signs


class ChangedAlready(NurseError):
    """Somebody has corrected or taken back the same entry meanwhile."""

    code = "nurse.changed_already"


class WrongPatient(NurseError):
    """The card that was scanned is another patient's, or none at all."""

    code = "care.wrong_patient"


class OtherMedicine(NurseError):
    """The pack that was scanned is not what was to be given."""

    code = "care.other_medicine"


class ExpiredPack(NurseError):
    """The pack that was scanned is past its day."""

    code = "care.expired"


class CareKindMissing(NurseError):
    """Nothing says whether it was an injection, a dressing, or what else."""

    code = "care.kind"
