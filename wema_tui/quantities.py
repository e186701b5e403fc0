"""How much: packs for people's hands, base units for the ledger."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 10_000_000  # base units in one movement; more is a typing error


@dataclass(frozen=True)
class Amount:
    """What was said before a scan: `12*` packs, or `30u` loose base units.

    Attributes:
        count: 1 or more; to 9999 where a person says it.
        is_loose: Counted in base units, whatever the pack holds.

    Raises:
        ValueError: The count is below 1: the direction is the mode's to say.
    """

    count: int = 1
    is_loose: bool = False

    def __post_init__(self) -> None:
        """Refuse what would turn a movement round."""
        if self.count < 1:
            raise ValueError(f"an amount is 1 or more, not {self.count}")

    def base_units(self, pack_size: int) -> int:
        """Return the amount in base units."""
        return self.count if self.is_loose else self.count * pack_size

    @property
    def is_one_pack(self) -> bool:
        """Whether this is exactly the pack that was scanned."""
        return self.count == 1 and not self.is_loose


ONE_PACK = Amount()
