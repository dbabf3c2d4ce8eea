#!/usr/bin/env bash
# Peak memory and time of 'cmem predict' over so many rows: tests/Cluster/memory.sh 1000000 5000000 10000000
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

train_model "$work/model.zip"
printf '| input | output | rows | input MB | seconds | rows/s | peak MB |\n|---|---|---:|---:|---:|---:|---:|\n'

# The most memory that a command had, in MB, is the highest mark that the kernel keeps of its process.
measure() {
    local rows=$1 input=$2 output=$3 start peak=0 seen pid
    shift 3
    start=$(date +%s.%N)
    "$cmem" predict --model "$work/model.zip" --input "$input" --threads "${THREADS:-2}" "$@" &
    pid=$!
    while seen=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$pid/status" 2> /dev/null) && [ -n "$seen" ]; do
        peak=$seen
        sleep 0.1
    done
    wait "$pid"
    awk -v rows="$rows" -v input="$(basename "$input" | sed 's/^[^.]*//')" -v output="$output" -v bytes="$(stat -c %s "$input")" -v peak="$peak" \
        -v seconds="$(echo "$(date +%s.%N) - $start" | bc)" \
        'BEGIN { printf "| `%s` | %s | %d | %.0f | %.0f | %.0f | %d |\n", input, output, rows, bytes / 1e6, seconds, rows / seconds, peak }'
}

for rows in "$@"; do
    make_rows "$rows" > "$work/rows.jsonl"
    measure "$rows" "$work/rows.jsonl" "parts of \`.jsonl\`" --parts "$work/parts"
    rm -rf "$work/parts"
    measure "$rows" "$work/rows.jsonl" "\`.parquet\`" --keep id --output "$work/rows.parquet"
    rm -f "$work/rows.parquet" "$work/rows.jsonl"
done
