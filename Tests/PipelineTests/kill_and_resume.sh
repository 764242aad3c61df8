#!/bin/bash
# Kills a run at random moments, resumes it, and compares every output with an undisturbed run.
#
#   Tests/PipelineTests/kill_and_resume.sh .build/release/winnow [MOMENTS] [RECORDS]
#
# WINNOW_SEED repeats the moments of an earlier call. Exit code 1 when any file differs.
set -euo pipefail
winnow=$(realpath "$1")
moments=${2:-5}
records=${3:-20000}
seed=${WINNOW_SEED:-$$}
RANDOM=$seed
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir in
awk -v records="$records" 'BEGIN {
  srand(7)
  for (i = 0; i < records; i++) {
    line = "the and of"
    for (w = 0; w < 60; w++) line = line " " sprintf("%x", int(rand() * rand() * 65536))
    if (rand() < 0.1) line = "too short " int(rand() * 50)
    printf "{\"id\":\"%d\",\"text\":\"%s\"}\n", i, line > ("in/" int(i * 4 / records) ".jsonl")
  }
}'
dedup=$("$winnow" stages | grep -q ' exact_dedup ' && echo "  - exact_dedup" || true)
cat > pipeline.yaml <<YAML
name: kill
seed: 17
input:
  - jsonl: { paths: [in/*.jsonl] }
stages:
  - gopher_quality: { min_words: 20 }
$dedup
  - tokenize: { tokenizer: { train: { vocab_size: 400 } } }
output:
  - token_shards: { path: tokens }
  - jsonl: { path: text }
YAML

# The report and the journal hold times and the order of work.
digests() {
  (cd "$1" && find . -type f ! -name report.html ! -name journal.jsonl | sort | xargs sha256sum)
}

# Runs in the background and ends it with SIGKILL after a random part of the time a run takes.
run_and_kill() {
  "$winnow" run pipeline.yaml --output out --quiet "$@" & local pid=$!
  local delay=$(((RANDOM * 32768 + RANDOM) % took))
  sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
  kill -9 "$pid" 2>/dev/null && killed=$((killed + 1)) || true
  wait "$pid" 2>/dev/null || true
}

start=$(date +%s%3N)
"$winnow" run pipeline.yaml --output whole --quiet
took=$(($(date +%s%3N) - start))
digests whole > whole.sha256
killed=0
for ((moment = 1; moment <= moments; moment++)); do
  rm -rf out
  run_and_kill
  # Every other time the resumed run is killed too.
  if ((moment % 2 == 0)) && [ ! -e out/manifest.json ]; then run_and_kill --resume; fi
  "$winnow" run pipeline.yaml --output out --resume --quiet
  if ! diff whole.sha256 <(digests out); then
    echo "moment $moment of seed $seed: the resumed run differs" >&2
    exit 1
  fi
done
echo "$moments runs killed $killed times and resumed: every file equal ($took ms undisturbed, seed $seed)"
