#!/usr/bin/env bash
# Makes ready what the build.sh scripts compile to wasm with, and writes a file of shell variables that they read.
#
# usage: wasm.sh TARGET...
#
# TARGET is wasm32-wasip1 or wasm32-unknown-unknown. $WASM_TOOLCHAIN_DIR (default: target/wasm-toolchain) keeps what is
# made here; it may be cached.
#
# With these targets installed by rustup there is nothing to make. Where they cannot be had, this needs Debian 12 or
# newer: its rustc can emit wasm but comes without a standard library for it, so the library is compiled here once for
# each target, into a private sysroot (2 minutes on one core). As root on such a system missing packages are installed;
# otherwise the command that installs them is printed.
#
# The C guests need clang, wasm-ld and a C library for WASI: the SDK in $WASI_SDK_PATH if that is set, else the
# system's clang with the headers and libc.a of Debian's package wasi-libc.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${WASM_TOOLCHAIN_DIR:-$here/../target/wasm-toolchain}
targets=("$@")
debian_packages=(rustc-web rust-web-src clang lld llvm wasi-libc libclang-rt-dev-wasm32)

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

# One at a time: tests that run beside each other all come here first.
if command -v flock >/dev/null; then
    exec 9>"$dir/lock"
    flock 9
fi

say() { printf 'toolchain: %s\n' "$*" >&2; }
die() { printf 'toolchain: error: %s\n' "$*" >&2; exit 1; }

# Installs what apt lacks, or says how. Nothing is asked of apt if everything is there.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ]; then
        die "please run: apt-get install --no-install-recommends ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    apt-get update -q >&2 || say "apt-get update failed, trying with the lists there are"
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2 ||
        die "apt-get could not install ${missing[*]}"
}

has_rustup_targets() {
    local installed target
    installed=$(rustup target list --installed 2>/dev/null) || return 1
    for target in "${targets[@]}"; do
        grep -qx "$target" <<<"$installed" || return 1
    done
}

