"""`wema import patients`: what a run says, and what it leaves."""

import pytest

GOOD = (
    "external_id;name;sex;born;phone\nA1;Asha Juma;F;12/3/1990;0712 345 678\nA2;X;;;\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "old system.csv"
    path.write_text(GOOD, "utf-8-sig")
    return path


def test_a_run_says_what_would_come_in_and_only_apply_does_it(clinic, file):
    first = clinic.run("import", "patients", str(file))
    assert (first.code, first.out) == (0, "2 rows: 2 new, 0 known already, 0 bad.\n")
    assert first.error == "Nothing was brought in yet. Do it with --apply."
    done = clinic.run("import", "patients", str(file), "--apply")
    assert done.code == 0
    assert done.error.startswith("2 patients were brought in, from P")
    again = clinic.run("import", "patients", str(file), "--apply")
    assert again.out == "2 rows: 0 new, 2 known already, 0 bad.\n"
    assert again.error == "Nothing was brought in: all rows are known already."
    assert clinic.run("audit", "verify").code == 0


def test_a_file_with_nothing_but_columns_is_told_so(clinic, file):
    file.write_text("name,born\n")
    run = clinic.run("import", "patients", str(file))
    assert run.error == (
        "Nothing was brought in: there are no rows below the first one."
    )


def test_bad_rows_are_named_and_nothing_comes_in(clinic, file):
    file.write_text("name,born\nAsha,31/4/1990\n,1990\nJuma,1980\n")
    run = clinic.run("import", "patients", str(file), "--apply")
    assert run.code == 1
    assert run.out.splitlines() == [
        "line 2: There is no such day: 31/4/1990. Type day, month and year, such as"
        " 28/2/1990, or the age.",
        "line 3: Name is empty. Type it.",
        "3 rows: 1 new, 0 known already, 2 bad.",
    ]
    assert run.error == "Nothing was brought in. Correct the bad rows first."


def test_who_looks_like_another_is_listed(clinic, file):
    clinic.run("import", "patients", str(file), "--apply")
    file.write_text("name,sex\nasha juma,F\nAsha Juma,\n")
    run = clinic.run("import", "patients", str(file))
    one, two, _count = run.out.splitlines()
    assert one.startswith("line 2: asha juma looks like P")
    assert two.startswith("line 3: Asha Juma looks like P")
    assert two.endswith(", line 2.")
    told = clinic.run("import", "patients", str(file), "--json").json
    assert (told["rows"], told["new"], told["first"]) == (2, 2, None)
    assert told["alike"][1]["lines"] == [2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file or directory. Nothing was brought in."),
        (b"name\nJos\xe9\n", "The file is not in UTF-8 (line 2)."),
        (b"village\nX\n", "There is no column village."),
        (b"\x1b]0;root\x07\n", "There is no column "),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_line(clinic, file, content, words):
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    run = clinic.run("import", "patients", str(file))
    assert (run.code, run.out) == (1, "")
    assert words in run.error


def test_a_folder_is_no_file(clinic, tmp_path):
    run = clinic.run("import", "patients", str(tmp_path))
    assert "cannot be read: Is a directory." in run.error
