using Microsoft.ML;

namespace Transforms.Tests.Support;

/// <summary>A test that needs what only the real ML.NET has; shown as skipped where the stand-ins of eng/compat take its place.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute()
    {
        if (!IsRealMLNet)
        {
            Skip = "Needs the real Microsoft.ML: run with MLNET_FEED=<feed that has it> ./build.sh test.";
        }
    }

    /// <summary>The real MLContext is in Microsoft.ML.Data; the stand-ins are one assembly with the name of another.</summary>
    public static bool IsRealMLNet { get; } = typeof(MLContext).Assembly.GetName().Name != "Microsoft.ML.Core";
}
