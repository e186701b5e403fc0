#!/bin/sh
# Make .venv ready: `scripts/setup.sh run` for the program alone, `dev` for its
# tests and tools too. Safe to repeat: with nothing to do it returns at once and
# needs no network.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)
python=.venv/bin/python

say() { echo "$*" >&2; }

# What an installation depends on: one line that changes when it is out of date.
fingerprint() {
    {
        $python -IS -c 'import sys; print(sys.version_info[:2])' || true
        echo "$here"
        cat "requirements/$1.lock" pyproject.toml scripts/setup.sh
    } 2>/dev/null | cksum
}

is_ready() {
    [ "$(cat ".venv/ready-to-$1" 2>/dev/null)" = "$(fingerprint "$1")" ]
}

# False for one that was moved here, or whose Python was upgraded under it.
has_working_venv() {
    grep -qF " $here/.venv" .venv/pyvenv.cfg 2>/dev/null &&
        $python -c 'import pip' 2>/dev/null
}

make_venv() {
    base=$(scripts/find-python.sh)
    # Debian keeps this half of Python in a package of its own.
    if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$base" -IS -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        scripts/debian-packages.sh "virtual environments" "python$version-venv"
    fi
    if ! output=$("$base" -m venv --clear .venv 2>&1); then
        say "$output"
        say "$base could not make the virtual environment .venv (see above)."
        exit 1
    fi
}

install_packages() {
    # Wheels only: a clinic's machine has no compiler.
    if ! PIP_ONLY_BINARY=${PIP_ONLY_BINARY-:all:} PIP_DISABLE_PIP_VERSION_CHECK=1 \
        $python -m pip install -qq --require-hashes \
        --requirement "requirements/$1.lock"
    then
        say "The Python packages could not be installed. Is the internet reached?" \
            "The same command goes on where this one stopped."
        exit 1
    fi
    PIP_DISABLE_PIP_VERSION_CHECK=1 $python -m pip install -qq \
        --no-deps --no-build-isolation --editable .
    $python -m compileall -q wema_tui screens db
}

has_zbar() {
    $python -c 'import ctypes; ctypes.CDLL("libzbar.so.0")' 2>/dev/null
}

has_postgresql() {
    PATH=$PATH:/usr/local/bin command -v initdb >/dev/null ||
        ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

has_sshd() {
    PATH=$PATH:/usr/sbin:/usr/local/sbin command -v sshd >/dev/null &&
        command -v ssh >/dev/null
}

# True when all are there. Without them the program still runs.
install_system_packages() {
    complete=true
    has_zbar || scripts/debian-packages.sh \
        "codes read from pictures" libzbar0 || complete=false
    if [ "$1" = dev ]; then
        has_postgresql || scripts/debian-packages.sh \
            "a PostgreSQL for the tests" postgresql || complete=false
        has_sshd || scripts/debian-packages.sh "an SSH server for the tests" \
            openssh-server openssh-client || complete=false
        for program in tmux mosh; do
            command -v $program >/dev/null || scripts/debian-packages.sh \
                "tests in $program" $program || complete=false
        done
    fi
    $complete
}

is_ready "$1" && exit 0
say "Setting up WEMA in .venv. The first time takes a few minutes ..."
has_working_venv || make_venv
install_packages "$1"
if install_system_packages "$1" || [ "$1" = run ]; then
    fingerprint "$1" >".venv/ready-to-$1"
fi
if [ "$1" = dev ]; then
    fingerprint run >.venv/ready-to-run # dev has all that run needs
fi
say "WEMA is set up."
