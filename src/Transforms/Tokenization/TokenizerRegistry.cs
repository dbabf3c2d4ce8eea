using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ContextMemory.MLNet.Text;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet.Tokenization;

/// <summary>The tokenizers that a context has been given for loading models.</summary>
internal sealed class TokenizerRegistry
{
    // By component catalog: the one object that a context shares with all hosts and environments under it.
    private static readonly ConditionalWeakTable<ComponentCatalog, TokenizerRegistry> Registries = [];

    private readonly ConcurrentDictionary<uint, ISubwordTokenizer> _tokenizers = [];

    public static TokenizerRegistry Of(IHostEnvironment environment) => Registries.GetOrCreateValue(environment.ComponentCatalog);

    public void Add(Tokenizer tokenizer)
    {
        var adapter = new TokenizerAdapter(tokenizer);
        _tokenizers[adapter.Fingerprint] = adapter;
    }

    public ISubwordTokenizer? Find(uint fingerprint) => _tokenizers.GetValueOrDefault(fingerprint);
}
