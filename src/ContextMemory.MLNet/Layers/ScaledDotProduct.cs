using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// softmax(Q K^T / sqrt(d)) V for each head of one sequence, a block of queries and keys at a time: no matrix of all queries by all keys
/// is ever held, in the backward pass the probabilities are computed again from the kept sums (Dao 2022, sections 3.1 and B). Scores are those of
/// powers of two, which are computed faster than powers of e.
/// </summary>
internal readonly unsafe ref struct ScaledDotProduct
{
    // Queries of a block: a whole number of the tiles of every kernel.
    private const int QueryBlock = 96;

    // Keys of a block: what a block of queries makes of them stays in the second level cache, however many keys there are.
    private const int KeyBlock = 256;

    private const int RowGap = 16;

    private const float BinaryLogarithmOfE = 1.44269504f;

    // Powers of two up to this one and their sums are far from the largest float, and those down to its opposite from the smallest.
    private const float LargestUnshifted = 64;

    /// <summary>[queries x heads * d].</summary>
    public required Matrix Queries { get; init; }

    /// <summary>[keys x heads * d].</summary>
    public required Matrix Keys { get; init; }

    /// <summary>[keys x heads * d].</summary>
    public required Matrix Values { get; init; }

    /// <summary>The result, [queries x heads * d].</summary>
    public required Matrix Context { get; init; }

    /// <summary>The binary logarithm of each softmax's denominator, [queries x heads]; for the backward pass.</summary>
    public required Matrix LogSums { get; init; }

    public required int Heads { get; init; }

    /// <summary>Query i sees keys 0 to i + (keys - queries): with as many keys as queries, those up to its own place.</summary>
    public required bool IsCausal { get; init; }

    private int HeadSize => Queries.Columns / Heads;

    private float Scale => 1 / MathF.Sqrt(HeadSize);

    public void Forward(Pass pass) => Forward(pass, 0, Heads);

    /// <summary>The same for some of the heads.</summary>
    public void Forward(Pass pass, int firstHead, int heads)
    {
        Kernels kernels = pass.Kernels;
        Matrix scores = AllocateScores(pass);

        // Of causal attention not even the last digit depends on later keys, so it does not look at them.
        bool needsShift = IsCausal || !(LargestScore(kernels) <= LargestUnshifted);
        for (int head = firstHead; head < firstHead + heads; head++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Panels keysTransposed = ScaledTransposed(pass, Head(Keys, head), Scale * BinaryLogarithmOfE);
            Panels values = Packing.Straight(Head(Values, head), kernels.PanelWidth, pass.Arena);
            for (int first = 0; first < Queries.Rows; first += QueryBlock)
            {
                ForwardBlock(pass, head, first, keysTransposed, values, scores, needsShift);
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
        Span<float> logSums = stackalloc float[QueryBlock];
        Span<float> means = stackalloc float[QueryBlock];
        for (int head = 0; head < Heads; head++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Panels keysTransposed = ScaledTransposed(pass, Head(Keys, head), Scale * BinaryLogarithmOfE);

            // Scaled, so that the gradient of the scores comes out as that of the products of queries and keys.
            Panels valuesTransposed = ScaledTransposed(pass, Head(Values, head), Scale);
            Panels keys = Packing.Straight(Head(Keys, head), kernels.PanelWidth, pass.Arena);
            for (int first = 0; first < Queries.Rows; first += QueryBlock)
            {
                int count = Math.Min(QueryBlock, Queries.Rows - first);
                int visible = VisibleKeys(first + count - 1);
                Matrix queries = Head(Queries, head).RowRange(first, count);
                Matrix upstream = Head(contextGradient, head).RowRange(first, count);
                for (int i = 0; i < count; i++)
                {
                    logSums[i] = LogSums[first + i, head];

                    // The mean slope under the softmax is that of the context along itself, which needs no sum over the keys.
                    means[i] = Scale * kernels.Dot(upstream.Row(i), Head(Context, head).Row(first + i));
                }

                for (int key = 0; key < visible; key += KeyBlock)
                {
                    int blockKeys = Math.Min(KeyBlock, visible - key);
                    Matrix probabilities = scores.RowRange(0, count).ColumnRange(0, blockKeys);
                    Matrix productGradient = slopes.RowRange(0, count).ColumnRange(0, blockKeys);
                    kernels.Multiply(queries, keysTransposed.ColumnRange(key, blockKeys, kernels.PanelWidth), probabilities);
                    kernels.Multiply(upstream, valuesTransposed.ColumnRange(key, blockKeys, kernels.PanelWidth), productGradient);
                    SoftmaxBackward(kernels, first, key, logSums, means, probabilities, productGradient);
                    kernels.MultiplyTransposedAdd(probabilities, upstream, Head(valueGradient, head).RowRange(key, blockKeys));
                    kernels.MultiplyTransposedAdd(productGradient, queries, Head(keyGradient, head).RowRange(key, blockKeys));
                    kernels.MultiplyAdd(
                        productGradient, keys.DepthRange(key, blockKeys), Head(queryGradient, head).RowRange(first, count));
                }
            }

            pass.Arena.Release(mark);
        }
    }

    private void ForwardBlock(Pass pass, int head, int first, Panels keysTransposed, Panels values, Matrix scores, bool needsShift)
    {
        Kernels kernels = pass.Kernels;
        int count = Math.Min(QueryBlock, Queries.Rows - first);
        Span<float> shifts = stackalloc float[QueryBlock];
        Span<float> sums = stackalloc float[QueryBlock];
        shifts.Fill(needsShift ? float.NegativeInfinity : 0);
        sums.Clear();
        Matrix queries = Head(Queries, head).RowRange(first, count);
        Matrix context = Head(Context, head).RowRange(first, count);
        int visible = VisibleKeys(first + count - 1);
        for (int key = 0; key < visible; key += KeyBlock)
        {
            int keys = Math.Min(KeyBlock, visible - key);
            Matrix probabilities = scores.RowRange(0, count).ColumnRange(0, keys);
            kernels.Multiply(queries, keysTransposed.ColumnRange(key, keys, kernels.PanelWidth), probabilities);
            if (needsShift)
            {
                Shift(kernels, first, key, probabilities, shifts, sums, context);
            }

            ToPowers(kernels, first, key, probabilities, shifts, sums);
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
                LogSums[first + i, head] = shifts[i] + MathF.Log2(sums[i]);
            }
        }
    }

    /// <summary>
    /// Shifts each query's scores down by the largest so far. What came of earlier blocks is made up for when a later one has a larger
    /// score (Milakov and Gimelshein 2018).
    /// </summary>
    private void Shift(Kernels kernels, int first, int key, Matrix scores, Span<float> shifts, Span<float> sums, Matrix context)
    {
        for (int i = 0; i < scores.Rows; i++)
        {
            float largest = kernels.Max(scores.Row(i)[..Seen(first + i, key, scores.Columns)], shifts[i]);
            if (key > 0 && largest > shifts[i])
            {
                float shrink = MathF.Pow(2, shifts[i] - largest);
                sums[i] *= shrink;
                kernels.Scale(shrink, context.Row(i));
            }

            shifts[i] = largest;
        }
    }

    /// <summary>From scores to powers of two, zero for keys that a query does not see.</summary>
    private void ToPowers(Kernels kernels, int first, int key, Matrix scores, ReadOnlySpan<float> shifts, Span<float> sums)
    {
        if (Seen(first, key, scores.Columns) == scores.Columns)
        {
            kernels.PowersOfTwo(scores, shifts, sums);
            return;
        }

        for (int i = 0; i < scores.Rows; i++)
        {
            int seen = Seen(first + i, key, scores.Columns);
            kernels.PowersOfTwo(scores.RowRange(i, 1).ColumnRange(0, seen), shifts.Slice(i, 1), sums.Slice(i, 1));
            scores.Row(i)[seen..].Clear();
        }
    }

    /// <summary>From scores to probabilities, and from the gradient of the probabilities to that of the scores.</summary>
    private void SoftmaxBackward(
        Kernels kernels,
        int first,
        int key,
        ReadOnlySpan<float> logSums,
        ReadOnlySpan<float> means,
        Matrix probabilities,
        Matrix productGradient)
    {
        // They add up to 1, which is known.
        Span<float> sums = stackalloc float[QueryBlock];
        ToPowers(kernels, first, key, probabilities, logSums, sums);
        for (int i = 0; i < probabilities.Rows; i++)
        {
            // Without a probability there is no slope either.
            kernels.SoftmaxSlope(probabilities.Row(i), means[i], productGradient.Row(i));
        }
    }

    /// <summary>No score is larger: a product of two vectors is no larger than their lengths' (Cauchy).</summary>
    private float LargestScore(Kernels kernels) =>
        Scale * BinaryLogarithmOfE * MathF.Sqrt(LargestSquare(kernels, Queries) * LargestSquare(kernels, Keys));

    private static float LargestSquare(Kernels kernels, Matrix vectors)
    {
        float largest = 0;
        for (int i = 0; i < vectors.Rows; i++)
        {
            // Not a number stays.
            largest = MathF.Max(largest, kernels.Dot(vectors.Row(i), vectors.Row(i)));
        }

        return largest;
    }

    private int Seen(int query, int key, int keys) => Math.Clamp(VisibleKeys(query) - key, 0, keys);

    private int VisibleKeys(int query) => IsCausal ? Math.Min(Keys.Rows, Keys.Rows - Queries.Rows + query + 1) : Keys.Rows;

    private Matrix Head(Matrix matrix, int head) => matrix.ColumnRange(head * HeadSize, HeadSize);

    /// <summary>Room for the scores of a block. Its rows do not follow at a power of two, which would make them share places of the cache.</summary>
    private Matrix AllocateScores(Pass pass) =>
        pass.Arena.Allocate(QueryBlock, KeyBlock + RowGap).ColumnRange(0, KeyBlock);

    private static Panels ScaledTransposed(Pass pass, Matrix matrix, float scale)
    {
        Panels panels = Packing.Transposed(matrix, pass.Kernels.PanelWidth, pass.Arena);
        pass.Kernels.Scale(scale, new Span<float>(panels.Data, Packing.Length(panels.Depth, panels.Columns, pass.Kernels.PanelWidth)));
        return panels;
    }
}
