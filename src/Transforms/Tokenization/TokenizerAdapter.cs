using System.Numerics;
using ContextMemory.MLNet.Text;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet.Tokenization;

/// <summary>A Microsoft.ML.Tokenizers tokenizer as the core knows it.</summary>
internal sealed class TokenizerAdapter(Tokenizer tokenizer) : ISubwordTokenizer
{
    // Texts of several scripts, so that tokenizers that differ anywhere near common use differ here.
    private static readonly string[] Probes =
    [
        "The quick brown fox jumps over the lazy dog, 1234567890 times!",
        "Unbelievably, internationalization of \u00fcn\u00efc\u00f6d\u00e9 isn't trivial: e-mail@example.com",
        "\u81ea\u7136\u8bed\u8a00\u5904\u7406 \u0420\u0443\u0441\u0441\u043a\u0438\u0439 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u65e5\u672c\u8a9e",
    ];

    private uint? _fingerprint;

    public uint Fingerprint => _fingerprint ??= ComputeFingerprint();

    public string Description => tokenizer.GetType().Name;

    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        foreach (int id in tokenizer.EncodeToIds(text))
        {
            if (id < 0)
            {
                throw new InvalidOperationException($"The {Description} gave the token id {id}; ids must not be negative.");
            }

            ids.Add(id);
        }
    }

    public IReadOnlyList<string> Name(string text)
    {
        // Of special pieces, before and behind the text, some tokenizers give no text: these are named by their numbers.
        var ids = new List<int>();
        Encode(text, ids);
        IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens(text, out _);
        var names = new string[ids.Count];
        int next = 0;
        for (int i = 0; i < names.Length; i++)
        {
            bool isNext = next < tokens.Count && tokens[next].Id == ids[i];
            names[i] = isNext ? tokens[next++].Value : $"#{ids[i]}";
        }

        return names;
    }

    private uint ComputeFingerprint()
    {
        uint fingerprint = 0;
        var ids = new List<int>();
        foreach (string probe in Probes)
        {
            ids.Clear();
            Encode(probe, ids);
            foreach (int id in ids)
            {
                fingerprint = BitOperations.Crc32C(fingerprint, (uint)id);
            }
        }

        return fingerprint;
    }
}
