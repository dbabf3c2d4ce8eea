using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// softmax(Q K^T / sqrt(d)) V for each head of one sequence, a block of queries and keys at a time: no matrix of all queries by all keys
/// is ever held, on the way back the probabilities are computed again from the kept sums (Dao 2022, sections 3.1 and B).
/// </summary>
internal readonly unsafe ref struct ScaledDotProduct
{
    // Queries of a block: a whole number of the tiles of every kernel.
    private const int QueryBlock = 96;

    // Keys of a block: what a block of queries makes of them stays in the second level cache, however many keys there are.
    private const int KeyBlock = 256;

    private const int RowGap = 16;

    /// <summary>[queries x heads * d].</summary>
    public required Matrix Queries { get; init; }

    /// <summary>[keys x heads * d].</summary>
    public required Matrix Keys { get; init; }

    /// <summary>[keys x heads * d].</summary>
    public required Matrix Values { get; init; }

    /// <summary>The result, [queries x heads * d].</summary>
    public required Matrix Context { get; init; }

    /// <summary>The logarithm of each softmax's denominator, [queries x heads]; for the way back.</summary>
    public required Matrix LogSums { get; init; }

    public required int Heads { get; init; }

    /// <summary>Query i sees keys 0 to i + (keys - queries): with as many keys as queries, those up to its own place.</summary>
    public required bool IsCausal { get; init; }

    private int HeadSize => Queries.Columns / Heads;

    private float Scale => 1 / MathF.Sqrt(HeadSize);

    public void Forward(Pass pass)
    {
        Kernels kernels = pass.Kernels;
        Matrix scores = AllocateScores(pass);
        for (int head = 0; head < Heads; head++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Panels keysTransposed = ScaledTransposed(pass, Head(Keys, head));
            Panels values = Packing.Straight(Head(Values, head), kernels.PanelWidth, pass.Arena);
            for (int first = 0; first < Queries.Rows; first += QueryBlock)
            {
                ForwardBlock(pass, head, first, keysTransposed, values, scores);
            }

            pass.Arena.Release(mark);
        }
    }

    /// <summary>Adds to the gradients of queries, keys and values, each shaped as they are.</summary>
    public void Backward(Pass pass, Matrix contextGradient, Matrix queryGradient, Matrix keyGradient, Matrix valueGradient)
    {
        Kernels kernels = pass.Kernels;
        Matrix scores = AllocateScores(pass);
        Matrix slopes = AllocateScores(pass);
        for (int head = 0; head < Heads; head++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Panels keysTransposed = ScaledTransposed(pass, Head(Keys, head));

            // Scaled, so that the gradient of the scores comes out as that of the products of queries and keys.
            Panels valuesTransposed = ScaledTransposed(pass, Head(Values, head));
            Panels keys = Packing.Straight(Head(Keys, head), kernels.PanelWidth, pass.Arena);
            for (int first = 0; first < Queries.Rows; first += QueryBlock)
            {
                int count = Math.Min(QueryBlock, Queries.Rows - first);
                int visible = VisibleKeys(first + count - 1);
                Matrix queries = Head(Queries, head).RowRange(first, count);
                Matrix upstream = Head(contextGradient, head).RowRange(first, count);
                for (int key = 0; key < visible; key += KeyBlock)
                {
                    int blockKeys = Math.Min(KeyBlock, visible - key);
                    Matrix probabilities = scores.RowRange(0, count).ColumnRange(0, blockKeys);
                    Matrix productGradient = slopes.RowRange(0, count).ColumnRange(0, blockKeys);
                    kernels.Multiply(queries, keysTransposed.ColumnRange(key, blockKeys, kernels.PanelWidth), probabilities);
                    kernels.Multiply(upstream, valuesTransposed.ColumnRange(key, blockKeys, kernels.PanelWidth), productGradient);
                    SoftmaxBackward(kernels, head, first, key, upstream, probabilities, productGradient);
                    kernels.MultiplyTransposedAdd(probabilities, upstream, Head(valueGradient, head).RowRange(key, blockKeys));
                    kernels.MultiplyTransposedAdd(productGradient, queries, Head(keyGradient, head).RowRange(key, blockKeys));
                    kernels.MultiplyAdd(
                        productGradient, keys.DepthRange(key, blockKeys), Head(queryGradient, head).RowRange(first, count));
                }
            }

            pass.Arena.Release(mark);
        }
    }

    // The softmax of a block of keys is made up for when a later one has a larger score (Milakov and Gimelshein 2018).
    private void ForwardBlock(Pass pass, int head, int first, Panels keysTransposed, Panels values, Matrix scores)
    {
        Kernels kernels = pass.Kernels;
        int count = Math.Min(QueryBlock, Queries.Rows - first);
        Span<float> maxima = stackalloc float[QueryBlock];
        Span<float> sums = stackalloc float[QueryBlock];
        maxima.Fill(float.NegativeInfinity);
        sums.Clear();
        Matrix queries = Head(Queries, head).RowRange(first, count);
        Matrix context = Head(Context, head).RowRange(first, count);
        int visible = VisibleKeys(first + count - 1);
        for (int key = 0; key < visible; key += KeyBlock)
        {
            int keys = Math.Min(KeyBlock, visible - key);
            Matrix probabilities = scores.RowRange(0, count).ColumnRange(0, keys);
            kernels.Multiply(queries, keysTransposed.ColumnRange(key, keys, kernels.PanelWidth), probabilities);
            for (int i = 0; i < count; i++)
            {
                Span<float> row = probabilities.Row(i);
                int seen = Math.Clamp(VisibleKeys(first + i) - key, 0, keys);
                row[seen..].Clear();
                if (seen == 0)
                {
                    continue;
                }

                float max = kernels.Max(row[..seen], maxima[i]);
                float sum = kernels.ExpMinus(max, row[..seen]);
                if (key > 0 && max > maxima[i])
                {
                    float shrink = MathF.Exp(maxima[i] - max);
                    sums[i] *= shrink;
                    kernels.Scale(shrink, context.Row(i));
                }

                maxima[i] = max;
                sums[i] += sum;
            }

            Panels blockValues = values.DepthRange(key, keys);
            if (key == 0)
            {
                kernels.Multiply(probabilities, blockValues, context);
            }
            else
            {
                kernels.MultiplyAdd(probabilities, blockValues, context);
            }
        }

        // Divided by the sums when there are fewer numbers.
        for (int i = 0; i < count; i++)
        {
            kernels.Scale(1 / sums[i], context.Row(i));
            if (pass.KeepsActivations)
            {
                LogSums[first + i, head] = maxima[i] + MathF.Log(sums[i]);
            }
        }
    }

    /// <summary>From scores to probabilities, and from the gradient of the probabilities to that of the scores.</summary>
    private void SoftmaxBackward(
        Kernels kernels, int head, int first, int key, Matrix upstream, Matrix probabilities, Matrix productGradient)
    {
        Matrix context = Head(Context, head).RowRange(first, probabilities.Rows);
        for (int i = 0; i < probabilities.Rows; i++)
        {
            int seen = Math.Clamp(VisibleKeys(first + i) - key, 0, probabilities.Columns);
            Span<float> row = probabilities.Row(i);
            Span<float> slope = productGradient.Row(i);
            kernels.ExpMinus(LogSums[first + i, head], row[..seen]);

            // The mean slope under the softmax is that of the context along itself, which needs no sum over the keys.
            float mean = Scale * kernels.Dot(upstream.Row(i), context.Row(i));
            kernels.SoftmaxSlope(row[..seen], mean, slope[..seen]);
            row[seen..].Clear();
            slope[seen..].Clear();
        }
    }

    private int VisibleKeys(int query) => IsCausal ? Math.Min(Keys.Rows, Keys.Rows - Queries.Rows + query + 1) : Keys.Rows;

    private Matrix Head(Matrix matrix, int head) => matrix.ColumnRange(head * HeadSize, HeadSize);

    /// <summary>Room for the scores of a block. Its rows do not follow at a power of two, which would make them share places of the cache.</summary>
    private Matrix AllocateScores(Pass pass) =>
        pass.Arena.Allocate(QueryBlock, KeyBlock + RowGap).ColumnRange(0, KeyBlock);

    private Panels ScaledTransposed(Pass pass, Matrix matrix)
    {
        Panels panels = Packing.Transposed(matrix, pass.Kernels.PanelWidth, pass.Arena);
        pass.Kernels.Scale(Scale, new Span<float>(panels.Data, Packing.Length(panels.Depth, panels.Columns, pass.Kernels.PanelWidth)));
        return panels;
    }
}
