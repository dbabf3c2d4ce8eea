#!/usr/bin/env bash
# Kills 'cmem predict --parts' at random moments, fills its disk, and goes on each time: the output must be that of one run.
#   tests/Cluster/resume.sh [ROWS=300000] [KILLS=20]
# The full disk is a small file system in memory, which only root can mount: else that check is left out, and said so.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rows=${1:-300000} kills=${2:-20}
work=$(mktemp -d)
trap 'umount "$work/small" 2> /dev/null; rm -rf "$work"' EXIT

train_model "$work/model.zip"
make_rows "$rows" > "$work/rows.jsonl"
command=("$cmem" predict --model "$work/model.zip" --input "$work/rows.jsonl" --part-rows 1000)
predict() { "${command[@]}" "$@"; }
checksum() { "$cmem" merge "$1" 2> /dev/null | sha256sum; }

start=$(date +%s%N)
predict --parts "$work/whole"
length=$(( ($(date +%s%N) - start) / 1000000 ))
expected=$(checksum "$work/whole")

killed=0 runs=0
while [ "$killed" -lt "$kills" ]; do
    "${command[@]}" --parts "$work/parts" --resume 2> /dev/null &
    pid=$!
    moment=$((RANDOM * length / 32768 + 200))
    sleep "$((moment / 1000)).$(printf '%03d' $((moment % 1000)))"
    runs=$((runs + 1))
    if kill -9 "$pid" 2> /dev/null; then killed=$((killed + 1)); fi
    wait "$pid" 2> /dev/null || true
    # Now and then it is ended and begun anew, for kills at the beginning too.
    if [ $((RANDOM % 4)) = 0 ]; then
        predict --parts "$work/parts" --resume 2> /dev/null
        [ "$(checksum "$work/parts")" = "$expected" ] || { echo "The output differs after $killed kills." >&2; exit 1; }
        rm -rf "$work/parts"
    fi
done
predict --parts "$work/parts" --resume 2> /dev/null
[ "$(checksum "$work/parts")" = "$expected" ] || { echo "The output differs after $killed kills." >&2; exit 1; }
echo "kill -9: $killed of $runs runs were killed; the output is equal each time."

mkdir "$work/small"
if ! mount -t tmpfs -o size=1m tmpfs "$work/small" 2> /dev/null; then
    echo "full disk: left out, because no file system can be mounted here."
    exit 0
fi
if predict --parts "$work/small/parts" 2> "$work/message"; then echo "The disk was not filled: give more rows." >&2; exit 1; fi
parts=$(find "$work/small/parts" -name '*.jsonl' | wc -l)
leftovers=$(find "$work/small/parts" -name '.*' -type f | wc -l)
mount -o remount,size=1g "$work/small"
predict --parts "$work/small/parts" --resume 2> /dev/null
[ "$(checksum "$work/small/parts")" = "$expected" ] || { echo "The output differs after the disk was full." >&2; exit 1; }
echo "full disk: ended with '$(tail -1 "$work/message")' after $parts parts, left $leftovers unfinished files, went on when there was room; the output is equal."
