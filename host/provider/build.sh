#!/usr/bin/env bash
# Compiles the provider component, twice: with everything, and with the required algorithms alone.
#
# usage: build.sh [OUT-DIR]
#
# OUT-DIR (default: host/provider/wasm, the checked-in files) gets wasi-crypto-provider.wasm,
# wasi-crypto-provider-required.wasm and MANIFEST. Intermediate files go to target/provider-build. What compilers are
# needed, and where they come from: toolchain/wasm.sh, which this runs first.
set -euo pipefail

if [ $# -gt 1 ] || [ "${1:-}" = -h ] || [ "${1:-}" = --help ]; then
    sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit $(($# > 1 ? 2 : 0))
fi

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../.." && pwd)
out=${1:-$here/wasm}
mkdir -p "$out"
out=$(cd "$out" && pwd)
build=${PROVIDER_BUILD_DIR:-$project/target/provider-build}
toolchain=${WASM_TOOLCHAIN_DIR:-$project/target/wasm-toolchain}
target=wasm32-unknown-unknown

say() { printf 'build: %s\n' "$*" >&2; }

"$project/toolchain/wasm.sh" "$target"
mkdir -p "$build"
# cargo does not notice that the standard library of a private sysroot was compiled anew.
if [ -e "$toolchain/version" ] && [ "$toolchain/version" -nt "$build/of-toolchain" ]; then
    rm -rf "${build:?}"/*/"$target"
    touch "$build/of-toolchain"
fi

say "encoder"
encode=$("$project/toolchain/encoder.sh")

# shellcheck source=/dev/null
. "$toolchain/env"
say "provider with $guest_rust"
# No path of this machine goes into the provider.
remap="--remap-path-prefix=$project=/wasi-crypto"
for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    remap+=" --remap-path-prefix=${registry%/}=/crates"
done
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$remap

# provider NAME FEATURES LEVEL: one build of it, as OUT/NAME.wasm, optimised for LEVEL where Cargo.toml names no other.
provider() {
    (cd "$here" && CARGO_TARGET_DIR=$build/$1 CARGO_PROFILE_RELEASE_OPT_LEVEL=$3 cargo build --quiet --locked --release \
        --target $target --no-default-features --features "$2")
    "$encode" component --strip "$build/$1/$target/release/wasi_crypto_provider.wasm" "$out/$1.wasm"
    say "$1.wasm: $(stat -c %s "$out/$1.wasm") bytes"
}

# Beside each other, in folders of their own: their features differ all the way down, and optimising the whole of one at
# its end keeps a single processor.
provider wasi-crypto-provider-required required z &
required=$!
provider wasi-crypto-provider full s
wait "$required"
{
    echo "# Written by build.sh: SHA-256, file, compiler."
    (cd "$out" && sha256sum wasi-crypto-provider*.wasm) | sed "s|\$|  $guest_rust|"
} >"$out/MANIFEST"
