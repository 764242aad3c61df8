#!/usr/bin/env bash
# A while of every fuzzer, and of the comparisons with other programs where PyPI can be reached.
#
#   Tests/Fuzz/run.sh [SECONDS]     (60: for each fuzzer)
#
# Needs a release build of winnow. Exit code 1 when one finds something.
set -euo pipefail
seconds=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "HTMLText: $seconds s"
swift build -c release --package-path "$here/HTMLText" >"$scratch/build.log" 2>&1 \
  || { cat "$scratch/build.log"; exit 1; }
mkdir "$scratch/pages"
cp "$root"/Samples/html/*.html "$root"/Tests/HTMLTextTests/Pages/*.html "$scratch/pages"
(cd "$scratch" && SWIFT_BACKTRACE=enable=no "$here/HTMLText/.build/release/FuzzHTMLText" \
  -max_total_time="$seconds" -timeout=10 -max_len=200000 -close_fd_mask=1 pages 2>"$scratch/html.log") \
  || { tail -40 "$scratch/html.log"; exit 1; }
grep -E '^Done' "$scratch/html.log"

echo "Parquet: $seconds s"
swift build -c release --package-path "$here/Parquet" >"$scratch/build.log" 2>&1 \
  || { cat "$scratch/build.log"; exit 1; }
mkdir "$scratch/files"
cp "$root"/Samples/parquet/*.parquet "$scratch/files"
if [ -d "$root/../shared/data/parquet" ]; then
  find -L "$root/../shared/data/parquet" -name '*.parquet' -size -20k -exec cp {} "$scratch/files" \;
fi
chmod -R u+w "$scratch/files"
(cd "$scratch" && SWIFT_BACKTRACE=enable=no "$here/Parquet/.build/release/FuzzParquet" \
  -max_total_time="$seconds" -timeout=10 -max_len=40000 -rss_limit_mb=1024 files 2>"$scratch/parquet.log") \
  || { tail -40 "$scratch/parquet.log"; exit 1; }
grep -E '^Done' "$scratch/parquet.log"

# The other programs, in an environment of their own that is kept.
python=${WINNOW_PYTHON:-$root/.build/oracles/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv "$root/.build/oracles" 2>/dev/null && "$python" -m pip install -q --retries 1 \
    -r "$root/Tests/Benchmarks/tokenizers/requirements-parity.txt" 2>"$scratch/pip.log" \
    || { rm -rf "$root/.build/oracles"; echo "skipped: comparisons (no PyPI, or no python3-venv, here)"; exit 0; }
fi
echo "tokenizer.json files at random, beside tokenizers"
swift build -c release --package-path "$root" --product tokenizer-lab >"$scratch/build.log" 2>&1 \
  || { cat "$scratch/build.log"; exit 1; }
"$python" "$root/Tests/Fuzz/Tokenizers/files.py" --files $((seconds * 50)) --texts 20 --seed "${WINNOW_SEED:-1}"
echo "SentencePiece models at random, beside sentencepiece"
"$python" "$root/Tests/Fuzz/Tokenizers/pieces.py" --models "$seconds" --texts 600 --seed "${WINNOW_SEED:-1}"
if [ -d "$root/../shared/data/tokenizers" ]; then
  echo "token ids beside tiktoken, tokenizers and sentencepiece"
  "$python" "$root/Tests/Benchmarks/tokenizers/parity.py" --megabytes 1
else
  echo "skipped: token ids (../shared/data is not here)"
fi
if "$python" -c 'import transformers, jinja2' 2>/dev/null; then
  echo "chat templates at random, beside transformers"
  swift build -c release --package-path "$root" --product chat-lab >"$scratch/build.log" 2>&1 \
    || { cat "$scratch/build.log"; exit 1; }
  "$python" "$root/Tests/Fuzz/Chat/fuzz_templates.py" "$root/.build/release/chat-lab" \
    --count $((seconds * 300)) --seed "${WINNOW_SEED:-1}" --show 5
  if [ -d "$root/../shared/data/sft" ]; then
    "$python" "$root/Tests/Fuzz/Chat/compare_templates.py" "$root/.build/release/winnow" "$root/../shared/data/sft"
    "$python" "$root/Tests/Fuzz/Chat/compare_tokens.py" "$root/.build/release/winnow" "$root/../shared/data/sft"
    "$python" "$root/Tests/Fuzz/Chat/compare_masks.py" "$root/.build/release/winnow" "$root/../shared/data/sft"
  fi
else
  echo "skipped: chat templates (transformers is not here)"
fi
