#!/usr/bin/env bash
# Makes the virtual environment with the first Python that is new enough; says in plain words what is missing.
set -euo pipefail
folder=$1

[ -x "$folder/bin/python" ] && "$folder/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' && exit 0

say() { printf '%s\n' "$@" >&2; }

for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python=$name
        break
    fi
done
if [ -z "${python:-}" ]; then
    say "需要 Python 3.11 或更高版本。可运行:apt-get install python3 python3-venv" \
        "Python 3.11 or newer is needed. Install it, for example: apt-get install python3 python3-venv"
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "缺少 Python 的 venv 模块。请运行:apt-get install python$version-venv" \
        "Python's venv is missing. Install it: apt-get install python$version-venv"
    exit 1
fi
"$python" -m venv --clear "$folder"
