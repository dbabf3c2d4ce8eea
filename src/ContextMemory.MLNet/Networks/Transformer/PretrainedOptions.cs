using System.Globalization;
using System.Text.Json.Serialization;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Networks.Transformer;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>
/// Options of <see cref="EncoderKind.Pretrained"/>: a transformer of the BERT family (Devlin 2019) that is read from a folder, with its
/// tokenizer. Nothing is downloaded. Both become part of the model: it is saved and loaded without the folder.
/// </summary>
/// <remarks>
/// The sizes (<see cref="EncoderOptions.EmbeddingSize"/>, <see cref="EncoderOptions.Layers"/>) are those of the folder, whatever is set here.
/// <see cref="EncoderOptions.Pooling"/> and <see cref="EncoderOptions.SegmentLength"/> follow the folder unless they are set.
/// </remarks>
/// <example>
/// <code>
/// new ContextMemoryClassifierOptions { Encoder = new PretrainedOptions { Path = "all-MiniLM-L6-v2" } }
/// </code>
/// </example>
public sealed record PretrainedOptions : EncoderOptions
{
    internal const string SavedName = "Pretrained.v1";

    /// <summary>The largest step size of the new layers, where options leave it open. Chosen on held-out rows: tests/Benchmarks/results/pretrained.md.</summary>
    internal const double UsualRateOfNewLayers = 1e-3;

    private const int LongestSegment = 512;

    // Chosen on held-out rows as well: the same page.
    private const double UsualRate = 2e-4;
    private const double UsualRateOfAdapters = 2e-3;

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.Pretrained;

    /// <summary>
    /// A folder as Hugging Face lays it out (<c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c> or another file of a tokenizer), or an
    /// <c>.onnx</c> file beside its vocabulary. Read when training begins.
    /// </summary>
    /// <value>The default is null; one must be given to train.</value>
    [JsonIgnore]
    public string? Path { get; init; }

    /// <summary>How many of the upper layers learn the task. The others stay as they are, which takes less time and less memory.</summary>
    /// <value>0 to 48. The default null is all of them. 0 leaves the transformer as it is: what stands above it learns alone.</value>
    public int? TrainedLayers { get; init; }

    /// <summary>
    /// The largest step size of the uppermost layer. It rises and falls as <see cref="TrainingOptions.LearningRate"/> does, which is that of the new
    /// layers above it.
    /// </summary>
    /// <value>Above 0, at most 1. The default null is 0.0002, or 0.002 for adapters.</value>
    public double? LearningRate { get; init; }

    /// <summary>The step size of each layer as a share of that of the layer above it (Howard and Ruder 2018, section 3.2).</summary>
    /// <value>Above 0, at most 1; the default is 0.8.</value>
    public double LayerDecay { get; init; } = 0.8;

    /// <summary>
    /// The memory that stands over the segments of a longer text: it reads their vectors in order, and what it knows of the text so far is added to
    /// each token.
    /// </summary>
    /// <value>
    /// Any kind but <see cref="EncoderKind.Pretrained"/> and <see cref="EncoderKind.Module"/>. The default null derives it: <see cref="EncoderKind.Gru"/> for a classifier where 1 of 20
    /// training texts or more is longer than a segment, else none. Not used in entities, where an LSTM over the words goes on from segment to segment, and where
    /// nothing is learned.
    /// </value>
    public EncoderKind? Memory { get; init; }

    /// <summary>
    /// The most pieces that two segments of a longer text share, in entity extraction: tokens near the end of a segment then see what stands behind it. A token's vector is
    /// that of the segment in which it has most pieces on the side where it has fewer.
    /// </summary>
    /// <value>0 to half of the pieces of a segment; the default is 0. Other tasks take 0 alone.</value>
    public int SegmentOverlap { get; init; }

    /// <summary>Whether the vectors of the pieces learn as well, where all layers do.</summary>
    /// <value>The default is false: few of them occur in the training rows, and training these alone would move them away from the rest.</value>
    public bool TrainsVocabulary { get; init; }

