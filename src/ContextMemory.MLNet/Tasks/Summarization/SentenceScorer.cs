using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// From the vectors of a document's sentences to a score for each: a memory reads the vectors in order, beside what is known of the
/// sentences without learning; two short cuts lead past it, from the features and from cue words. Shapes: [sentences x VectorSize] to
/// [sentences x 1]; a sequence is a document.
/// </summary>
internal sealed class SentenceScorer
{
    private const int FeatureHidden = 32;

    private readonly Linear _input;
    private readonly Encoder _memory;
    private readonly Dropout _dropout;
    private readonly Linear _head;
    private readonly Linear _featureHidden;
    private readonly Linear _featureHead;
    private readonly CueWords _cues;

    /// <param name="layout">Where the parameters are added.</param>
    /// <param name="vectorSize">Dimensions of a sentence's vector.</param>
    /// <param name="head">What is built.</param>
    public SentenceScorer(ParameterLayout layout, int vectorSize, SentenceHeadSpec head)
    {
        VectorSize = vectorSize;
        _input = new Linear(layout, "input", vectorSize + head.Features, head.Memory.EmbeddingSize);
        _memory = Encoder.Create(layout, "memory.", head.Memory);
        _dropout = new Dropout(head.Memory.DropoutRate);
        _head = new Linear(layout, "head", _memory.OutputSize, 1);
        _featureHidden = new Linear(layout, "features.hidden", head.Features, head.FeatureHidden);
        _featureHead = new Linear(layout, "features.head", head.FeatureHidden, 1);
        _cues = new CueWords(layout, "cues", head.CueRows);
    }

    public int VectorSize { get; }

    /// <param name="memory">The encoder that reads the sentences' vectors.</param>
    /// <param name="cueRows">Rows of the table of cue words.</param>
    public static SentenceHeadSpec Describe(EncoderOptions memory, int cueRows) =>
        new(memory, SentenceFeatures.Count, FeatureHidden, cueRows);

    public Matrix Forward(Pass pass, SequenceBatch documents, Matrix vectors, ReadOnlySpan<float> features, IReadOnlyList<int[]> cues)
    {
        Matrix known = pass.Arena.Allocate(vectors.Rows, SentenceFeatures.Count);
        features.CopyTo(known.Span);
        Matrix rows = pass.Arena.Allocate(vectors.Rows, VectorSize + SentenceFeatures.Count);
        vectors.CopyTo(rows.ColumnRange(0, VectorSize));
        known.CopyTo(rows.ColumnRange(VectorSize, SentenceFeatures.Count));
        pass.StartStream(int.MaxValue);
        Matrix read = _memory.Forward(pass, documents, _input.Forward(pass, rows), pass.Arena.AllocateCleared(documents.Count, 0));
        Matrix scores = _head.Forward(pass, _dropout.Forward(pass, read));
        Matrix hidden = _featureHidden.Forward(pass, known);
        pass.Kernels.Tanh(hidden.Span);
        pass.Keep(hidden);
        pass.Kernels.Add(_featureHead.Forward(pass, hidden).Span, scores.Span);
        _cues.AddTo(pass, cues, scores);
        return scores;
    }

    /// <summary>From the gradient of the scores to that of the vectors.</summary>
    public Matrix Backward(Pass pass, SequenceBatch documents, IReadOnlyList<int[]> cues, Matrix scoreGradient)
    {
        _cues.Backward(pass, cues, scoreGradient);
        Matrix hiddenGradient = _featureHead.Backward(pass, scoreGradient);
        pass.Kernels.TanhBackward(pass.Take().Span, hiddenGradient.Span);
        _featureHidden.Backward(pass, hiddenGradient);
        Matrix readGradient = _dropout.Backward(pass, _head.Backward(pass, scoreGradient));
        Matrix rowGradient = _input.Backward(pass, _memory.Backward(pass, documents, readGradient));
        Matrix vectorGradient = pass.Arena.Allocate(rowGradient.Rows, VectorSize);
        rowGradient.ColumnRange(0, VectorSize).CopyTo(vectorGradient);
        return vectorGradient;
    }
}
