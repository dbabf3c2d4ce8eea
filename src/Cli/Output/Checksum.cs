using System.Security.Cryptography;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

internal static class Checksum
{
    /// <summary>The SHA-256 of a file, in lower case as sha256sum writes it.</summary>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static string Of(string path)
    {
        using FileStream file = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
