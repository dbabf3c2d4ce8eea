#!/usr/bin/env bash
# Checks what examples/Cluster has for engines that are not here: the manifests of Kubernetes against the published schema, and by local processes the commands that
# Kubernetes, Spark and Azure Batch would start. Needs Node.js with npm and its registry, and Python.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
examples=$root/examples/Cluster
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/data/logs"
ln -s "$cmem" "$work/bin/cmem"
PATH=$work/bin:$PATH

train_model "$work/data/model.zip"
make_rows 5000 > "$work/data/logs/a.jsonl"
make_rows 3000 > "$work/data/logs/b.jsonl"
cmem predict --model "$work/data/model.zip" --input "$work/data/logs/*.jsonl" --output "$work/whole.jsonl"
check() { cmp "$work/whole.jsonl" "$1" && echo "$2: equal bytes"; }

# Kubernetes: the manifests against the published schema, which a package of npm has compiled into classes.
npm install --silent --no-fund --no-audit --prefix "$work" kubernetes-models@5 yaml@2
cat > "$work/manifests.mjs" <<'JS'
import fs from 'node:fs';
import { Job } from 'kubernetes-models/batch/v1';
import { parse } from 'yaml';
const [score, merge] = process.argv.slice(2).map(path => {
    const manifest = parse(fs.readFileSync(path, 'utf8'));
    new Job(manifest).validate();
    console.error(`${path}: valid`);
    return manifest;
});
const { completions, template } = score.spec;
const { command, args, env } = template.spec.containers[0];
if (`${command}` !== 'sh,-c' || env[0].name !== 'TASKS' || env[0].value !== `${completions}`) throw new Error('The tasks of job.yaml are not its completions.');
console.log(completions);
console.log(args[0]);
console.log(merge.spec.template.spec.containers[0].args.join(' '));
JS
node "$work/manifests.mjs" "$examples/kubernetes/job.yaml" "$examples/kubernetes/merge.yaml" > "$work/manifests"

# Their commands, with the index that each pod would have. /data is the volume.
{ read -r tasks; read -r score; read -r merge; } < <(sed "s#/data/#$work/data/#g" "$work/manifests")
for ((index = 0; index < tasks; index++)); do
    JOB_COMPLETION_INDEX=$index TASKS=$tasks sh -c "$score"
done
sh -c "cmem $merge"
check "$work/data/predictions.jsonl" "kubernetes, $tasks indexes"
rm -rf "$work/data/parts" "$work/data/predictions.jsonl"

# Azure Batch: the command lines that are submitted.
"$examples/azure-batch/tasks.sh" - 3 | python3 -c 'import json, sys
for task in json.load(sys.stdin): print(task["commandLine"])' > "$work/commands"
mkdir "$work/mounts"
ln -s "$work/data" "$work/mounts/data"
while read -r command; do
    AZ_BATCH_NODE_MOUNTS_DIR=$work/mounts sh -c "$command" < /dev/null
done < "$work/commands"

check "$work/data/predictions.jsonl" "azure batch, 3 tasks"

# Spark: pipe starts the command once for each partition, writes its lines and reads as many.
command=$(sed -n 's/^command = f"\(.*\)"$/\1/p' "$examples/spark/score.py" | sed "s#{shlex.quote(model)}#$work/data/model.zip#")
awk -F'"' '{ sub(/:/, "", $3); sub(/,/, "", $3); print $3 "\t" $6 }' "$work/data/logs/a.jsonl" > "$work/lines"
sh -c "$command" < "$work/lines" > "$work/whole.jsonl"
split -n l/4 "$work/lines" "$work/partition-"
for partition in "$work"/partition-*; do sh -c "$command" < "$partition"; done > "$work/piped"
[ "$(wc -l < "$work/piped")" = 5000 ] && [ "$(cut -f1 "$work/piped")" = "$(cut -f1 "$work/lines")" ]
check "$work/piped" "spark, 4 partitions"
