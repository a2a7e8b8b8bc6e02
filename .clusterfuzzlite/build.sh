#!/bin/bash -eu
# Builds every fuzz target into $OUT, each with its seed corpus, dictionary and
# options: what ClusterFuzzLite and OSS-Fuzz call in their container, and
# `.ci/run` outside of one. Wants SRC, OUT and WORK; SANITIZER is address unless
# it says otherwise.

cd "$SRC/tmsig"
target_folder=fuzz/target/x86_64-unknown-linux-gnu/release

# What is not fuzzed itself is built without a sanitizer, and once.
corpus() {
  RUSTFLAGS='' cargo run --quiet --locked --manifest-path fuzz/Cargo.toml --example corpus -- "$@"
}

case "${SANITIZER:-address}" in
  address | memory | thread | leak) sanitizer=${SANITIZER:-address} ;;
  # Coverage comes with RUSTFLAGS; there is none for Rust of the others.
  *) sanitizer=none ;;
esac
# With debug assertions, which check for overflow.
cargo fuzz build --release --debug-assertions --sanitizer "$sanitizer"

rm -rf "$WORK/seeds"
corpus seeds "$WORK/seeds"
corpus options "$OUT"
for target in $(cargo fuzz list); do
  cp "$target_folder/$target" "$OUT/"
  # What broke the target once is the best of seeds.
  if [ -d "fuzz/crashes/$target" ]; then
    cp "fuzz/crashes/$target"/* "$WORK/seeds/$target/"
  fi
  rm -f "$OUT/${target}_seed_corpus.zip"
  python3 -m zipfile -c "$OUT/${target}_seed_corpus.zip" "$WORK/seeds/$target"/*
done
