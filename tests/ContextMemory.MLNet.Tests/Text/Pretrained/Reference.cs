using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

/// <summary>Hugging Face tokenizers itself, of which a package has the native code for Linux on x64.</summary>
internal sealed class Reference : IDisposable
{
    private readonly Tokenizers.DotNet.Tokenizer _tokenizer;

    /// <param name="json">The content of tokenizer.json.</param>
    public Reference(JsonObject json)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, json.ToJsonString());
        _tokenizer = new Tokenizers.DotNet.Tokenizer(path);
        File.Delete(path);
    }

    /// <summary>Why it cannot run; null where it can.</summary>
    public static string? Skip { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64
            ? null
            : "The reference runs on Linux on x64 only.";

    /// <summary>It takes no half pairs of surrogates: they are U+FFFD to it.</summary>
    public int[] Ids(string text) => [.. _tokenizer.Encode(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))).Select(id => (int)id)];

    public void Dispose() => _tokenizer.Dispose();
}
