import builtins

import barcode
import pytest
import segno
from barcode.codex import Code128, Gs1_128
from barcode.writer import ImageWriter
from PIL import Image

from wema_tui.scanner import images
from wema_tui.scanner.images import (
    NoCodeInPicture,
    NoPicture,
    PicturesMissing,
    codes_in_picture,
)
from wema_tui.scanner.read import read_code

EAN = "5901234123457"
FNC1 = "\xf1"  # how python-barcode spells it


def bars(kind, text):
    return kind(text, writer=ImageWriter()).render({"write_text": False})


def save(path, *pictures, across=False):
    """Put *pictures* on one sheet, below or beside each other."""
    width = max(p.width for p in pictures) * (len(pictures) if across else 1)
    height = sum(p.height for p in pictures) + 40 * len(pictures)
    sheet = Image.new("RGB", (width, height), "white")
    x = y = 0
    for picture in pictures:
        sheet.paste(picture, (x, y))
        x, y = (x + picture.width, y) if across else (x, y + picture.height + 40)
    sheet.save(path)
    return path


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (barcode.EAN13, EAN, "]E0" + EAN),
        (barcode.EAN8, "96385074", "]E496385074"),
        (barcode.UPCA, "036000291452", "]E00036000291452"),
        (Code128, "WP0001234V", "WP0001234V"),
    ],
)
def test_reads_bars_as_a_scanner_would_send_them(tmp_path, kind, text, found):
    picture = save(tmp_path / "bars.png", bars(kind, text))
    assert codes_in_picture(picture) == [found]


def test_a_gs1_128_keeps_its_separator(tmp_path):
    text = f"0109501101530003172604001099A{FNC1}21XYZ123"
    (code,) = codes_in_picture(save(tmp_path / "gs1.png", bars(Gs1_128, text)))
    scan = read_code(code, separators_seen=True)
    assert (scan.lot_number, scan.serial) == ("99A", "XYZ123")


@pytest.mark.parametrize(
    "text",
    ["010950110153000310AB\x1d21XYZ", "https://id.gs1.org/01/09501101530003/10/AB"],
)
def test_reads_qr(tmp_path, text):
    segno.make(text, micro=False).save(tmp_path / "qr.png", scale=5)
    (code,) = codes_in_picture(tmp_path / "qr.png")
    assert code == text
    assert read_code(code).lot_number == "AB"


def test_reads_from_top_to_bottom_and_each_code_once(tmp_path):
    numbers = [f"SHELF{n}" for n in (3, 1, 2, 1)]
    sheet = save(tmp_path / "sheet.png", *(bars(Code128, each) for each in numbers))
    assert codes_in_picture(sheet) == ["SHELF3", "SHELF1", "SHELF2"]


def test_reads_from_left_to_right(tmp_path):
    numbers = ["SHELF3", "SHELF1", "SHELF2"]
    sheet = save(
        tmp_path / "row.png", *(bars(Code128, each) for each in numbers), across=True
    )
    assert codes_in_picture(sheet) == numbers


def test_a_picture_without_code_is_refused_as_that(tmp_path):
    with pytest.raises(NoCodeInPicture):
        codes_in_picture(save(tmp_path / "white.png", Image.new("RGB", (200, 200))))


def test_what_is_no_picture_is_refused_as_that(tmp_path):
    whole = save(tmp_path / "whole.png", bars(barcode.EAN13, EAN)).read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.png").write_text("hello")
    (tmp_path / "empty.png").write_bytes(b"")
    for name in ("half.png", "text.png", "empty.png", "missing\x1b.png", "."):
        with pytest.raises(NoPicture) as caught:
            codes_in_picture(tmp_path / name)
        assert caught.value.hint
        assert caught.value.sentence.isprintable()


def test_a_picture_that_would_fill_the_memory_is_not_opened(tmp_path, monkeypatch):
    picture = save(tmp_path / "bars.png", bars(barcode.EAN13, EAN))
    monkeypatch.setattr(images, "MAX_PIXELS", 100)
    with pytest.raises(NoPicture, match="too large"):
        codes_in_picture(picture)
    monkeypatch.undo()
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(NoPicture):
        codes_in_picture(picture)


@pytest.mark.parametrize(
    ("trouble", "way_out"),
    [
        (ModuleNotFoundError("No module named 'pyzbar'"), "pip install"),
        (ImportError("Unable to find zbar shared library"), "apt install libzbar0"),
    ],
)
def test_what_is_not_installed_is_named(monkeypatch, tmp_path, trouble, way_out):
    original = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.startswith("pyzbar"):
            raise trouble
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(PicturesMissing) as caught:
        codes_in_picture(tmp_path / "any.png")
    assert way_out in caught.value.hint
