using System.Text;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>A message of Protocol Buffers put together field by field.</summary>
internal sealed class ProtobufBytes
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public ProtobufBytes Varint(int field, long value)
    {
        AddVarint((ulong)field << 3);
        AddVarint((ulong)value);
        return this;
    }

    public ProtobufBytes Single(int field, float value)
    {
        AddVarint(((ulong)field << 3) | 5);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufBytes Bytes(int field, byte[] value)
    {
        AddVarint(((ulong)field << 3) | 2);
        AddVarint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public ProtobufBytes Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufBytes Message(int field, ProtobufBytes value) => Bytes(field, value.ToArray());

    private void AddVarint(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        _bytes.Add((byte)value);
    }
}
