#!/usr/bin/env bash
# Builds every fuzz target and runs each for a while, as many at once as there are processors, from its seeds in corpus/.
# Fails after a crash; the input is then in target/fuzz/artifacts, and the target, whose path is printed, takes it as its
# argument.
# usage: tests/fuzz/run.sh [seconds, 60 by default] [target...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(keys options states sealed legacy)

base=$(mkdir -p "${CARGO_TARGET_DIR:-$root/target}" && cd "${CARGO_TARGET_DIR:-$root/target}" && pwd)
export fuzz="$base/fuzz"
engine=()
for target in "${targets[@]}"; do
    [ "$target" = legacy ] || engine+=(--bin "$target")
done
started=$SECONDS
if [ ${#engine[@]} -gt 0 ]; then
    # Everything is compiled for them alone, since parsers of others are instrumented, too.
    (cd "$here" && CARGO_TARGET_DIR="$fuzz" RUSTC_WRAPPER="$here/rustc.sh" cargo build --locked "${engine[@]}")
fi
if [[ " ${targets[*]} " == *" legacy "* ]]; then
    # Our crates alone are compiled again: the workspace and its features are those of the tests, wasmtime theirs.
    (cd "$root" && RUSTC_WORKSPACE_WRAPPER="$here/rustc.sh" cargo build --locked --workspace --bin legacy \
        --features wasi-crypto-fuzz-legacy/fuzz)
    mkdir -p "$fuzz/debug"
    cp "$base/debug/legacy" "$fuzz/debug/legacy"
fi
echo "built in $((SECONDS - started)) s"

# fuzz TARGET: what it prints is shown when it ends, since several run at once.
fuzz() {
    local target=$1 failed=0
    # New inputs go to the first directory; the seeds stay as they are.
    local corpus="$fuzz/corpus/$target" artifacts="$fuzz/artifacts"
    local log="$fuzz/$target.log"
    mkdir -p "$corpus" "$artifacts"
    "$fuzz/debug/$target" "$corpus" "$here/corpus/$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
        -rss_limit_mb=2048 -artifact_prefix="$artifacts/$target-" -print_final_stats=1 -verbosity=0 >"$log" 2>&1 ||
        failed=1
    echo "=== $target"
    cat "$log"
    [ $failed = 0 ] || echo "$target: failed; again: $fuzz/debug/$target INPUT"
    return $failed
}
export -f fuzz
export seconds here
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
echo "every target ran $seconds s without a crash"
