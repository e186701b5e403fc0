"""What a scanner reads from something that was printed."""

import re

from PIL import Image, ImageDraw
from pyzbar.pyzbar import decode

_SCALE = 12  # dots a millimetre: an office printer
_NUMBER = r'"([\d.]+)"'
_BARS = rf"<rect x={_NUMBER} y={_NUMBER} width={_NUMBER} height={_NUMBER}/>"


def codes_on(svg):
    """Return the codes on a page of millimetres."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    width, height = (round(float(side) * _SCALE) for side in size.groups())
    paper = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(paper)
    for x, y, width, height in (map(float, bar) for bar in re.findall(_BARS, svg)):
        corner = round((x + width) * _SCALE) - 1, round((y + height) * _SCALE)
        pen.rectangle((round(x * _SCALE), round(y * _SCALE), *corner), fill=0)
    return {found.data.decode() for found in decode(paper)}
