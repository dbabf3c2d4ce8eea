using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>
/// sum of a_j h_j with a = softmax(e) over all tokens of the document, e the additive score (Bahdanau 2015; Yang 2016, section 2.2).
/// State: the largest score so far, the sum of e^(score - largest), and the sum of e^(score - largest) h.
/// </summary>
internal sealed class AttentionPooling(ParameterLayout layout, string name, int size, int scoreSize) : PoolingLayer
{
    private const int Largest = 0;
    private const int Sum = 1;
    private const int Weighted = 2;

    private readonly AdditiveScore _score = new(layout, name, size, scoreSize);

    public override int StateSize => Weighted + size;

    public override void Start(Matrix state)
    {
        state.Clear();
        for (int document = 0; document < state.Rows; document++)
        {
            state[document, Largest] = float.NegativeInfinity;
        }
    }

    public override void Add(Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state)
    {
        Matrix scores = _score.Forward(pass, rows);
        pass.Keep(scores);
        for (int i = 0; i < batch.Count; i++)
        {
            Span<float> known = state.Row(documents[i]);
            Matrix own = scores.RowRange(batch.Offset(i), batch.Length(i));
            float largest = known[Largest];
            foreach (float score in own.Span)
            {
                largest = MathF.Max(largest, score);
            }

            float kept = MathF.Exp(known[Largest] - largest);
            System.Numerics.Tensors.TensorPrimitives.Multiply(known[Sum..], kept, known[Sum..]);
            known[Largest] = largest;
            for (int token = 0; token < own.Rows; token++)
            {
                float weight = MathF.Exp(own[token, 0] - largest);
                known[Sum] += weight;
                pass.Kernels.AddScaled(weight, rows.Row(batch.Offset(i) + token), known[Weighted..]);
            }
        }
    }

    public override void Finish(Matrix state, Matrix output)
    {
        for (int document = 0; document < state.Rows; document++)
        {
            Span<float> known = state.Row(document);
            System.Numerics.Tensors.TensorPrimitives.Multiply(known[Weighted..], 1 / known[Sum], output.Row(document));
        }
    }

    public override void Backward(
        Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state, Matrix outputGradient, Matrix rowGradient)
    {
        Matrix scores = pass.Take();
        Matrix scoreGradient = pass.Arena.Allocate(scores.Rows, 1);
        for (int i = 0; i < batch.Count; i++)
        {
            Span<float> known = state.Row(documents[i]);
            Span<float> gradient = outputGradient.Row(documents[i]);
            float along = pass.Kernels.Dot(gradient, known[Weighted..]) / known[Sum];
            for (int row = batch.Offset(i); row < batch.Offset(i) + batch.Length(i); row++)
            {
                float weight = MathF.Exp(scores[row, 0] - known[Largest]) / known[Sum];
                pass.Kernels.AddScaled(weight, gradient, rowGradient.Row(row));
                scoreGradient[row, 0] = weight * (pass.Kernels.Dot(gradient, rows.Row(row)) - along);
            }
        }

        pass.Kernels.Add(_score.Backward(pass, scoreGradient).Span, rowGradient.Span);
    }
}
