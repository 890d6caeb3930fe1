# Makes .venv from requirements.lock where it is absent or out of date. Sourced by scripts/demo and scripts/test.
# Needs nothing but a Python >= 3.11 with venv, and a package registry that pip knows.

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            if "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
                command -v "$candidate"
                return
            fi
            echo "$candidate has no venv module (on Debian: apt-get install python3-venv); looking further" >&2
        fi
    done
    echo "No Python >= 3.11 with venv was found. Install one, or name it: PYTHON=/path/to/python3 $0" >&2
    return 1
}

stamp_of() {
    "$1" - <<'PYTHON'
import hashlib, pathlib, sys

digest = hashlib.sha256()
for name in ("requirements.lock", "pyproject.toml"):
    digest.update(pathlib.Path(name).read_bytes())
print(digest.hexdigest(), sys.version.split()[0], pathlib.Path.cwd())
PYTHON
}

make_environment() {
    local python stamp
    python=$(find_python) || exit 1
    stamp=$(stamp_of "$python")
    if [ -x .venv/bin/python ] && [ "$(cat .venv/stamp 2>/dev/null)" = "$stamp" ]; then
        return
    fi
    echo "Making .venv with $("$python" --version) from requirements.lock (once; about a minute) ..." >&2
    rm -rf .venv
    "$python" -m venv .venv
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
    printf '%s\n' "$stamp" >.venv/stamp
}

# Builds web/dist where it is out of date, then runs the npm scripts named (types, test). Where the machine has no Node.js
# that is new enough, NODE=fetch takes it as a package into .venv; else a line says that the view is skipped.
make_web() {
    if [ "${NODE:-}" = fetch ] && ! .venv/bin/python -c 'import sys, hatch_build as h; sys.exit(not (h.own_node() or h.packaged_node()))'; then
        echo "Taking Node.js into .venv, to build the web view (once; 60 MB) ..." >&2
        .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-node.lock
    fi
    .venv/bin/python hatch_build.py "$@"
}
