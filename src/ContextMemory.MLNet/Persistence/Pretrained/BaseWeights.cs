using System.Numerics.Tensors;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>Reads the weights of a pretrained transformer into the parameters of a model.</summary>
internal static class BaseWeights
{
    private const string Table = "embedding.weight";

    /// <summary>Gives the weights of a model that was loaded those which its file does not hold; returns them.</summary>
    /// <param name="options">Of its encoder.</param>
    /// <param name="layout">The parameters of the model.</param>
    /// <param name="createWeights">Called once the transformer is there and fits: their size comes from the options.</param>
    /// <param name="prefixes">What stands before the names of the parameters of each of its encoders.</param>
    /// <exception cref="InvalidOperationException">The transformer that the model needs is not there.</exception>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    public static Weights Fill(EncoderOptions options, ParameterLayout layout, Func<Weights> createWeights, params string[] prefixes)
    {
        if (options is not PretrainedOptions { SavesBase: false } transformer)
        {
            return createWeights();
        }

        if (transformer is not { BaseFingerprint: { } fingerprint, BasePath: { } path })
        {
            throw new InvalidDataException("The model is damaged: it does not say which transformer it needs.");
        }

        using PretrainedFolder folder = PretrainedBase.Open(fingerprint, path);
        TransformerShape shape = folder.Shape;
        bool fits = (shape.Layers, shape.HiddenSize, shape.FeedForwardSize, shape.Positions - shape.FirstPosition)
            == (transformer.Layers, transformer.EmbeddingSize, transformer.FeedForwardSize, transformer.PositionCount);
        foreach (string prefix in prefixes)
        {
            fits = fits && layout.Parameters.Any(parameter => parameter.Name == $"{prefix}{Table}" && parameter.Rows == shape.VocabularySize);
        }

        if (!fits)
        {
            throw new InvalidDataException("The model is damaged: its transformer has other sizes than the one that it needs.");
        }

        Weights weights = createWeights();
        Array.ForEach(prefixes, prefix => Load(folder, weights, prefix));
        return weights;
    }

    /// <summary>Reads all weights of a transformer.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="weights">Of a model, with parameters of these sizes.</param>
    /// <param name="prefix">What stands before the names of the encoder's parameters.</param>
    /// <exception cref="InvalidDataException">A number is infinite or not a number, or a file has changed.</exception>
    public static void Load(PretrainedFolder folder, Weights weights, string prefix)
    {
        var parameters = weights.Layout.Parameters.ToDictionary(parameter => parameter.Name);
        folder.Read(TensorName.Words, Find(Table).Span);
        LoadPositions(folder, Find("encoder.positions.weight"));
        Read("encoder.norm", TensorName.EmbeddingNorm);
        for (int layer = 0; layer < folder.Shape.Layers; layer++)
        {
            string own = $"encoder.layers.{layer}.";
            string theirs = TensorName.OfLayer(layer);
            ReadProjections(own, theirs);
            Read($"{own}self_attn.out_proj", theirs + TensorName.AttentionOutput);
            Read($"{own}norm1", theirs + TensorName.AttentionNorm);
            Read($"{own}linear1", theirs + TensorName.Intermediate);
            Read($"{own}linear2", theirs + TensorName.Output);
            Read($"{own}norm2", theirs + TensorName.OutputNorm);
        }

        weights.Changed();

        Matrix Find(string name) => weights[parameters[prefix + name]];

        void Read(string own, string theirs)
        {
            folder.Read(theirs + TensorName.Weight, Find($"{own}.weight").Span);
            folder.Read(theirs + TensorName.Bias, Find($"{own}.bias").Span);
        }

        // Queries, keys and values are one matrix here.
        void ReadProjections(string own, string theirs)
        {
            Matrix weight = Find($"{own}self_attn.in_proj_weight");
            Matrix bias = Find($"{own}self_attn.in_proj_bias");
            int size = weight.Columns;
            foreach ((string name, int part) in (ReadOnlySpan<(string, int)>)[(TensorName.Query, 0), (TensorName.Key, 1), (TensorName.Value, 2)])
            {
                folder.Read(theirs + name + TensorName.Weight, weight.RowRange(part * size, size).Span);
                folder.Read(theirs + name + TensorName.Bias, bias.ColumnRange(part * size, size).Span);
            }
        }
    }

    /// <summary>A text is of type 0: its vector is part of every position's.</summary>
    private static void LoadPositions(PretrainedFolder folder, Matrix positions)
    {
        TransformerShape shape = folder.Shape;
        var all = new float[shape.Positions * shape.HiddenSize];
        folder.Read(TensorName.Positions, all);
        all.AsSpan(shape.FirstPosition * shape.HiddenSize).CopyTo(positions.Span);
        if (shape.TokenTypes == 0)
        {
            return;
        }

        var types = new float[shape.TokenTypes * shape.HiddenSize];
        folder.Read(TensorName.TokenTypes, types);
        for (int row = 0; row < positions.Rows; row++)
        {
            TensorPrimitives.Add(positions.Row(row), types.AsSpan(0, shape.HiddenSize), positions.Row(row));
        }
    }
}