# The private sysroot: Debian's rustc, the linker under the name rustc calls, start-up objects and libc where
# rustc looks for them, and std for each target.
make_sysroot() {
    local host lib self_contained version target sources
    sources=/usr/lib/rustlib/src/rust
    [ -e "$sources/library/std/Cargo.toml" ] || die "no sources of the standard library in $sources"
    host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
    lib=$dir/sysroot/lib/rustlib
    self_contained=$lib/wasm32-wasip1/lib/self-contained
    version="$(/usr/bin/rustc -V); wasi-libc $(dpkg-query -W -f '${Version}' wasi-libc); recipe 6"

    cat >"$dir/env" <<EOF
export RUSTC="$dir/bin/rustc"
export PATH="\$PATH:$dir/bin"
guest_rust="$(/usr/bin/rustc -V), private sysroot"
EOF
    if [ "$(cat "$dir/version" 2>/dev/null)" != "$version" ]; then
        make_compiler
        printf '%s\n' "$version" >"$dir/version"
    fi
    local missing=()
    for target in "${targets[@]}"; do
        [ -e "$lib/$target/lib/complete" ] || missing+=("$target")
    done
    [ ${#missing[@]} -eq 0 ] || make_std "${missing[@]}"
}

# All of the sysroot but std.
make_compiler() {
    rm -rf "$dir/sysroot" "$dir/bin" "$dir/version"
    mkdir -p "$dir/bin" "$lib/$host/bin" "$self_contained"
    ln -s /usr/lib/rustlib/src "$lib/src"
    ln -s "/usr/lib/rustlib/$host/lib" "$lib/$host/lib"

    # rustc calls `rust-lld`, which Debian does not have under that name.
    ln -s "$(command -v lld)" "$dir/bin/rust-lld"
    ln -s "$(command -v lld)" "$lib/$host/bin/rust-lld"
    printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot "%s" "$@"\n' "$dir/sysroot" >"$dir/bin/rustc"
    chmod +x "$dir/bin/rustc"

    # The start-up object is ours, start.c says why.
    cp /usr/lib/wasm32-wasi/crt1-reactor.o /usr/lib/wasm32-wasi/libc.a "$self_contained/"
    clang --target=wasm32-wasi --sysroot=/usr -Os -c "$here/start.c" -o "$self_contained/crt1-command.o"

    # std names two thread functions that Debian's wasi-libc does not have. There are no threads: they only have
    # to exist. The number is the C library's code for "function not implemented".
    cat >"$dir/threads.c" <<'EOF'
int pthread_join(void *thread, void **result) { (void)thread; (void)result; return 52; }
int pthread_detach(void *thread) { (void)thread; return 52; }
EOF
    clang --target=wasm32-wasi -O2 -c "$dir/threads.c" -o "$dir/threads.o"
    llvm-ar r "$self_contained/libc.a" "$dir/threads.o"
}

# std for these targets, in one build, so that no processor waits for the last crate of one.
make_std() {
    local registry target
    say "compiling the standard library for $* (once, some minutes)"
    mkdir -p "$dir/std/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$dir/std/Cargo.toml"
    : >"$dir/std/src/lib.rs"
    # -Zbuild-std is unstable, hence RUSTC_BOOTSTRAP, for these steps only.
    export RUSTC="$dir/bin/rustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$dir/std/target"
    (cd "$dir/std" && cargo fetch --quiet -Zbuild-std=std,panic_abort --target wasm32-wasip1 >&2)

    # Paths inside std must not depend on this machine, and bitcode is what link-time optimisation reads.
    RUSTFLAGS="-Cembed-bitcode=yes --remap-path-prefix=$(readlink -f "$sources")=/rust"
    RUSTFLAGS+=" --remap-path-prefix=$sources=/rust --remap-path-prefix=$lib/src/rust=/rust"
    for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
        RUSTFLAGS+=" --remap-path-prefix=${registry%/}=/crates"
    done
    export RUSTFLAGS
    (cd "$dir/std" && cargo build --quiet --release "${@/#/--target=}" -Zbuild-std=std,panic_abort >&2)
    for target in "$@"; do
        mkdir -p "$lib/$target/lib"
        cp "$CARGO_TARGET_DIR/$target/release/deps/"*.rlib "$lib/$target/lib/"
        rm -f "$lib/$target/lib/"libempty-*
        touch "$lib/$target/lib/complete"
    done
    unset RUSTC RUSTC_BOOTSTRAP CARGO_TARGET_DIR RUSTFLAGS
    rm -rf "$dir/std"
}

# Which C compiler and sysroot the C guests use.
find_c() {
    if [ -n "${WASI_SDK_PATH:-}" ]; then
        [ -x "$WASI_SDK_PATH/bin/clang" ] || die "WASI_SDK_PATH has no bin/clang"
        printf 'guest_cc="%s"\nguest_c_sysroot="%s"\nguest_c_old_libc=\n' \
            "$WASI_SDK_PATH/bin/clang" "$WASI_SDK_PATH/share/wasi-sysroot" >>"$dir/env"
        return
    fi
    if [ ! -e /usr/lib/wasm32-wasi/libc.a ] || ! command -v clang >/dev/null || ! command -v wasm-ld >/dev/null; then
        command -v dpkg-query >/dev/null ||
            die "the C guests need a WASI SDK: unpack one and set WASI_SDK_PATH to it"
        need_packages clang lld wasi-libc libclang-rt-dev-wasm32
    fi
    printf 'guest_cc=clang\nguest_c_sysroot=/usr\nguest_c_old_libc=yes\n' >>"$dir/env"
}

if has_rustup_targets; then
    cat >"$dir/env" <<EOF
guest_rust="$(rustc -V), rustup's targets"
EOF
else
    command -v dpkg-query >/dev/null ||
        die "please run: rustup target add ${targets[*]}   (without rustup this needs a Debian system)"
    need_packages "${debian_packages[@]}"
    make_sysroot
fi
find_c
say "ready: $dir/env"
