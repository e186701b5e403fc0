"""Pack codes for the demo clinic that no real pack carries.

The codes start with the GS1 prefix 952. GS1 gives it to nobody: it is there for
demonstrations and examples of the GS1 system, and open to everyone (gs1.org,
"GS1 prefix 952 for examples"; also so in GS1's list of prefixes). So a demo code
is never a real medicine, and a real pack scanned in training is never a demo item.

The restricted circulation prefixes (020-029, 040-049, 200-299) would also belong
to no maker, but a clinic may use exactly those for labels of its own.
"""

from __future__ import annotations

from stdnum import ean

DEMO_PREFIX = "952"

DEMO_COMPANY = f"{DEMO_PREFIX}0000"
"""Seven digits, as a GS1 Company Prefix would be; five remain for the item."""

ITEM_LIMIT = 100_000
"""How many items have a code: five digits."""

PACK_LIMIT = 9
"""How many packs of one item have a code: the bare item, then indicators 1 to 8.
Indicator 9 is for goods of variable measure, which a medicine never is."""


def demo_gtin(index: int, pack: int) -> str:
    """Return the code printed on a pack of the demo clinic.

    The same arguments give the same code on every machine; different ones give
    different codes, also when both are filled up to 14 digits. The smallest pack
    has an EAN-13, the larger ones a GTIN-14 with the packaging level in front,
    as a retail box and its cartons have.

    Args:
        index: Which item: its place in the formulary, from 0.
        pack: Which pack of it: its place in `pack_sizes`, from 0, smallest first.

    Returns:
        13 digits for pack 0, else 14; the last one is the check digit. Fill the
        13 with a leading zero (`zfill(14)`) to compare codes as GTIN-14.

    Raises:
        ValueError: `index` or `pack` is out of range.

    Examples:
        >>> demo_gtin(7, 0)
        '9520000000073'
        >>> demo_gtin(7, 1)
        '19520000000070'
    """
    if not 0 <= index < ITEM_LIMIT:
        raise ValueError(f"index must be 0 to {ITEM_LIMIT - 1}, got {index}")
    if not 0 <= pack < PACK_LIMIT:
        raise ValueError(f"pack must be 0 to {PACK_LIMIT - 1}, got {pack}")
    indicator = str(pack) if pack else ""
    digits = f"{indicator}{DEMO_COMPANY}{index:05d}"
    return digits + str(ean.calc_check_digit(digits))
