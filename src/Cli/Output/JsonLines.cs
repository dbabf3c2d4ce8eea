using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Writes a JSON object a line; memory is reused from line to line.</summary>
internal sealed class JsonLines
{
    private readonly TextWriter _output;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public JsonLines(TextWriter output)
    {
        _output = output;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = Encoder });
    }

    /// <summary>The output is no part of a web page: letters of any script stay as they are.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Begins the object of a row.</summary>
    /// <param name="row">The number of the row, from 1.</param>
    /// <param name="kept">What goes with it from the input.</param>
    /// <returns>For the object's other members.</returns>
    public Utf8JsonWriter Begin(long row, IReadOnlyList<KeptColumn> kept)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("row", row);
        bool hasColumns = false;
        foreach (KeptColumn column in kept)
        {
            if (column.IsMissing)
            {
                continue;
            }

            if (!hasColumns)
            {
                _json.WriteStartObject("columns");
                hasColumns = true;
            }

            column.WriteTo(_json);
        }

        if (hasColumns)
        {
            _json.WriteEndObject();
        }

        return _json;
    }

    /// <summary>Ends the object and writes its line.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _output.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
    }
}
