#!/usr/bin/env bash
# Scores on a real Slurm: a controller and two node daemons on this machine, which are installed, started, tested and ended. Needs root and Debian's packages.
#   tests/Cluster/run.sh [ROWS=100000] [TASKS=16]
# A node is killed in the middle, with all that runs on it, and comes back; one task is run again, twice at once; then all parts are joined and compared with the
# output of one machine, byte for byte. What is submitted is examples/Cluster/slurm/score.sbatch.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rows=${1:-100000} tasks=${2:-16}
[ "$(id -u)" = 0 ] || { echo "run.sh needs root: it starts the daemons of Slurm." >&2; exit 1; }
if ! command -v slurmctld > /dev/null || ! command -v munged > /dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge > /dev/null
fi

work=$(mktemp -d)
export SLURM_CONF=$work/slurm.conf
port=$((20000 + RANDOM % 20000))
node_pid() { cat "$work/slurmd-$1.pid" 2> /dev/null || true; }
cleanup() {
    scancel --quiet --user root 2> /dev/null || true
    sleep 1
    for pid in $(cat "$work"/*.pid 2> /dev/null) $(processes_of n1) $(processes_of n2); do kill -9 "$pid" 2> /dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT

# The processes of a node's tasks, and the daemons of Slurm that have started them; of this run alone.
processes_of() {
    local environ pid parent
    for environ in /proc/[0-9]*/environ; do
        # Processes that end meanwhile are none of the node's any more.
        if { tr '\0' '\n' < "$environ" | grep -xE "SLURMD_NODENAME=$1|PARTS=$work/parts" | wc -l; } 2> /dev/null | grep -qx 2; then
            pid=${environ#/proc/}
            pid=${pid%/environ}
            parent=$(awk '/^PPid/ { print $2 }' "/proc/$pid/status" 2> /dev/null || true)
            if [ "$(cat "/proc/${parent:-0}/comm" 2> /dev/null)" = slurmstepd ]; then echo "$parent"; fi
            echo "$pid"
        fi
    done
}

start_node() { slurmd -N "$1" -f "$SLURM_CONF" > /dev/null; }

mkdir "$work/state" "$work/logs"
dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 status=none
chmod 400 "$work/munge.key"
munged --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" --log-file="$work/munged.log" --seed-file="$work/munge.seed" 2> /dev/null
cat > "$SLURM_CONF" <<CONF
ClusterName=cmem
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool-%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdTimeout=10
SchedulerParameters=batch_sched_delay=1,sched_interval=2
NodeName=n1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1 State=UNKNOWN
NodeName=n2 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE OverSubscribe=NO State=UP
CONF
slurmctld -f "$SLURM_CONF"
for _ in $(seq 60); do scontrol ping 2> /dev/null | grep "is UP" > /dev/null && break; sleep 1; done
scontrol ping | grep "is UP" > /dev/null || { cat "$work/slurmctld.log" >&2; exit 1; }
start_node n1
start_node n2

train_model "$work/model.zip"
make_rows "$rows" > "$work/rows.jsonl"
whole_start=$SECONDS
"$cmem" predict --model "$work/model.zip" --input "$work/rows.jsonl" --output "$work/whole.jsonl" --threads 1
whole_seconds=$((SECONDS - whole_start))

export PART_ROWS=$((rows / tasks / 8 + 1))
export CMEM=$cmem MODEL=$work/model.zip INPUT=$work/rows.jsonl PARTS=$work/parts TASKS=$tasks
submit() { sbatch --parsable --cpus-per-task=1 --output="$work/logs/%a.log" "$@" "$root/examples/Cluster/slurm/score.sbatch"; }
complete() { grep -l '"complete": true' "$work/parts"/*.json 2> /dev/null | wc -l; }
wait_for_jobs() {
    local end=$((SECONDS + ${TIMEOUT:-1800}))
    while [ -n "$(squeue --noheader)" ]; do
        [ "$SECONDS" -lt "$end" ] || { squeue; sinfo; echo "The tasks do not end." >&2; exit 1; }
        sleep 1
    done
}

start=$SECONDS
submit --array="1-$tasks" > /dev/null
end=$((SECONDS + 600))
while [ "$(complete)" -lt $((tasks / 4)) ] || [ -z "$(squeue --noheader --nodelist=n2 --states=RUNNING)" ]; do
    [ "$SECONDS" -lt "$end" ] || { squeue; sinfo; echo "No task begins on n2." >&2; exit 1; }
    sleep 0.2
done

# The node dies: its daemon first, so that nobody tells of the end of its tasks.
killed=$(squeue --noheader --nodelist=n2 --states=RUNNING --format=%K | paste -sd,)
for pid in $(node_pid n2) $(processes_of n2); do kill -9 "$pid" 2> /dev/null || true; done
for _ in $(seq 120); do
    [[ $(sinfo --noheader --nodes=n2 --format=%T) == down* ]] && break
    sleep 1
done
start_node n2
wait_for_jobs
seconds=$((SECONDS - start))
[ "$(complete)" = "$tasks" ] || { cat "$work"/logs/*.log; echo "Only $(complete) of $tasks tasks are complete." >&2; exit 1; }

# One task again, by two processes at once.
before=$(sha256sum "$work/parts/"*)
submit --array=5 > /dev/null
submit --array=5 > /dev/null
wait_for_jobs
[ "$(sha256sum "$work/parts/"*)" = "$before" ] || { echo "A task that was run again has written something else." >&2; exit 1; }

"$cmem" merge "$work/parts" --output "$work/merged.jsonl"
equal=no
cmp "$work/whole.jsonl" "$work/merged.jsonl" && equal=yes
printf '\n| rows | tasks | nodes | tasks on the node that was killed | repeated | seconds | seconds of one machine | equal bytes |\n|---:|---:|---:|---|---|---:|---:|---|\n'
printf '| %d | %d | 2 | %s | 5, twice at once | %d | %d | %s |\n' "$rows" "$tasks" "$killed" "$seconds" "$whole_seconds" "$equal"
[ "$equal" = yes ]
