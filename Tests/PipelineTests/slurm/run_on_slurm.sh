#!/bin/bash
# Runs pipelines on a Slurm cluster of two nodes, disturbs them, and compares with local runs.
#
#   Tests/PipelineTests/slurm/run_on_slurm.sh .build/release/winnow [RECORDS]
#
# Every output must be the same byte for byte: of the quickstart and of deduplication undisturbed,
# with a node lost in the middle, with the submitting shell killed and the run gone on with, after
# Ctrl-C (which must leave no job behind), after a task that failed, and where arrays are shorter
# than phases. RECORDS (60000) is the size of the input. Exit code 1 at the first difference. Where
# Slurm is neither installed nor can be, it says so and passes.
set -euo pipefail
winnow=$(realpath "$1")
records=${2:-60000}
here=$(realpath "$(dirname "$0")")
root=$(realpath "$here/../../..")

has_slurm() {
  local program
  for program in sbatch slurmctld slurmd munged; do
    command -v "$program" > /dev/null || return 1
  done
}

install_slurm() {
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends slurm-wlm munge; } > /dev/null 2>&1
}

PATH=$PATH:/usr/sbin
if ! has_slurm && { ! install_slurm || ! has_slurm; }; then
  echo "skipped: Slurm (packages slurm-wlm and munge) is not here and can't be installed"
  exit 0
fi

folder=$(mktemp -d /tmp/winnow-slurm-XXXXXX)
submitter=
finish() {
  if [ -n "$submitter" ]; then kill -9 -- "-$submitter" 2> /dev/null || true; fi
  for cluster in "$folder"/cluster*; do "$here/down.sh" "$cluster"; done
  rm -rf "$folder"
}
trap finish EXIT
cd "$folder"

fail() {
  echo "$*" >&2
  squeue >&2 || true
  tail -n 20 out.log "$nodes/log/slurmctld" >&2 || true
  exit 1
}

cluster() { # NAME: the cluster that the commands from here on speak to
  nodes=$folder/$1
  export SLURM_CONF=$nodes/slurm.conf
  "$here/up.sh" "$nodes"
}

# Many near-duplicates; one record is broken.
write_inputs() {
  mkdir in
  awk -v records="$records" -v files=10 -v seed=11 -f "$here/../made_documents.awk"
  echo '{"text": "no end' >> in/7.jsonl
}

