#!/usr/bin/env bash
# Installs what the tests need and is missing, then runs every one of them; none is skipped.
#
# usage: tests/run.sh [ARGUMENT OF cargo test...]
#
# Tools from crates.io, npm and PyPI go below target/. Packages of the system are installed where this may do so (on
# Debian, as root), and named before; elsewhere the command that installs them is printed.
set -euo pipefail

if [ "${1:-}" = -h ] || [ "${1:-}" = --help ]; then
    sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'tests: %s\n' "$*" >&2; }
die() { printf 'tests: error: %s\n' "$*" >&2; exit 1; }

# What nothing here can install.
command -v cargo >/dev/null || die "there is no cargo: install Rust 1.95 or newer, https://rustup.rs"
command -v cc >/dev/null || die "there is no C compiler: install one (on Debian: apt-get install gcc g++)"
command -v npm >/dev/null || die "there is no npm: install Node 20.19 or newer, https://nodejs.org"
command -v python3 >/dev/null || die "there is no Python: install 3.11 or newer, https://python.org"

# Packages of the system: a browser, what makes Python's environments, and commands that tests and READMEs use.
packages=()
[ -n "${CHROMIUM:-}" ] || [ -e /usr/bin/chromium ] || [ -e /usr/bin/chromium-browser ] || [ -e /usr/bin/google-chrome ] ||
    packages+=(chromium)
python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
command -v strace >/dev/null || packages+=(strace)
command -v curl >/dev/null || packages+=(curl)
if [ ${#packages[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || die "please install ${packages[*]} with your system's packages"
    [ "$(id -u)" -eq 0 ] || die "please run: apt-get install --no-install-recommends ${packages[*]}"
    say "installing these packages of the system: ${packages[*]}"
    # A machine that was set up long ago knows releases that are no longer to be had.
    apt-get update -q >&2 || say "apt-get update failed, trying with the lists there are"
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}" >&2 ||
        die "apt-get could not install ${packages[*]}"
fi

# Both compile for minutes, each with times when it has work for one processor only.
say "compiling the tests, and beside them what compiles for wasm"
mkdir -p target
toolchain/wasm.sh wasm32-wasip1 >target/toolchain.log 2>&1 &
toolchain=$!
cargo test --workspace --no-run
wait "$toolchain" || { cat target/toolchain.log >&2; die "the compilers for wasm cannot be had"; }

say "every test"
WASI_CRYPTO_TEST_EVERYTHING=1 cargo test --workspace "$@"
