#!/usr/bin/env bash
# The suite wherever it has to pass: tests/matrix.sh [ROW]..., or all of the rows below.
# A row for which this machine lacks something says so, and the others go on. What pytest is
# given besides is in PYTEST_ADDOPTS, such as "-n 4" or "-k cli".
set -uo pipefail
cd "$(dirname "$0")/.."
all=(3.11 3.12 3.13 3.14 3.15 oldest locale user offline wheel sdist)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
export UV_CACHE_DIR=${UV_CACHE_DIR:-$work/cache} XDG_CACHE_HOME=$work/drawings
unset PYTHONDONTWRITEBYTECODE # or each of the hundreds of processes compiles everything
python3 -m venv "$work/uv" && "$work/uv/bin/pip" install --quiet uv || exit 1
uv=$work/uv/bin/uv
lost=()

tree() { # a copy of what is committed or will be, at $work/NAME
    mkdir "$work/$1"
    git ls-files --cached --others --exclude-standard | tar -c -T - | tar -x -C "$work/$1"
}

venv() { # NAME VERSION REQUIREMENT...: a virtual environment at $work/NAME.venv
    local name=$1 version=$2 python
    shift 2
    python=$("$uv" python find "$version" 2>/dev/null) ||
        python=$(compgen -G "$HOME/.pyenv/versions/$version.*/bin/python3" | tail -1) ||
        { "$uv" python install --quiet "$version" 2>/dev/null && python=$("$uv" python find "$version"); } ||
        { lack "no Python $version is to be had"; return 1; }
    "$uv" venv --quiet --python "$python" "$work/$name.venv" &&
        "$uv" pip install --quiet --python "$work/$name.venv" "$@" &&
        "$uv" pip install --quiet --python "$work/$name.venv" --no-deps aqt ||
        { lack "what the tests need cannot be installed"; return 1; }
}

lack() {
    echo "$row: not run: $1"
    lost+=("$row")
}

suite() { # NAME [COMMAND...]: the suite in $work/NAME, started by that command
    local name=$1 started=$SECONDS
    shift
    (cd "$work/$name" && "$@" "$work/$name.venv/bin/python" -m pytest -q -p no:cacheprovider) >"$work/log" 2>&1
    local code=$?
    ((code)) && grep -E '^(FAILED|ERROR|E  )' "$work/log" && lost+=("$row")
    echo "$row: $("$work/$name.venv/bin/python" -V), $(tail -1 "$work/log"), $((SECONDS - started)) s in all"
}

lo='import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sH14x", b"lo", 1))'

for row in "${@:-${all[@]}}"; do
    tree "$row"
    case $row in
    3.*)
        venv "$row" "$row" -e "$work/$row[test]" && suite "$row"
        ;;
    oldest) # the oldest of each dependency, on the oldest Python
        "$uv" pip compile --quiet --python-version 3.11 --resolution lowest-direct pyproject.toml -o "$work/lowest" &&
            venv "$row" 3.11 -e "$work/$row[test]" -c "$work/lowest" && suite "$row"
        ;;
    locale)
        venv "$row" 3.11 -e "$work/$row[test]" -c constraints.txt &&
            suite "$row" env -u LC_ALL LANG=C PYTHONUTF8=0
        ;;
    user) # an ordinary one; who is root becomes nobody, who may not use a Python of root's own
        venv "$row" "$( ((UID)) && echo 3.11 || echo /usr/bin/python3)" \
            -e "$work/$row[test]" -c constraints.txt || continue
        ((UID)) && { suite "$row"; continue; }
        mkdir "$work/home" && chown -R 65534:65534 "$work/home" "$work/$row"
        suite "$row" setpriv --reuid=65534 --regid=65534 --clear-groups \
            env HOME="$work/home" XDG_CACHE_HOME="$work/home/cache" TMPDIR="$work/home"
        ;;
    offline)
        unshare -rn true 2>/dev/null || { lack "a network cannot be taken away here"; continue; }
        venv "$row" 3.11 -e "$work/$row[test]" -c constraints.txt &&
            suite "$row" unshare -rn sh -c "python3 -c '$lo'; exec \"\$@\"" sh
        ;;
    wheel) # away from the checkout: only what comes with the wheel, and the tests
        "$uv" build --quiet --wheel --out-dir "$work/built" &&
            venv "$row" 3.11 "$(compgen -G "$work/built/*.whl")[test]" -c constraints.txt || continue
        rm -r "${work:?}/$row"/{exporter,templates} "$work/$row/tests/test_architecture.py"
        suite "$row"
        ;;
    sdist)
        "$uv" build --quiet --sdist --out-dir "$work/built" &&
            rm -r "${work:?}/$row" && mkdir "$work/$row" &&
            tar -xz -C "$work/$row" --strip-components 1 -f "$(compgen -G "$work/built/*.tar.gz")" &&
            venv "$row" 3.11 -e "$work/$row[test]" -c constraints.txt && suite "$row"
        ;;
    *)
        echo "no row $row: there are ${all[*]}" >&2
        exit 2
        ;;
    esac
done
((${#lost[@]} == 0)) || { echo "not passed: ${lost[*]}"; exit 1; }
