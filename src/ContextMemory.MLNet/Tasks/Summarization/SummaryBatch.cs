using System.Runtime.InteropServices;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>The sentences of documents, what is known of them without learning, and the share that each should have in its document.</summary>
/// <param name="rows">Where the examples are.</param>
/// <param name="segmentLength">The most tokens of a sentence that are read at once.</param>
internal sealed class SummaryBatch(EncodedSummaries rows, int segmentLength) : ExampleBatch
{
    private readonly List<int> _examples = [];
    private readonly List<int> _lengths = [];
    private readonly List<int[]> _cues = [];
    private readonly List<float> _features = [];

    /// <summary>The sentences of all documents.</summary>
    public DocumentBatch Sentences { get; } = new();

    /// <summary>Which of the sentences are those of a document: a sequence of them is a document.</summary>
    public SequenceBatch Documents { get; } = new();

    /// <summary>The rows of each sentence in the table of cue words.</summary>
    public IReadOnlyList<int[]> Cues => _cues;

    /// <summary>[sentences x features], row by row.</summary>
    public ReadOnlySpan<float> Features => CollectionsMarshal.AsSpan(_features);

    /// <summary>The share of each sentence of a document.</summary>
    public float[] TargetsOf(int document) => rows.Targets[_examples[document]];

    public override void Fill(ReadOnlySpan<int> examples, RandomStream random)
    {
        Sentences.Start(segmentLength);
        _examples.Clear();
        _lengths.Clear();
        _cues.Clear();
        _features.Clear();
        foreach (int example in examples)
        {
            EncodedDocument document = rows.Documents[example];
            foreach (int[] codes in document.Codes)
            {
                Sentences.Add(codes);
            }

            _examples.Add(example);
            _lengths.Add(document.SentenceCount);
            _cues.AddRange(document.Cues);
            _features.AddRange(document.Features);
        }

        Documents.Set(CollectionsMarshal.AsSpan(_lengths));
    }
}
