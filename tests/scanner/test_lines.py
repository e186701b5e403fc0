import pytest
from hypothesis import given
from hypothesis import strategies as st

from wema_tui.scanner.lines import LONGEST, lines_of
from wema_tui.scanner.scan import MAX_CODE


def texts(*chunks):
    return [text for _, text in lines_of(chunks)]


def test_lines_end_with_lf_crlf_or_cr_alone():
    assert list(lines_of([b"A\nB\r\nC\rD"])) == [(1, "A"), (2, "B"), (3, "C"), (4, "D")]


def test_empty_lines_are_counted_and_passed_over():
    assert list(lines_of([b"\n \t\r\n\r\nA\n"])) == [(4, "A")]


@pytest.mark.parametrize("data", ["\x1c", "\x1d", "\x1e", "\x0b", "\x85", "\u2028"])
def test_nothing_else_ends_a_line(data):
    assert texts(f"A{data}B\n".encode()) == [f"A{data}B"]


@given(st.binary(max_size=60), st.integers(1, 9))
def test_it_does_not_matter_how_the_bytes_arrive(data, size):
    pieces = [data[n : n + size] for n in range(0, len(data), size)]
    assert list(lines_of(pieces)) == list(lines_of([data]))


def test_bytes_that_are_no_text_are_marked():
    assert texts(b"\xff\xfeA\n") == ["\ufffd\ufffdA"]


def test_the_mark_that_windows_puts_before_a_text_is_no_part_of_it():
    assert texts(b"\xef\xbb\xbf590\n\xef\xbb\xbf590") == ["590", "\ufeff590"]


def test_of_an_endless_line_only_the_beginning_is_kept():
    (found, after) = texts(*[b"9" * 10_000] * 100, b"\nA")
    assert MAX_CODE < len(found) <= LONGEST
    assert after == "A"
