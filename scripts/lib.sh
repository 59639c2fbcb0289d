# What the scripts share: where things are, and how missing packages are installed.
# Sourced, never run.

root=$(cd "$(dirname "$0")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# need TEST PACKAGE…: installs the Debian packages when TEST, a command, fails.
need() {
    local test=$1
    shift
    if eval "$test" >/dev/null 2>&1; then return 0; fi
    missing+=("$@")
}

install_missing() {
    if [ ${#missing[@]} -eq 0 ]; then return 0; fi
    local become=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "missing: ${missing[*]}; install them as root with apt-get install"
        become=(sudo)
    fi
    command -v apt-get >/dev/null || die "missing: ${missing[*]}; this machine has no apt-get"
    say "installing ${missing[*]}"
    "${become[@]}" apt-get update -qq >&2 || die "apt-get update failed"
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 </dev/null \
        || die "missing: ${missing[*]}; apt-get could not install them"
    missing=()
}

# What building needs.
need_build() {
    missing=()
    need 'command -v pkg-config' pkg-config
    need 'pkg-config --exists lua5.4' liblua5.4-dev
    need 'test -e /usr/include/histedit.h' libedit-dev
    need 'test -e /usr/include/sqlite3.h' libsqlite3-dev
    install_missing
    command -v swift >/dev/null || die "no swift; install Swift 6.2 or later from swift.org"
}

# Builds what the lua-* campaigns run, in release mode; `trials` is its path.
build_trials() {
    need_build
    say "building"
    (cd "$root" && swift build -c release --product LuaTrials </dev/null >&2)
    trials=$(cd "$root" && swift build -c release --product LuaTrials --show-bin-path)/LuaTrials
}