    /// <summary>
    /// The rank of adapters (LoRA, Hu 2021). With them the transformer's own weights stay as they are. Beside each matrix W of a trained layer, those of queries,
    /// keys, values and the output of attention and the two of the feed-forward part, a product B A of this rank is learned: W + B A takes the place of W. B starts with
    /// zeros, so training starts from what the transformer gives. Scoring costs no more than without.
    /// </summary>
    /// <value>0 to 64; 8 is usual. The default 0 is no adapters: the layers' own weights learn.</value>
    public int AdapterRank { get; init; }

    /// <summary>
    /// Whether a model file holds all weights of the transformer. If not, it holds those that have learned alone: with adapters it is small. The others are then
    /// read from the folder that <see cref="PretrainedBase.Register"/> has been given, or else from <see cref="Path"/> as it was in training, when the model is loaded.
    /// </summary>
    /// <value>The default is true: a model needs no other file.</value>
    public bool SavesBase { get; init; } = true;

    /// <summary>
    /// Whether the vectors that an encoder gives have a length of 1, so that their dot product is their cosine. Not for classifiers, taggers and
    /// summarizers, which read them as they are.
    /// </summary>
    /// <value>The default null follows the folder, if it says so (<c>modules.json</c>); else false.</value>
    public bool? Normalize { get; init; }

    /// <summary>The step size of the uppermost layer as a share of that of the new layers.</summary>
    [JsonInclude]
    internal double RateShare { get; init; } = 1;

    /// <summary>Where the weights are that a model file does not hold.</summary>
    [JsonInclude]
    internal string? BasePath { get; init; }

    /// <summary>Of these weights; null where the file holds all.</summary>
    [JsonInclude]
    internal string? BaseFingerprint { get; init; }

    [JsonInclude]
    internal int Heads { get; init; } = 4;

    [JsonInclude]
    internal int FeedForwardSize { get; init; } = 512;

    /// <summary>The most pieces of a segment, with the two special ones.</summary>
    [JsonInclude]
    internal int PositionCount { get; init; } = LongestSegment;

    [JsonInclude]
    internal double Epsilon { get; init; } = 1e-12;

    internal override bool ReadsOneWay => false;

    internal override bool HasBlocks => true;

    internal override double RateOfTable => TrainsVocabulary ? RateOfLayer(-1) : 0;

    internal override bool SavesAllWeights => SavesBase;

    internal override bool NormalizesVectors => Normalize == true;

    internal override bool HeadsFit => EmbeddingSize % Heads == 0;

    /// <summary>How many of the layers learn.</summary>
    internal int TrainedLayerCount => Math.Min(TrainedLayers ?? Layers, Layers);

    private protected override string Details => string.Create(
        CultureInfo.InvariantCulture,
        $"{Heads} heads, feed-forward {FeedForwardSize}, {TrainedLayerCount} of the layers trained{(AdapterRank > 0 ? $" by adapters of rank {AdapterRank}" : "")}");

    /// <summary>Whether what lies below the first layer learns: where all layers do, by their own weights.</summary>
    internal bool TrainsBelow => TrainedLayerCount == Layers && AdapterRank == 0;

    /// <summary>What the step size is multiplied by for a layer, counted from 0; -1 is what lies below the first.</summary>
    internal float RateOfLayer(int layer) => layer < Layers - TrainedLayerCount - (TrainsBelow ? 1 : 0)
        ? 0
        : (float)(RateShare * Math.Pow(LayerDecay, Layers - 1 - layer));

    /// <summary>These options with the sizes of a pretrained transformer.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="pooling">How the transformer was trained to be pooled; null where that is not known.</param>
    /// <param name="normalizes">Whether its vectors are normalized; null where that is not known.</param>
    /// <param name="mostTokens">The longest inputs that it was trained for; null where that is not known.</param>
    internal PretrainedOptions For(TransformerShape shape, Pooling? pooling, bool? normalizes, int? mostTokens)
    {
        int positions = shape.Positions - shape.FirstPosition;
        int segment = Math.Min(Math.Min(positions, LongestSegment), mostTokens ?? LongestSegment);
        var fitted = (PretrainedOptions)base.Over(new EncoderDefaults { Pooling = pooling, SegmentLength = segment });
        return fitted with
        {
            SegmentLength = fitted.SegmentLength > 0 ? fitted.SegmentLength : segment,
            Normalize = Normalize ?? normalizes,
            EmbeddingSize = shape.HiddenSize,
            Layers = shape.Layers,
            Heads = shape.Heads,
            FeedForwardSize = shape.FeedForwardSize,
            PositionCount = positions,
            Epsilon = shape.Epsilon,
        };
    }

