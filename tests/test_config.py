from pathlib import Path

import pytest

from wema_tui.config import BadConfig, load_config


@pytest.fixture
def toml(tmp_path):
    """Write a settings file: `toml('theme = "light"')`."""

    def write(content, name="wema.toml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def load(*files, given=None, **environment):
    return load_config(given, environment=environment, files=files)


def test_without_any_settings_there_are_sensible_ones():
    config = load()
    assert config.database.startswith("sqlite:////")
    assert (config.idle_lock, config.busy_timeout, config.theme) == (None, 10, "dark")
    assert set(config.sources.values()) == {"default"}
    assert "sources" not in config.sources


def test_what_is_nearer_wins_and_says_where_it_came_from(toml):
    system = toml('station = "file"\ntheme = "light"\nlanguage = "sw"', "a.toml")
    own = toml('station = "own file"\ntheme = "contrast"', "b.toml")
    config = load(
        system, own, given={"station": "given", "theme": None}, WEMA_THEME="dark"
    )
    assert (config.station, config.theme, config.language) == ("given", "dark", "sw")
    assert config.sources["station"] == "command line"
    assert config.sources["theme"] == "WEMA_THEME"
    assert config.sources["language"] == str(system)
    assert config.sources["idle_lock"] == "default"


def test_an_empty_variable_is_none():
    assert load(WEMA_THEME="").theme == "dark"


def test_a_file_can_be_named_in_the_environment(toml):
    path = toml("idle_lock = 0")
    assert load_config(environment={"WEMA_CONFIG": str(path)}).idle_lock == 0


def test_a_named_file_that_is_not_there_is_not_passed_over(tmp_path):
    with pytest.raises(BadConfig):
        load_config(environment={"WEMA_CONFIG": str(tmp_path / "none.toml")})


@pytest.mark.parametrize(
    "content",
    ["theme = ", "= 1", 'theme = "dark"\ntheme = "light"', b"theme = '\xff'", "\0"],
)
def test_a_broken_file_is_explained(toml, content):
    path = toml(content)
    with pytest.raises(BadConfig) as caught:
        load(path)
    assert str(path) in caught.value.message


def test_a_folder_is_no_settings_file(tmp_path):
    with pytest.raises(BadConfig):
        load(tmp_path)


@pytest.mark.parametrize("name", ["databse", "sources", "Theme", '"a\\u001bb"'])
def test_an_unknown_setting_is_a_mistake_not_ignored(toml, name):
    with pytest.raises(BadConfig) as caught:
        load(toml(f'{name} = "x"'))
    assert caught.value.sentence.isprintable()
    assert "database" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("idle_lock", "-1"),
        ("idle_lock", "86401"),
        ("idle_lock", "ten"),
        ("idle_lock", "1e3"),
        ("busy_timeout", "0"),
        ("busy_timeout", "601"),
        ("theme", "pink"),
        ("profile", "fast"),
        ("language", "xx"),
        ("station", "a\x1b[2J"),
        ("station", "a\ud800"),
        ("station", "x" * 61),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_source(name, value):
    with pytest.raises(BadConfig) as caught:
        load(**{f"WEMA_{name.upper()}": value})
    assert f"WEMA_{name.upper()}" in caught.value.message
    assert caught.value.sentence.isprintable()


@pytest.mark.parametrize(
    "line",
    [
        "idle_lock = true",
        "idle_lock = 5.9",
        "busy_timeout = [5]",
        "station = 5",
        "database = true",
        'theme = ["dark"]',
        "station = 2026-05-04",
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_not_bent(toml, line):
    with pytest.raises(BadConfig):
        load(toml(line))


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("86400", 86400), (" 60 ", 60)]
)
def test_a_number_is_read_as_a_number(text, seconds):
    assert load(WEMA_IDLE_LOCK=text).idle_lock == seconds


def test_the_folder_of_keys_may_begin_with_a_tilde():
    config = load(WEMA_AUDIT_KEYS="~/keys")
    assert config.audit_keys_folder == Path.home() / "keys"


def test_a_later_file_gives_out_single_keys_anew(toml):
    system = toml('[keys]\n"scan.undo" = "f11"\n"lock" = "ctrl+t"', "a.toml")
    own = toml('theme = "light"\n[keys]\n"scan.undo" = "f12, alt+u"', "b.toml")
    config = load(system, own)
    assert config.keys == {"scan.undo": "f12, alt+u", "lock": "ctrl+t"}
    assert config.sources["keys"] == str(own)
    assert load().keys == {}


@pytest.mark.parametrize(
    "lines", ['keys = "f7"', "[keys]\nlock = 7", '[keys]\nscan.undo = "f7"']
)
def test_a_table_of_keys_that_is_none_is_refused(toml, lines):
    path = toml(lines)
    with pytest.raises(BadConfig) as caught:
        load(path)
    assert str(path) in caught.value.message
    assert '"scan.undo" = "f7, alt+u"' in caught.value.hint
