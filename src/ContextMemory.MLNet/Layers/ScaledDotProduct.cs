using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// softmax(Q K^T / sqrt(d)) V for each head of one sequence, a block of queries at a time: no matrix of all queries by all keys
/// is ever held, on the way back the probabilities are computed again from the kept sums (Dao 2022, sections 3.1 and B).
/// </summary>
internal readonly unsafe ref struct ScaledDotProduct
{
    // Queries of a block: a whole number of the tiles of every kernel.
    private const int QueryBlock = 96;

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
        Span<float> sums = stackalloc float[QueryBlock];
        for (int head = 0; head < Heads; head++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Panels keysTransposed = ScaledTransposed(pass, Head(Keys, head));
            Panels values = Packing.Straight(Head(Values, head), kernels.PanelWidth, pass.Arena);
            for (int first = 0; first < Queries.Rows; first += QueryBlock)
            {
                int count = Math.Min(QueryBlock, Queries.Rows - first);
                int visible = VisibleKeys(first + count - 1);
                Matrix probabilities = scores.RowRange(0, count).ColumnRange(0, visible);
                kernels.Multiply(Head(Queries, head).RowRange(first, count), keysTransposed.First(visible), probabilities);
                for (int i = 0; i < count; i++)
                {
                    Span<float> row = probabilities.Row(i);
                    int seen = VisibleKeys(first + i);
                    float max = kernels.ExpMinusMax(row[..seen], out sums[i]);
                    if (pass.KeepsActivations)
                    {
                        LogSums[first + i, head] = max + MathF.Log(sums[i]);
                    }

                    row[seen..].Clear();
                }

                // Divided by the sums when there are fewer numbers.
                Matrix context = Head(Context, head).RowRange(first, count);
                kernels.Multiply(probabilities, values.DepthRange(0, visible), context);
                for (int i = 0; i < count; i++)
                {
                    kernels.Scale(1 / sums[i], context.Row(i));
                }
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
                Matrix context = Head(Context, head).RowRange(first, count);
                Matrix probabilities = scores.RowRange(0, count).ColumnRange(0, visible);
                Matrix productGradient = slopes.RowRange(0, count).ColumnRange(0, visible);
                kernels.Multiply(queries, keysTransposed.First(visible), probabilities);
                kernels.Multiply(upstream, valuesTransposed.First(visible), productGradient);
                for (int i = 0; i < count; i++)
                {
                    int seen = VisibleKeys(first + i);
                    Span<float> row = probabilities.Row(i);
                    Span<float> slope = productGradient.Row(i);
                    kernels.ExpMinus(LogSums[first + i, head], row[..seen]);

                    // The mean slope under the softmax is that of the context along itself, which needs no sum over the keys.
                    float mean = Scale * kernels.Dot(upstream.Row(i), context.Row(i));
                    kernels.SoftmaxSlope(row[..seen], mean, slope[..seen]);
                    row[seen..].Clear();
                    slope[seen..].Clear();
                }

                kernels.MultiplyTransposedAdd(probabilities, upstream, Head(valueGradient, head).RowRange(0, visible));
                kernels.MultiplyTransposedAdd(productGradient, queries, Head(keyGradient, head).RowRange(0, visible));
                kernels.MultiplyAdd(productGradient, keys.DepthRange(0, visible), Head(queryGradient, head).RowRange(first, count));
            }

            pass.Arena.Release(mark);
        }
    }

    private int VisibleKeys(int query) => IsCausal ? Math.Min(Keys.Rows, Keys.Rows - Queries.Rows + query + 1) : Keys.Rows;

    private Matrix Head(Matrix matrix, int head) => matrix.ColumnRange(head * HeadSize, HeadSize);

    /// <summary>Room for the scores of a block. Its rows do not follow at a power of two, which would make them share places of the cache.</summary>
    private Matrix AllocateScores(Pass pass) =>
        pass.Arena.Allocate(QueryBlock, Keys.Rows + RowGap).ColumnRange(0, Keys.Rows);

    private Panels ScaledTransposed(Pass pass, Matrix matrix)
    {
        Panels panels = Packing.Transposed(matrix, pass.Kernels.PanelWidth, pass.Arena);
        pass.Kernels.Scale(Scale, new Span<float>(panels.Data, Packing.Length(panels.Depth, panels.Columns, pass.Kernels.PanelWidth)));
        return panels;
    }
}
