namespace ContextMemory.MLNet.Tests.Support;

/// <summary>The files of a small transformer: 7 pieces of size 4, 2 layers of 2 heads, feed-forward of size 6, 5 positions.</summary>
internal static class TinyTransformer
{
    public const int Layers = 2;

    public const string Config =
        """
        {"model_type":"bert","vocab_size":7,"hidden_size":4,"num_hidden_layers":2,"num_attention_heads":2,"intermediate_size":6,
         "max_position_embeddings":5,"type_vocab_size":2,"layer_norm_eps":1e-5,"hidden_act":"gelu","pad_token_id":0}
        """;

    public const string DistilledConfig =
        """
        {"model_type":"distilbert","vocab_size":7,"dim":4,"n_layers":2,"n_heads":2,"hidden_dim":6,"max_position_embeddings":5,"activation":"gelu"}
        """;

    /// <summary>The tensors under the names of BERT; values differ everywhere.</summary>
    public static IReadOnlyList<(string Name, long[] Shape, float[] Values)> Tensors { get; } = [.. Shapes().Select(Fill)];

    /// <summary>Writes the files of a folder.</summary>
    public static void Write(string folder, string config, Func<string, string?> rename)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
        File.WriteAllBytes(
            Path.Combine(folder, "model.safetensors"),
            SafetensorsBytes.Of(Tensors.Select(tensor => (Name: rename(tensor.Name)!, tensor.Shape, tensor.Values)).Where(tensor => tensor.Name is not null)));
    }

    /// <summary>The name that DistilBERT gives; null for what it does not have.</summary>
    public static string? Distilled(string name)
    {
        (string Bert, string Distilled)[] parts =
        [
            ("encoder.layer", "transformer.layer"), ("attention.self.query", "attention.q_lin"), ("attention.self.key", "attention.k_lin"),
            ("attention.self.value", "attention.v_lin"), ("attention.output.dense", "attention.out_lin"), ("intermediate.dense", "ffn.lin1"),
            ("attention.output.LayerNorm", "sa_layer_norm"), ("output.dense", "ffn.lin2"), ("output.LayerNorm", "output_layer_norm"),
        ];
        return name.Contains("token_type", StringComparison.Ordinal)
            ? null
            : "distilbert." + parts.Aggregate(name, (renamed, part) => renamed.Replace(part.Bert, part.Distilled, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, long[] Shape)> Shapes()
    {
        yield return ("embeddings.word_embeddings.weight", [7, 4]);
        yield return ("embeddings.position_embeddings.weight", [5, 4]);
        yield return ("embeddings.token_type_embeddings.weight", [2, 4]);
        yield return ("embeddings.LayerNorm.weight", [4]);
        yield return ("embeddings.LayerNorm.bias", [4]);
        for (int layer = 0; layer < Layers; layer++)
        {
            (string Part, long[] Weight)[] parts =
            [
                ("attention.self.query", [4, 4]), ("attention.self.key", [4, 4]), ("attention.self.value", [4, 4]),
                ("attention.output.dense", [4, 4]), ("attention.output.LayerNorm", [4]),
                ("intermediate.dense", [6, 4]), ("output.dense", [4, 6]), ("output.LayerNorm", [4]),
            ];
            foreach ((string part, long[] weight) in parts)
            {
                yield return ($"encoder.layer.{layer}.{part}.weight", weight);
                yield return ($"encoder.layer.{layer}.{part}.bias", [weight[0]]);
            }
        }
    }

    private static (string Name, long[] Shape, float[] Values) Fill((string Name, long[] Shape) tensor, int index) =>
        (tensor.Name, tensor.Shape, [.. Enumerable.Range(0, (int)tensor.Shape.Aggregate(1L, (a, b) => a * b)).Select(i => index + i / 64f)]);
}
