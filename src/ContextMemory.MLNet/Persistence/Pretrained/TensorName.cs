using System.Globalization;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>The names of a pretrained model's tensors: those of BERT without a prefix, to which all others are brought.</summary>
internal static class TensorName
{
    public const string Words = "embeddings.word_embeddings.weight";
    public const string Positions = "embeddings.position_embeddings.weight";
    public const string TokenTypes = "embeddings.token_type_embeddings.weight";
    public const string EmbeddingNorm = "embeddings.LayerNorm";

    public const string Query = "attention.self.query";
    public const string Key = "attention.self.key";
    public const string Value = "attention.self.value";
    public const string AttentionOutput = "attention.output.dense";
    public const string AttentionNorm = "attention.output.LayerNorm";
    public const string Intermediate = "intermediate.dense";
    public const string Output = "output.dense";
    public const string OutputNorm = "output.LayerNorm";

    public const string Weight = ".weight";
    public const string Bias = ".bias";

    private const string Layers = "encoder.layer.";
    private const string DistilledLayers = "transformer.layer.";

    // What wraps a model, from the outside in.
    private static readonly string[] Prefixes =
        ["module.", "model.", "0.auto_model.", "auto_model.", "bert.", "roberta.", "distilbert.", "camembert.", "xlm_roberta."];

    // DistilBERT's name of a part of a layer, and BERT's.
    private static readonly (string Distilled, string Name)[] Distilled =
    [
        ("attention.q_lin.", Query + "."),
        ("attention.k_lin.", Key + "."),
        ("attention.v_lin.", Value + "."),
        ("attention.out_lin.", AttentionOutput + "."),
        ("sa_layer_norm.", AttentionNorm + "."),
        ("ffn.lin1.", Intermediate + "."),
        ("ffn.lin2.", Output + "."),
        ("output_layer_norm.", OutputNorm + "."),
    ];

    /// <summary>The beginning of the names of a layer's tensors.</summary>
    public static string OfLayer(int layer) => string.Create(CultureInfo.InvariantCulture, $"{Layers}{layer}.");

    /// <summary>The layer that a tensor belongs to; null where it is of none.</summary>
    public static int? LayerOf(string name) =>
        name.StartsWith(Layers, StringComparison.Ordinal)
        && name.IndexOf('.', Layers.Length) is > 0 and var end
        && int.TryParse(name.AsSpan(Layers.Length, end - Layers.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int layer)
            ? layer
            : null;

    /// <summary>Whether a name is one that DistilBERT alone gives.</summary>
    public static bool IsDistilled(string name) => Unwrapped(name).StartsWith(DistilledLayers, StringComparison.Ordinal);

    /// <summary>Whether a name says that the model is RoBERTa.</summary>
    public static bool IsRoberta(string name) => name.Contains("roberta.", StringComparison.Ordinal);

    /// <summary>The name that BERT gives; null where the tensor belongs to no part of an encoder, such as the head of a task.</summary>
    public static string? Canonical(string name)
    {
        string inner = Unwrapped(name);
        if (inner.StartsWith(DistilledLayers, StringComparison.Ordinal))
        {
            int dot = inner.IndexOf('.', DistilledLayers.Length);
            string part = inner[(dot + 1)..];
            (string distilled, string bert) = Distilled.FirstOrDefault(known => part.StartsWith(known.Distilled, StringComparison.Ordinal));
            return dot < 0 || distilled is null
                ? null
                : string.Concat(Layers, inner.AsSpan(DistilledLayers.Length, dot + 1 - DistilledLayers.Length), bert, part.AsSpan(distilled.Length));
        }

        return inner.StartsWith("embeddings.", StringComparison.Ordinal) || inner.StartsWith(Layers, StringComparison.Ordinal)
            ? WithoutGreek(inner)
            : null;
    }

    // Weights that come from TensorFlow.
    private static string WithoutGreek(string name) =>
        name.EndsWith("LayerNorm.gamma", StringComparison.Ordinal) ? name[..^".gamma".Length] + Weight
        : name.EndsWith("LayerNorm.beta", StringComparison.Ordinal) ? name[..^".beta".Length] + Bias
        : name;

    private static string Unwrapped(string name)
    {
        int start = 0;
        foreach (string prefix in Prefixes)
        {
            if (name.AsSpan(start).StartsWith(prefix, StringComparison.Ordinal))
            {
                start += prefix.Length;
            }
        }

        return name[start..];
    }
}
