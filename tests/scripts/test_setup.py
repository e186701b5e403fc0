import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = [
    "sh",
    "cat",
    "cksum",
    "dirname",
    "expand",
    "grep",
    "head",
    "mktemp",
    "rm",
    "sed",
]

OLD_PYTHON = """#!/bin/sh
[ "$1" = --version ] && echo "Python 3.9.2" && exit
exit 1
"""
PYTHON_WITHOUT_VENV = f"""#!/bin/sh
case "$*" in *ensurepip*) exit 1;; esac
exec {sys.executable} "$@"
"""
FAILING_APT = """#!/bin/sh
echo "E: Unable to locate package $*"
exit 100
"""


@pytest.fixture
def machine(tmp_path):
    """A machine with little on it, a copy of the project, and nobody's rights."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in TOOLS:
        (programs / tool).symlink_to(shutil.which(tool))
    install(tmp_path, "id", "#!/bin/sh\necho 1000\n")
    install(tmp_path, "apt-get", FAILING_APT)
    project = tmp_path / "wema"
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "pyproject.toml", project)
    return tmp_path


def install(machine, name, script):
    path = machine / "bin" / name
    path.write_text(script)
    path.chmod(0o755)


def run(machine, *command, **environment):
    return subprocess.run(
        command,
        cwd=machine / "wema",
        env={"PATH": str(machine / "bin"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_is_too_old_is_told_in_one_line(machine):
    install(machine, "python3", OLD_PYTHON)
    result = run(machine, "scripts/find-python.sh", PYTHON="python3")
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer, and found Python 3.9.2" in result.stderr


def test_a_newer_python_beside_an_old_one_is_found(machine):
    install(machine, "python3", OLD_PYTHON)
    (machine / "bin/python3.12").symlink_to(sys.executable)
    result = run(machine, "scripts/find-python.sh")
    assert result.stdout.strip() == str(machine / "bin/python3.12")


def test_a_python_without_venv_is_told_what_to_install(machine):
    install(machine, "python3", PYTHON_WITHOUT_VENV)
    result = run(machine, "scripts/setup.sh", "run")
    package = f"python3.{sys.version_info.minor}-venv"
    assert result.returncode == 1
    assert f"sudo apt-get install {package}" in result.stderr.splitlines()[-1]
    assert not (machine / "wema/.venv").exists()


def test_a_package_that_apt_refuses_is_named_with_its_reason(machine):
    install(machine, "id", "#!/bin/sh\necho 0\n")
    install(machine, "env", '#!/bin/sh\nshift\nexec "$@"\n')
    result = run(machine, "scripts/debian-packages.sh", "pictures", "libzbar0")
    assert result.returncode == 1
    assert "E: Unable to locate package" in result.stderr.splitlines()[-1]
    assert "apt-get install libzbar0" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "script", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda p: p.name
)
def test_each_script_can_be_run_and_parsed(script):
    assert os.access(script, os.X_OK)
    subprocess.run(["sh", "-n", script], check=True)
