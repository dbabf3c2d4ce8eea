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
    public static string[] Run(params string[] arguments) => RunAssembly(AssemblyPath, arguments);

    /// <summary>The lines that another assembly prints as a process.</summary>
    public static string[] RunAssembly(string path, params string[] arguments)
    {
        (int code, string output, string errors) = Start(path, arguments);
        Assert.True(code == 0, $"{Path.GetFileName(path)} failed with exit code {code}: {errors}");
        return output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What it says where it must fail.</summary>
    public static string Fail(params string[] arguments)
    {
        (int code, string output, string errors) = Start(AssemblyPath, arguments);
        Assert.True(code != 0, $"{Name} did not fail: {output}");
        return errors;
    }

    private static (int Code, string Output, string Errors) Start(string path, string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
