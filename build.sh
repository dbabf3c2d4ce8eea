#!/usr/bin/env bash
# Everything that is done with this repository, from a fresh clone with only the .NET 10 SDK:
#   ./build.sh demo     train, evaluate, save, load and predict on the data in examples/data
#   ./build.sh test     compile everything and pass all tests
#   ./build.sh build    compile everything; leaves the command line tool at artifacts/cmem/cmem
#   ./build.sh pack     make the NuGet packages in artifacts/packages
#   ./build.sh format   fail if 'dotnet format' would change anything
#   ./build.sh bench    run the benchmarks of tests/Benchmarks; arguments go to BenchmarkDotNet
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() {
    printf 'build.sh: %s\n' "$*" >&2
    exit 1
}

require_sdk() {
    command -v dotnet >/dev/null || fail "the .NET SDK is missing: install .NET 10 (https://dot.net) and put 'dotnet' on the PATH."
    dotnet --version >/dev/null 2>&1 || fail "no .NET SDK that global.json accepts was found: install .NET SDK 10.0.100 or newer. Found: $(dotnet --list-sdks | tr '\n' ' ')"
}

# Compiles the command line tool and what it depends on.
publish_tool() {
    dotnet publish src/Cli/Cli.csproj --configuration Release --output artifacts/cmem --verbosity quiet
}

build_all() {
    dotnet build ContextMemory.MLNet.sln --configuration Release --verbosity quiet -consoleLoggerParameters:NoSummary
}

# Adds up the summaries of all test projects into one closing line.
run_tests() {
    local log status=0
    log=$(mktemp)
    dotnet test ContextMemory.MLNet.sln --configuration Release --no-build --nologo 2>&1 | tee "$log" || status=1
    awk '/(Passed|Failed|Skipped)! +- Failed:/ {
             gsub(/,/, ""); for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) }
         }
         END { printf "%d passed, %d failed, %d skipped\n", p, f, s }' "$log"
    rm -f "$log"
    return $status
}

verb=${1:-}
[ $# -gt 0 ] && shift
case "$verb" in
    demo)
        require_sdk
        publish_tool
        exec examples/demo.sh
        ;;
    test)
        require_sdk
        build_all
        run_tests
        ;;
    build)
        require_sdk
        build_all
        publish_tool
        echo "Built. The command line tool is artifacts/cmem/cmem."
        ;;
    pack)
        require_sdk
        rm -rf artifacts/packages
        dotnet pack src/Transforms --configuration Release --output artifacts/packages --verbosity quiet -p:ContinuousIntegrationBuild=true
        dotnet pack src/TorchSharp --configuration Release --output artifacts/packages --verbosity quiet -p:ContinuousIntegrationBuild=true
        dotnet pack src/ExtensionsAI --configuration Release --output artifacts/packages --verbosity quiet -p:ContinuousIntegrationBuild=true
        dotnet pack src/Cli --configuration Release --output artifacts/packages --verbosity quiet -p:ContinuousIntegrationBuild=true
        eng/check-packages.sh
        ls artifacts/packages
        ;;
    format)
        require_sdk
        dotnet format ContextMemory.MLNet.sln --verify-no-changes
        ;;
    bench)
        require_sdk
        dotnet run --project tests/Benchmarks --configuration Release -- "$@"
        ;;
    *)
        sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0"
        exit 2
        ;;
esac
