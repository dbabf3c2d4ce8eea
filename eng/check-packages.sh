#!/usr/bin/env bash
# Uses the packages of artifacts/packages as a stranger would: a new application runs the README's twenty lines with the library
# package, and 'cmem' is installed as a tool. Called by './build.sh pack'.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=$PWD/artifacts/packages
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NUGET_PACKAGES=$work/cache # Not a package of that version from an earlier run.

fail() {
    printf 'check-packages: %s\n' "$*" >&2
    exit 1
}

mkdir "$work/app" "$work/app/examples"
cp -r examples/data "$work/app/examples/data"
cat > "$work/app/nuget.config" <<END
<configuration>
  <packageSources>
    <add key="built-here" value="$packages" />
  </packageSources>
</configuration>
END
cat > "$work/app/app.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="ContextMemory.MLNet" Version="$version" />
  </ItemGroup>
</Project>
END

# The two blocks of C# under "Twenty lines" are the program; its usings have to come first.
awk '/^## /{ section = $0 } section == "## Twenty lines" && /^```/{ inside = !inside && $0 ~ /csharp/; next } inside' README.md > "$work/lines"
{ grep '^using .*;$' "$work/lines" | grep -v '(' | sort -u; grep -vE '^using [A-Za-z.]+;$' "$work/lines"; } > "$work/app/Program.cs"

check_output() {
    grep -q '^accuracy [0-9]' "$work/output" && grep -qx 'delivery' "$work/output" || { cat "$work/output"; fail "$1"; }
}

(cd "$work/app" && dotnet run --configuration Release) > "$work/output" || { cat "$work/output"; fail "the README's twenty lines do not run from the package."; }
check_output "the twenty lines print something else than the README says."

told=$(head -n 1 "$work/output")

# ML.NET finds columns and components by reflection, so an application can only be trimmed in part.
platform=$(dotnet msbuild "$work/app/app.csproj" -getProperty:NETCoreSdkRuntimeIdentifier)
(cd "$work/app" && dotnet publish --configuration Release --runtime "$platform" --verbosity quiet -p:PublishTrimmed=true -p:TrimMode=partial --output "$work/trimmed" > /dev/null && "$work/trimmed/app") > "$work/output" \
    || { cat "$work/output"; fail "the trimmed application does not run."; }
check_output "the trimmed application prints something else than the one that is not."

# The engine without a libtorch: it compiles, and says what is missing.
mkdir "$work/engine"
cp "$work/app/nuget.config" "$work/engine"
sed "s/Include=\"ContextMemory.MLNet\"/Include=\"ContextMemory.MLNet.TorchSharp\"/" "$work/app/app.csproj" > "$work/engine/engine.csproj"
cat > "$work/engine/Program.cs" <<END
using ContextMemory.MLNet;
using Microsoft.ML;

var context = new MLContext(1);
var rows = Enumerable.Range(0, 20).Select(i => new Row { Text = \$"word{i}" });
var options = new ContextMemoryEncodeOptions { Training = new() { Engine = new TorchSharpEngine() } };
context.Transforms.ContextMemoryEncode(options).Fit(context.Data.LoadFromEnumerable(rows));

internal sealed class Row
{
    public required string Text { get; init; }
}
END
if (cd "$work/engine" && dotnet run --configuration Release) > "$work/output" 2>&1; then
    fail "the TorchSharp engine runs without libtorch."
fi
grep -q 'Add the package TorchSharp-cpu' "$work/output" || { cat "$work/output"; fail "the TorchSharp engine does not say that libtorch is missing."; }

for package in "$packages"/*.nupkg; do
    unzip -Z1 "$package" | grep -x icon.png > /dev/null || fail "$(basename "$package") has no icon."
    if unzip -p "$package" README.md | grep -oE '\]\([^)]*\)' | grep -vE '\]\((https?:|#)'; then
        fail "the README of $(basename "$package") has links that lead nowhere."
    fi
done

dotnet tool install ContextMemory.MLNet.Tool --version "$version" --source "$packages" --tool-path "$work/tools" > /dev/null
"$work/tools/cmem" check --data examples/data/support-train.tsv > /dev/null || fail "the installed tool does not run."

echo "The packages work: $told; the tool is cmem $("$work/tools/cmem" --version)."
