"""Read codes from a photograph, with zbar.

zbar reads EAN, UPC, Code 128, GS1-128, DataBar, ITF and QR, and is patient with
blur. It does **not** read DataMatrix, the square on most medicine boxes: that needs
a scanner. It keeps group separators: pass `separators_seen=True` to `read_code`.

pyzbar and Pillow are an extra (`pip install 'wema-tui[pictures]'`); pyzbar needs
zbar itself from the system (`sudo apt install libzbar0`).
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image


class _Place(Protocol):
    left: int  # pixels
    top: int


class _Found(Protocol):
    """What pyzbar says of one code; it has no types of its own."""

    data: bytes
    type: str
    rect: _Place


MAX_PIXELS = 50_000_000
"""A phone's photograph has 12 to 50 million pixels, one byte each when read."""

_ROW = 24  # pixels: codes whose tops are nearer than this stand in one row
_AIM_PREFIXES = {
    "EAN13": "]E0",  # zbar makes EAN-13 of a UPC-A
    "UPCA": "]E0",
    "UPCE": "]E0",
    "EAN8": "]E4",
    "DATABAR": "]e0",
    "DATABAR_EXP": "]e0",
}
"""Where zbar knows what was printed. It does not say whether a Code 128 or QR
began with FNC1, so those keep no prefix and are recognised by their content."""


class PicturesMissing(WemaError):
    """What reads pictures is not installed."""

    code = "picture.not_installed"


class NoPicture(WemaError):
    """The file is missing, not a picture, broken or too large."""

    code = "picture.unreadable"


class NoCodeInPicture(WemaError):
    """There is a picture, and no code was found on it."""

    code = "picture.no_code"


def codes_in_picture(path: Path) -> list[str]:
    """Return the codes on a picture, from top to bottom and left to right, once each.

    Args:
        path: A picture of at most 50 million pixels: PNG, JPEG, WebP, TIFF, ….

    Returns:
        Codes as a scanner would send them, with AIM prefix where it is known.

    Raises:
        PicturesMissing: pyzbar, Pillow or zbar is not installed.
        NoPicture: The file is missing, no picture, broken or too large.
        NoCodeInPicture: No code was found.
    """
    decode = _decoder()
    found = decode(_open(path))
    if not found:
        raise NoCodeInPicture(
            _("No code was found on {path}.").format(path=printable(str(path))),
            hint=_(
                "Take it again, nearer and in better light; DataMatrix is not read."
            ),
        )
    found.sort(key=lambda each: (each.rect.top // _ROW, each.rect.left))
    return list(dict.fromkeys(_as_scanned(each) for each in found))


def _as_scanned(found: _Found) -> str:
    # Bytes that are not text become U+FFFD, which read_code refuses.
    text: str = found.data.decode("utf-8", errors="replace")
    return _AIM_PREFIXES.get(found.type, "") + text


def _decoder() -> Callable[[Image], list[_Found]]:
    """Return pyzbar's `decode`, loaded here because few need it."""
    try:
        import PIL.Image  # noqa: F401 - says early that it is missing
        from pyzbar.pyzbar import decode
    except ModuleNotFoundError as error:
        raise PicturesMissing(
            _("Reading pictures needs pyzbar and Pillow, which are not installed."),
            hint=_("Install them with: pip install 'wema-tui[pictures]'"),
        ) from error
    except ImportError as error:  # pyzbar's way to say that libzbar is not there
        raise PicturesMissing(
            _("Reading pictures needs zbar, which is not installed."),
            hint=_("Install it with: sudo apt install libzbar0"),
        ) from error
    found: Callable[[Image], list[_Found]] = decode
    return found


def _open(path: Path) -> Image:
    from PIL import Image

    shown = printable(str(path))
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures before it refuses; we measure ourselves.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise NoPicture(
                        _("The picture {path} is too large.").format(path=shown),
                        hint=_("Use a picture of at most 50 million pixels."),
                    )
                return picture.convert("L")  # reads it all, and finds what is broken
    except FileNotFoundError as error:
        raise NoPicture(
            _("There is no file {path}.").format(path=shown),
            hint=_("Check the name of the file."),
        ) from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture(
            _("{path} cannot be read as a picture.").format(path=shown),
            hint=_("Use a whole PNG or JPEG file."),
        ) from error