    /// <summary>These options beside new layers that learn with a step size; 0 is the usual one.</summary>
    internal PretrainedOptions Beside(double rateOfNewLayers) =>
        this with { RateShare = (LearningRate ?? (AdapterRank > 0 ? UsualRateOfAdapters : UsualRate)) / (rateOfNewLayers > 0 ? rateOfNewLayers : UsualRateOfNewLayers) };

    /// <summary>The memory over segments; null where there is none.</summary>
    internal EncoderOptions? MemoryOverSegments => Memory is not { } kind ? null : EncoderOptions.Of(kind) switch
    {
        RecurrentOptions recurrent => recurrent with { EmbeddingSize = EmbeddingSize, Bidirectional = false, Dropout = Dropout },
        EncoderOptions other => other with { EmbeddingSize = EmbeddingSize, Dropout = Dropout },
    };

    internal override Encoder Build(ParameterLayout layout, string name)
    {
        var transformer = new TransformerEncoder(layout, name, this);
        return MemoryOverSegments is { } memory ? new SegmentMemory(layout, name, transformer, SegmentLength, memory) : transformer;
    }

    // What a task takes for an encoder that it trains from nothing is not for this one.
    internal override EncoderOptions Over(EncoderDefaults defaults) => this;

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        faults.Check(Path != "", nameof(Path), "empty", "the name of a folder or of an .onnx file", "name what holds config.json and the weights");
        faults.Range(nameof(TrainedLayers), TrainedLayers ?? 0, 0, 48, "null trains all of them");
        CheckShare(nameof(LearningRate), LearningRate ?? UsualRate, "null is 0.0002, or 0.002 for adapters");
        faults.Range(nameof(AdapterRank), AdapterRank, 0, 64, "8 is usual, 0 trains the layers' own weights");
        faults.Check(
            AdapterRank == 0 || TrainedLayers != 0, nameof(TrainedLayers), "0", "1 to 48 or null with adapters", "set AdapterRank to 0 to train what stands above the transformer alone");
        faults.Check(
            AdapterRank == 0 || !TrainsVocabulary, nameof(TrainsVocabulary), "true", "false with adapters", "the transformer's own weights stay as they are");
        CheckShare(nameof(LayerDecay), LayerDecay, "0.8 is usual, 1 trains all layers alike");
        faults.Check(
            Memory is null || EncoderKinds.LearnedFromNothing.Contains(Memory.Value),
            nameof(Memory),
            $"{Memory}",
            "null or a kind of encoder but Pretrained and Module",
            "use Gru");
        faults.Range(nameof(PositionCount), PositionCount, 8, 65_536, "most models have 512");
        faults.Check(
            SegmentLength <= PositionCount,
            nameof(SegmentLength),
            SegmentLength.ToString(CultureInfo.InvariantCulture),
            $"8 to {PositionCount}, the model's positions",
            "longer texts are read in several segments");
        faults.Range(
            nameof(SegmentOverlap), SegmentOverlap, 0, ((SegmentLength > 0 ? SegmentLength : LongestSegment) - 2) / 2, "at most half of a segment's pieces are those of another");
        faults.Range(nameof(FeedForwardSize), FeedForwardSize, 1, 65_536, "four times the vectors' size is usual");
        faults.Check(
            Heads > 0 && HeadsFit,
            nameof(Heads),
            Heads.ToString(CultureInfo.InvariantCulture),
            $"a divisor of EmbeddingSize ({EmbeddingSize})",
            "each head takes an equal share of the vector");
        faults.Check(Epsilon is >= 0 and < 1, nameof(Epsilon), Epsilon.ToString(CultureInfo.InvariantCulture), "0 to 1", "1e-12 is usual");

        void CheckShare(string name, double value, string remedy) => faults.Check(
            value is > 0 and <= 1, name, value.ToString(CultureInfo.InvariantCulture), "above 0, at most 1", remedy);
    }
}
