using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>Documents as the encoder reads them, and which words are to be predicted at which tokens, and of which documents.</summary>
internal sealed class TokenPredictionBatch(TokenPredictionModel model, TokenObjective objective, IReadOnlyList<int[]> rows) : ExampleBatch
{
    private readonly TokenMask _mask = new(model, objective);
    private readonly List<int[]> _targets = [];
    private readonly List<int[]> _words = [];

    public DocumentBatch Documents { get; } = new();

    /// <summary>For each token of a document the word to be predicted from its row, or -1.</summary>
    public int[] TargetsOf(int document) => _targets[document];

    /// <summary>The words to be predicted from a document's vector; none where the model does not predict them.</summary>
    public int[] WordsOf(int document) => _words[document];

    public override void Fill(ReadOnlySpan<int> examples, RandomStream random)
    {
        Documents.Start(model.Encoder.SegmentLength);
        _targets.Clear();
        _words.Clear();
        foreach (int example in examples)
        {
            int[] codes = rows[example];
            _mask.Draw(codes, random);
            Documents.Add(_mask.Codes.ToArray());
            _targets.Add([.. _mask.Targets]);
            _words.Add(model.ReadsDocuments ? [.. codes.Where(model.CanBeAskedFor).Select(code => code - TokenCodes.SpecialRows)] : []);
        }
    }
}
