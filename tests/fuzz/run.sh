#!/usr/bin/env bash
# Builds every fuzz target and runs each for a while, as many at once as there are processors, from its seeds in corpus/.
# Fails after a crash; the input is then in target/fuzz/artifacts, and `target/fuzz/debug/<target> <input>` runs it again.
# usage: tests/fuzz/run.sh [seconds, 60 by default] [target...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(keys options states legacy)

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}/fuzz"
export RUSTC_WRAPPER="$here/rustc.sh"
packages=()
for target in "${targets[@]}"; do packages+=(--bin "$target"); done
cd "$here"
started=$SECONDS
cargo build --locked --workspace "${packages[@]}"
echo "built in $((SECONDS - started)) s"

# fuzz TARGET: what it prints is shown when it ends, since several run at once.
fuzz() {
    local target=$1 failed=0
    # New inputs go to the first directory; the seeds stay as they are.
    local corpus="$CARGO_TARGET_DIR/corpus/$target" artifacts="$CARGO_TARGET_DIR/artifacts"
    local log="$CARGO_TARGET_DIR/$target.log"
    mkdir -p "$corpus" "$artifacts"
    "$CARGO_TARGET_DIR/debug/$target" "$corpus" "corpus/$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
        -rss_limit_mb=2048 -artifact_prefix="$artifacts/$target-" -print_final_stats=1 -verbosity=0 >"$log" 2>&1 ||
        failed=1
    echo "=== $target"
    cat "$log"
    [ $failed = 0 ] || echo "$target: failed"
    return $failed
}
export -f fuzz
export seconds
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
echo "every target ran $seconds s without a crash"
