#!/usr/bin/env bash
# Adds a task for each share of the input, and one that joins them, to a job of Azure Batch that is there:
#   ./tasks.sh JOB 16
# The pool mounts a file share as 'data', with the model, the input and room for the parts. The nodes have cmem, by the pool's start task or its container image.
set -euo pipefail
job=$1 tasks=$2

# Batch starts no shell by itself.
command_of() { printf "/bin/sh -c '%s'" "$1"; }

task() {
    local shard=$1
    cat <<JSON
{
  "id": "score-$shard",
  "commandLine": "$(command_of "exec cmem predict --model \$AZ_BATCH_NODE_MOUNTS_DIR/data/model.zip --input \\\"\$AZ_BATCH_NODE_MOUNTS_DIR/data/logs/*.jsonl\\\" --parts \$AZ_BATCH_NODE_MOUNTS_DIR/data/parts --resume --shard $shard/$tasks")",
  "constraints": { "maxTaskRetryCount": 5 }
}
JSON
}

merge() {
    cat <<JSON
{
  "id": "merge",
  "dependsOn": { "taskIds": [$(seq -s, -f '"score-%g"' "$tasks")] },
  "commandLine": "$(command_of "exec cmem merge \$AZ_BATCH_NODE_MOUNTS_DIR/data/parts --output \$AZ_BATCH_NODE_MOUNTS_DIR/data/predictions.jsonl")"
}
JSON
}

list=$(mktemp)
trap 'rm -f "$list"' EXIT
{
    echo '['
    for ((shard = 1; shard <= tasks; shard++)); do task "$shard"; echo ','; done
    merge
    echo ']'
} > "$list"
if [ "$job" = - ]; then cat "$list"; else az batch task create --job-id "$job" --json-file "$list"; fi
