#!/bin/sh
# Print a Python that can run WEMA (3.11 or newer), or say why there is none.
# PYTHON=/path/to/python3 chooses one.
set -eu

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}
do
    path=$(command -v "$name") || continue
    seen=$("$path" --version 2>&1) || continue
    if "$path" -c "$new_enough" 2>/dev/null; then
        echo "$path"
        exit 0
    fi
done

echo "WEMA needs Python 3.11 or newer, and found ${seen:-none}." \
    "If you have one elsewhere: make run PYTHON=/path/to/python3" >&2
exit 1