write_pipelines() {
  cp "$root/Pipelines/quickstart.yaml" .
  ln -s "$root/Samples" Samples
  cat > minhash.yaml <<YAML
name: minhash
seed: 17
task_bytes: 4194304
input:
  - jsonl: { paths: [in/*.jsonl] }
stages:
  - gopher_quality: { min_words: 20 }
  - minhash_dedup
output:
  - jsonl: { path: text }
YAML
}

# All but what tells of machines, times and attempts.
digests() { # RUN
  (cd "$1" && find . -type f ! -path './done/*' ! -path './work/*' ! -path './slurm/*' \
    ! -name report.html ! -name plan.json | sort | xargs sha256sum)
}

expect_no_jobs() { # WHEN : within the ten seconds that ending may take
  for ((turn = 0; turn < 100; turn++)); do
    if [ -z "$(squeue --noheader)" ]; then return; fi
    sleep 0.1
  done
  fail "$1: jobs are left"
}

compare() { # NAME WHEN
  diff "$1.sha256" <(digests out) > differences ||
    fail "$1, $2: differs from the local run: $(cat differences)"
  expect_no_jobs "$1, $2"
  echo "$1, $2: every output equals the local run's"
}

on_slurm() { # ARGUMENT...
  "$winnow" run "$@" --output out --quiet --engine slurm --sbatch "--partition=main" > out.log 2>&1
}

start() { # ARGUMENT... : in a session of its own, led by $submitter
  rm -rf out
  setsid bash -c '"$0" run "$@" --output out --quiet --engine slurm --sbatch "--partition=main"
    exit $?' "$winnow" "$@" > out.log 2>&1 &
  submitter=$!
}

ended() { # the exit code of what start began
  local code=0
  wait "$submitter" 2> /dev/null || code=$?
  submitter=
  return "$code"
}

# Batch scripts on a node and all that they started have its name in their environment.
processes_on() { # NODE...
  local node
  for node in "$@"; do
    grep -lzxF "SLURMD_NODENAME=$node" /proc/[0-9]*/environ 2> /dev/null |
      sed 's|/proc/\([0-9]*\)/.*|\1|' || true
  done
}

tasks_on() { # NODE... : those of them that are winnow's own
  local pid
  for pid in $(processes_on "$@"); do
    if [ "$(readlink "/proc/$pid/exe" 2> /dev/null)" = "$winnow" ]; then echo "$pid"; fi
  done
}

wait_for_task_on() { # NODE...
  while [ -z "$(tasks_on "$@")" ]; do
    kill -0 "$submitter" 2> /dev/null || fail "the run ended before a task was seen on $*"
  done
}

keepers_of() { # PID... : the slurmstepd above each
  local pid parent
  for pid in "$@"; do
    parent=$(sed -n 's/^PPid:\t//p' "/proc/$pid/status" 2> /dev/null) || continue
    if [ "$(cat "/proc/$parent/comm" 2> /dev/null)" = slurmstepd ]; then echo "$parent"; fi
  done
}

lose_node() { # NODE: as if its plug was pulled; it comes back at once
  local pids
  kill -9 "$(cat "$nodes/slurmd-$1.pid")"
  pids=$(processes_on "$1")
  kill -9 $(keepers_of $pids) $pids 2> /dev/null || true
  scontrol update "NodeName=$1" State=DOWN Reason=test
  slurmd -N "$1" -f "$SLURM_CONF"
}

check_undisturbed() { # NAME WHEN
  rm -rf out
  on_slurm "$1.yaml" || fail "$1, $2: exit code $?"
  compare "$1" "$2"
}

check_lost_node() {
  start minhash.yaml
  wait_for_task_on n2
  lose_node n2
  ended || fail "minhash, a node lost: exit code $?"
  grep -q 'equeu' "$nodes/log/slurmctld" || fail "no task was lost with the node"
  compare minhash "a node lost"
}

check_killed_submitter() {
  start minhash.yaml
  wait_for_task_on n1 n2
  kill -9 -- "-$submitter"
  ended || true
  on_slurm minhash.yaml --resume || fail "minhash, gone on with: exit code $?"
  compare minhash "the submitter killed and gone on with"
}

check_cancelled() {
  local code=0
  start minhash.yaml
  wait_for_task_on n1 n2
  pkill -INT -P "$submitter"
  ended || code=$?
  [ "$code" = 130 ] || fail "after Ctrl-C: exit code $code, not 130"
  expect_no_jobs "after Ctrl-C"
  on_slurm minhash.yaml --resume || fail "minhash, gone on with after Ctrl-C: exit code $?"
  compare minhash "cancelled and gone on with"
}

check_failed_task() {
  rm -rf out
  if on_slurm minhash.yaml --max-bad-records 0; then fail "a broken record was let pass"; fi
  expect_no_jobs "after a task failed"
  on_slurm minhash.yaml --resume || fail "minhash, after a failed task: exit code $?"
  compare minhash "a task failed and was run again"
}

write_inputs
write_pipelines
for name in quickstart minhash; do
  "$winnow" run "$name.yaml" --output out --quiet --force
  digests out > "$name.sha256"
done
SECONDS=0
cluster cluster
check_undisturbed quickstart undisturbed
check_undisturbed minhash undisturbed
check_lost_node
check_killed_submitter
check_cancelled
check_failed_task
"$here/down.sh" "$nodes"
MAX_ARRAY_SIZE=4 cluster cluster-4
check_undisturbed minhash "arrays of four elements at most"
echo "on Slurm as locally, in $SECONDS s"
