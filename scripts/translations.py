"""Collect the texts to translate, bring the catalogues up to date, compile them.

    make translations                what is new is left empty in wema.po: fill it in
    make translations ARGS=--check   changes nothing; 1 if something is missing

Texts are what `_()` and `ngettext()` get, and the third argument of `Binding(...)`:
what a key does, as the footer shows it.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCES = ("wema_tui", "screens")
LOCALES = ROOT / "wema_tui/i18n/locales"
TEMPLATE = LOCALES / "wema.pot"
TRANSLATED = ("sw",)  # English is the language of the source
KEYWORDS = {"_": None, "ngettext": (1, 2), "Binding": (3,)}

# These differ at each run and say nothing that git does not know.
_NOISE = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)


def catalogue_file(language: str) -> Path:
    """Return where the texts of *language* are."""
    return LOCALES / language / "LC_MESSAGES/wema.po"


def collect() -> Catalog:
    """Return the texts in the source, without translations."""
    template = Catalog(charset="utf-8", fuzzy=False)
    template.header_comment = "# What people read in WEMA. Made by: make translations"
    for folder in SOURCES:
        for file, _line, text, comments, context in extract_from_dir(
            ROOT / folder,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
        ):
            place = (f"{folder}/{file}", 0)
            template.add(text, None, [place], auto_comments=comments, context=context)
    return template


def read_catalogue(language: str) -> Catalog:
    """Return the texts of *language* as they are in the file."""
    path = catalogue_file(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, template: Catalog) -> Catalog:
    """Return the catalogue of *language* with exactly the texts of *template*."""
    catalogue = read_catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = "# Fill in every msgstr, then: make translations"
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return *catalogue* as a file that only its texts can change."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=88, sort_by_file=True, include_lineno=False)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    return "".join(x for x in lines if not x.startswith(_quoted(_NOISE))).encode()


def compiled(catalogue: Catalog) -> bytes:
    """Return *catalogue* as gettext reads it."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def missing(catalogue: Catalog) -> list[Message]:
    """Return the texts that have no translation, or a doubtful one."""
    return [
        message
        for message in catalogue
        if message.id and (message.fuzzy or not _is_translated(message))
    ]


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts)


def _quoted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f'"{name}' for name in names)


def main(arguments: list[str]) -> int:
    """Update every file, or only check; 1 when something is not translated."""
    is_check = "--check" in arguments
    template = collect()
    files = {TEMPLATE: written(template)}
    untranslated = 0
    for language in TRANSLATED:
        catalogue = updated(language, template)
        path = catalogue_file(language)
        files |= {
            path: written(catalogue),
            path.with_suffix(".mo"): compiled(catalogue),
        }
        left = missing(catalogue)
        untranslated += len(left)
        print(
            f"{language}: {len(catalogue) - len(left)} of {len(catalogue)} translated"
        )
        for message in left[:10]:
            print(f"  missing: {message.id!r}")
    for path, data in files.items():
        if not is_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
