using System.Collections.Immutable;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Tasks.Streaming;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// From text to the probability of each class: the logits of encoders, the margins of a linear model over n-grams and what a memory of
/// documents says are mixed, then normalized once: by a softmax, or by a sigmoid for each label where a text may have any number of them.
/// </summary>
internal sealed class ClassificationModel : IStreamingModel
{
    /// <summary>More labels than this are hashes or identifiers; a model that told them apart would not fit in memory.</summary>
    public const int MostClasses = 100_000;

    public const int MostMembers = 16;

    private readonly Func<Pass, DocumentBatch, Matrix> _forward;

    /// <param name="encoders">Trained; they may have no member where there are n-grams.</param>
    public ClassificationModel(EncoderEnsemble encoders)
    {
        Encoders = encoders;
        Thresholds = UsualThresholds(encoders);
        _forward = Forward;
    }

    public EncoderEnsemble Encoders { get; }

    /// <summary>The linear model over n-grams, with the memory of documents; null where the encoders answer alone.</summary>
    public NGramClassifier? NGrams { get; init; }

    /// <summary>How much each part counts.</summary>
    public Mixture Mixture { get; init; } = Mixture.Plain;

    /// <summary>The probability from which on a text has each label; empty where it has one class.</summary>
    public ImmutableArray<float> Thresholds { get; init; }

    /// <summary>Rows kept for a later training; null where none are.</summary>
    public ReplayRows? Replay { get; init; }

    public Weights Weights => Encoders.Weights;

    public TokenCoder Coder => Encoders.Coder;

    public EncoderOptions Options => Encoders.Options;

    public int ClassCount => Encoders.ClassCount;

    /// <summary>Whether a text may have any number of labels, none excluding another.</summary>
    public bool IsMultiLabel => Encoders.IsMultiLabel;

    /// <summary>Number of encoders that answer together; 0 where the linear part answers alone.</summary>
    public int MemberCount => Encoders.MemberCount;

    /// <summary>Those of the encoders, or of the linear part where it answers alone.</summary>
    public long ParameterCount => MemberCount > 0 ? Encoders.ParameterCount : NGrams?.WeightCount ?? 0;

    public int ResultSize => ClassCount;

    /// <summary>One half for each label; none where a text has one class.</summary>
    public static ImmutableArray<float> UsualThresholds(EncoderEnsemble encoders) =>
        encoders.IsMultiLabel ? [.. LabelThresholds.Even(encoders.ClassCount)] : [];

    public int[] Encode(ReadOnlySpan<char> text) => Encoders.Encode(text);

    public void Run(IReadOnlyList<int[]> documents, Memory<float> results, int threads = 1, StageWatch? watch = null) =>
        Encoders.Run(documents, results, threads, _forward, watch);

    public void UseEngine(TrainingEngine engine) => Encoders.UseEngine(engine);

    public IDocumentReading Open(CancellationToken cancellation, Func<IPassObserver>? observe = null) => new ClassificationReading(
        this, new EncoderReading(Encoders.Weights, Encoders.MemberEncoders, Options.SegmentLength, cancellation, observe));

    /// <summary>In place: from the encoders' logits of a document and what the other parts say to its probabilities.</summary>
    /// <param name="kernels">To compute with.</param>
    /// <param name="logits">[classes].</param>
    /// <param name="margins">[classes]; empty where there are no n-grams.</param>
    /// <param name="logShares">[classes]; empty where no documents are remembered.</param>
    public void Mix(Kernels kernels, Span<float> logits, ReadOnlySpan<float> margins, ReadOnlySpan<float> logShares)
    {
        Mixture.Apply(logits, margins, logShares);
        Encoders.Normalize(kernels, logits);
    }

    private Matrix Forward(Pass pass, DocumentBatch documents)
    {
        Matrix scores = Encoders.Forward(pass, documents);
        Span<float> margins = NGrams is null ? default : pass.Arena.Allocate(1, ClassCount).Row(0);
        Span<float> logShares = NGrams?.Memory is null ? default : pass.Arena.Allocate(1, ClassCount).Row(0);
        for (int row = 0; row < scores.Rows; row++)
        {
            NGrams?.Score(documents.CodesOf(row).Span, margins, logShares);
            Mix(pass.Kernels, scores.Row(row), margins, logShares);
        }

        return scores;
    }
}
