#!/bin/sh
# Make the lock files anew: every package with its version and hashes, for
# Python 3.11 and newer on any processor. A version changes only where it must;
# `make lock ARGS=--upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m pip install -qq 'uv>=0.9'

lock() {
    output=$1
    shift
    .venv/bin/python -m uv pip compile pyproject.toml \
        --universal --python-version 3.11 --only-binary :all: \
        --generate-hashes --no-annotate --custom-compile-command 'make lock' \
        --quiet --output-file "$output" "$@"
    # We only serve Linux, so each line need not say so.
    sed -i "s/ ; sys_platform == 'linux' / /" "$output"
    echo "$output: $(grep -c == "$output") packages"
}

# The larger file first: people run the versions that were tested.
lock requirements/dev.lock --all-extras --group dev "$@"

# No PostgreSQL here: Peewee loads psycopg wherever it is installed, and each
# start of the program would pay a tenth of a second for it.
lock requirements/run.lock --extra pictures --group build \
    --constraint requirements/dev.lock "$@"
