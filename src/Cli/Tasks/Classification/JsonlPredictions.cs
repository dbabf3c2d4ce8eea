using System.Buffers;
using System.Numerics.Tensors;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>A JSON object a row: {"row", "label", "score", "scores": {label: probability}}.</summary>
internal sealed class JsonlPredictions : PredictionWriter
{
    private readonly TextWriter _output;
    private readonly JsonEncodedText[] _names;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public JsonlPredictions(TextWriter output, IReadOnlyList<string> labels)
    {
        // The output is no part of a web page: letters of any script stay as they are.
        JavaScriptEncoder encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        _output = output;
        _names = [.. labels.Select(label => JsonEncodedText.Encode(label, encoder))];
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = encoder });
    }

    public override void Write(long row, ReadOnlySpan<float> probabilities)
    {
        int best = TensorPrimitives.IndexOfMax(probabilities);
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("row", row);
        _json.WriteString("label", _names[best]);
        _json.WriteNumber("score", probabilities[best]);
        _json.WriteStartObject("scores");
        for (int i = 0; i < probabilities.Length; i++)
        {
            _json.WriteNumber(_names[i], probabilities[i]);
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        _output.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
    }
}
