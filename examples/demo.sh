#!/usr/bin/env bash
# The main job on the data of examples/data, each step in a process of its own: train, evaluate, predict.
# Called by './build.sh demo' at the top of the repository, after a build. What it makes is left in artifacts/demo.
set -euo pipefail

data=examples/data
demo=artifacts/demo
model=$demo/support.zip

say() {
    printf '\n== %s\n' "$*"
}

cmem() {
    printf '$ artifacts/cmem/cmem %s\n' "$*"
    artifacts/cmem/cmem "$@"
}

mkdir -p "$demo"

say "Train a classifier on $(wc -l < $data/support-train.tsv) customer messages in 6 classes"
cmem train classify --data $data/support-train.tsv --model $model --seed 1

say "Measure it on $(wc -l < $data/support-test.tsv) messages that it has not seen"
cmem evaluate --model $model --data $data/support-test.tsv --metrics $demo/metrics.json

say "Let it tell what ten of them are about"
awk 'NR % 16 == 1 && ++taken <= 10' $data/support-test.tsv > $demo/ten.tsv
cmem predict --model $model --input $demo/ten.tsv --format tsv --output $demo/ten-predicted.tsv
paste $demo/ten-predicted.tsv $demo/ten.tsv | awk -F '\t' '
    BEGIN { printf "   %-10s %-6s %-10s %s\n", "predicted", "score", "true", "message" }
    {
        mark = $1 == $3 ? " " : "x"
        message = length($4) <= 90 ? $4 : substr($4, 1, 87) "..."
        printf " %s %-10s %-6.2f %-10s %s\n", mark, $1, $2, $3, message
    }'

say "What is there now, and what to do next"
cat <<END
Model    $model (an ML.NET model: mlContext.Model.Load reads it)
Metrics  $demo/metrics.json

  artifacts/cmem/cmem info --model $model
  echo "where is my parcel" | artifacts/cmem/cmem predict --model $model
  artifacts/cmem/cmem train classify --help
  dotnet run --project examples/TextClassification --configuration Release
END
