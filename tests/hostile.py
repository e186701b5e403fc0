"""Texts that would drive a terminal, hide, or fake their neighbours, if let through."""

HOSTILE = {
    "clear the screen": "Asha\x1b[2JJuma",
    "clipboard": "Asha\x1b]52;c;QQ==\x07Juma",
    "title": "Asha\x1b]0;root\x07Juma",
    "device string": "Asha\x1bPq\x1b\\Juma",
    "8-bit sequence": "Asha\x9b2JJuma",
    "8-bit string": "Asha\x9d0;root\x9cJuma",
    "new line": "Asha\nINSULIN 900 IU",
    "carriage return": "Asha\rJuma",
    "backspace": "Asha\x08\x08\x08Juma",
    "delete": "Asha\x7fJuma",
    "zero": "Asha\x00Juma",
    "shift out": "Asha\x0eJuma",
    "group separator": "10AB\x1d21C",
    "right to left override": "Asha\u202eamuJ",
    "right to left embedding": "Asha\u202bamuJ",
    "isolate": "Asha\u2067amuJ",
    "arabic letter mark": "Asha\u061cJuma",
    "direction mark": "Asha\u200fJuma",
    "zero width space": "As\u200bha",
    "word joiner": "As\u2060ha",
    "soft hyphen": "As\u00adha",
    "byte order mark": "Asha\ufeffJuma",
    "line separator": "Asha\u2028Juma",
    "paragraph separator": "Asha\u2029Juma",
    "tags": "Asha\U000e0041\U000e007f",
    "no character": "Asha\ufffdJuma",
}
"""What it would do -> the text. None may be stored, shown or printed as it is."""

DANGEROUS = frozenset(
    character
    for text in HOSTILE.values()
    for character in text
    if not character.isprintable() or character == "\ufffd"
)


def is_harmless(shown):
    """Return whether nothing dangerous is in what was shown, line ends aside."""
    return not DANGEROUS & set(shown.replace("\r\n", "").replace("\n", ""))
