using System.Diagnostics;

namespace Transforms.Tests.Support;

/// <summary>Runs Transforms.Tests.Host: a process that has our assemblies beside it and knows nothing of them.</summary>
internal static class HostProcess
{
    private const string Name = "Transforms.Tests.Host";

    /// <summary>The host lies in the output folder beside ours, built in the same configuration.</summary>
    public static string AssemblyPath { get; } = Path.Combine(
        AppContext.BaseDirectory,
        "..",
        "..",
        Name,
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        $"{Name}.dll");

    /// <summary>The lines that it prints.</summary>
    public static string[] Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [AssemblyPath, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{Name} failed with exit code {process.ExitCode}: {errors.Result}");
        return output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
