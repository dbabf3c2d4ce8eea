using System.Globalization;

namespace ContextMemory.MLNet;

/// <summary>How much a <see cref="ContextMemoryTrace"/> holds.</summary>
public sealed record TraceOptions
{
    /// <summary>How many tokens, and units, each list of the foremost ones has at most.</summary>
    /// <value>1 to 1,000; the default is 10.</value>
    public int Top { get; init; } = 10;

    /// <summary>Of how many tokens, from the first on, there are the text and the values of each one. What is summed up is so over all tokens.</summary>
    /// <value>0 to 1,000,000; the default is 10,000.</value>
    public int TokenLimit { get; init; } = 10_000;

    /// <summary>Tokens, beside the last one, of which a <see cref="DeltaMemoryTrace"/> tells what their queries find.</summary>
    /// <value>Indices from 0; those that the text does not have are passed over. None by default.</value>
    public IReadOnlyList<int> QueryTokens { get; init; } = [];

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        var faults = new OptionFaults(nameof(TraceOptions));
        faults.Range(nameof(Top), Top, 1, 1_000, "10 is usual");
        faults.Range(nameof(TokenLimit), TokenLimit, 0, 1_000_000, "10,000 suits most texts");
        foreach (int token in QueryTokens.Where(token => token < 0).Take(1))
        {
            faults.Check(isValid: false, nameof(QueryTokens), token.ToString(CultureInfo.InvariantCulture), "0 and above", "the first token is 0");
        }

        faults.ThrowIfAny();
    }
}
