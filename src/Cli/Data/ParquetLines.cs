using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Text.Files;
using Parquet.Schema;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// The rows of a Parquet file as text: a JSON object a line, which the readers of JSON lines read. A list that is null is an empty one. Times
/// are ISO 8601, bytes are Base64, and numbers that JSON cannot hold are strings.
/// </summary>
/// <param name="file">The file, which is closed with this.</param>
/// <param name="begin">The first row group that is read.</param>
/// <param name="end">The row group after the last that is read.</param>
/// <param name="countGroup">Called for each row group that has been read.</param>
internal sealed class ParquetLines(ParquetFile file, int begin, int end, Action countGroup) : ForwardStream
{
    private const int BufferedBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> _buffer = new(BufferedBytes);
    private readonly IEnumerator<IReadOnlyDictionary<string, object>> _rows = Rows(file, begin, end, countGroup).GetEnumerator();
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JsonLines.Encoder });
    private int _taken;
    private bool _hasBegun;

    public override int Read(Span<byte> buffer)
    {
        if (_taken == _buffer.WrittenCount)
        {
            Fill();
        }

        int taken = Math.Min(buffer.Length, _buffer.WrittenCount - _taken);
        _buffer.WrittenSpan.Slice(_taken, taken).CopyTo(buffer);
        _taken += taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rows.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static IEnumerable<IReadOnlyDictionary<string, object>> Rows(ParquetFile file, int begin, int end, Action countGroup)
    {
        for (int group = begin; group < end; group++)
        {
            foreach (IReadOnlyDictionary<string, object> row in file.ReadGroup(group))
            {
                yield return row;
            }

            countGroup();
        }
    }

    private void Fill()
    {
        _buffer.ResetWrittenCount();
        _taken = 0;
        if (!_hasBegun && begin > 0)
        {
            // The line end before the first row of a share: see TextSource.
            _buffer.Write("\n"u8);
        }

        _hasBegun = true;
        while (_buffer.WrittenCount < BufferedBytes && _rows.MoveNext())
        {
            _json.Reset(_buffer);
            _json.WriteStartObject();
            foreach (Field column in file.Columns)
            {
                _json.WritePropertyName(column.Name);
                Write(_rows.Current.GetValueOrDefault(column.Name), isList: column is ListField or DataField { IsArray: true });
            }

            _json.WriteEndObject();
            _json.Flush();
            _buffer.Write("\n"u8);
        }
    }

    private void Write(object? value, bool isList = false)
    {
        switch (value)
        {
            case null when isList:
                _json.WriteStartArray();
                _json.WriteEndArray();
                break;
            case null:
                _json.WriteNullValue();
                break;
            case string text:
                _json.WriteStringValue(text);
                break;
            case ReadOnlyMemory<char> text:
                _json.WriteStringValue(text.Span);
                break;
            case bool isTrue:
                _json.WriteBooleanValue(isTrue);
                break;
            case sbyte or short or int or long:
                _json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case byte or ushort or uint or ulong:
                _json.WriteNumberValue(Convert.ToUInt64(value, CultureInfo.InvariantCulture));
                break;
            case float number when float.IsFinite(number):
                _json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                _json.WriteNumberValue(number);
                break;
            case decimal number:
                _json.WriteNumberValue(number);
                break;
            case DateTime time:
                _json.WriteStringValue(time);
                break;
            case byte[] bytes:
                _json.WriteBase64StringValue(bytes);
                break;
            case ReadOnlyMemory<byte> bytes:
                _json.WriteBase64StringValue(bytes.Span);
                break;
            case IDictionary members:
                WriteMembers(members);
                break;
            case IEnumerable items:
                WriteItems(items);
                break;
            case DateOnly or TimeOnly:
                _json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value:O}"));
                break;
            default:
                _json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private void WriteMembers(IDictionary members)
    {
        _json.WriteStartObject();
        foreach (DictionaryEntry member in members)
        {
            _json.WritePropertyName(string.Create(CultureInfo.InvariantCulture, $"{member.Key}"));
            Write(member.Value);
        }

        _json.WriteEndObject();
    }

    private void WriteItems(IEnumerable items)
    {
        _json.WriteStartArray();
        foreach (object? item in items)
        {
            Write(item);
        }

        _json.WriteEndArray();
    }
}
