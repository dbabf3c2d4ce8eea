using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// Adversarial training of text (Miyato 2017, section 3): a batch is learned from a second time with its token vectors moved the way the
/// loss rises fastest, so that small differences between words decide less. Each document's move is as long as <paramref name="epsilon"/>
/// times its vectors. Of a document with several segments the first is moved: what is kept does not grow with the document.
/// </summary>
/// <param name="epsilon">Length of the move as a share of that of the vectors.</param>
internal sealed class Perturbation(float epsilon)
{
    private double[] _lengths = [];
    private float[] _moves = [];
    private bool _isFound;

    /// <summary>Bytes that are kept.</summary>
    public long Size => (long)sizeof(float) * _moves.Length;

    /// <summary>What goes forward and back next finds the moves; everything after it is moved by them.</summary>
    public void Start() => _isFound = false;

    /// <summary>On the way forward, the tokens' vectors, [rows x size]: measured, or moved in place.</summary>
    public void Forward(SequenceBatch sequences, Matrix vectors)
    {
        if (!AreFirst(sequences))
        {
            return;
        }

        if (_isFound)
        {
            TensorPrimitives.Add(vectors.Span, _moves.AsSpan(0, vectors.Span.Length), vectors.Span);
            return;
        }

        if (_lengths.Length < sequences.Count)
        {
            _lengths = new double[sequences.Count];
        }

        for (int sequence = 0; sequence < sequences.Count; sequence++)
        {
            _lengths[sequence] = TensorPrimitives.Norm<float>(Of(sequence, sequences, vectors));
        }
    }

    /// <summary>In the backward pass, the gradient of the tokens' vectors as they were measured, [rows x size].</summary>
    public void Backward(SequenceBatch sequences, Matrix gradient)
    {
        if (_isFound || !AreFirst(sequences))
        {
            return;
        }

        if (_moves.Length < gradient.Span.Length)
        {
            _moves = new float[gradient.Span.Length];
        }

        for (int sequence = 0; sequence < sequences.Count; sequence++)
        {
            ReadOnlySpan<float> direction = Of(sequence, sequences, gradient);
            double length = TensorPrimitives.Norm(direction);
            float scale = length > 0 ? (float)(epsilon * _lengths[sequence] / length) : 0;
            TensorPrimitives.Multiply(direction, scale, _moves.AsSpan(sequences.Offset(sequence) * gradient.Columns));
        }

        _isFound = true;
    }

    /// <summary>All sequences of a batch start at the same place of their documents.</summary>
    private static bool AreFirst(SequenceBatch sequences) => sequences.Position(0) == 0;

    private static Span<float> Of(int sequence, SequenceBatch sequences, Matrix rows) =>
        rows.Span.Slice(sequences.Offset(sequence) * rows.Columns, sequences.Length(sequence) * rows.Columns);
}
