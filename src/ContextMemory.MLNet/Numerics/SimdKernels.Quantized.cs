namespace ContextMemory.MLNet.Numerics;

/// <summary>Products with a quantized right factor.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    /// <summary>As <see cref="Tile"/>, of groups of bytes.</summary>
    protected abstract int ByteTile(in TileArguments tile, int rows);

    protected sealed override RowQuantization Quantize(ReadOnlySpan<float> row, byte* codes)
    {
        fixed (float* values = row)
        {
            int whole = row.Length / Width * Width;
            RowQuantization quantization = Range(values, whole, row.Length);
            TSimd inverse = TSimd.Create(quantization.Inverse);
            TSimd zero = TSimd.Create(quantization.Zero);
            TSimd largest = TSimd.Create(byte.MaxValue);
            for (int i = 0; i < whole; i += Width)
            {
                TSimd code = TSimd.Round(TSimd.MultiplyAdd(TSimd.Load(values + i), inverse, zero));
                TSimd.StoreBytes(TSimd.Min(largest, TSimd.Max(TSimd.Zero, code)), codes + i);
            }

            for (int i = whole; i < row.Length; i++)
            {
                codes[i] = CodeOf(values[i], quantization);
            }

            for (int i = row.Length; i < Panels.Groups(row.Length) * Panels.GroupSize; i++)
            {
                codes[i] = 0;
            }

            return quantization;
        }
    }

    protected sealed override void ByteProduct(float* codes, int groups, int rows, float* panel, int* sums)
    {
        float* zeros = stackalloc float[PanelColumns];
        new Span<float>(zeros, PanelColumns).Clear();
        var tile = new TileArguments
        {
            A = codes,
            AStride = groups,
            B = panel,
            PanelStride = PanelColumns,
            Depth = groups,
            Start = zeros,
            C = (float*)sums,
            CStride = PanelColumns,
        };
        while (rows > 0)
        {
            int done = ByteTile(tile, rows);
            tile.A += done * tile.AStride;
            tile.C += done * tile.CStride;
            rows -= done;
        }
    }

    protected sealed override void AddProducts(
        ReadOnlySpan<RowQuantization> rows, int* sums, float* steps, float* codeSums, ProductStart start, Matrix c)
    {
        if (c.Columns == PanelColumns)
        {
            AddProductsOfPanel(rows, sums, steps, codeSums, start, c);
            return;
        }

        for (int row = 0; row < rows.Length; row++)
        {
            for (int i = 0; i < c.Columns; i++)
            {
                c[row, i] = Element(rows[row], sums[row * PanelColumns + i], steps[i], codeSums[i], start.Data[row * start.RowStride + i]);
            }
        }
    }

    private static void AddProductsOfPanel(
        ReadOnlySpan<RowQuantization> rows, int* sums, float* steps, float* codeSums, ProductStart start, Matrix c)
    {
        TSimd firstSteps = TSimd.Load(steps);
        TSimd secondSteps = TSimd.Load(steps + Width);
        TSimd firstCodes = TSimd.Load(codeSums);
        TSimd secondCodes = TSimd.Load(codeSums + Width);
        float* from = start.Data;
        float* to = c.Data;
        foreach (ref readonly RowQuantization row in rows)
        {
            TSimd step = TSimd.Create(row.Step);
            TSimd zero = TSimd.Create(row.Zero);
            TSimd first = firstSteps * TSimd.SubtractProduct(zero, firstCodes, TSimd.FromIntegers(sums));
            TSimd second = secondSteps * TSimd.SubtractProduct(zero, secondCodes, TSimd.FromIntegers(sums + Width));
            TSimd.Store(TSimd.MultiplyAdd(step, first, TSimd.Load(from)), to);
            TSimd.Store(TSimd.MultiplyAdd(step, second, TSimd.Load(from + Width)), to + Width);
            sums += PanelColumns;
            from += start.RowStride;
            to += c.Stride;
        }
    }

    private static RowQuantization Range(float* values, int whole, int length)
    {
        TSimd lows = TSimd.Zero;
        TSimd highs = TSimd.Zero;
        TSimd check = TSimd.Zero;
        for (int i = 0; i < whole; i += Width)
        {
            TSimd value = TSimd.Load(values + i);
            lows = TSimd.Min(lows, value);
            highs = TSimd.Max(highs, value);
            check = TSimd.MultiplyAdd(value, TSimd.Zero, check);
        }

        float min = -TSimd.MaxAcross(TSimd.Zero - lows);
        float max = TSimd.MaxAcross(highs);
        float checkSum = TSimd.Sum(check);
        for (int i = whole; i < length; i++)
        {
            min = MathF.Min(min, values[i]);
            max = MathF.Max(max, values[i]);
            checkSum += values[i] * 0;
        }

        return QuantizationOf(min, max, checkSum == 0);
    }
}
