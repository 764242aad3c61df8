#!/bin/bash
# Stops a cluster that up.sh started: its jobs, then its daemons, by their ids.
#
#   Tests/PipelineTests/slurm/down.sh FOLDER
set -uo pipefail
folder=$(realpath "$1")
export SLURM_CONF=$folder/slurm.conf

recorded() { # the ids of the daemons that live
  local file pid
  for file in "$folder"/{slurmd-n1.pid,slurmd-n2.pid,slurmctld.pid,munge/pid}; do
    pid=$(cat "$file" 2>/dev/null) && kill -0 "$pid" 2>/dev/null && echo "$pid"
  done
}

# What a killed node leaves behind: keepers of job steps that were started with this configuration.
step_keepers() {
  local process
  for process in /proc/[0-9]*; do
    if [ "$(cat "$process/comm" 2>/dev/null)" = slurmstepd ] &&
      grep -qzxF "SLURM_CONF=$SLURM_CONF" "$process/environ" 2>/dev/null
    then echo "${process#/proc/}"; fi
  done
}

end() { # SIGNAL, ids on standard input
  local pid
  while read -r pid; do kill -s "$1" "$pid" 2>/dev/null; done
}

timeout 5 scancel --user="$(id -un)" 2>/dev/null
for ((turn = 0; turn < 50; turn++)); do
  [ -z "$(timeout 5 squeue --noheader 2>/dev/null)" ] && break
  sleep 0.1
done
recorded | end TERM
for ((turn = 0; turn < 200; turn++)); do
  [ -z "$(recorded)" ] && break
  sleep 0.1
done
{ recorded; step_keepers; } | end KILL
true
