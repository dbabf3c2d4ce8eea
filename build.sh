#!/usr/bin/env bash
# Everything that is done with this repository, from a fresh clone with only the .NET 10 SDK:
#   ./build.sh demo     train, evaluate, save, load and predict on the data in examples/data (under a minute)
#   ./build.sh build    compile everything; leaves the command line tool at artifacts/cmem/cmem
#   ./build.sh test     compile and pass all tests
#   ./build.sh pack     make the NuGet package (needs a feed that has Microsoft.ML)
#   ./build.sh format   fail if 'dotnet format' would change anything
#   ./build.sh bench    run the benchmarks of tests/Benchmarks; arguments go to BenchmarkDotNet
# MLNET_FEED=<folder or address> adds a package source; its packages stay in artifacts/, apart from the machine's package cache.
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

write_mode() {
    mkdir -p artifacts
    {
        echo '<Project>'
        echo '  <PropertyGroup>'
        echo "    <MLNetMode>$1</MLNetMode>"
        if [ -n "${MLNET_FEED:-}" ]; then
            echo "    <RestoreAdditionalProjectSources>$MLNET_FEED</RestoreAdditionalProjectSources>"
            echo "    <RestorePackagesPath>$PWD/artifacts/feed-packages</RestorePackagesPath>"
        fi
        echo '  </PropertyGroup>'
        echo '</Project>'
    } > artifacts/build-mode.props
}

# Compat only if the feed says that it does not have the packages; any other trouble is reported, not worked around.
choose_mode() {
    write_mode Package
    local log
    if log=$(dotnet restore eng/packages/Probe.csproj --verbosity quiet 2>&1); then
        echo "Mode: Package (the feed has Microsoft.ML $(sed -n 's:.*"Microsoft\.ML/\([^"]*\)".*:\1:p' artifacts/package/obj/Probe/project.assets.json | head -n 1))."
    elif grep -qE 'NU110[12]' <<< "$log"; then
        write_mode Compat
        echo "Mode: Compat (the feed does not have Microsoft.ML; building against the stand-ins of eng/compat)."
    else
        printf '%s\n' "$log" >&2
        fail "the packages could not be restored (see above). Is the package feed reachable?"
    fi
}

property() {
    sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" artifacts/build-mode.props
}

build() {
    dotnet build ContextMemory.MLNet.sln --configuration Release --verbosity quiet -consoleLoggerParameters:NoSummary
    # Publishing keeps a file that is newer than the one to copy: one of the other mode, or of a package that was newer before.
    rm -rf artifacts/cmem
    dotnet publish src/Cli/Cli.csproj --configuration Release --no-build --output artifacts/cmem --verbosity quiet
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
        require_sdk && choose_mode && build
        exec examples/demo.sh
        ;;
    build)
        require_sdk && choose_mode && build
        echo "Built. The command line tool is artifacts/cmem/cmem."
        ;;
    test)
        require_sdk && choose_mode && build && run_tests
        ;;
    pack)
        require_sdk && choose_mode
        [ "$(property MLNetMode)" = Package ] || fail "a package can only be made where the feed has Microsoft.ML; name such a feed with MLNET_FEED."
        dotnet pack src/Transforms/ContextMemory.MLNet.Transforms.csproj --configuration Release --output artifacts/pack --verbosity quiet
        ls artifacts/pack/*.nupkg
        ;;
    format)
        require_sdk && choose_mode
        dotnet format ContextMemory.MLNet.sln --verify-no-changes
        ;;
    bench)
        require_sdk && choose_mode
        dotnet run --project tests/Benchmarks --configuration Release -- "$@"
        ;;
    *)
        sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
        exit 2
        ;;
esac
