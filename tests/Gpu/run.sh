#!/usr/bin/env bash
# Checks the TorchSharp engine on a device of libtorch in about ten minutes, and prints what it found as tables:
#   tests/Gpu/run.sh [device]     cuda:0 where none is named
# The machine needs the .NET 10 SDK, an NVIDIA driver and the package TorchSharp-cuda-linux; LIBTORCH_PACKAGE names another one.
# On the processor, to try the script: LIBTORCH_PACKAGE=TorchSharp-cpu tests/Gpu/run.sh cpu
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

device=${1:-cuda:0}
seconds=${SECONDS_EACH:-3}
export LIBTORCH_PACKAGE=${LIBTORCH_PACKAGE:-TorchSharp-cuda-linux}
export CONTEXTMEMORY_TEST_DEVICE=$device
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv 2>/dev/null || echo "no nvidia-smi: device $device"

dotnet build tests/TorchSharp.Tests --configuration Release --verbosity quiet -consoleLoggerParameters:NoSummary
dotnet build tests/Benchmarks --configuration Release --verbosity quiet -consoleLoggerParameters:NoSummary

echo "== The same gradients, weights and scores as the managed engine"
dotnet test tests/TorchSharp.Tests --configuration Release --no-build --nologo \
    --filter "FullyQualifiedName~GradientParity|FullyQualifiedName~StepParity|FullyQualifiedName~Scoring|FullyQualifiedName~TorchTraining" | tail -n 1

rate() {
    artifacts/bin/Benchmarks/release/Benchmarks speed --seconds "$seconds" "$@" 2>/dev/null \
        | sed -n 's/.*"tokens_per_second":\([0-9]*\).*/\1/p'
}

# Hidden size 256: a network that a device is worth using for.
echo "== Thousand tokens a second, hidden size 256, 128 documents of 256 tokens at a time"
printf '%-16s %12s %12s %12s %12s\n' encoder "train $device" "train managed" "score $device" "score managed"
for encoder in attention lstm gru attentionlstm gatedmemory keyvaluememory deltamemory; do
    options=(--encoder "$encoder" --dim 256 --hidden 256 --ff 512 --batch 128)
    printf '%-16s' "$encoder"
    for mode in train infer; do
        for engine in torchsharp managed; do
            where=()
            [ $engine = torchsharp ] && where=(--device "$device")
            found=$(rate "${options[@]}" --mode $mode --engine $engine --threads "$(nproc)" ${where[@]+"${where[@]}"} || true)
            printf ' %12s' "$([ -n "$found" ] && echo $((found / 1000)) || echo failed)"
        done
    done
    printf '\n'
done
