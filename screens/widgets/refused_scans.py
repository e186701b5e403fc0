"""Scans that came while nobody could record them: counted, loudly."""

from __future__ import annotations

from textual.widgets import Label

from wema_tui.i18n import ngettext


class RefusedScans(Label):
    """Says how many scans were not recorded; takes no room when there are none."""

    def __init__(self) -> None:
        super().__init__("", classes="problem", markup=False)
        self._refused = 0

    def on_mount(self) -> None:
        """Begin without any."""
        self._show()

    def add(self) -> None:
        """Count one more."""
        self._refused += 1
        self.app.bell()
        self._show()

    def _show(self) -> None:
        self.display = bool(self._refused)
        self.update(
            ngettext(
                "{n} scan NOT RECORDED. Scan it again afterwards.",
                "{n} scans NOT RECORDED. Scan them again afterwards.",
                self._refused,
            ).format(n=self._refused)
        )
