using System.Numerics.Tensors;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>A JSON object a row: {"row", "label", "score", "scores": {label: probability}}.</summary>
internal sealed class JsonlPredictions(TextWriter output, IReadOnlyList<string> labels) : PredictionWriter
{
    private readonly JsonEncodedText[] _names = [.. labels.Select(label => JsonEncodedText.Encode(label, JsonLines.Encoder))];
    private readonly JsonLines _lines = new(output);

    public override void Write(long row, IReadOnlyList<KeptColumn> kept, ReadOnlySpan<float> probabilities)
    {
        int best = TensorPrimitives.IndexOfMax(probabilities);
        Utf8JsonWriter json = _lines.Begin(row, kept);
        json.WriteString("label", _names[best]);
        json.WriteNumber("score", probabilities[best]);
        json.WriteStartObject("scores");
        for (int i = 0; i < probabilities.Length; i++)
        {
            json.WriteNumber(_names[i], probabilities[i]);
        }

        json.WriteEndObject();
        _lines.End();
    }
}
