using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>Token codes to rows of a table. A code below zero is the complement of a further row of the same token.</summary>
internal static class Embedding
{
    /// <summary>The mean of each token's rows, [tokens x size].</summary>
    public static Tensor Mean(Pass pass, string name, ReadOnlySpan<int> codes) => Sum(pass, name, codes, isMean: true);

    /// <summary>The sum of each token's rows, [tokens x size].</summary>
    public static Tensor Sum(Pass pass, string name, ReadOnlySpan<int> codes) => Sum(pass, name, codes, isMean: false);

    private static Tensor Sum(Pass pass, string name, ReadOnlySpan<int> codes, bool isMean)
    {
        var rows = new long[codes.Length];
        var tokens = new long[codes.Length];
        int last = -1;
        for (int i = 0; i < codes.Length; i++)
        {
            last += codes[i] >= 0 ? 1 : 0;
            rows[i] = TokenCodes.RowOf(codes[i]);
            tokens[i] = last;
        }

        Tensor vectors = pass.Matrix($"{name}.weight").index_select(0, pass.Numbers(rows));
        if (last + 1 == codes.Length)
        {
            return vectors;
        }

        if (isMean)
        {
            vectors = vectors * tensor(Shares(tokens, last + 1), device: pass.Device).unsqueeze(1);
        }

        return zeros(last + 1, vectors.shape[1], ScalarType.Float32, pass.Device).index_add(0, pass.Numbers(tokens), vectors, Number.One);
    }

    /// <summary>For each code one over the number of codes of its token.</summary>
    private static float[] Shares(long[] tokens, int count)
    {
        var codes = new int[count];
        foreach (long token in tokens)
        {
            codes[token]++;
        }

        return [.. tokens.Select(token => 1f / codes[token])];
    }
}
