using System.Text;

namespace ContextMemory.MLNet.Persistence.Tensors.Protobuf;

/// <summary>
/// Reads messages of Protocol Buffers field by field from a file that stays where it is. Lengths are checked against the message around;
/// what is not asked for is passed over without being read.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="format">What the file should be, for messages.</param>
internal sealed class ProtobufReader(DataFile file, string format)
{
    private const int WindowLength = 1 << 14;
    private const int MostVarintBytes = 10;
    private const int MostTextBytes = 1 << 12;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _window = new byte[WindowLength];
    private ProtobufRange _held;

    public DataFile File => file;

    public ProtobufRange Whole => new(0, file.Length);

    /// <summary>The fields of a message, in the order of the file.</summary>
    public IEnumerable<ProtobufField> Fields(ProtobufRange message)
    {
        long position = message.Begin;
        while (position < message.End)
        {
            ulong tag = Varint(ref position, message.End);
            int number = tag >> 3 is > 0 and <= int.MaxValue and var named ? (int)named : throw Damaged(position, "a field has no number");
            switch ((ProtobufWire)(tag & 7))
            {
                case ProtobufWire.Varint:
                    yield return new ProtobufField(number, ProtobufWire.Varint, Varint(ref position, message.End), default);
                    break;
                case ProtobufWire.Fixed32:
                    yield return new ProtobufField(number, ProtobufWire.Fixed32, Fixed(ref position, message.End, sizeof(uint)), default);
                    break;
                case ProtobufWire.Fixed64:
                    yield return new ProtobufField(number, ProtobufWire.Fixed64, Fixed(ref position, message.End, sizeof(ulong)), default);
                    break;
                case ProtobufWire.Bytes:
                    ulong length = Varint(ref position, message.End);
                    if (length > (ulong)(message.End - position))
                    {
                        throw Damaged(position, $"a field of {length} bytes begins where {message.End - position} are left");
                    }

                    var range = new ProtobufRange(position, position + (long)length);
                    yield return new ProtobufField(number, ProtobufWire.Bytes, 0, range);
                    position = range.End;
                    break;
                default:
                    throw Damaged(position, $"a field is written in a way ({tag & 7}) that {format} does not use");
            }
        }
    }

    /// <summary>A name, which is short.</summary>
    public string Text(ProtobufField field)
    {
        ProtobufRange range = Bytes(field);
        if (range.Length > MostTextBytes)
        {
            throw Damaged(range.Begin, $"a name has {range.Length} bytes; at most {MostTextBytes} are possible");
        }

        Span<byte> bytes = stackalloc byte[(int)range.Length];
        file.Read(range.Begin, bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged(range.Begin, "a name is not UTF-8");
        }
    }

    /// <summary>Adds the whole numbers of a repeated field, of which only so many are possible.</summary>
    public void AddIntegers(ProtobufField field, List<long> numbers, int most)
    {
        if (field.Wire == ProtobufWire.Varint)
        {
            Add(field.Value, field.Range.Begin);
            return;
        }

        ProtobufRange range = Bytes(field);
        long position = range.Begin;
        while (position < range.End)
        {
            Add(Varint(ref position, range.End), position);
        }

        void Add(ulong number, long at)
        {
            if (numbers.Count == most)
            {
                throw Damaged(at, $"there are more than {most} numbers where no more are possible");
            }

            numbers.Add((long)number);
        }
    }

    /// <summary>Where the bytes of a field are that is one of bytes.</summary>
    public ProtobufRange Bytes(ProtobufField field) =>
        field.Wire == ProtobufWire.Bytes ? field.Range : throw Damaged(field.Range.Begin, $"field {field.Number} is a number where bytes are expected");

    public InvalidDataException Damaged(long position, string what) =>
        file.Fault($"the file is damaged, or not one of {format}: near byte {position} {what}. Download it again.");

    private ulong Varint(ref long position, long end)
    {
        ulong value = 0;
        for (int i = 0; i < MostVarintBytes && position < end; i++)
        {
            byte next = Byte(position++);
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged(position, "a number does not end");
    }

    private ulong Fixed(ref long position, long end, int size)
    {
        if (size > end - position)
        {
            throw Damaged(position, "a number does not end");
        }

        ulong value = 0;
        for (int i = 0; i < size; i++)
        {
            value |= (ulong)Byte(position++) << (8 * i);
        }

        return value;
    }

    private byte Byte(long position)
    {
        if (position < _held.Begin || position >= _held.End)
        {
            int length = (int)Math.Min(WindowLength, file.Length - position);
            file.Read(position, _window.AsSpan(0, length));
            _held = new ProtobufRange(position, position + length);
        }

        return _window[position - _held.Begin];
    }
}
