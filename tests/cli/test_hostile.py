"""What strangers wrote, given to the commands: none of it comes out as it was."""

import json
import logging
import re

import pytest

from tests.cli.place import CONTROL
from tests.hostile import DANGEROUS, HOSTILE, is_harmless
from wema_tui import logs

LINES = [re.sub("[\r\n]", "\x0b", text) for text in HOSTILE.values()]


def test_what_is_looked_for_is_all_that_is_dangerous():
    for character in DANGEROUS - {"\n"}:
        assert CONTROL.search(character.encode()), ascii(character)


@pytest.mark.parametrize(
    "words",
    [
        lambda text: ["init", "--name", text],
        lambda text: ["scan", "--as", text],
        lambda text: ["scan", "--as", "PHA001", "--lot", text],
        lambda text: ["scan", "--as", "PHA001", "--image", text],
        lambda text: ["audit", "verify", "--anchor", text],
        lambda text: ["check", "--database", text],
        lambda text: [text],
        lambda text: ["check", text],
    ],
    ids=["name", "who", "lot", "photo", "anchor", "database", "command", "more"],
)
def test_words_on_the_command_line_are_never_echoed_as_they_came(demo, words):
    for text in HOSTILE.values():
        if "\x00" in text:
            continue  # no word of a command line can hold it
        told = demo.ask(*words(text))
        assert told.code != 0
        assert is_harmless(told.out + told.err)


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["words", "json"])
def test_lines_of_a_file_are_refused_one_by_one(clinic, options):
    words = ("scan", "--as", "PHA001", "--mode", "look_up", *options)
    told = clinic.ask(*words, given="".join(f"{line}\n" for line in LINES).encode())
    assert told.code == 1
    assert is_harmless(told.out + told.err)
    if options:
        assert len(told.lines) == len(LINES)
        assert told.out.isascii()


def test_what_somebody_smuggled_into_the_database_is_shown_harmless(clinic):
    clinic.drop_guards()
    for line in [*LINES[:3], "Asha\u202emuJ\u2028\ufeff"]:
        smuggle(clinic, line)
        for words in (
            ("check",),
            ("check", "--json"),
            ("audit", "verify"),
            ("audit", "verify", "--json"),
            ("audit", "export"),
            ("audit", "show", "--count", "2000"),
            ("demo",),
        ):
            told = clinic.ask(*words)
            assert is_harmless(told.out + told.err), words
        for line in clinic.ask("audit", "export").out.splitlines():
            assert json.loads(line)


def smuggle(clinic, text):
    """Write a text past every wall into a clinic's name and the newest entry."""
    lift = {
        "sqlite": ["PRAGMA ignore_check_constraints = ON"],
        "postgresql": [
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{column}_is_safe"
            for table, column in (("clinic", "name"), ("audit_entries", "subject"))
        ],
    }[clinic.url.partition(":")[0]]
    quoted = text.replace("'", "''")
    newest = "(SELECT MAX(seq) FROM audit_entries)"
    clinic.sql(
        *lift,
        f"UPDATE clinic SET name = '{quoted}'",
        f"UPDATE audit_entries SET subject = '{quoted}' WHERE seq = {newest}",
    )


def test_nothing_hostile_gets_into_the_log(tmp_path):
    path = logs.open_log(tmp_path / "log")
    ours = logging.getLogger("wema_tui")
    try:
        for text in HOSTILE.values():
            ours.info("%s", text)
            try:
                raise ValueError(text)
            except ValueError:
                ours.exception(text)
    finally:
        for name in logs.PACKAGES:
            package = logging.getLogger(name)
            for handler in list(package.handlers):
                handler.close()
                package.removeHandler(handler)
            package.propagate = True
    told = path.read_text()
    assert told.count("INFO") == len(HOSTILE)
    assert is_harmless(told)
