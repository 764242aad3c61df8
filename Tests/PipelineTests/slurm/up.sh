#!/bin/bash
# Starts a Slurm cluster for tests on this host: munge, a controller, and two nodes of two cores.
#
#   Tests/PipelineTests/slurm/up.sh FOLDER
#   export SLURM_CONF=FOLDER/slurm.conf     # for sbatch, squeue, scontrol …
#
# Everything lies in FOLDER (a short path: a socket's may have 107 bytes) and listens on 127.0.0.1;
# nothing of the system's own Slurm is touched. MAX_ARRAY_SIZE (1001) is the cluster's. Needs the
# packages slurm-wlm and munge. down.sh stops what this started.
set -euo pipefail
mkdir -p "$1"
folder=$(realpath "$1")
host=$(hostname -s)
user=$(id -un)

# munged refuses a key that others can read, and folders that others can write to.
prepare_folders() {
  chmod 755 "$folder"
  mkdir -p "$folder"/{munge,state,log,spool}
  (umask 077 && head -c 1024 /dev/urandom > "$folder/munge/key")
}

free_port() { # FROM: the first port from there on that nobody listens at
  local port=$1
  while (: < "/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

write_configuration() {
  local first controller
  first=$((20000 + $$ % 10000))
  controller=$(free_port "$first")
  cat > "$folder/slurm.conf" <<CONF
# Who is who. One user runs everything, so no account needs to exist.
ClusterName=trial
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller
SlurmUser=$user
SlurmdUser=$user
# A requeued job waits until the credential of its first start is old: five seconds, not two minutes.
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=5
CryptoType=crypto/munge
MpiDefault=none
MailProg=/bin/true

# Where things lie.
SlurmctldPidFile=$folder/slurmctld.pid
SlurmctldLogFile=$folder/log/slurmctld
StateSaveLocation=$folder/state
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmdLogFile=$folder/log/slurmd-%n
SlurmdSpoolDir=$folder/spool/%n
JobCompType=jobcomp/filetxt
JobCompLoc=$folder/log/jobs

# Without cgroups, accounting or systemd; jobs share a node by cores.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU

# Quick to start jobs, to notice lost nodes and to take them back.
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0,bf_interval=2
SlurmctldTimeout=10
SlurmdTimeout=10
ReturnToService=2
JobRequeue=1
KillWait=2
MinJobAge=600
MaxArraySize=${MAX_ARRAY_SIZE:-1001}

NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port $((controller + 1))) CPUs=2 RealMemory=1000
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port $((controller + 5001))) CPUs=2 RealMemory=1000
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
}

start_daemons() {
  export SLURM_CONF=$folder/slurm.conf
  munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
    --pid-file="$folder/munge/pid" --log-file="$folder/log/munged" --seed-file="$folder/munge/seed"
  slurmctld -c -f "$SLURM_CONF"
  for node in n1 n2; do slurmd -N "$node" -f "$SLURM_CONF"; done
}

idle_nodes() { sinfo --noheader --Node --states=idle --format=%N 2>/dev/null | wc -l; }

wait_until_idle() {
  for ((turn = 0; turn < 300; turn++)); do
    if [ "$(idle_nodes)" = 2 ]; then return; fi
    sleep 0.1
  done
  echo "the nodes did not come up in 30 s; the last lines of the logs:" >&2
  tail -n 5 "$folder"/log/* >&2
  return 1
}

prepare_folders
write_configuration
start_daemons
wait_until_idle
