"""A text box that takes the digits of a phone number, however fast they come."""

from __future__ import annotations

from typing import cast

from screens.application import Application
from screens.widgets.quiet_input import QuietInput
from wema_tui.phones import calling_code, phone_in


class PhoneInput(QuietInput):
    """A box for a phone number: one in ten fits a check digit as codes have."""

    def is_typing(self, burst: str) -> bool:
        """Return whether a burst that could be a scan is a phone number after all."""
        country = calling_code(cast(Application, self.app).clinic.clock.zone)
        return phone_in(burst, country) is not None or super().is_typing(burst)
