#!/bin/bash
# Kills runs inside every phase and at random moments, resumes them, and compares every output with
# an undisturbed run; runs with 1, 2 and 7 workers too.
#
#   Tests/PipelineTests/kill_and_resume.sh .build/release/winnow [MOMENTS] [RECORDS]
#
# MOMENTS (5): random moments, and kills inside each phase, for each of the pipelines. WINNOW_SEED
# repeats the moments of an earlier call. Exit code 1 when any file differs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
winnow=$(realpath "$1")
moments=${2:-5}
records=${3:-20000}
seed=${WINNOW_SEED:-$$}
RANDOM=$seed
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir in
awk -v records="$records" -v files=4 -v seed=7 -v short=0.1 -f "$here/made_documents.awk"

pipeline() { # NAME STAGE... : writes NAME.yaml
  printf '%s\n' "name: $1" 'seed: 17' 'input:' '  - jsonl: { paths: [in/*.jsonl] }' 'stages:' \
    > "$1.yaml"
  printf '  - %s\n' "${@:2}" >> "$1.yaml"
  printf '%s\n' 'output:' '  - jsonl: { path: text }' >> "$1.yaml"
}
pipeline tokens 'gopher_quality: { min_words: 20 }' exact_dedup \
  'tokenize: { tokenizer: { train: { vocab_size: 400 } } }'
echo '  - token_shards: { path: tokens }' >> tokens.yaml
pipeline arranged 'tokenize: { tokenizer: { train: { vocab_size: 400 } } }' \
  'split: { validation: 0.1 }' shuffle
echo '  - token_shards: { path: tokens, format: mds }' >> arranged.yaml
echo '  - token_shards: { path: flat, format: bin }' >> arranged.yaml
pipeline mixed 'split: { validation: 0.1, by: id }' shuffle
sed -i 's|^  - jsonl: { paths.*|  - jsonl: { paths: ["in/[01].jsonl"], share: 0.8, max_epochs: 1.5 }\n  - jsonl: { paths: ["in/[23].jsonl"], share: 0.2 }|' mixed.yaml
pipeline minhash 'minhash_dedup: { index: index }'
pipeline substring 'substring_dedup: { min_length: 50 }'

# The report and the completion records hold times.
digests() {
  mkdir -p index
  find out index -type f ! -path '*/work/*' ! -path 'out/done/*' ! -name report.html |
    sort | xargs sha256sum
}

start() { # ARGUMENT... : runs in the background as $pid
  "$winnow" run "$name.yaml" --output out --quiet "$@" & pid=$!
}

end() { # with SIGKILL
  kill -9 "$pid" 2>/dev/null && killed=$((killed + 1)) || true
  wait "$pid" 2>/dev/null || true
}

kill_somewhere() { # ARGUMENT... : after a random part of the time that a run takes
  local delay=$(((RANDOM * 32768 + RANDOM) % took))
  start "$@"
  sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
  end
}

# What is there once a phase has begun: its work, or what it makes.
begun() { # PHASE
  case $1 in
    ledger/merge) echo out/ledger ;;
    finish) echo out/report.html ;;
    *) echo "out/work/$1" ;;
  esac
}

kill_inside() { # PHASE: soon after it has begun
  local spins=$((RANDOM % 400))
  start
  while [ ! -e "$(begun "$1")" ] && kill -0 "$pid" 2>/dev/null; do :; done
  while ((spins-- > 0)); do :; done
  end
  # Inside: some task of the phase is not done.
  local finished
  finished=$({ find "out/done/$1" -name '*.json' 2>/dev/null || true; } | wc -l)
  if [ -e "$(begun "$1")" ] && [ "$finished" -lt "${tasks[$1]}" ]; then inside=$((inside + 1)); fi
}

resume_and_compare() { # WHEN
  "$winnow" run "$name.yaml" --output out --resume --quiet
  if ! diff "$name.sha256" <(digests); then
    echo "$name, $1, seed $seed: the resumed run differs" >&2
    exit 1
  fi
}

declare -A tasks
total=0
for name in tokens arranged mixed minhash substring; do
  killed=0 inside=0 tasks=()
  rm -rf out index
  begin=$(date +%s%3N)
  "$winnow" run "$name.yaml" --output out --quiet --keep-work
  took=$(($(date +%s%3N) - begin))
  digests > "$name.sha256"
  while read -r count phase; do tasks[$phase]=$count; done < <(
    cd out/done && find . -name '*.json' -printf '%h\n' | sed 's|^\./||' | sort | uniq -c)
  for workers in 1 2 7; do
    rm -rf out index
    "$winnow" run "$name.yaml" --output out --quiet --workers "$workers"
    diff "$name.sha256" <(digests) || { echo "$name: $workers workers differ" >&2; exit 1; }
  done
  for ((moment = 1; moment <= moments; moment++)); do
    rm -rf out index
    kill_somewhere
    # Every other time the resumed run is killed too.
    if ((moment % 2 == 0)) && [ ! -e out/manifest.json ]; then kill_somewhere --resume; fi
    resume_and_compare "moment $moment"
    for phase in "${!tasks[@]}"; do
      rm -rf out index
      kill_inside "$phase"
      resume_and_compare "$phase"
    done
  done
  total=$((total + killed))
  echo "$name: ${#tasks[@]} phases, killed $killed times ($inside of them inside the phase meant)"
done
echo "killed $total times and resumed: every file equal; 1, 2, 7 workers too (seed $seed)"
